// The script inside the panel: shows the state it is sent, and reports which button was pressed.
import { editor, frame, page, type PanelElement } from './browser.js';
import type { ViewNode } from './node.js';
import { readKeptState, type FromPanel, type PanelState, type ToPanel } from './state.js';
import { announcement, panelView } from './view.js';

const post = (message: FromPanel): void => {
  editor.postMessage(message);
};

function render(node: ViewNode): PanelElement {
  const element = page.createElement(node.tag);
  for (const [name, value] of Object.entries(node.attributes)) element.setAttribute(name, value ?? '');
  for (const child of node.children) element.append(typeof child === 'string' ? child : render(child));
  const { action } = node;
  if (action) {
    element.addEventListener('click', () => {
      post(action);
    });
  }
  return element;
}

function show(state: PanelState): void {
  const root = page.getElementById('root');
  if (!root) return;
  const focused = page.activeElement?.textContent;
  root.replaceChildren(render(panelView(state)));
  restoreFocus(root, focused);
  say(announcement(state));
}

/** Redrawing must not throw the keyboard back to the top. */
function restoreFocus(root: PanelElement, label: string | null | undefined): void {
  for (const button of root.querySelectorAll('button')) {
    if (button.textContent === label) {
      button.focus();
      return;
    }
  }
}

function say(text: string): void {
  const live = page.getElementById('live');
  if (live) live.textContent = text;
}

frame.addEventListener('message', ({ data }) => {
  const message = data as ToPanel;
  if (message.type === 'say') say(message.text);
  if (message.type === 'show') {
    editor.setState(message.state);
    show(message.state);
  }
});

const kept = readKeptState(editor.getState());
if (kept) show(kept);
post({ type: 'ready' });
