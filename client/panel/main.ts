// The script inside the panel: shows the state it is sent, and reports which button was pressed.
import { render } from 'lit-html';
import './elements.mjs';
import { useTable } from '../l10n.js';
import { dropped } from './drop.js';
import {
  FIRST_CHOICES,
  SESSION_CHOOSER,
  type Choices,
  type FixOutcome,
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
let outcome: FixOutcome | null = null;
let choices = keptChoices();
/** When the running step began, on the clock of this page. */
let stepBegan = 0;
/** The button that was pressed last, until what it asked for is done. */
let pressed: Element | undefined;

/** For so long a button says that it is done. Milliseconds. */
const SAID_MS = 2000;

function post(message: FromPanel): void {
  editor.postMessage(message);
}

/** lit touches only what differs, so that focus, scrolling and folded parts stay. */
function redraw(): void {
  if (root && shown) render(panelView(shown, choices, outcome, performance.now() - stepBegan), root);
}

function stepOf(state: PanelState | undefined): string | undefined {
  return state?.kind === 'running' ? (state.now?.step ?? '') : undefined;
}

/** The words are on the button, and for screen readers in the live region. */
function confirm(button: Element | undefined): void {
  if (!button) return;
  button.classList.add('said');
  setTimeout(() => {
    button.classList.remove('said');
  }, SAID_MS);
}

function closeMenus(except?: EventTarget | null): void {
  for (const menu of document.querySelectorAll<HTMLDetailsElement>('.menu[open]'))
    if (!(except instanceof Node && menu.contains(except))) menu.open = false;
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
  if (message.type === 'language') {
    useTable(message.table);
    document.documentElement.lang = message.language;
  }
  if (message.type === 'say' || message.type === 'done') say(message.text);
  if (message.type === 'done') {
    confirm(pressed);
    pressed = undefined;
  }
  if (message.type === 'fix') {
    outcome = message.outcome;
    redraw();
  }
  if (message.type !== 'show') return;
  if (stepOf(shown) !== stepOf(message.state)) stepBegan = performance.now() - message.ageMs;
  shown = message.state;
  outcome = null;
  keep();
  redraw();
  const text = announcement(message.state);
  if (text !== '') say(text);
});

document.addEventListener('click', ({ target }) => {
  closeMenus(target);
  const action = actionAt(target);
  if (!action) return;
  pressed = target instanceof Element ? (target.closest('vscode-button') ?? undefined) : undefined;
  if (!/^(?:markdown|copy|save)$/.test(action.type)) closeMenus();
  post(action);
});

document.addEventListener('keydown', ({ key }) => {
  if (key !== 'Escape') return;
  document.querySelector<HTMLElement>('.menu[open] > summary')?.focus();
  closeMenus();
});

// A long wait shows how long it is, and how long it may be.
setInterval(() => {
  if (shown?.kind === 'running') redraw();
}, 1000);

root?.addEventListener('change', ({ target }) => {
  const { id, value } = target as HTMLSelectElement;
  if (id === SESSION_CHOOSER) choose({ session: value });
});

root?.addEventListener(
  'toggle',
  ({ target }) => {
    const { id, open } = target as HTMLDetailsElement;
    if (id === '') return;
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
  if (!event.dataTransfer) return;
  void dropped(event.dataTransfer).then((action) => {
    if (action) post(action);
  });
});

// The extension checks the state that the window kept, and sends it back.
post({ type: 'ready' });
