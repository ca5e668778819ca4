import type { Check, CheckReport, ConnectSeen, FilePlace, FindingFix } from '../support/index.js';
import { isGiven, isInner, isLoopback, isOuter, listed, opening, quote, same } from '../support/index.js';
import {
  compareService,
  type MismatchId,
  partsOf,
  type PortMismatch,
  type ServicePorts,
} from '../../../firewall/index.js';
import { deployedService } from '../../service-ports.js';
import { rangeInText } from '../../text-places.js';
import { type Attempt, completed, type DialFailure, dialFailures, opened } from '../../view/attempt.js';
import { type EvidenceView, passiveAttempts, type Within } from '../../view/view.js';

/** Disagreements that keep clients out; the rest is for the editor. */
const SHUTS_OUT: ReadonlySet<MismatchId> = new Set<MismatchId>([
  'firewall-control-missing',
  'firewall-range-missing',
  'forward-missing',
  'forward-not-accepted',
  'forward-other-host',
  'forward-shifted',
  'helper-tls',
  'helper-port',
  'helper-address',
]);

/** The ports of the file; without one, those that were seen. */
function serviceIn(view: EvidenceView): ServicePorts | null {
  if (view.config) return deployedService(view.config, view.firewall).service;
  const { sessions } = view;
  const ports = sessions.flatMap(({ lowest, highest }) =>
    [lowest?.port, highest?.port].filter((port) => isGiven(port)),
  );
  const control = sessions[0]?.target?.port;
  if (control === undefined) return null;
  const host = passiveAttempts(view).find(({ it }) => isOuter(it.endpoint?.host))?.it.endpoint?.host;
  return {
    control,
    implicitTls: sessions.some(({ tls }) => tls.some(({ mode }) => mode === 'implicit')),
    passive: ports.length === 0 ? null : { low: Math.min(...ports), high: Math.max(...ports) },
    tls: sessions.some(({ secured }) => secured),
    advertised: host ?? null,
  };
}

/** What became of the ports that a file does not let through. */
interface Wire {
  /** Failed connects with what else followed from them. */
  readonly failed: readonly { readonly port: number; readonly seen: object; readonly words: string }[];
  readonly opened: readonly number[];
  /** Ports that opened and that the file lets through. */
  readonly beside: readonly number[];
  readonly covers: readonly object[];
}

function wireOf(view: EvidenceView, mismatch: PortMismatch, service: ServicePorts): Wire {
  const { passive, control } = service;
  // Where ports are shifted, clients dial the inner numbers.
  const isNamed = mismatch.ports.length > 0 && mismatch.id !== 'forward-shifted';
  const ports = isNamed ? mismatch.ports : passive ? [passive] : [];
  const isIn = (port: number | null): port is number =>
    port !== null && ports.some(({ low, high }) => port >= low && port <= high);
  const tried = passiveAttempts(view).filter(({ it }) => mismatch.id !== 'helper-tls' || it.secured);
  // A dial of another address has that as its cause.
  const failures = ({ session, it }: Within<Attempt>): readonly DialFailure[] =>
    dialFailures(it).filter(({ port, host, toPeer }) => isIn(port) && (toPeer || same(host, session.peer)));
  const dials = tried.flatMap(failures);
  const open = tried.flatMap(({ it }) => openPortsOf(it));
  const controls = isIn(control) ? failedControls(view, control) : [];
  return {
    failed: [
      ...dials.map(({ seen, port, outcome }) => ({ port: port ?? 0, seen, words: WORDS[outcome] })),
      ...controls.map((seen) => ({
        port: control,
        seen,
        words: seen.outcome === 'open' ? '' : WORDS[seen.outcome],
      })),
    ],
    opened: open.filter(isIn),
    beside: [...new Set(open.filter((port) => !isIn(port)))],
    covers: [
      ...tried.flatMap((one) => (failures(one).length > 0 ? aftermath(one.it) : [])),
      ...view.bareDials.filter(({ port }) => isIn(port)),
    ],
  };
}

const WORDS = {
  timeout: 'gets no answer',
  refused: 'is refused',
  unreachable: 'cannot be reached',
  reset: 'is reset',
  failed: 'fails',
} as const;

function failedControls(view: EvidenceView, port: number): readonly ConnectSeen[] {
  const all = view.sessions.flatMap(({ connects }) => connects.filter((c) => c.port === port));
  return all.some(({ outcome }) => outcome === 'open') ? [] : all;
}

function openPortsOf(attempt: Attempt): readonly number[] {
  const dialled = attempt.connects.flatMap((c) => (c.outcome === 'open' && c.port !== null ? [c.port] : []));
  const port = attempt.endpoint?.port;
  return attempt.connects.length === 0 && opened(attempt) && isGiven(port) ? [port] : dialled;
}

function aftermath(attempt: Attempt): readonly object[] {
  return [
    ...attempt.notes,
    ...(attempt.final && !completed(attempt) ? [attempt.final] : []),
    ...(attempt.transfer ? [attempt.transfer] : []),
  ];
}

