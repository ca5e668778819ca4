// Pieces that several parts of the panel are made of.
import type { ProbeStepStatus } from '../../probe/types.js';
import { icon, type Codicon } from './icons.js';
import { h, hidden, type Attributes, type Child, type Choices, type ViewNode } from './node.js';
import type { PanelAction } from './state.js';
import { STATUS_WORDS } from './words.js';

const STATUS_ICONS: Readonly<Record<ProbeStepStatus, Codicon>> = {
  pass: 'pass',
  warn: 'warning',
  fail: 'error',
  skip: 'circle-slash',
};

/** The sign is for the eye, the word for everybody else: never colour alone. */
export function mark(status: ProbeStepStatus, word: string = STATUS_WORDS[status]): ViewNode {
  const sign = word === 'information' ? 'info' : STATUS_ICONS[status];
  return h('span', { class: `mark ${status}` }, icon(sign), hidden(`${word}: `));
}

export function section(id: string, title: string, ...children: readonly Child[]): ViewNode {
  return h(
    'section',
    { id: `${id}-part`, 'aria-labelledby': id },
    h('h2', { id, class: 'section' }, title),
    ...children,
  );
}

/** A part that can be folded away; `hint` says what is in it. */
export function folding(
  id: string,
  title: string,
  hint: string,
  open: Choices['open'],
  ...children: readonly Child[]
): ViewNode {
  return h(
    'details',
    { id, class: 'folding', ...(open.includes(id) ? { open: '' } : {}) },
    h('summary', {}, h('h2', {}, title), h('span', { class: 'facts' }, hint)),
    h('div', { class: 'folded' }, ...children),
  );
}

/** A button; `name` where the label alone does not say what it is about. */
export function button(
  label: string,
  action: PanelAction,
  options: { readonly look?: 'primary' | 'secondary'; readonly icon?: Codicon; readonly name?: string } = {},
): ViewNode {
  const attributes: Attributes = {
    ...(options.look === 'primary' ? {} : { secondary: '' }),
    ...(options.name === undefined ? {} : { 'aria-label': options.name }),
  };
  const sign = options.icon === undefined ? [] : [icon(options.icon)];
  return h('vscode-button', attributes, ...sign, label).does(action);
}

/** A command line, ready to copy. */
export function commandRow(command: string): ViewNode {
  return h(
    'div',
    { class: 'copyable' },
    h('pre', { tabindex: '0', 'aria-label': 'Command' }, command),
    h(
      'div',
      { class: 'buttons' },
      button(
        'Copy',
        { type: 'copy', text: command, what: 'The command' },
        { icon: 'copy', name: `Copy the command ${command}` },
      ),
    ),
  );
}

/** Findings quote with back-ticks. */
export function withCode(text: string): Child[] {
  return text.split('`').map((part, index) => (index % 2 === 1 ? h('code', { dir: 'ltr' }, part) : part));
}
