import type { Finding } from '../../core/verdict/finding.js';
import { certificateView } from './certificate-view.js';
import type { Vantage } from './shown-run.js';
import { comparedNotes } from './compared-view.js';
import { findingCard, verdictCard } from './finding-view.js';
import { differenceView, historyView } from './history-view.js';
import { icon } from './icons.js';
import { h, type Choices, type ViewNode } from './node.js';
import { button, mark, section, withCode } from './parts.js';
import { pathView } from './path-view.js';
import { rangeView } from './range-view.js';
import type { ProbeReport, ProbeStep } from '../../probe/types.js';
import type { PanelState, ShownRun } from './state.js';
import { runningView, stepEnded, stepsView } from './steps-view.js';
import { transcriptView } from './transcript-view.js';
import {
  counted,
  CUT_SHORT,
  cutShort,
  doing,
  duration,
  moment,
  STEP_NAMES,
  TLS_WORDS,
  verdictOf,
} from './words.js';

export const FIRST_CHOICES: Choices = { session: '', open: [] };

/** What is shown for a state: a pure function, so that it is tested without a browser. */
export function panelView(state: PanelState, choices: Choices = FIRST_CHOICES): ViewNode {
  return h(
    'main',
    { class: state.kind, 'aria-labelledby': 'target' },
    header(state),
    ...body(state, choices),
  );
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
      return verdictIn(state.run.report.findings, cutShort(state.run.report));
    case 'log':
      return verdictIn(state.findings);
  }
}

function verdictIn(findings: readonly Finding[], short?: ProbeStep): string {
  const verdict = verdictOf(findings);
  if (verdict) return `Verdict: ${verdict.title}`;
  return short ? `Verdict: ${CUT_SHORT}.` : 'Verdict: nothing wrong was found.';
}

const CLEAN_LOG = 'The log shows nothing wrong. What it cannot show stands below.';
const NOTHING = 'Nothing wrong was found';
function header(state: PanelState): ViewNode {
  return h(
    'header',
    {},
    h(
      'div',
      { class: 'heading' },
      h('h1', { id: 'target' }, state.target),
      h('p', { class: 'facts' }, facts(state)),
    ),
    h('div', { class: 'actions', role: 'group', 'aria-label': 'Actions' }, ...actions(state)),
  );
}

function actions(state: PanelState): ViewNode[] {
  switch (state.kind) {
    case 'running':
      return [button('Cancel', { type: 'cancel' }, { icon: 'debug-stop' })];
    case 'stopped':
      return [button('Probe again', { type: 'rerun' }, { look: 'primary', icon: 'refresh' })];
    case 'done':
      return [
        button('Probe again', { type: 'rerun' }, { look: 'primary', icon: 'refresh' }),
        button('Copy as Markdown', { type: 'markdown' }),
        button('Save JSON', { type: 'save' }),
        button('Open saved report', { type: 'open' }),
      ];
    case 'log': {
      const report = { version: 1, findings: state.findings, notTested: state.notTested };
      const text = JSON.stringify(report, null, 2);
      return [button('Copy report', { type: 'copy', text, what: 'The report' }, { icon: 'copy' })];
    }
  }
}

function facts(state: PanelState): string {
  if (state.kind === 'running') return state.now === null ? 'Probing …' : `Probing: ${doing(state.now)} …`;
  if (state.kind === 'stopped') return 'Ended early';
  if (state.kind === 'log') return counted(state.findings.length, 'finding');
  const { report, at, user, tls, isSaved } = state.run;
  const { peer, host } = report.target;
  const parts = [
    ...(isSaved ? ['saved report'] : []),
    user,
    TLS_WORDS[tls],
    ...(peer !== null && peer !== host ? [`answers from ${peer}`] : []),
    moment(at),
    `took ${duration(report.durationMs)}`,
  ];
  return parts.filter((part) => part !== '').join(' · ');
}

function body(state: PanelState, choices: Choices): ViewNode[] {
  switch (state.kind) {
    case 'running':
      return [
        h('vscode-progress-bar', { 'aria-label': 'The probe runs' }),
        ...(state.steps.length > 0 ? [runningView(state.steps)] : []),
      ];
    case 'stopped':
      return [
        h(
          'section',
          { class: 'verdict skip', 'aria-labelledby': 'verdict' },
          h(
            'div',
            { class: 'headline' },
            mark('skip', 'stopped'),
            h('h2', { id: 'verdict' }, 'The probe ended early'),
          ),
          h('p', {}, state.reason),
        ),
        ...(state.steps.length > 0 ? [stepsView(state.steps, total(state.steps), choices)] : []),
      ];
    case 'done':
      return runBody(state.run, choices);
    case 'log':
      return [
        ...findingParts(state.findings, null, [], noVerdict('pass', NOTHING, CLEAN_LOG, [])),
        ...notTestedList(state.notTested, 'What the log does not show'),
      ];
  }
}

