import { html, nothing, svg, type TemplateResult } from 'lit-html';
import type { RunDifference } from '../../../core/verdict/history.js';
import type { ProbeStepId, ProbeStepStatus } from '../../../probe/types.js';
import type { RunRecord } from '../../probe/run-record.js';
import type { Choices, ShownRun } from '../state.js';
import { duration, moment, SEVERITY_STATUS, verdictOf } from '../words.js';
import { icon } from './icons.js';
import { folding, link, mark, withCode, type Part } from './parts.js';
import { counted, later, t } from '../../l10n.js';

const TURNS: Readonly<Record<RunDifference['turn'], string>> = {
  better: later('Better than in the run of {0}'),
  same: later('Since the run of {0}'),
  worse: later('Worse than in the run of {0}'),
};

const CHANGED: Readonly<Record<RunDifference['changes'][number]['of'], string>> = {
  address: later('Server address'),
  tester: later('Address that the server sees'),
  advertised: later('PASV address'),
  greeting: later('Greeting'),
  tls: 'TLS',
  certificate: later('Certificate'),
  range: later('Passive ports'),
  'idle timeout': later('Idle timeout'),
  'greeting time': later('Time to the greeting'),
  'login time': later('Time to log in'),
};

/** What is different since the run before. */
export function differenceView(difference: RunDifference, run: ShownRun): TemplateResult {
  const { since, turn, appeared, gone, changes } = difference;
  const items = [
    ...appeared.map(({ title }) => t('New: {0}', title)),
    ...gone.map(
      ({ id, title }) => `${wasCheckedAgain(id, run) ? t('Fixed') : t('Not checked this time')}: ${title}`,
    ),
    ...changes.map(({ of, before, now }) => `${t(CHANGED[of])}: ${before} → ${now}`),
  ];
  const words = t(TURNS[turn], moment(since));
  const list =
    items.length === 0
      ? html`<span>${words}: ${t('nothing has changed.')}</span>`
      : html`<div>
          ${words}:
          <ul>
            ${items.map((item) => html`<li>${withCode(item)}</li>`)}
          </ul>
        </div>`;
  return html`<div class="changes" role="note">${icon('history')}${list}</div>`;
}

/** The steps that must have passed before a finding of this family can be called fixed; all others need a listing. */
const CHECKED_BY: Readonly<Record<string, readonly ProbeStepId[]>> = {
  NET: ['control'],
  CTL: ['login'],
  AUTH: ['login'],
  TLS: ['tls', 'list'],
  PASV: ['pasv', 'list'],
  EPSV: ['epsv', 'list'],
  ACT: ['active'],
  IDLE: ['idle'],
};

function wasCheckedAgain(finding: string, { report: { steps }, config }: ShownRun): boolean {
  const [family = ''] = finding.split('-', 1);
  const needed = CHECKED_BY[family] ?? ['list'];
  // What a file says is known only with the file.
  if (family === 'CONF' && config === null) return false;
  return needed.every((one) =>
    steps.some(({ id, status }) => id === one && (status === 'pass' || status === 'warn')),
  );
}

/** Earlier runs against the same target, the newest first. */
export function historyView({ history, at }: ShownRun, { open }: Choices): Part {
  if (history.length < 2) return nothing;
  const table = html`<table class="history">
    <thead>
      <tr>
        <th scope="col">${t('When')}</th>
        <th scope="col">${t('Verdict')}</th>
        <th scope="col">${t('Time')}</th>
      </tr>
    </thead>
    <tbody>
      ${history.map((record) => row(record, record.at === at))}
    </tbody>
  </table>`;
  return folding('history', t('History'), counted(history.length, '{0} run', '{0} runs'), open, [
    sparkline(history),
    table,
  ]);
}

/** Each leads to its report, except the one that is shown. */
function row(record: RunRecord, isShown: boolean): TemplateResult {
  const verdict = verdictOf(record.findings);
  const status = statusOf(record);
  const title = (verdict?.title ?? t(record.verdict ?? later('nothing wrong'))).replaceAll('`', '');
  const when = moment(record.at);
  const words = isShown
    ? html`${title} <span class="facts">${t('(shown)')}</span>`
    : link(title, { type: 'open-run', at: record.at }, t('{0}: open the report of {1}', title, when));
  return html`<tr>
    <td class="when">${when}</td>
    <td>${mark(status, verdict?.severity)}${words}</td>
    <td class="time">${duration(record.durationMs)}</td>
  </tr>`;
}

function statusOf({ findings, status }: RunRecord): ProbeStepStatus {
  const verdict = verdictOf(findings);
  return verdict ? SEVERITY_STATUS[verdict.severity] : (status ?? 'pass');
}

/** Durations as bars, the oldest on the left; the table says the same in numbers. */
function sparkline(history: readonly RunRecord[]): TemplateResult {
  const longest = Math.max(1, ...history.map(({ durationMs }) => durationMs));
  const bars = [...history].reverse().map((record, index) => {
    const height = Math.max(3, Math.round((record.durationMs / longest) * 28));
    return svg`<rect class="run ${statusOf(record)}" x=${index * 14} y=${30 - height} width="10"
      height=${height}></rect>`;
  });
  return html`<svg
    class="sparkline"
    width=${history.length * 14}
    height="30"
    aria-hidden="true"
    focusable="false"
  >
    ${bars}
  </svg>`;
}
