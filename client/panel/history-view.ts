import type { RunRecord } from '../probe/run-record.js';
import type { RunDifference } from '../../core/verdict/history.js';
import { icon } from './icons.js';
import { h, s, type Choices, type ViewNode } from './node.js';
import { folding, mark, withCode } from './parts.js';
import { counted, duration, moment, SEVERITY_STATUS, verdictOf } from './words.js';
import type { ProbeStepStatus } from '../../probe/types.js';

const TURNS: Readonly<Record<RunDifference['turn'], string>> = {
  better: 'Better than in',
  same: 'Since',
  worse: 'Worse than in',
};

/** What is different since the run before. */
export function differenceView({ since, turn, appeared, gone, changes }: RunDifference): ViewNode {
  const items = [
    ...appeared.map(({ title }) => `New: ${title}`),
    ...gone.map(({ title }) => `Gone: ${title}`),
    ...changes.map(({ of, before, now }) => `Changed: ${of}, before ${before}, now ${now}`),
  ];
  const words = `${TURNS[turn]} the run of ${moment(since)}`;
  return h(
    'div',
    { class: 'changes', role: 'note' },
    icon('history'),
    items.length === 0
      ? h('span', {}, `${words}: nothing has changed.`)
      : h('div', {}, `${words}:`, h('ul', {}, ...items.map((item) => h('li', {}, ...withCode(item))))),
  );
}

/** Earlier runs against the same target, the newest first. */
export function historyView(history: readonly RunRecord[], { open }: Choices): ViewNode[] {
  if (history.length < 2) return [];
  const head = ['When', 'Verdict', 'Time'].map((text) => h('th', { scope: 'col' }, text));
  return [
    folding(
      'history',
      'History',
      counted(history.length, 'run'),
      open,
      sparkline(history),
      h(
        'table',
        { class: 'history' },
        h('thead', {}, h('tr', {}, ...head)),
        h('tbody', {}, ...history.map(row)),
      ),
    ),
  ];
}

function row(record: RunRecord): ViewNode {
  const verdict = verdictOf(record.findings);
  const status = statusOf(record);
  return h(
    'tr',
    {},
    h('td', { class: 'when' }, moment(record.at)),
    h('td', {}, mark(status, verdict?.severity), verdict ? verdict.title : 'nothing wrong'),
    h('td', { class: 'time' }, duration(record.durationMs)),
  );
}

function statusOf({ findings }: RunRecord): ProbeStepStatus {
  const verdict = verdictOf(findings);
  return verdict ? SEVERITY_STATUS[verdict.severity] : 'pass';
}

/** Durations as bars, the oldest on the left; the table says the same in numbers. */
function sparkline(history: readonly RunRecord[]): ViewNode {
  const longest = Math.max(1, ...history.map(({ durationMs }) => durationMs));
  const bars = [...history].reverse().map((record, index) => {
    const height = Math.max(3, Math.round((record.durationMs / longest) * 28));
    return s('rect', {
      class: `run ${statusOf(record)}`,
      x: String(index * 14),
      y: String(30 - height),
      width: '10',
      height: String(height),
    });
  });
  return s(
    'svg',
    {
      class: 'sparkline',
      width: String(history.length * 14),
      height: '30',
      'aria-hidden': 'true',
      focusable: 'false',
    },
    ...bars,
  );
}
