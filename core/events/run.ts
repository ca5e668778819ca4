// What is remembered of earlier runs, and what differs between two of them.
import * as v from 'valibot';
import {
  count,
  known,
  list,
  milliseconds,
  name,
  oneOf,
  portSpan,
  shape,
  text,
  time,
  whole,
  words,
  type DataOf,
} from './bounded.js';
import { cause, severity } from './finding.js';

const PAST = { id: text(60), severity, title: text(300) };

/** A finding as it is remembered: a saved report has more, and that is welcome. */
const pastFinding = shape({ ...PAST, cause: v.exactOptional(cause) });
export type PastFinding = DataOf<typeof pastFinding>;

const pastFindings = list(pastFinding, 50);

/** What of a run is kept to compare the next one with: plain JSON, no password and no name of a file. */
const runFacts = shape({
  /** Numeric address that answered. */
  peer: v.nullable(name),
  /** The tester's address as STAT shows it. */
  seenAs: v.nullable(name),
  greeting: v.nullable(words),
  /** `TLSv1.3`; `none` where the login went in clear. */
  tls: v.nullable(name),
  /** Fingerprint of the certificate. */
  certificate: v.nullable(name),
  /** Until when the certificate is valid, ISO 8601. */
  validTo: v.nullable(text(40)),
  /** Address in the first 227. */
  advertised: v.nullable(name),
  /** Lowest and highest passive port seen. */
  ports: v.nullable(portSpan),
  /** Passive ports that answered. */
  open: whole(0, 1e6),
  /** Passive ports that did not answer. */
  closed: whole(0, 1e6),
  /** Seconds, as STAT says. */
  idleTimeout: v.nullable(count),
  /** Milliseconds until the greeting. */
  greetingMs: v.nullable(milliseconds),
  /** Milliseconds from PASS to its answer. */
  loginMs: v.nullable(milliseconds),
});
export type RunFacts = DataOf<typeof runFacts>;

/** A probe of one target that is over. No password, no reply. */
export const runRecord = shape({
  /** ISO 8601. */
  at: time,
  durationMs: milliseconds,
  /** The first is the verdict. */
  findings: pastFindings,
  /** Absent in runs of which only the verdict was kept. */
  facts: v.exactOptional(runFacts),
  /** Where no finding is the verdict: what is said instead, and whether it works, works here only, or is not known. */
  verdict: v.exactOptional(words),
  status: v.exactOptional(oneOf('pass', 'warn', 'skip')),
});
export type RunRecord = DataOf<typeof runRecord>;
export type Run = Omit<RunRecord, 'durationMs'>;

/** The findings of an earlier report, as far as they can be read. */
export const earlierReport = shape({ version: v.literal(1), findings: known(shape(PAST), 100) });

const change = shape({
  of: oneOf(
    'address',
    'tester',
    'advertised',
    'greeting',
    'tls',
    'certificate',
    'range',
    'idle timeout',
    'greeting time',
    'login time',
  ),
  before: words,
  now: words,
});
/** Something that is not as it was, both states in words. */
export type Change = DataOf<typeof change>;

export const runDifference = shape({
  /** When the earlier run was made, ISO 8601. */
  since: time,
  /** By the worst that is wrong: `same` also where other things of the same weight are. */
  turn: oneOf('better', 'same', 'worse'),
  appeared: pastFindings,
  gone: pastFindings,
  /** In both, as they are now. */
  stayed: pastFindings,
  changes: known(change, 50),
});
export type RunDifference = DataOf<typeof runDifference>;
