// The script inside the panel: shows the state it is sent, and reports which button was pressed.
import { render } from 'lit-html';
import './elements.mjs';
import { droppedUri } from './drop.js';
import {
  FIRST_CHOICES,
  SESSION_CHOOSER,
  type Choices,
  type FromPanel,
  type PanelAction,
  type PanelState,
  type ToPanel,
} from './state.js';
import { announcement, panelView } from './views/panel-view.js';

/** What VS Code gives to the script of a webview. */
declare function acquireVsCodeApi(): {
  postMessage(message: unknown): void;
  setState(state: unknown): void;
  getState(): unknown;
};

const editor = acquireVsCodeApi();
const root = document.getElementById('root');
const live = document.getElementById('live');

let shown: PanelState | undefined;
let choices = keptChoices();

function post(message: FromPanel): void {
  editor.postMessage(message);
}

/** lit touches only what differs, so that focus, scrolling and folded parts stay. */
function redraw(): void {
  if (root && shown) render(panelView(shown, choices), root);
}

/** For a panel that was hidden, and for the next start of the window. */
function keep(): void {
  editor.setState({ ...shown, choices });
}

function say(text: string): void {
  if (live) live.textContent = text;
}

function choose(change: Partial<Choices>): void {
  choices = { ...choices, ...change };
  keep();
  redraw();
}

/** What the reader had chosen before the panel was hidden. */
function keptChoices(): Choices {
  const { choices: kept } = (editor.getState() ?? {}) as { readonly choices?: Partial<Choices> };
  return { ...FIRST_CHOICES, ...kept };
}

/** Of the pressed button, or the one round what was pressed. */
function actionAt(target: EventTarget | null): PanelAction | undefined {
  for (let at = target instanceof Element ? target : null; at; at = at.parentElement)
    if ('action' in at) return at.action as PanelAction;
  return undefined;
}

window.addEventListener('message', ({ data }) => {
  const message = data as ToPanel;
  if (message.type === 'say') say(message.text);
  if (message.type !== 'show') return;
  shown = message.state;
  keep();
  redraw();
  const text = announcement(message.state);
  if (text !== '') say(text);
});

root?.addEventListener('click', ({ target }) => {
  const action = actionAt(target);
  if (action) post(action);
});

root?.addEventListener('change', ({ target }) => {
  const { id, value } = target as HTMLSelectElement;
  if (id === SESSION_CHOOSER) choose({ session: value });
});

root?.addEventListener(
  'toggle',
  ({ target }) => {
    const { id, open } = target as HTMLDetailsElement;
    const others = choices.open.filter((one) => one !== id);
    choose({ open: open ? [...others, id] : others });
  },
  true, // This event does not bubble.
);

document.addEventListener('dragover', (event) => {
  event.preventDefault(); // Else nothing can be dropped.
});

document.addEventListener('drop', (event) => {
  event.preventDefault();
  const uri = droppedUri((kind) => event.dataTransfer?.getData(kind) ?? '');
  if (uri !== '') post({ type: 'drop', uri });
});

// The extension checks the state that the window kept, and sends it back.
post({ type: 'ready' });
