// The script inside the panel: shows the state it is sent, and reports which button was pressed.
import './elements.mjs';
import { editor, frame, page, type PanelElement } from './browser.js';
import { draw, nodeAt } from './draw.js';
import type { Choices } from './node.js';
import type { FromPanel, PanelState, ToPanel } from './state.js';
import { announcement, FIRST_CHOICES, panelView } from './view.js';

let shown: PanelState | undefined;
let choices: Choices = FIRST_CHOICES;

const post = (message: FromPanel): void => {
  editor.postMessage(message);
};

function redraw(): void {
  const root = page.getElementById('root');
  if (root && shown) draw(root, panelView(shown, choices));
}

/** Whoever hides the panel or closes the window finds it as it was. */
function keep(): void {
  editor.setState({ ...shown, choices });
}

function say(text: string): void {
  const live = page.getElementById('live');
  if (live) live.textContent = text;
}

frame.addEventListener('message', ({ data }) => {
  const message = data as ToPanel;
  if (message.type === 'say') say(message.text);
  if (message.type !== 'show') return;
  shown = message.state;
  keep();
  redraw();
  const text = announcement(message.state);
  if (text !== '') say(text);
});

function choose(change: Partial<Choices>): void {
  choices = { ...choices, ...change };
  keep();
  redraw();
}

function listen(root: PanelElement): void {
  root.addEventListener('click', ({ target }) => {
    const action = nodeAt(target, (node) => node.action !== undefined)?.action;
    if (action) post(action);
  });
  root.addEventListener('change', ({ target }) => {
    const isChooser = nodeAt(target, (node) => node.isSessionChooser) !== undefined;
    if (isChooser) choose({ session: String((target as PanelElement).value) });
  });
  // This event does not rise to the root by itself.
  root.addEventListener(
    'toggle',
    ({ target }) => {
      const { id, open } = target as PanelElement;
      const others = choices.open.filter((one) => one !== id);
      choose({ open: open === true ? [...others, id] : others });
    },
    true,
  );
}

/** What the reader had chosen before the panel was hidden. */
function keptChoices(): Choices {
  const { choices: kept } = (editor.getState() ?? {}) as { readonly choices?: Partial<Choices> };
  return { ...FIRST_CHOICES, ...kept };
}

choices = keptChoices();
const root = page.getElementById('root');
if (root) listen(root);
// The extension checks the state that the window kept, and sends it back.
post({ type: 'ready' });
