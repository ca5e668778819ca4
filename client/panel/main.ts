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

function say(text: string): void {
  const live = page.getElementById('live');
  if (live) live.textContent = text;
}

frame.addEventListener('message', ({ data }) => {
  const message = data as ToPanel;
  if (message.type === 'say') say(message.text);
  if (message.type !== 'show') return;
  shown = message.state;
  // Whoever closes the window meanwhile finds it as it was, or knows that the probe was cut off.
  editor.setState(message.state);
  redraw();
  const text = announcement(message.state);
  if (text !== '') say(text);
});

function listen(root: PanelElement): void {
  root.addEventListener('click', ({ target }) => {
    const action = nodeAt(target, (node) => node.action !== undefined)?.action;
    if (action) post(action);
  });
  root.addEventListener('change', ({ target }) => {
    const choice = nodeAt(target, (node) => node.choice !== undefined)?.choice;
    if (choice === undefined) return;
    choices = { ...choices, [choice]: String((target as PanelElement).value) };
    redraw();
  });
}

const root = page.getElementById('root');
if (root) listen(root);
// The extension checks the state that the window kept, and sends it back.
post({ type: 'ready' });
