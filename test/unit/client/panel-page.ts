// The panel as the webview draws it, in a small DOM.
import { buildSync } from 'esbuild';
import { compileFunction } from 'node:vm';
import { Window, type Element } from 'happy-dom';
import type { WordTable } from '../../../client/l10n.js';
import type { Choices, FixOutcome, PanelAction, PanelState } from '../../../client/panel/state.js';

interface PanelScript {
  panelView(state: PanelState, choices?: Choices, outcome?: FixOutcome | null, waitedMs?: number): unknown;
  render(view: unknown, parent: Element): void;
  useTable(table: WordTable): void;
}

const SCRIPT = `export { render } from 'lit-html'; export { useTable } from './client/l10n.js'; export { panelView } from './client/panel/views/panel-view.js';`;

const { document } = new Window();

const script = loadScript();

/** The bundle for a browser: lit takes the document that is there when it is loaded. */
function loadScript(): PanelScript {
  const { outputFiles } = buildSync({
    stdin: { contents: SCRIPT, resolveDir: process.cwd() },
    bundle: true,
    platform: 'browser',
    format: 'iife',
    globalName: 'panel',
    target: 'es2022',
    write: false,
  });
  const code = `${outputFiles[0]?.text ?? ''}; return panel;`;
  return (compileFunction(code, ['document']) as (page: unknown) => PanelScript)(document);
}

/** The language of all that is drawn from now on. */
export function speak(table: WordTable): void {
  script.useTable(table);
}

/** What is drawn for a state; into the page of another state where one is given. */
export function draw(
  state: PanelState,
  choices?: Choices,
  page: Element = document.createElement('div'),
  outcome: FixOutcome | null = null,
  waitedMs = 0,
): Element {
  script.render(script.panelView(state, choices, outcome, waitedMs), page);
  return page;
}

/** All text in reading order, without the line breaks of the templates. */
export function wordsIn(element: Element): string {
  return element.textContent.replace(/\n\s*/g, '');
}

/** What a press of this button asks for. */
export function actionOf(element: Element): PanelAction | undefined {
  return (element as Element & { readonly action?: PanelAction }).action;
}

export function attributesOf(element: Element): readonly (readonly [name: string, value: string])[] {
  return [...element.attributes].map(({ name, value }) => [name, value ?? ''] as const);
}

export function all(page: Element, selector = '*'): readonly Element[] {
  return [...page.querySelectorAll(selector)];
}
