import { html, nothing, type TemplateResult } from 'lit-html';
import type { Finding } from '../../../core/verdict/finding.js';
import type { ProbeStep } from '../../../probe/types.js';
import { calmLog, calmOutcome, UNSEEN, verdictWords, type Outcome } from '../outcome.js';
import { spokenRun } from '../spoken-run.js';
import { FIRST_CHOICES, type Choices, type FixOutcome, type PanelState, type ShownRun } from '../state.js';
import { machineName, verdictOf } from '../words.js';
import { certificateView } from './certificate-view.js';
import { comparedNote } from './compared-view.js';
import { dialButtons } from './dial-view.js';
import { findingCard, verdictCard, type FindingFrame } from './finding-view.js';
import { headerView } from './header-view.js';
import { differenceView, historyView } from './history-view.js';
import { captureHint, storyView } from './log-view.js';
import { button, mark, section, withCode, type Content, type Part } from './parts.js';
import { pathView } from './path-view.js';
import { rangeView } from './range-view.js';
import { runningView, stepEnded, stepsView } from './steps-view.js';
import { transcriptView } from './transcript-view.js';
import { vantageNote } from './vantage-view.js';
import { counted, later, t } from '../../l10n.js';

/**
 * What is shown for a state.
 * @param waitedMs since the running step began
 */
export function panelView(
  given: PanelState,
  choices: Choices = FIRST_CHOICES,
  outcome: FixOutcome | null = null,
  waitedMs = 0,
): TemplateResult {
  const state = spoken(given);
  return html`<main class=${state.kind} aria-labelledby="target">
    ${headerView(state, waitedMs)} ${bodyView(state, choices, outcome)}
  </main>`;
}

function spoken(state: PanelState): PanelState {
  return state.kind === 'done' ? { ...state, run: spokenRun(state.run) } : state;
}

/** One sentence for screen readers, said when the state changes. */
export function announcement(given: PanelState): string {
  const state = spoken(given);
  switch (state.kind) {
    case 'running': {
      // What goes well is not worth an interruption.
      const last = state.steps.at(-1);
      if (!last) return t('Probing {0}', state.target);
      return last.status === 'fail' || last.status === 'warn' ? stepEnded(last) : '';
    }
    case 'stopped':
      return t('The probe ended early. {0}', state.reason);
    case 'done':
      return t('Verdict: {0}.', verdictWords(state.run));
    case 'log':
      return t('Verdict: {0}.', verdictOf(state.findings)?.title ?? calmLog(state).title);
  }
}

function bodyView(state: PanelState, choices: Choices, outcome: FixOutcome | null): TemplateResult {
  switch (state.kind) {
    case 'running':
      return html`<vscode-progress-bar aria-label=${t('The probe runs')}></vscode-progress-bar>
        ${state.steps.length > 0 ? runningView(state.steps) : nothing}`;
    case 'stopped':
      return html`${stoppedCard(state.reason)}
      ${state.steps.length > 0 ? stepsView(state.steps, total(state.steps), choices) : nothing}`;
    case 'done':
      return runView(state.run, choices, outcome);
    case 'log':
      return logView(state, choices, outcome);
  }
}

function stoppedCard(reason: string): TemplateResult {
  return calmView({ status: 'skip', title: t('The probe ended early'), words: reason });
}

function total(steps: readonly ProbeStep[]): number {
  return steps.reduce((sum, step) => sum + step.durationMs, 0);
}

function logView(
  state: PanelState & { readonly kind: 'log' },
  { open }: Choices,
  outcome: FixOutcome | null,
): TemplateResult {
  const { findings, meaning, notTested, story, switchedOff } = state;
  const frame: FindingFrame = { config: null, machine: t('the client’s computer'), outcome, canProbe: false };
  return html`${verdictView(findings, meaning, frame, calmLog(state))} ${othersView(findings, frame)}
  ${switchedOffNote(switchedOff)} ${story === null ? nothing : storyView(story, open)}
  ${notTestedView(notTested, t(UNSEEN), story === null ? captureHint() : nothing)}`;
}

/** A fixed place for each part, so that one that comes or goes leaves focus and scrolling of the others alone. */
function runView(run: ShownRun, choices: Choices, outcome: FixOutcome | null): TemplateResult {
  const { report, observations, certificate, difference } = run;
  const machine = machineName(run);
  const frame: FindingFrame = { config: run.config, machine, outcome, canProbe: !run.isSaved };
  const more = run.isSaved ? nothing : button(t('Test more…'), { type: 'more' }, { icon: 'beaker' });
  return html`${verdictView(report.findings, run.meaning, frame, calmOutcome(run))}
  ${certificate ? certificateView(certificate) : nothing}
  ${difference ? differenceView(difference, run) : nothing}
  ${
    // A report of the terminal holds none, and then nothing is known of the way.
    observations.length === 0 ? nothing : pathView(run.path, machine)
  }
  ${vantageNote(run)} ${comparedNote(run)} ${othersView(report.findings, frame)}
  ${switchedOffNote(report.switchedOff)}
  ${report.range ? rangeView(report.range, run.expected, observations) : nothing}
  ${notTestedView(report.notTested, t('Not tested'), html`${dialButtons(run)} ${more}`)}
  ${stepsView(report.steps, report.durationMs, choices)} ${transcriptView(run, choices)}
  ${historyView(run, choices)}`;
}

/** What the project accepts is counted, never hidden. */
function switchedOffNote(count = 0): Part {
  if (count === 0) return nothing;
  const words = counted(
    count,
    '{0} finding is switched off by `.vsftpd-lens.json` or `--ignore`.',
    '{0} findings are switched off by `.vsftpd-lens.json` or `--ignore`.',
  );
  return html`<p class="facts">${withCode(words)}</p>`;
}

/** @param calm what is said where there is no verdict */
function verdictView(
  findings: readonly Finding[],
  meaning: string,
  frame: FindingFrame,
  calm: Outcome,
): TemplateResult {
  const verdict = verdictOf(findings);
  return verdict ? verdictCard(verdict, meaning, frame) : calmView(calm);
}

/** What else was found. */
function othersView(findings: readonly Finding[], frame: FindingFrame): Part {
  const verdict = verdictOf(findings);
  const others = findings.filter((finding) => finding !== verdict);
  if (others.length === 0) return nothing;
  return section(
    'also',
    verdict ? t('Also found') : t('Worth knowing'),
    others.map((finding) => findingCard(finding, frame)),
  );
}

function calmView({ status, title, words }: Outcome): TemplateResult {
  return html`<section class="verdict ${status}" aria-labelledby="verdict">
    <div class="headline">
      ${mark(status, status === 'skip' ? later('not known') : undefined)}
      <h2 id="verdict">${title}</h2>
    </div>
    <p class="facts">${withCode(words)}</p>
  </section>`;
}

function notTestedView(notTested: readonly string[], title: string, more: Content): Part {
  if (notTested.length === 0) return nothing;
  const list = html`<ul class="plain" lang="en">
    ${notTested.map((what) => html`<li>${withCode(what)}</li>`)}
  </ul>`;
  return section('not-tested', title, [list, more]);
}
