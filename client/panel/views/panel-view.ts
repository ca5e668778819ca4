import { html, nothing, type TemplateResult } from 'lit-html';
import type { Finding } from '../../../core/verdict/finding.js';
import type { ProbeReport, ProbeStep } from '../../../probe/types.js';
import { FIRST_CHOICES, type Choices, type PanelState, type ShownRun } from '../state.js';
import { counted, CUT_SHORT, cutShort, machineName, stepName, verdictOf } from '../words.js';
import { certificateView } from './certificate-view.js';
import { comparedNote } from './compared-view.js';
import { findingCard, verdictCard, type FindingFrame } from './finding-view.js';
import { headerView } from './header-view.js';
import { differenceView, historyView } from './history-view.js';
import { button, mark, section, withCode, type Content, type Part } from './parts.js';
import { pathView } from './path-view.js';
import { rangeView } from './range-view.js';
import { runningView, stepEnded, stepsView } from './steps-view.js';
import { transcriptView } from './transcript-view.js';
import { vantageNote } from './vantage-view.js';

/** What is shown for a state. */
export function panelView(state: PanelState, choices: Choices = FIRST_CHOICES): TemplateResult {
  return html`<main class=${state.kind} aria-labelledby="target">
    ${headerView(state)} ${bodyView(state, choices)}
  </main>`;
}

/** One sentence for screen readers, said when the state changes. */
export function announcement(state: PanelState): string {
  switch (state.kind) {
    case 'running': {
      // What goes well is not worth an interruption.
      const last = state.steps.at(-1);
      if (!last) return `Probing ${state.target}`;
      return last.status === 'fail' || last.status === 'warn' ? stepEnded(last) : '';
    }
    case 'stopped':
      return `The probe ended early. ${state.reason}`;
    case 'done':
      return verdictSentence(state.run.report.findings, cutShort(state.run.report));
    case 'log':
      return verdictSentence(state.findings);
  }
}

function verdictSentence(findings: readonly Finding[], short?: ProbeStep): string {
  const verdict = verdictOf(findings);
  if (verdict) return `Verdict: ${verdict.title}`;
  return short ? `Verdict: ${CUT_SHORT}.` : 'Verdict: nothing wrong was found.';
}

function bodyView(state: PanelState, choices: Choices): TemplateResult {
  switch (state.kind) {
    case 'running':
      return html`<vscode-progress-bar aria-label="The probe runs"></vscode-progress-bar>
        ${state.steps.length > 0 ? runningView(state.steps) : nothing}`;
    case 'stopped':
      return html`${stoppedCard(state.reason)}
      ${state.steps.length > 0 ? stepsView(state.steps, total(state.steps), choices) : nothing}`;
    case 'done':
      return runView(state.run, choices);
    case 'log':
      return logView(state);
  }
}

function stoppedCard(reason: string): TemplateResult {
  return html`<section class="verdict skip" aria-labelledby="verdict">
    <div class="headline">
      ${mark('skip', 'stopped')}
      <h2 id="verdict">The probe ended early</h2>
    </div>
    <p>${reason}</p>
  </section>`;
}

function total(steps: readonly ProbeStep[]): number {
  return steps.reduce((sum, step) => sum + step.durationMs, 0);
}

const NOTHING_WRONG = 'Nothing wrong was found';
const UNSEEN = 'What the log does not show';
const CLEAN_LOG = `The log shows nothing wrong. See “${UNSEEN}” below.`;

function logView({ findings, notTested }: PanelState & { readonly kind: 'log' }): TemplateResult {
  const frame: FindingFrame = { config: null, machine: 'the client’s computer' };
  const calm = calmView('pass', NOTHING_WRONG, CLEAN_LOG, nothing);
  return html`${findingsView(findings, frame, nothing, calm)} ${notTestedView(notTested, UNSEEN, nothing)}`;
}

/** A fixed place for each part, so that one that comes or goes leaves focus and scrolling of the others alone. */
function runView(run: ShownRun, choices: Choices): TemplateResult {
  const { report, observations, certificate, difference } = run;
  const machine = machineName(run);
  // A report of the terminal holds none, and then nothing is known of the way.
  const drawing = observations.length === 0 ? nothing : pathView(run.path, machine, observations);
  const more = run.isSaved ? nothing : button('Test more…', { type: 'more' }, { icon: 'beaker' });
  const frame: FindingFrame = { config: run.config, machine };
  return html`${findingsView(report.findings, frame, drawing, calmRunView(report, drawing))}
  ${certificate ? certificateView(certificate) : nothing} ${vantageNote(run)} ${comparedNote(run)}
  ${difference ? differenceView(difference, report) : nothing}
  ${report.range ? rangeView(report.range, run.expected, observations) : nothing}
  ${notTestedView(report.notTested, 'Not tested', more)}
  ${stepsView(report.steps, report.durationMs, choices)} ${transcriptView(observations, choices)}
  ${historyView(run.history, choices)}`;
}

/**
 * The verdict, then what else was found.
 * @param calm what is shown where there is no verdict
 */
function findingsView(findings: readonly Finding[], frame: FindingFrame, drawing: Part, calm: Part): Content {
  const verdict = verdictOf(findings);
  const others = findings
    .filter((finding) => finding !== verdict)
    .map((finding) => findingCard(finding, frame));
  const title = verdict ? 'Also found' : 'Worth knowing';
  return [
    verdict ? verdictCard(verdict, frame, drawing) : calm,
    others.length > 0 ? section('also', title, others) : nothing,
  ];
}

function calmRunView(report: ProbeReport, drawing: Part): TemplateResult {
  const short = cutShort(report);
  if (short) return calmView('warn', CUT_SHORT, `${stepName(short.id)[0]}: ${short.detail}`, drawing);
  const passed = report.steps.filter(({ status }) => status === 'pass').length;
  const more = report.notTested.length > 0 ? ' See “Not tested” below.' : '';
  return calmView('pass', NOTHING_WRONG, `${counted(passed, 'step')} passed.${more}`, drawing);
}

function calmView(status: 'pass' | 'warn', title: string, words: string, drawing: Part): TemplateResult {
  return html`<section class="verdict ${status}" aria-labelledby="verdict">
    <div class="headline">
      ${mark(status)}
      <h2 id="verdict">${title}</h2>
    </div>
    ${drawing}
    <p class="facts">${words}</p>
  </section>`;
}

function notTestedView(notTested: readonly string[], title: string, more: Part): Part {
  if (notTested.length === 0) return nothing;
  const list = html`<ul class="plain">
    ${notTested.map((what) => html`<li>${withCode(what)}</li>`)}
  </ul>`;
  return section('not-tested', title, [list, more]);
}
