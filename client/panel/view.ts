import type { Cause, Finding } from '../../core/verdict/finding.js';
import type {
  PortSpan,
  ProbeRange,
  ProbeReport,
  ProbeStep,
  ProbeStepId,
  ProbeStepStatus,
} from '../../probe/types.js';
import { h, hidden, type ViewNode } from './node.js';
import type { EndpointRow, PanelAction, PanelState } from './state.js';

/** What is shown for a state: a pure function, so that it is tested without a browser. */
export function panelView(state: PanelState): ViewNode {
  return h('main', { 'aria-labelledby': 'target' }, header(state), ...body(state));
}

/** One sentence for screen readers, said when the state changes. */
export function announcement(state: PanelState): string {
  switch (state.kind) {
    case 'running': {
      const last = state.steps.at(-1);
      return last ? `${STEP_LABELS[last.id]}: ${STATUS_WORDS[last.status]}` : `Probing ${state.target}`;
    }
    case 'stopped':
      return `The probe ended early. ${state.reason}`;
    case 'done':
      return verdictIn(state.report.findings);
    case 'log':
      return verdictIn(state.findings);
  }
}

function verdictIn([first]: readonly Finding[]): string {
  return first ? `Verdict: ${first.title}` : 'Verdict: nothing wrong was found.';
}

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
  const again = button('Probe again', { type: 'rerun' }, 'primary');
  switch (state.kind) {
    case 'running':
      return [button('Cancel', { type: 'cancel' })];
    case 'stopped':
      return [again];
    case 'done':
      return [again, copyReport(state.report)];
    case 'log':
      return [copyReport({ version: 1, findings: state.findings, notTested: state.notTested })];
  }
}

function copyReport(report: object): ViewNode {
  return button('Copy report', { type: 'copy', text: JSON.stringify(report, null, 2), what: 'The report' });
}

function button(label: string, action: PanelAction, look: 'primary' | 'secondary' = 'secondary'): ViewNode {
  return h('button', { type: 'button', class: look }, label).does(action);
}

function facts(state: PanelState): string {
  if (state.kind === 'running') return 'Probing …';
  if (state.kind === 'stopped') return 'Ended early';
  if (state.kind === 'log')
    return state.findings.length === 1 ? '1 finding' : `${state.findings.length} findings`;
  const { target, vantage, durationMs } = state.report;
  const parts = [
    target.peer !== null && target.peer !== target.host ? `answers from ${target.peer}` : '',
    vantage.address === null ? '' : `seen from ${vantage.address}`,
    `took ${duration(durationMs)}`,
  ];
  return parts.filter((part) => part !== '').join(' · ');
}

function body(state: PanelState): ViewNode[] {
  switch (state.kind) {
    case 'running':
      return [stepList(state.steps, true)];
    case 'stopped':
      return [
        h(
          'section',
          { class: 'verdict stopped', 'aria-label': 'Verdict' },
          h('h2', {}, 'The probe ended early'),
          h('p', {}, state.reason),
        ),
        ...(state.steps.length > 0 ? [stepList(state.steps, false)] : []),
      ];
    case 'done':
      return doneBody(state.report, state.endpoints);
    case 'log':
      return [
        ...findingCards(
          state.findings,
          h('p', {}, 'The log shows nothing wrong. What it cannot show stands below.'),
        ),
        ...notTestedList(state.notTested, 'What the log does not show'),
      ];
  }
}

function doneBody(report: ProbeReport, endpoints: readonly EndpointRow[]): ViewNode[] {
  const passed = report.steps.filter((step) => step.status === 'pass').length;
  const healthy = h(
    'p',
    {},
    `${passed} of ${report.steps.length} steps passed. What was not tested stands at the end.`,
  );
  return [
    ...findingCards(report.findings, healthy),
    stepList(report.steps, false),
    ...(endpoints.length > 0 ? [endpointTable(endpoints)] : []),
    ...(report.range ? [rangeView(report.range)] : []),
    ...notTestedList(report.notTested, 'Not tested'),
  ];
}

