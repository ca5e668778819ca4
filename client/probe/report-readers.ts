// Readers for the parts of a report that come from a file or from the memory of a panel.
import type { Finding } from '../../core/verdict/finding.js';
import type { Change, RunDifference } from '../../core/verdict/history.js';
import type { PastFinding, RunFacts } from '../../core/verdict/run.js';
import type { CertificateSeen, Observation, Place } from '../../core/events/observation.js';
import type { PortSpan, ProbeRange, ProbeReport, ProbeStep, ProbeStepId } from '../../probe/types.js';
import type { ComparedFile } from '../panel/state.js';
import { STEP_NAMES } from '../panel/words.js';
import type { RunRecord } from './run-record.js';
import {
  flag,
  isRecord,
  list,
  maybe,
  number,
  oneOf,
  orNull,
  shape,
  text,
  Unreadable,
  whole,
  type Reader,
} from './untrusted.js';
import type { CertificateQuestion } from './certificate-text.js';
import type { Vantage } from './vantage.js';

const name = text(300);
const words = text(4000);
const port = whole(0, 65535);
const milliseconds = number(0, 1e9);
const severity = oneOf('error', 'warning', 'information');

export const time: Reader<string> = (value) => {
  const read = text(40)(value);
  if (Number.isNaN(Date.parse(read))) throw new Unreadable('a time');
  return read;
};

export const span: Reader<PortSpan> = (value) => {
  const [first, last] = list(port, 2)(value);
  if (first === undefined || last === undefined || last < first) throw new Unreadable('a run of ports');
  return [first, last];
};

const spans = list(span, 500);

const range = shape<ProbeRange>({ seen: span, open: spans, silent: spans, refused: spans, exact: flag });

/** Names and one-line values: nothing else may get into a config. */
export const settings: Reader<Record<string, string>> = (value) => {
  if (!isRecord(value)) throw new Unreadable('settings');
  const read: Record<string, string> = {};
  for (const [key, one] of Object.entries(value).slice(0, 50)) {
    if (!/^[a-z][a-z0-9_]{0,60}$/.test(key) || typeof one !== 'string' || !/^[^\r\n\0]{0,1000}$/.test(one))
      throw new Unreadable('a setting');
    read[key] = one;
  }
  return read;
};

export const place = shape<Place>({
  line: whole(0, 1e9),
  character: whole(0, 1e9),
  length: whole(0, 1e9),
});

const cause = oneOf(
  ...([
    'server-config',
    'server-host',
    'server-firewall',
    'nat',
    'network',
    'client',
    'tls',
    'load',
  ] as const),
);

/** Lines of files are left out: the files may be others by now. */
export const finding = shape<Omit<Finding, 'lines' | 'files'>>({
  id: text(60),
  severity,
  title: text(300),
  evidence: words,
  cause,
  fix: shape<Finding['fix']>({ text: words, config: orNull(settings), commands: list(words, 50) }),
  at: maybe(place),
});

const stepId: Reader<ProbeStepId> = oneOf(...(Object.keys(STEP_NAMES) as ProbeStepId[]));

export const step = shape<ProbeStep>({
  id: stepId,
  status: oneOf('pass', 'warn', 'fail', 'skip'),
  durationMs: milliseconds,
  detail: words,
});

export const report = shape<ProbeReport>({
  version: ((value) => {
    if (value !== 1) throw new Unreadable('version 1');
    return value;
  }) satisfies Reader<1>,
  target: shape<ProbeReport['target']>({ host: name, port, peer: orNull(name) }),
  vantage: shape<ProbeReport['vantage']>({ address: orNull(name) }),
  durationMs: milliseconds,
  steps: known(step, 200),
  range: orNull(range),
  findings: list(finding, 50),
  notTested: list(words, 100),
});

export const comparedFiles = list(shape<ComparedFile>({ name: words, unread: whole(0, 1e6) }), 60);

export const vantage = shape<Vantage>({
  place: oneOf('this-computer', 'remote'),
  remote: orNull(text(60)),
  near: orNull(oneOf('same-machine', 'same-network')),
});

export const certificateQuestion = shape<CertificateQuestion>({
  title: words,
  reason: words,
  facts: list(shape<CertificateQuestion['facts'][number]>({ name: text(60), value: words }), 20),
  fingerprint: text(200),
});

const pastFindings = list(
  shape<PastFinding>({ id: text(60), severity, title: text(300), cause: maybe(cause) }),
  50,
);

const runFacts = shape<RunFacts>({
  peer: orNull(name),
  seenAs: orNull(name),
  greeting: orNull(words),
  tls: orNull(name),
  certificate: orNull(name),
  validTo: orNull(text(40)),
  advertised: orNull(name),
  ports: orNull(span),
  open: whole(0, 1e6),
  closed: whole(0, 1e6),
  idleTimeout: orNull(number()),
  greetingMs: orNull(milliseconds),
  loginMs: orNull(milliseconds),
});

