import { html, type TemplateResult } from 'lit-html';
import type { ProbeStep } from '../../../probe/types.js';
import type { Choices } from '../state.js';
import { duration, STATUS_WORDS, stepName } from '../words.js';
import { folding, mark, section } from './parts.js';
import { counted, t } from '../../l10n.js';

/** The steps of a probe that has ended: how many, and the table of them. */
export function stepsView(
  steps: readonly ProbeStep[],
  durationMs: number,
  { open }: Choices,
): TemplateResult {
  const failed = steps.filter(({ status }) => status === 'fail').length;
  const warnings = steps.filter(({ status }) => status === 'warn').length;
  const counts = [
    counted(steps.length, '{0} step', '{0} steps'),
    ...(failed > 0 ? [t('{0} failed', failed)] : []),
    ...(warnings > 0 ? [counted(warnings, '{0} warning', '{0} warnings')] : []),
  ];
  return folding('steps', t('Steps'), `${counts.join(', ')} · ${duration(durationMs)}`, open, table(steps));
}

/** The steps while the probe runs. */
export function runningView(steps: readonly ProbeStep[]): TemplateResult {
  return section('steps', t('Steps'), table(steps));
}

function table(steps: readonly ProbeStep[]): TemplateResult {
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
  return html`<table class="steps">
    <thead>
      <tr>
        <th scope="col">${t('Step')}</th>
        <th scope="col">${t('What happened')}</th>
        <th scope="col">${t('Time')}</th>
      </tr>
    </thead>
    <tbody>
      ${rows}
    </tbody>
  </table>`;
}

function stepRow(step: ProbeStep, start: number, width: number): TemplateResult {
  return html`<tr class="step ${step.status}">
    <th scope="row">${mark(step.status)}${stepName(step.id)[0]}</th>
    <td class="detail" lang="en">${step.detail}</td>
    <td class="time">
      <span>${duration(step.durationMs)}</span>
      <svg class="span" width="100%" height="4" aria-hidden="true" focusable="false">
        <rect class="track" width="100%" height="4"></rect>
        <rect
          class="time ${step.status}"
          x=${`${Math.min(start, 99)}%`}
          width=${`${Math.max(width, 1)}%`}
          height="4"
        ></rect>
      </svg>
    </td>
  </tr>`;
}

/** What a step that has just ended says to screen readers. */
export function stepEnded({ id, status }: ProbeStep): string {
  return `${stepName(id)[0]}: ${t(STATUS_WORDS[status])}`;
}