/** The verdict, then whatever else was found. */
function findingCards([first, ...others]: readonly Finding[], healthy: ViewNode): ViewNode[] {
  if (!first) {
    const title = h('h2', {}, mark('pass'), 'Nothing wrong was found');
    return [h('section', { class: 'verdict pass', 'aria-label': 'Verdict' }, title, healthy)];
  }
  const also = others.map((finding) => findingCard(finding, 'finding'));
  return [
    findingCard(first, 'verdict'),
    ...(also.length > 0 ? [section('also', 'Also found', ...also)] : []),
  ];
}

function notTestedList(notTested: readonly string[], title: string): ViewNode[] {
  if (notTested.length === 0) return [];
  return [
    section('not-tested', title, h('ul', {}, ...notTested.map((what) => h('li', {}, ...withCode(what))))),
  ];
}

const SEVERITY_MARKS: Readonly<Record<Finding['severity'], ProbeStepStatus>> = {
  error: 'fail',
  warning: 'warn',
  information: 'skip',
};

const CAUSES: Readonly<Record<Cause, string>> = {
  'server-config': 'server’s configuration',
  'server-host': 'server’s machine',
  'server-firewall': 'server’s firewall',
  nat: 'address translation',
  network: 'network',
  client: 'client',
  tls: 'TLS',
  load: 'load',
};

function findingCard(finding: Finding, role: 'verdict' | 'finding'): ViewNode {
  const severity = SEVERITY_MARKS[finding.severity];
  const title = [mark(severity, finding.severity), ...withCode(finding.title)];
  const { at } = finding;
  return h(
    role === 'verdict' ? 'section' : 'article',
    { class: `${role} ${severity}`, 'aria-label': role === 'verdict' ? 'Verdict' : finding.title },
    role === 'verdict' ? h('h2', {}, ...title) : h('h3', {}, ...title),
    h('p', { class: 'facts' }, `${finding.id} · ${CAUSES[finding.cause]}`),
    h('h4', {}, 'Evidence'),
    h('p', { class: 'evidence' }, ...withCode(finding.evidence)),
    ...(at ? [h('p', {}, button(`Show line ${at.line + 1}`, { type: 'reveal', place: at }))] : []),
    h('h4', {}, 'Fix'),
    h('p', { class: 'fix' }, ...withCode(finding.fix.text)),
    ...configFix(finding.fix.config),
    ...finding.fix.commands.map(commandRow),
  );
}

/** Findings quote with back-ticks. */
function withCode(text: string): (ViewNode | string)[] {
  return text.split('`').map((part, index) => (index % 2 === 1 ? h('code', {}, part) : part));
}

function configFix(config: Readonly<Record<string, string>> | null): ViewNode[] {
  const entries = Object.entries(config ?? {});
  if (!config || entries.length === 0) return [];
  const text = entries.map(([name, value]) => `${name}=${value}`).join('\n');
  const what = entries.length === 1 ? 'The setting' : 'The settings';
  return [
    h(
      'div',
      { class: 'copyable' },
      h('pre', { tabindex: '0' }, text),
      button('Write to vsftpd.conf', { type: 'write', config }, 'primary'),
      named('Copy', 'Copy the settings', { type: 'copy', text, what }),
    ),
  ];
}

function commandRow(command: string): ViewNode {
  return h(
    'div',
    { class: 'copyable' },
    h('pre', { tabindex: '0' }, command),
    named('Copy', `Copy the command ${command}`, { type: 'copy', text: command, what: 'The command' }),
  );
}

/** A button whose label alone does not say what it is about. */
function named(label: string, name: string, action: PanelAction): ViewNode {
  return h('button', { type: 'button', class: 'secondary', 'aria-label': name }, label).does(action);
}

