import * as v from 'valibot';
import {
  flag,
  known,
  list,
  milliseconds,
  name,
  oneOf,
  port,
  portSpan,
  shape,
  whole,
  words,
  type DataOf,
} from './bounded.js';
import { savedFinding } from './finding.js';
import { TLS_CHOICES } from './tls-choice.js';

export const tlsChoice = oneOf(...TLS_CHOICES);

/** A step of the main session, or the id of an experiment: newer versions may have more. */
const probeStepId = v.pipe(v.string('a step'), v.regex(/^[a-z][a-z0-9-]{0,40}$/, 'a step'));

const probeStepStatus = oneOf('pass', 'warn', 'fail', 'skip');
export type ProbeStepStatus = DataOf<typeof probeStepStatus>;

export const probeStep = shape({
  id: probeStepId,
  status: probeStepStatus,
  durationMs: milliseconds,
  /** Plain text for people; control characters are escaped, at most about 600 characters. */
  detail: words,
});
export type ProbeStep = DataOf<typeof probeStep>;

const portSpans = list(portSpan, 500);

/** The passive ports that were asked for and dialled. */
const probeRange = shape({
  /** Lowest and highest port seen. */
  seen: portSpan,
  open: portSpans,
  silent: portSpans,
  refused: portSpans,
  /** The edges are known, not only samples between them. */
  exact: flag,
});
export type ProbeRange = DataOf<typeof probeRange>;

/** What `probe --format json` prints, and what a saved report holds. */
export const savedReport = shape({
  version: v.literal(1, 'version 1'),
  target: shape({
    host: name,
    port,
    /** The numeric address that answered; null if none did. */
    peer: v.nullable(name),
  }),
  vantage: shape({
    /** Own numeric address on the control connection; null if there was none. */
    address: v.nullable(name),
  }),
  durationMs: milliseconds,
  steps: known(probeStep, 200),
  /** null where no passive port was sampled. */
  range: v.nullable(probeRange),
  /** Sorted: the first is the verdict. */
  findings: list(savedFinding, 50),
  notTested: list(words, 100),
  /** Findings that the project or the user accepted beforehand. */
  switchedOff: v.exactOptional(whole(0, 1e6)),
});
export type SavedReport = DataOf<typeof savedReport>;

/** A file that a run was compared with. */
const comparedFile = shape({
  /** As findings name it, relative to the workspace where it can be. */
  name: words,
  /** How many places in it could not be read; what they are is among what was not tested. */
  unread: whole(0, 1e6),
});
export type ComparedFile = DataOf<typeof comparedFile>;
export const comparedFiles = list(comparedFile, 60);
