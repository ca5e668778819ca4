import { html, nothing, type TemplateResult } from 'lit-html';
import type { Finding } from '../../../core/verdict/finding.js';
import type { FixOutcome, LogFinding, PanelAction } from '../state.js';
import { causeName, SEVERITY_STATUS, SEVERITY_WORDS } from '../words.js';
import { outcomeView } from './outcome-view.js';
import { button, commandRow, copyRow, link, mark, withCode, type Content, type Part } from './parts.js';
import { t } from '../../l10n.js';

/** What a finding's card needs to know of its run. */
export interface FindingFrame {
  /** Name of the server's config, for its lines. */
  readonly config: string | null;
  /** Name of the machine that probed. */
  readonly machine: string;
  /** What became of the fix that was applied last. */
  readonly outcome: FixOutcome | null;
  /** The server can be probed again from here. */
  readonly canProbe: boolean;
}

/** The verdict: what fails and for whom, what to do, then what proves it. */
export function verdictCard(finding: Finding, meaning: string, frame: FindingFrame): TemplateResult {
  const status = SEVERITY_STATUS[finding.severity];
  return html`<section class="verdict ${status}" aria-labelledby="verdict">
    <div class="headline">
      ${mark(status, SEVERITY_WORDS[finding.severity])}
      <h2 id="verdict" lang="en">${withCode(finding.title)}</h2>
    </div>
    ${meaning === '' ? nothing : html`<p class="facts" lang="en">${withCode(meaning)}</p>`}
    ${fixView(finding, 'primary', frame)} ${reasons(finding, frame)}
  </section>`;
}

/** One of the other findings. */
export function findingCard(finding: Finding, frame: FindingFrame): TemplateResult {
  const status = SEVERITY_STATUS[finding.severity];
  return html`<article class="finding ${status}" aria-label=${finding.title}>
    <div class="headline">
      ${mark(status, SEVERITY_WORDS[finding.severity])}
      <h3 lang="en">${withCode(finding.title)}</h3>
    </div>
    ${fixView(finding, 'secondary', frame)} ${reasons(finding, frame)}
  </article>`;
}

type Look = 'primary' | 'secondary';

function fixView({ fix }: Finding, look: Look, frame: FindingFrame): TemplateResult {
  return html`<div class="fix">
    <p><strong>${t('Fix:')}</strong> <span lang="en">${withCode(fix.text)}</span></p>
    ${configFix(fix.config, look, frame)}${commandRows(fix)}
  </div>`;
}

function reasons(finding: LogFinding, frame: FindingFrame): Content {
  const { id, cause, evidence, at, filter } = finding;
  const list = html`<dl class="reasons">
    <dt>${t('Evidence')}</dt>
    <dd lang="en">${withCode(evidence)}</dd>
    ${whereRow(finding, frame.config)}
    ${
      filter === undefined
        ? nothing
        : html`<dt>Wireshark</dt>
            <dd>${copyRow(filter, t('The filter'), t('Copy the filter'))}</dd>`
    }
    <dt>${t('Cause')}</dt>
    <dd>${causeName(cause, frame.machine)} ${link(id, { type: 'explain', id }, t('What {0} means', id))}</dd>
  </dl>`;
  // A packet has no line to go to.
  if (!at || filter !== undefined) return list;
  const reveal: PanelAction = { type: 'reveal', place: at };
  return [list, button(t('Show line {0}', at.line + 1), reveal, { icon: 'go-to-file' })];
}

/** More lines than these are not looked at one by one. */
const MOST_LINES = 5;

/** The lines that it is about, to go to. */
function whereRow({ files = [], lines = [] }: Finding, config: string | null): Part {
  const all = [
    ...files.map(({ path, line }) => ({ file: path, line })),
    ...(config === null ? [] : lines.map(({ line }) => ({ file: config, line }))),
  ];
  const named = new Map(all.map((place) => [`${place.file}:${place.line + 1}`, place]));
  if (named.size === 0) return nothing;
  const links = [...named]
    .slice(0, MOST_LINES)
    .map(([name, { file, line }]) => link(name, { type: 'show-line', file, line }, t('Open {0}', name)));
  return html`<dt>${t('Where')}</dt>
    <dd class="places">${links}</dd>`;
}

function commandRows({ commands, alternatives = [] }: Finding['fix']): Content {
  const rows =
    commands.length === 0
      ? nothing
      : html`<p class="facts">${t('On the server:')}</p>
          ${commands.map((command) => commandRow(command))}`;
  if (alternatives.length === 0) return rows;
  return html`${rows}
    <p class="facts">${t('On the server, one of these:')}</p>
    ${alternatives.map((way) => commandRow(way.commands.join('\n'), way.for))}`;
}

function configFix(
  config: Readonly<Record<string, string>> | null,
  look: Look,
  { config: file, outcome, canProbe }: FindingFrame,
): Part {
  const entries = Object.entries(config ?? {});
  if (!config || entries.length === 0) return nothing;
  const text = entries.map(([name, value]) => `${name}=${value}`).join('\n');
  const copy: PanelAction = {
    type: 'copy',
    text,
    what: entries.length === 1 ? t('The setting') : t('The settings'),
  };
  const isShown = outcome !== null && JSON.stringify(outcome.config) === JSON.stringify(config);
  const isDone = isShown && outcome.isChanged;
  const apply = [
    button(
      file === null ? t('Apply…') : t('Apply to {0}', file),
      { type: 'write', config },
      { look, icon: 'edit' },
    ),
    button(t('Preview'), { type: 'preview', config }, { icon: 'diff', name: t('Preview the change') }),
  ];
  return html`<p class="facts">${t('In vsftpd.conf:')}</p>
    <div class="copyable">
      <pre>${text}</pre>
      <div class="buttons">
        ${isDone ? nothing : apply}
        ${button(t('Copy'), copy, { icon: 'copy', name: t('Copy the settings'), done: t('Copied') })}
      </div>
      ${isShown ? outcomeView(outcome, canProbe) : nothing}
    </div>`;
}
