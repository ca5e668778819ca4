/** What the panel may have to show, one of each kind. */
import { readFileSync } from 'node:fs';
import type { FixOutcome, PanelState, ShownRun } from '../../client/panel/state.js';
import { classesOf } from '../../client/probe/kept-path.js';
import { readSavedReport } from '../../client/probe/saved-report.js';
import { recordOf } from '../../client/probe/run-record.js';
import { differenceOf, judge, type Observation } from '../../core/verdict/index.js';
import { epsv, healthy, list } from '../unit/observed.js';

/** Written by the extension, in the language of its window. */
const WHY = 'The reason stands here.';

const AT = '2026-11-21T10:42:00.000Z';
const BEFORE = '2026-11-20T09:12:00.000Z';

const saved = readSavedReport(readFileSync('examples/report.json', 'utf8'), AT);

const COMMANDS = ['ufw allow 3001:3100/tcp', 'firewall-cmd --permanent --add-port=3001-3100/tcp'];

/** The report of the examples as if it had just been made, with everything that can stand beside it. */
const red: ShownRun = (() => {
  const { report } = saved;
  const range = { start: { line: 17, character: 0 }, end: { line: 17, character: 9 } };
  const [verdict, ...others] = report.findings;
  if (!verdict) throw new Error('The report of the examples has no findings.');
  const alternatives = COMMANDS.map((command) => ({
    for: command.split(/\W/)[0] ?? '',
    commands: [command],
  }));
  const findings = [
    {
      ...verdict,
      lines: [{ setting: 'pasv_max_port', line: 17, range }],
      fix: { ...verdict.fix, config: { pasv_max_port: '3100' }, alternatives },
    },
    ...others,
  ];
  const { facts } = judge({ witness: 'probe', observations: saved.observations });
  const now = recordOf(report, facts, AT);
  const before = {
    ...recordOf({ ...report, findings: [] }, facts, BEFORE),
    verdict: 'Nothing wrong was found',
  };
  return {
    ...saved,
    report: { ...report, findings },
    config: 'nat/vsftpd.conf',
    places: [{ name: 'nat/vsftpd.conf', uri: 'file:///nat/vsftpd.conf' }],
    files: [{ name: 'docker/compose.yaml', unread: 1 }],
    history: [now, before],
    difference: differenceOf(before, now),
    isSaved: false,
  };
})();

function calm(observations: readonly Observation[], steps: readonly string[]): ShownRun {
  const { path, notTested } = judge({ witness: 'probe', observations });
  const passed = steps.map((id) => ({ id, status: 'pass' as const, durationMs: 20, detail: 'done' }));
  const report = { ...saved.report, findings: [], notTested, steps: passed };
  return {
    ...red,
    report,
    observations,
    path,
    classes: classesOf(observations),
    meaning: '',
    difference: null,
  };
}

const LOOPBACK = { peer: '127.0.0.1', local: '127.0.0.1', host: '127.0.0.1' };
const INNER: readonly Observation[] = [
  { kind: 'command', verb: 'PASV' },
  { kind: 'reply', code: 227, text: 'Entering Passive Mode (192,168,1,10,156,64).', to: 'PASV' },
  {
    ...{ kind: 'endpoint', mode: 'PASV', raw: '192,168,1,10,156,64', problems: [] },
    ...{ host: '192.168.1.10', port: 40000 },
  },
];

function done(run: ShownRun): PanelState {
  return { kind: 'done', target: 'ftp.example.test:21', run };
}

const log: PanelState = {
  kind: 'log',
  target: 'transcript.log',
  uri: 'file:///transcript.log',
  findings: [],
  meaning: '',
  notTested: ['active mode', 'TLS: the log shows no encrypted session'],
  understood: { lines: 40, used: 12, completedTransfers: 0 },
  story: null,
};

export const STATES: Readonly<Record<string, PanelState>> = {
  red: done(red),
  amber: done(calm([...healthy(LOOPBACK), ...INNER], ['control', 'login', 'list'])),
  green: done(calm([...healthy(), ...epsv(40002), ...list()], ['control', 'login', 'list'])),
  grey: done({ ...calm([], ['control']), observations: [] }),
  certificate: done({
    ...red,
    certificate: {
      title: 'Do you know this certificate of ftp.example.test?',
      reason: WHY,
      facts: [{ name: 'SHA-256', value: 'AA:BB:CC:DD' }],
      fingerprint: 'AA:BB:CC:DD',
    },
  }),
  saved: done(saved),
  changed: done(red),
  refused: done(red),
  menu: done(red),
  log,
  capture: {
    ...log,
    target: 'ftp.pcap',
    findings: red.report.findings.map((finding) => ({ ...finding, filter: 'tcp.stream eq 3' })),
    meaning: red.meaning,
    story: [
      '192.168.1.10:51000 connects to 198.51.100.20:21',
      'packet 44: the data connection is not answered',
    ],
  },
  running: {
    kind: 'running',
    target: 'ftp.example.test:21',
    steps: saved.report.steps.slice(0, 3),
    now: { step: 'login', limitMs: 30_000 },
  },
  stopped: {
    kind: 'stopped',
    target: 'ftp.example.test:21',
    steps: saved.report.steps.slice(0, 3),
    reason: WHY,
  },
};

/** What became of the fix of a state. */
export const OUTCOMES: Readonly<Record<string, FixOutcome>> = {
  changed: { config: { pasv_max_port: '3100' }, text: WHY, isChanged: true, canRestart: true },
  refused: { config: { pasv_max_port: '3100' }, text: WHY, isChanged: false, canRestart: false },
};
