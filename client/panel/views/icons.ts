import { html, svg, type SVGTemplateResult, type TemplateResult } from 'lit-html';

/** The codicons in use and their characters in the font. */
export const CODICONS = {
  pass: '\uEBA4',
  error: '\uEA87',
  warning: '\uEA6C',
  info: '\uEA74',
  'circle-slash': '\uEABD',
  refresh: '\uEB37',
  copy: '\uEBCC',
  edit: '\uEA73',
  diff: '\uEAE1',
  'go-to-file': '\uEA94',
  'debug-stop': '\uEAD7',
  vm: '\uEA7A',
  'arrow-swap': '\uEBCB',
  globe: '\uEB01',
  shield: '\uEB53',
  server: '\uEB50',
  eye: '\uEA70',
  beaker: '\uEA79',
  history: '\uEA82',
  files: '\uEAF0',
  ellipsis: '\uEA7C',
} as const;

export type Codicon = keyof typeof CODICONS;

/** For the eye only: a word beside it says the same. */
export function icon(name: Codicon): TemplateResult {
  return html`<span class="codicon" aria-hidden="true">${CODICONS[name]}</span>`;
}

/** The same inside a drawing, its centre at x. */
export function drawnIcon(name: Codicon, x: string, y: string): SVGTemplateResult {
  return svg`<text class="codicon" x=${x} y=${y} text-anchor="middle">${CODICONS[name]}</text>`;
}
