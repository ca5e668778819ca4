import type { Finding } from '../../core/verdict/finding.js';
import { h, type ViewNode } from './node.js';
import { button, commandRow, mark, withCode } from './parts.js';
import { CAUSES, SEVERITY_STATUS } from './words.js';

/**
 * The verdict: one sentence, then what is drawn below it, then evidence and cure.
 * @param config name of the server's config, for its lines
 */
export function verdictCard(
  finding: Finding,
  config: string | null,
  ...drawings: readonly ViewNode[]
): ViewNode {
  const status = SEVERITY_STATUS[finding.severity];
  return h(
    'section',
    { class: `verdict ${status}`, 'aria-labelledby': 'verdict' },
    h(
      'div',
      { class: 'headline' },
      mark(status, finding.severity),
      h('h2', { id: 'verdict' }, ...withCode(finding.title)),
    ),
    ...drawings,
    ...body(finding, config, 'primary'),
  );
}

/** Whatever else was found. */
export function findingCard(finding: Finding, config: string | null): ViewNode {
  const status = SEVERITY_STATUS[finding.severity];
  return h(
    'article',
    { class: `finding ${status}`, 'aria-label': finding.title },
    h('div', { class: 'headline' }, mark(status, finding.severity), h('h3', {}, ...withCode(finding.title))),
    ...body(finding, config, 'secondary'),
  );
}

type Look = 'primary' | 'secondary';

function body(finding: Finding, config: string | null, look: Look): ViewNode[] {
  const { id, cause, evidence, at, fix } = finding;
  return [
    h(
      'dl',
      { class: 'reasons' },
      h('dt', {}, 'Evidence'),
      h('dd', {}, ...withCode(evidence)),
      ...places(finding, config),
      h('dt', {}, 'Cause'),
      h(
        'dd',
        {},
        `${CAUSES[cause]} `,
        h('button', { type: 'button', class: 'link', 'aria-label': `What ${id} means` }, id).does({
          type: 'explain',
          id,
        }),
      ),
      h('dt', {}, 'Fix'),
      h(
        'dd',
        { class: 'fix' },
        ...withCode(fix.text),
        ...configFix(fix.config, look),
        ...commandRows(fix.commands),
      ),
    ),
    ...(at
      ? [button(`Show line ${at.line + 1}`, { type: 'reveal', place: at }, { icon: 'go-to-file' })]
      : []),
  ];
}

/** More lines than these are not looked at one by one. */
const MOST_PLACES = 5;

/** The lines that it is about, to go to. */
function places({ files = [], lines = [] }: Finding, config: string | null): ViewNode[] {
  const all = [
    ...files.map(({ path, line }) => ({ file: path, line })),
    ...(config === null ? [] : lines.map(({ line }) => ({ file: config, line }))),
  ];
  const named = new Map(all.map((place) => [`${place.file}:${place.line + 1}`, place]));
  if (named.size === 0) return [];
  const links = [...named].slice(0, MOST_PLACES).map(([name, { file, line }]) =>
    h(
      'button',
      { type: 'button', class: 'link', 'aria-label': `Open ${file} at line ${line + 1}` },
      name,
    ).does({
      type: 'show-line',
      file,
      line,
    }),
  );
  return [h('dt', {}, 'Where'), h('dd', { class: 'places' }, ...links)];
}

/** How lines for different firewalls begin: a server has one of them. */
const FIREWALL = /^(?:iptables|nft|firewall-cmd|ufw)(?= )/;

function commandRows(commands: readonly string[]): ViewNode[] {
  const byTool = new Map<string | undefined, string[]>();
  for (const command of commands) {
    const tool = FIREWALL.exec(command)?.[0];
    byTool.set(tool, [...(byTool.get(tool) ?? []), command]);
  }
  if (byTool.has(undefined) || byTool.size < 2) return commands.map(commandRow);
  return [
    h('p', { class: 'facts' }, 'One of these, for the firewall that runs there:'),
    ...[...byTool.values()].map((lines) => commandRow(lines.join('\n'))),
  ];
}

function configFix(config: Readonly<Record<string, string>> | null, look: Look): ViewNode[] {
  const entries = Object.entries(config ?? {});
  if (!config || entries.length === 0) return [];
  const text = entries.map(([name, value]) => `${name}=${value}`).join('\n');
  const what = entries.length === 1 ? 'The setting' : 'The settings';
  return [
    h(
      'div',
      { class: 'copyable' },
      h('pre', { tabindex: '0', 'aria-label': 'Settings of vsftpd.conf' }, text),
      h(
        'div',
        { class: 'buttons' },
        button('Apply to vsftpd.conf', { type: 'write', config }, { look, icon: 'edit' }),
        button('Preview', { type: 'preview', config }, { icon: 'diff', name: 'Preview the change' }),
        button('Copy', { type: 'copy', text, what }, { icon: 'copy', name: 'Copy the settings' }),
      ),
    ),
  ];
}