function total(steps: readonly { readonly durationMs: number }[]): number {
  return steps.reduce((sum, step) => sum + step.durationMs, 0);
}

function runBody(run: ShownRun, choices: Choices): ViewNode[] {
  const { report, observations, path, vantage } = run;
  // A report of the terminal holds none, and then nothing is known of the way.
  const drawings = observations.length === 0 ? [] : [pathView(path, machineOf(vantage), observations)];
  return [
    ...findingParts(report.findings, run.config, drawings, calmCard(report, drawings)),
    ...(run.certificate ? [certificateView(run.certificate)] : []),
    ...vantageNotes(run),
    ...comparedNotes(run),
    ...(run.difference ? [differenceView(run.difference)] : []),
    ...(report.range ? [rangeView(report.range, run.expected, observations)] : []),
    ...notTestedList(report.notTested, 'Not tested', !run.isSaved),
    stepsView(report.steps, report.durationMs, choices),
    ...transcriptView(observations, choices),
    ...historyView(run.history, choices),
  ];
}

/**
 * The verdict, then whatever else was found.
 * @param calm what is shown where there is no verdict
 */
function findingParts(
  findings: readonly Finding[],
  config: string | null,
  drawings: readonly ViewNode[],
  calm: ViewNode,
): ViewNode[] {
  const verdict = verdictOf(findings);
  const others = findings
    .filter((finding) => finding !== verdict)
    .map((finding) => findingCard(finding, config));
  const title = verdict ? 'Also found' : 'Worth knowing';
  return [
    verdict ? verdictCard(verdict, config, ...drawings) : calm,
    ...(others.length > 0 ? [section('also', title, ...others)] : []),
  ];
}

function calmCard(report: ProbeReport, drawings: readonly ViewNode[]): ViewNode {
  const short = cutShort(report);
  if (short) return noVerdict('warn', CUT_SHORT, `${STEP_NAMES[short.id][0]}: ${short.detail}`, drawings);
  const passed = report.steps.filter(({ status }) => status === 'pass').length;
  const words = `${counted(passed, 'step')} passed. What was not tested stands below.`;
  return noVerdict('pass', NOTHING, words, drawings);
}

function noVerdict(
  status: 'pass' | 'warn',
  title: string,
  words: string,
  drawings: readonly ViewNode[],
): ViewNode {
  return h(
    'section',
    { class: `verdict ${status}`, 'aria-labelledby': 'verdict' },
    h('div', { class: 'headline' }, mark(status), h('h2', { id: 'verdict' }, title)),
    ...drawings,
    h('p', { class: 'facts' }, words),
  );
}

function machineOf(vantage: Vantage): string {
  return vantage.place === 'this-computer' ? 'This computer' : `Remote machine${kindOf(vantage)}`;
}

function kindOf({ remote }: Vantage): string {
  return remote === null ? '' : ` (${remote})`;
}

/** Where the probe ran, and what cannot be seen from there. */
function vantageNotes({ vantage, report }: ShownRun): ViewNode[] {
  const from = report.vantage.address === null ? '' : ` (${report.vantage.address})`;
  const where =
    vantage.place === 'this-computer'
      ? 'this computer'
      : `the machine of this remote window${kindOf(vantage)}`;
  const near =
    vantage.near === 'same-machine'
      ? 'That is the server itself: firewalls and NAT that other clients meet cannot be seen from here.'
      : vantage.near === 'same-network'
        ? 'The server is in the same network: firewalls and NAT that clients outside meet cannot be seen from here.'
        : '';
  return [
    h(
      'p',
      { class: near === '' ? 'vantage' : 'vantage near', role: 'note' },
      icon(near === '' ? 'eye' : 'warning'),
      h('span', {}, `Probed from ${where}${from}. ${near}`),
    ),
  ];
}

function notTestedList(notTested: readonly string[], title: string, mayTest = false): ViewNode[] {
  if (notTested.length === 0) return [];
  const items = notTested.map((what) => h('li', {}, ...withCode(what)));
  const more = mayTest ? [button('Test more…', { type: 'more' }, { icon: 'beaker' })] : [];
  return [section('not-tested', title, h('ul', { class: 'plain' }, ...items), ...more)];
}
