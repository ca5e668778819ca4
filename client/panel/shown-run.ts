// The parts of a shown run that only this extension adds: kept by the panel and in saved reports.
import * as v from 'valibot';
import {
  flag,
  list,
  name,
  oneOf,
  portSpan,
  shape,
  text,
  time,
  whole,
  words,
  type DataOf,
} from '../../core/events/bounded.js';
import { savedFinding } from '../../core/events/finding.js';
import { observations } from '../../core/events/observation.js';
import { comparedFiles, savedReport, tlsChoice } from '../../core/events/report.js';
import { runDifference, runRecord } from '../../core/events/run.js';

/** Where a probe ran: everything is seen from there. */
export const vantage = shape({
  /** On the computer that the user sits at, or where a remote window of the editor runs. */
  place: oneOf('this-computer', 'remote'),
  /** What kind of remote: SSH, WSL, dev container; null on this computer, and where that is not known. */
  remote: v.nullable(text(60)),
  /** How near the server is, if that hides firewalls and NAT that others meet. */
  near: v.nullable(oneOf('same-machine', 'same-network')),
});
export type Vantage = DataOf<typeof vantage>;

/** Asks whether the password may be sent to a server whose certificate cannot be verified, with what to compare. */
const certificateQuestion = shape({
  title: words,
  reason: words,
  facts: list(shape({ name: text(60), value: words }), 20),
  fingerprint: text(200),
});
export type CertificateQuestion = DataOf<typeof certificateQuestion>;

/** More runs of one server are not remembered. */
export const MOST_RUNS = 20;

const position = shape({ line: whole(0, 1e9), character: whole(0, 1e9) });
const place = { line: whole(0, 1e9), range: shape({ start: position, end: position }) };

/** With the places in files of this computer, which a report that is handed on does not have. */
const placedFinding = shape({
  ...savedFinding.entries,
  lines: v.exactOptional(list(shape({ setting: text(60), ...place }), 100)),
  files: v.exactOptional(list(shape({ path: words, ...place }), 100)),
});

/** A finished probe, with what the panel shows of it, except what is computed from the rest. */
export const keptRun = shape({
  report: shape({ ...savedReport.entries, findings: list(placedFinding, 60) }),
  observations,
  /** When it began, ISO 8601. */
  at: time,
  user: name,
  tls: tlsChoice,
  vantage,
  /** Passive range in the server's config, where one was at hand. */
  expected: v.nullable(portSpan),
  /** Name of that config; null: the probe judged by the replies alone. */
  config: v.nullable(name),
  /** Firewall, NAT and container files that were compared too; null: they were not read in time. */
  files: v.nullable(comparedFiles),
  /** URIs of the files that findings name. */
  places: list(shape({ name: words, uri: words }), 100),
  /** Runs against this target, the newest first; this one is among them. */
  history: list(runRecord, MOST_RUNS),
  /** What is different since the run before; null where there is none. */
  difference: v.nullable(runDifference),
  /** An unverified certificate because of which the password was not sent: the user may know it. */
  certificate: v.nullable(certificateQuestion),
  /** Addresses that the server named and that were not dialled, as its name does not resolve to them. */
  undialled: v.exactOptional(list(text(60), 3)),
  /** It was opened from a file. */
  isSaved: flag,
});
export type KeptRun = DataOf<typeof keptRun>;
