import type { ProbeStep } from '../../probe/types.js';
import { h, s, type Choices, type ViewNode } from './node.js';
import { folding, mark, section } from './parts.js';
import { counted, duration, STATUS_WORDS, stepName } from './words.js';

/** The steps of a probe that has ended: a strip of their times, and the table behind it. */
export function stepsView(steps: readonly ProbeStep[], durationMs: number, { open }: Choices): ViewNode {
  const troubled = steps.filter(({ status }) => status === 'fail' || status === 'warn').length;
  const hint = [
    counted(steps.length, 'step'),
    ...(troubled > 0 ? [`${troubled} with trouble`] : []),
    duration(durationMs),
  ].join(' · ');
  return folding('steps', 'Steps', hint, open, table(steps));
}

/** The steps while the probe runs. */
export function runningView(steps: readonly ProbeStep[]): ViewNode {
  return section('steps', 'Steps', table(steps));
}

function table(steps: readonly ProbeStep[]): ViewNode {
  const total = Math.max(
    1,
    steps.reduce((sum, step) => sum + step.durationMs, 0),
  );
  let start = 0;
  const rows = steps.map((step) => {
    const row = stepRow(step, (start / total) * 100, (step.durationMs / total) * 100);
    start += step.durationMs;
    return row;
  });
  const head = ['Step', 'What happened', 'Time'].map((text) => h('th', { scope: 'col' }, text));
  return h('table', { class: 'steps' }, h('thead', {}, h('tr', {}, ...head)), h('tbody', {}, ...rows));
}

function stepRow(step: ProbeStep, start: number, width: number): ViewNode {
  return h(
    'tr',
    { class: `step ${step.status}` },
    h('th', { scope: 'row' }, mark(step.status), stepName(step.id)[0]),
    h('td', { class: 'detail' }, step.detail),
    h(
      'td',
      { class: 'time' },
      h('span', {}, duration(step.durationMs)),
      s(
        'svg',
        { class: 'span', width: '100%', height: '4', 'aria-hidden': 'true', focusable: 'false' },
        s('rect', { class: 'track', width: '100%', height: '4' }),
        s('rect', {
          class: `time ${step.status}`,
          x: `${Math.min(start, 99)}%`,
          width: `${Math.max(width, 1)}%`,
          height: '4',
        }),
      ),
    ),
  );
}

/** What a step that has just ended says to screen readers. */
export function stepEnded({ id, status }: ProbeStep): string {
  return `${stepName(id)[0]}: ${STATUS_WORDS[status]}`;
}
