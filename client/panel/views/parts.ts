// Pieces that several parts of the panel are made of.
import { html, nothing, type TemplateResult } from 'lit-html';
import type { ProbeStepStatus } from '../../../probe/types.js';
import type { PanelAction } from '../state.js';
import { STATUS_WORDS } from '../words.js';
import { icon, type Codicon } from './icons.js';
import { t } from '../../l10n.js';

/** What a template takes as a child. Texts stay text: lit never reads them as markup. */
export type Content = TemplateResult | string | typeof nothing | readonly Content[];

/** A part of the panel; nothing where there is nothing to show. */
export type Part = TemplateResult | typeof nothing;

const STATUS_ICONS: Readonly<Record<ProbeStepStatus, Codicon>> = {
  pass: 'pass',
  warn: 'warning',
  fail: 'error',
  skip: 'circle-slash',
};

/** For screen readers only. */
export function hidden(text: string): TemplateResult {
  return html`<span class="hidden">${text}</span>`;
}

/** A sign and a hidden word: never colour alone. */
export function mark(status: ProbeStepStatus, word: string = STATUS_WORDS[status]): TemplateResult {
  const sign = word === 'information' ? 'info' : STATUS_ICONS[status];
  return html`<span class="mark ${status}">${icon(sign)}${hidden(`${t(word)}: `)}</span>`;
}

export function section(id: string, title: string, content: Content): TemplateResult {
  return html`<section id=${`${id}-part`} aria-labelledby=${id}>
    <h2 id=${id} class="section">${title}</h2>
    ${content}
  </section>`;
}

/** A part that can be folded away; `hint` says what is in it. */
export function folding(
  id: string,
  title: string,
  hint: string,
  open: readonly string[],
  content: Content,
): TemplateResult {
  return html`<details id=${id} class="folding" ?open=${open.includes(id)}>
    <summary>
      <h2>${title}</h2>
      <span class="facts">${hint}</span>
    </summary>
    <div class="folded">${content}</div>
  </details>`;
}

interface ButtonOptions {
  readonly look?: 'primary' | 'secondary';
  readonly icon?: Codicon;
  /** Where the label alone does not say what the button is about; it has the label in it. */
  readonly name?: string;
  /** What stands on the button for a moment once it is done. */
  readonly done?: string;
}

/** A button; its `action` property is what a press asks for. */
export function button(label: string, action: PanelAction, options: ButtonOptions = {}): TemplateResult {
  return html`<vscode-button
    ?secondary=${options.look !== 'primary'}
    aria-label=${options.name ?? nothing}
    .action=${action}
    >${options.icon === undefined ? nothing : icon(options.icon)}${
      options.done === undefined
        ? label
        : html`<span class="before">${label}</span
            ><span class="after" aria-hidden="true">${options.done}</span>`
    }</vscode-button
  >`;
}

/** A button that looks like a link. */
export function link(label: string, action: PanelAction, name: string): TemplateResult {
  return html`<button type="button" class="link" aria-label=${name} .action=${action}>${label}</button>`;
}

/**
 * A command line, ready to copy.
 * @param use what it is for, where it is one of several
 */
export function commandRow(command: string, use = ''): TemplateResult {
  return copyRow(command, t('The command'), t('Copy the command {0}', command), use);
}

/** A text as it stands, with the button that copies it. */
export function copyRow(text: string, what: string, name: string, use = ''): TemplateResult {
  return html`<div class="copyable">
    ${use === '' ? nothing : html`<span class="use">${use}</span>`}
    <pre>${text}</pre>
    <div class="buttons">
      ${button(t('Copy'), { type: 'copy', text, what }, { icon: 'copy', name, done: t('Copied') })}
    </div>
  </div>`;
}

/** What is used less often: out of the way of the verdict. */
export function menu(items: readonly TemplateResult[]): TemplateResult {
  return html`<details class="menu">
    <summary>${icon('ellipsis')}${hidden(t('More actions'))}</summary>
    <div class="items">${items}</div>
  </details>`;
}

/** Findings quote with back-ticks. */
export function withCode(text: string): Content {
  return text
    .split('`')
    .map((part, index) => (index % 2 === 1 ? html`<code dir="ltr">${part}</code>` : part));
}