const STEP_LABELS: Readonly<Record<ProbeStepId, string>> = {
  resolve: 'Look up the name',
  control: 'Connect',
  banner: 'Greeting',
  tls: 'TLS',
  login: 'Log in',
  protect: 'Protect data',
  features: 'Features',
  stat: 'Status',
  cwd: 'Directory',
  epsv: 'EPSV',
  pasv: 'PASV',
  dial: 'Data connection',
  list: 'Listing',
  range: 'Passive ports',
  quit: 'Quit',
  client: 'Ordinary client',
  active: 'Active mode',
};

const STATUS_MARKS: Readonly<Record<ProbeStepStatus, string>> = {
  pass: '✓',
  warn: '!',
  fail: '✗',
  skip: '–',
};
const STATUS_WORDS: Readonly<Record<ProbeStepStatus, string>> = {
  pass: 'passed',
  warn: 'warning',
  fail: 'failed',
  skip: 'skipped',
};

/** The sign is for the eye, the word for everybody else: never colour alone. */
function mark(status: ProbeStepStatus, word: string = STATUS_WORDS[status]): ViewNode {
  return h(
    'span',
    { class: `mark ${status}` },
    h(
      'span',
      { 'aria-hidden': 'true' },
      status === 'skip' && word === 'information' ? 'i' : STATUS_MARKS[status],
    ),
    hidden(`${word}: `),
  );
}

function stepList(steps: readonly ProbeStep[], running: boolean): ViewNode {
  const rows = steps.map((step) =>
    h(
      'li',
      { class: `step ${step.status}` },
      mark(step.status),
      h('span', { class: 'name' }, STEP_LABELS[step.id]),
      h('span', { class: 'detail' }, step.detail),
      h('span', { class: 'time' }, duration(step.durationMs)),
    ),
  );
  const waiting = running
    ? [h('li', { class: 'step waiting' }, h('span', { class: 'mark' }, '…'), 'waiting for the server')]
    : [];
  return section('steps', 'Steps', h('ol', { class: 'steps' }, ...rows, ...waiting));
}

function endpointTable(endpoints: readonly EndpointRow[]): ViewNode {
  const head = ['Reply to', 'Server’s words', 'Address', 'Port'].map((text) =>
    h('th', { scope: 'col' }, text),
  );
  const rows = endpoints.map(({ mode, reply, host, port, addressClass }) =>
    h(
      'tr',
      {},
      h('td', {}, mode),
      h('td', {}, h('code', {}, reply)),
      h(
        'td',
        {},
        host === null
          ? 'that of the control connection'
          : addressClass === null
            ? host
            : `${host} (${addressClass})`,
      ),
      h('td', { class: 'number' }, port === null ? 'unreadable' : String(port)),
    ),
  );
  return section(
    'endpoints',
    'Where the server said to connect',
    h('table', {}, h('thead', {}, h('tr', {}, ...head)), h('tbody', {}, ...rows)),
  );
}

function rangeView(range: ProbeRange): ViewNode {
  const row = (name: string, spans: readonly PortSpan[]): ViewNode[] =>
    spans.length === 0 ? [] : [h('dt', {}, name), h('dd', {}, spans.map(spanText).join(', '))];
  return section(
    'range',
    'Passive ports',
    h(
      'dl',
      {},
      ...row('Seen', [range.seen]),
      ...row('Open', range.open),
      ...row('Silent', range.silent),
      ...row('Refused', range.refused),
    ),
    h(
      'p',
      { class: 'facts' },
      range.exact ? 'The edges are exact.' : 'From samples: the edges may lie further out.',
    ),
  );
}

function spanText([first, last]: PortSpan): string {
  return first === last ? String(first) : `${first}–${last}`;
}

function section(id: string, title: string, ...children: readonly ViewNode[]): ViewNode {
  return h('section', { 'aria-labelledby': id }, h('h2', { id, class: 'section' }, title), ...children);
}

function duration(ms: number): string {
  if (ms < 1) return '< 1 ms';
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
}