export const runRecord = shape<RunRecord>({
  at: time,
  durationMs: milliseconds,
  findings: pastFindings,
  facts: maybe(runFacts),
});

export const difference = shape<RunDifference>({
  since: time,
  turn: oneOf('better', 'same', 'worse'),
  appeared: pastFindings,
  gone: pastFindings,
  stayed: pastFindings,
  changes: list(shape<Change>({ of: text(60), before: words, now: words }), 50),
});

/** A list whose unknown entries are left out: a newer version may write more kinds. */
export function known<T>(read: Reader<T>, limit: number): Reader<T[]> {
  const readEach = list<T | undefined>((value) => {
    try {
      return read(value);
    } catch (error) {
      if (error instanceof Unreadable) return undefined;
      throw error;
    }
  }, limit);
  return (value) => readEach(value).filter((one) => one !== undefined);
}

const channel = oneOf('control', 'data');
const outcome = oneOf('open', 'refused', 'timeout', 'unreachable', 'reset', 'failed');

type Kinds = Observation['kind'];
type Of<K extends Kinds> = Extract<Observation, { kind: K }>;

/** What every observation may have. */
const ANYWHERE = { session: maybe(name), at: maybe(place), ms: maybe(milliseconds) };

const certificate = shape<CertificateSeen>({
  subject: words,
  names: list(name, 50),
  validFrom: text(40),
  validTo: text(40),
  fingerprint: text(200),
  error: maybe(name),
});

const OBSERVATIONS: {
  readonly [K in Kinds]: {
    readonly [P in Exclude<keyof Of<K>, 'kind' | keyof typeof ANYWHERE>]-?: Reader<unknown>;
  };
} = {
  target: {
    host: name,
    port,
    peer: orNull(name),
    local: maybe(orNull(name)),
    resolved: maybe(list(name, 100)),
  },
  connect: {
    channel,
    host: orNull(name),
    port: orNull(port),
    outcome,
    errno: maybe(name),
    durationMs: maybe(milliseconds),
    busyMs: maybe(milliseconds),
    mode: maybe(oneOf('PASV', 'EPSV')),
    dialled: maybe(oneOf('advertised', 'peer')),
    local: maybe(name),
    accepted: maybe(flag),
  },
  command: { verb: name, argument: maybe(words) },
  reply: {
    code: whole(0, 999),
    text: words,
    to: maybe(name),
    durationMs: maybe(milliseconds),
    plainInTls: maybe(flag),
    broken: maybe(flag),
    cutFrom: maybe(whole(0, 1e9)),
  },
  endpoint: {
    mode: oneOf('PASV', 'EPSV', 'PORT', 'EPRT'),
    host: orNull(name),
    port: orNull(number(0, 1e9)),
    raw: words,
    problems: list(name, 20),
    tls: maybe(flag),
  },
  tls: {
    channel,
    outcome: oneOf('established', 'failed', 'stalled'),
    mode: maybe(oneOf('explicit', 'implicit')),
    protocol: maybe(name),
    cipher: maybe(name),
    reused: maybe(flag),
    offered: maybe(flag),
    helloRetry: maybe(flag),
    closeNotify: maybe(flag),
    error: maybe(words),
    plainText: maybe(words),
    certificate: maybe(certificate),
  },
  transfer: {
    format: maybe(oneOf('unix', 'dos', 'mlsd', 'unknown')),
    writable: maybe(number()),
    command: words,
    outcome: oneOf('complete', 'no-data', 'stalled', 'reset', 'unfinished'),
    bytes: maybe(number()),
    entries: maybe(number()),
    expectedBytes: maybe(number()),
  },
  vantage: { networks: list(name, 64), proxy: maybe(words) },
  'bare-dial': {
    host: name,
    port,
    outcome,
    errno: maybe(name),
    durationMs: maybe(milliseconds),
    busyMs: maybe(milliseconds),
  },
  note: { note: name, text: words, channel: maybe(channel) },
  closed: { channel, by: oneOf('server', 'client', 'unknown'), after: maybe(name) },
  'not-tested': { what: words },
};

export const observations: Reader<Observation[]> = known((value) => {
  const kind = isRecord(value) ? value['kind'] : undefined;
  const readers =
    typeof kind === 'string' && Object.hasOwn(OBSERVATIONS, kind) ? OBSERVATIONS[kind as Kinds] : undefined;
  if (!readers) throw new Unreadable('an observation');
  return shape<Observation>({ kind: () => kind, ...ANYWHERE, ...readers })(value);
}, 5000);