/** A helper that ignores the replies to PASV still reads those to EPSV: what these open is no other file's doing. */
function isWorkOfHelper(view: EvidenceView, { id }: PortMismatch): boolean {
  if (id !== 'helper-address') return false;
  const open = passiveAttempts(view).filter(({ it }) => openPortsOf(it).length > 0);
  return open.length > 0 && open.every(({ it }) => it.mode === 'EPSV' && !it.secured);
}

/** Clients inside do not pass the gateway; over loopback, not even the server's firewall. */
function isPassedBy(view: EvidenceView, { id }: PortMismatch): boolean {
  const peer = view.sessions[0]?.peer ?? null;
  return isInner(peer) && (isForward(id) || isLoopback(peer));
}

function isForward(id: MismatchId): boolean {
  return id.startsWith('forward-');
}

export const confFirewall: Check = {
  id: 'CONF-FIREWALL',
  title: 'A firewall or container file does not let the ports through',
  severity: 'error',
  cause: 'server-firewall',
  means:
    'The server picks a passive port that the file keeps closed, and the transfer fails after a good login.',
  decides:
    'A firewall, NAT or container file that is at hand does not let ports of the service through, and connects to these very ports failed. Where none was tried, it is a warning.',
  spares:
    'What a file leaves open (a variable, a set, another file). Where a port answers that the file keeps closed, the file is not what runs, which is only worth knowing.',
  fix: 'Change the rule and load it; then probe again, since a file can differ from what runs.',
  settings: ['pasv_min_port', 'pasv_max_port'],
  metAt: { phase: 'data-connection', place: 10, asInformation: 20 },
  judgedAt: { phase: 'reach', place: 10 },
  find: (view) => {
    const service = view.firewall.length > 0 ? serviceIn(view) : null;
    if (!service) return [];
    return compareService(service, view.firewall)
      .filter(({ id }) => SHUTS_OUT.has(id))
      .filter((mismatch) => !isWorkOfHelper(view, mismatch))
      .map((mismatch) => judge(view, mismatch, service));
  },
};

function judge(view: EvidenceView, mismatch: PortMismatch, service: ServicePorts): CheckReport {
  const wire = isPassedBy(view, mismatch)
    ? { failed: [], opened: [], beside: [], covers: [] }
    : wireOf(view, mismatch, service);
  const seen = view.config ? '' : ' (The range is what the probe saw of it.)';
  const common = {
    key: `${mismatch.path} ${mismatch.id} ${mismatch.at.start}`,
    cause: isForward(mismatch.id) ? 'nat' : 'server-firewall',
    files: placesOf(view, mismatch),
    settings: mismatch.settings,
  } as const;
  if (wire.opened.length > 0)
    return {
      ...common,
      severity: 'information',
      title: 'A firewall file is not what runs',
      evidence: `${mismatch.message} Yet port ${wire.opened[0] ?? 0} answered.${seen}`,
      fix: {
        text: 'Another file or a rule added by hand lets the port through. Put it into the file, or the next restart closes it.',
      },
    };
  const [first] = wire.failed;
  const about = wire.failed.map((one) => one.seen);
  if (!first)
    return {
      ...common,
      severity: 'warning',
      evidence: `${mismatch.message} No connect tried it.${seen}`,
      fix: mend(view, mismatch),
    };
  const ports = [...new Set(wire.failed.map(({ port }) => port))].sort((a, b) => a - b);
  return {
    ...common,
    evidence: `${mismatch.message} ${tried(ports, first.words, wire.beside)}${seen}`,
    about,
    covers: wire.covers,
    fix: mend(view, mismatch),
  };
}

/** `On the wire 3150, 3250 get no answer; 3050 opens.` */
function tried(ports: readonly number[], words: string, beside: readonly number[]): string {
  const fails = ports.length === 1 ? `port ${ports[0] ?? 0}` : `each of ${listed(ports, 4)}`;
  const opens = beside.length === 0 ? '' : `; ${listed(beside, 3)} ${beside.length === 1 ? 'opens' : 'open'}`;
  return `On the wire ${fails} ${words}${opens}.`;
}

function placesOf({ firewall: files }: EvidenceView, { path, at }: PortMismatch): readonly FilePlace[] {
  const part = files.flatMap(partsOf).find((one) => one.path === path);
  if (!part) return [];
  const range = rangeInText(part.text, at);
  return [{ path, line: range.start.line, range }];
}

/** The file's own repair in words, and the same by hand where the firewall is the server's. */
function mend(view: EvidenceView, { id, path, fixes, ports }: PortMismatch): Partial<FindingFix> {
  const byHand = isForward(id) ? [] : ports.slice(0, 2).map(({ low, high }) => [low, high] as const);
  const inFile = fixes.find(({ edits }) => edits.length > 0);
  const instead = fixes.find(({ edits, settings }) => edits.length === 0 && settings !== null);
  const what = inFile
    ? `${quote(inFile.title, 150)} in ${quote(inFile.edits[0]?.path ?? path, 100)}, and apply it.`
    : confFirewall.fix;
  const or = instead ? ` Or change vsftpd.conf: ${quote(instead.title, 150)}.` : '';
  return {
    text: `${what}${or} A file can differ from what runs: probe again afterwards.`,
    ...(inFile ? {} : { config: instead?.settings ?? null }),
    ...opening(view, byHand),
  };
}
