import { mismatchAt, severityOf, type MismatchId, type PortMismatch } from './mismatch.js';
import { contains, joined, listed, overlap, sizeOf, span } from '../ports/port-spans.js';
import type { PortRun, PortRange, PortWitness, TextSpan } from '../reading.js';
import type { ServicePorts } from '../service.js';
import { innerPorts, isForwarded, isShifted, isShut } from '../ports/port-runs.js';
import {
  capital,
  isOrAre,
  isWhole,
  LOOPBACK,
  TELLING_PORTS,
  TELLING_RANGE,
  partOf,
  passedWord,
  placeName,
  rangeName,
  wayTo,
  type Facing,
} from './facing.js';
import { acceptance, rangeFixes, rewriting } from './fixes.js';
import { helperWork, type HelperWork, type PlacedHelper } from './helper.js';

/** A range is far wider than needed when it is this many times vsftpd's, and has this many ports more. */
const WIDE_TIMES = 4;
const WIDE_MORE = 1000;
/** Beyond this it is not a range for FTP but a firewall that is open as such. */
const WIDE_ENOUGH = 60_000;

/** Whether clients reach every port that a 227 or 229 may name, under that number. */
export function comparePassive(
  service: ServicePorts,
  facing: Facing,
  helpers: readonly PlacedHelper[],
): readonly PortMismatch[] {
  const { passive } = service;
  if (!passive) return [];
  const view = viewOf(service, passive, facing.witness);
  return [
    ...shiftedPorts(passive, facing, view),
    ...missingPorts(service, passive, facing, view, helpers),
    ...notAcceptedPorts(passive, facing, view),
    ...strayPorts(passive, facing, view),
    ...limitedPorts(service, passive, facing, view),
    ...widePorts(passive, facing),
  ];
}

interface PassiveView {
  readonly missing: readonly PortRun[];
  /** Reached, but under another number than vsftpd names; also ports outside the range that lead into it. */
  readonly shifted: readonly PortRun[];
  readonly notAccepted: readonly PortRun[];
  readonly otherHost: readonly PortRun[];
  readonly limited: readonly PortRun[];
  /** The machine to which the control port goes. */
  readonly host: string | undefined;
}

function viewOf({ control }: ServicePorts, passive: PortRange, witness: PortWitness): PassiveView {
  const host = wayTo(witness, control)?.innerHost;
  const inside = witness.runs.flatMap((run) => {
    // The way to the control port is no passive one, whatever its number outside.
    if (run.status === 'open' && isControl(run, control, passive)) {
      const ports = overlap(run.ports, passive);
      return ports ? [{ ports, status: 'rejected' as const, at: run.at ?? witness.at }] : [];
    }
    const ports = overlap(run.ports, passive);
    return ports ? [{ ...run, ports, ...innerFrom(run, ports) }] : [];
  });
  const leadsIn = witness.runs.filter(
    (run) =>
      run.status === 'open' &&
      isShifted(run) &&
      overlap(innerPorts(run), passive) !== null &&
      sizeOf(run.ports) > 1,
  );
  const open = inside.filter(({ status }) => status === 'open');
  const shut = inside.filter(({ status }) => isShut(status));
  const isThrough = (run: PortRun): boolean => witness.role === 'forward' && isForwarded(run);
  const led = leadsIn.map(innerPorts);
  return {
    missing: shut.filter((run) => !isThrough(run) && !led.some((ports) => overlap(ports, run.ports))),
    shifted: [
      ...new Set([
        ...leadsIn,
        ...open.filter((run) => isShifted(run) && !leadsIn.some((one) => one.at === run.at)),
      ]),
    ],
    notAccepted: shut.filter(isThrough),
    otherHost: open.filter(
      ({ innerHost }) => host !== undefined && innerHost !== undefined && innerHost !== host,
    ),
    limited: inside.filter(({ status }) => status === 'some'),
    host,
  };
}

function isControl(run: PortRun, control: number, passive: PortRange): boolean {
  const inner = innerPorts(run);
  return isShifted(run) && inner.low === control && inner.high === control && !contains(passive, inner);
}

function innerFrom({ ports, innerLow }: PortRun, part: PortRange): { innerLow?: number } {
  return innerLow === undefined ? {} : { innerLow: innerLow + part.low - ports.low };
}

function notAcceptedPorts(
  passive: PortRange,
  facing: Facing,
  { notAccepted }: PassiveView,
): readonly PortMismatch[] {
  const added = acceptance(
    facing,
    notAccepted.map(({ ports }) => ports),
  );
  return faults('forward-not-accepted', 'translated and then not accepted', passive, facing, notAccepted).map(
    (found) => ({ ...found, fixes: added ? [added] : [] }),
  );
}

function strayPorts(
  passive: PortRange,
  facing: Facing,
  { otherHost, host }: PassiveView,
): readonly PortMismatch[] {
  const fault = `sent to ${otherHost[0]?.innerHost ?? 'another machine'}, the control port to ${host ?? 'the server'}`;
  return faults('forward-other-host', fault, passive, facing, otherHost);
}

/** Something about ports of the range that only the firewall's side can mend. */
function faults(
  id: MismatchId,
  fault: string,
  passive: PortRange,
  { file, witness }: Facing,
  runs: readonly PortRun[],
): readonly PortMismatch[] {
  if (runs.length === 0) return [];
  const ports = joined(runs.map((run) => run.ports));
  const at = runs[0]?.at ?? witness.at;
  const which = partOf(passive, ports);
  const what = `${isOrAre(passive, ports)} ${fault}`;
  return [
    mismatchAt(id, file, at, {
      message: `${capital(which)} ${what} (${placeName(file, at)}).`,
      messageThere: `Here ${which} (vsftpd.conf) ${what}.`,
      settings: settingsFor(passive, ports),
      ports,
    }),
  ];
}

function missingPorts(
  service: ServicePorts,
  passive: PortRange,
  facing: Facing,
  view: PassiveView,
  helpers: readonly PlacedHelper[],
): readonly PortMismatch[] {
  const shut = view.missing.map(({ ports }) => ports);
  if (shut.length === 0) return [];
  const missing = joined([...shut, ...straySpans(passive, facing.witness)]);
  const work = helperWork(service, facing, helpers);
  if (work.does === 'all') {
    if (work.automatic) return [helperOnly('helper-automatic', work.by, passive)];
    return isWhole(passive, missing) ? [] : [helperPart(service, passive, facing, missing, work.by)];
  }
  const id = missingId(service, facing, work);
  const at = pointAt(facing.witness, passive, view, missing);
  const fault = `${isOrAre(passive, missing)} not ${passedWord(facing)}`;
  const note =
    helperNote(service, work) ||
    unsetNote(passive, facing) ||
    relatedNote(facing, isWhole(passive, missing)) ||
    choiceNote(facing, missing);
  const mismatch: PortMismatch = mismatchAt(id, facing.file, at, {
    // The server itself may have the address that it names.
    severity: work.does === 'address' && facing.witness.role === 'input' ? 'information' : severityOf(id),
    message: `${capital(partOf(passive, missing))} ${fault} by ${placeName(facing.file, at)}.${note}`,
    messageThere: `vsftpd.conf uses the ${rangeName(passive)}: ${isWhole(passive, missing) ? 'it' : listed(missing)} ${fault} here.${note}`,
    settings: settingsFor(passive, missing),
    ports: missing,
    fixes: rangeFixes(service, facing, missing),
  });
  return work.does === 'idle' ? [mismatch, helperOnly('helper-not-assigned', work.by, passive)] : [mismatch];
}

function missingId(service: ServicePorts, { witness }: Facing, work: HelperWork): MismatchId {
  const plain = witness.role === 'forward' ? 'forward-missing' : 'firewall-range-missing';
  switch (work.does) {
    case 'clear-text':
      return service.tlsForced ? plain : 'helper-tls';
    case 'port':
      return 'helper-port';
    case 'address':
      return 'helper-address';
    default:
      return plain;
  }
}

function helperNote(service: ServicePorts, work: HelperWork): string {
  if (work.does === 'none' || work.does === 'all') return '';
  const helper = `The FTP helper (${placeName(work.by.file, work.by.helper.at)})`;
  switch (work.does) {
    case 'clear-text':
      return service.tlsForced
        ? ` ${helper} reads nothing under TLS, which every login here uses.`
        : ` ${helper} opens these ports for sessions in clear only: under TLS transfers fail.`;
    case 'port':
      return ` ${helper} watches port ${work.by.helper.ports.join(', ')}, not ${service.control}.`;
    case 'address':
      return ` ${helper} ignores replies that name another address than the server’s own, and pasv_address is ${service.advertised ?? 'set'}.`;
    case 'idle':
      return '';
  }
}

/** Many take it for enough. */
function relatedNote({ witness }: Facing, whole: boolean): string {
  return whole && witness.role === 'input' && witness.acceptsRelated === true
    ? ' Accepting ESTABLISHED and RELATED alone opens no data port.'
    : '';
}

/** A range that wide was hardly chosen. */
function unsetNote(passive: PortRange, facing: Facing): string {
  if (sizeOf(passive) < WIDE_ENOUGH) return '';
  const word = passedWord(facing);
  return ` Set pasv_min_port and pasv_max_port to a small range${word === 'named' ? '' : ` that is ${word} too`}.`;
}

/** Single ports in a wide range are those of other programs. */
function straySpans(passive: PortRange, { runs }: PortWitness): readonly PortRange[] {
  if (sizeOf(passive) <= TELLING_RANGE) return [];
  return runs.flatMap(({ ports }) =>
    sizeOf(ports) < TELLING_PORTS && contains(passive, ports) ? [ports] : [],
  );
}

/** Says what there is to choose from, where that is not every port. */
function choiceNote({ witness }: Facing, missing: readonly PortRange[]): string {
  const only = witness.additions?.find((one) => one.only)?.only;
  if (!only || missing.every((ports) => contains(only, ports))) return '';
  return ` A node port is one of ${span(only)}, and each port needs an entry of its own.`;
}

function helperOnly(
  id: 'helper-not-assigned' | 'helper-automatic',
  { file, helper }: PlacedHelper,
  passive: PortRange,
): PortMismatch {
  const means =
    id === 'helper-automatic'
      ? 'opens the passive ports up to Linux 5.x only, where nf_conntrack_helper exists'
      : 'is loaded and no rule uses it: since Linux 4.7 that opens nothing';
  return mismatchAt(id, file, helper.at, {
    message: `The FTP helper in ${placeName(file, helper.at)} ${means}.`,
    messageThere: `The FTP helper ${means}.`,
    settings: settingsFor(passive, [passive]),
  });
}

/** One part by a rule and the rest by the helper: the rule was meant for the whole range. */
function helperPart(
  service: ServicePorts,
  passive: PortRange,
  facing: Facing,
  missing: readonly PortRange[],
  { file, helper }: PlacedHelper,
): PortMismatch {
  const { witness } = facing;
  const rule = witness.runs.find(
    ({ status, at, ports }) => at && status === 'open' && overlap(ports, passive),
  );
  const at = rule?.at ?? witness.at;
  const what = `${partOf(passive, missing)} ${isOrAre(passive, missing)}`;
  const only = `${passedWord(facing)} by the FTP helper alone (${placeName(file, helper.at)}), and only in clear text`;
  return mismatchAt('helper-part', facing.file, at, {
    message: `${capital(what)} not in ${placeName(facing.file, at)} and ${only}.`,
    messageThere: `Of the ${rangeName(passive)} in vsftpd.conf, ${listed(missing)} ${isOrAre(passive, missing)} ${only}.`,
    settings: settingsFor(passive, missing),
    ports: missing,
    fixes: rangeFixes(service, facing, missing),
  });
}

/** The rule that lets the rest through, else the one that decides, else the head of the chain. */
function pointAt(
  witness: PortWitness,
  passive: PortRange,
  view: PassiveView,
  missing: readonly PortRange[],
): TextSpan {
  const near = { low: passive.low - 1, high: passive.high + 1 };
  const strays = straySpans(passive, witness);
  const passing = witness.runs.filter(
    ({ status, at, ports }) =>
      at && !isShut(status) && overlap(ports, near) && sizeOf(ports) < WIDE_ENOUGH && !strays.includes(ports),
  );
  const below = new Set(missing.map(({ low }) => low - 1));
  const above = new Set(missing.map(({ high }) => high + 1));
  const borders = ({ ports }: PortRun): boolean => below.has(ports.high) || above.has(ports.low);
  const rule = passing.find(borders) ?? passing[0] ?? view.missing.find(({ at }) => at);
  return rule?.at ?? witness.at;
}

function shiftedPorts(
  passive: PortRange,
  { file, witness }: Facing,
  { shifted }: PassiveView,
): readonly PortMismatch[] {
  return shifted.map((run) => {
    const at = run.at ?? witness.at;
    const outer = span(run.ports);
    const inner = innerPorts(run);
    const edits = rewriting(file, run.ports, inner);
    return mismatchAt('forward-shifted', file, at, {
      message: `Passive ${sizeOf(inner) === 1 ? `port ${span(inner)} stands` : `ports ${span(inner)} stand`} behind ${outer} in ${placeName(file, at)}, and vsftpd tells clients the inner numbers.`,
      messageThere: `${outer} leads to ${span(inner)}: vsftpd.conf (${rangeName(passive)}) makes clients dial the inner numbers, so both sides have to be the same.`,
      settings: ['pasv_min_port', 'pasv_max_port'],
      ports: [run.ports],
      fixes:
        edits.length > 0 && overlap(inner, passive)
          ? [{ title: `Use ${span(inner)} on both sides`, edits, settings: null }]
          : [],
    });
  });
}

/** Limits that the control port has too are meant so. */
function limitedPorts(
  { control }: ServicePorts,
  passive: PortRange,
  facing: Facing,
  { limited }: PassiveView,
): readonly PortMismatch[] {
  if (wayTo(facing.witness, control)?.status !== 'open') return [];
  const why = limited[0]?.why;
  if (why === LOOPBACK) {
    const fault = 'published for this machine only';
    // The control port is open to others: they log in and get no file.
    return faults('forward-loopback', fault, passive, facing, limited).map((found) => ({
      ...found,
      severity: 'warning',
    }));
  }
  const fault = why === undefined ? 'open to some clients only' : `open with a limit: ${why}`;
  return faults('firewall-range-limited', fault, passive, facing, limited);
}

function widePorts(passive: PortRange, { file, witness }: Facing): readonly PortMismatch[] {
  if (witness.role === 'output' || witness.role === 'declare') return [];
  const wide = witness.runs.find(
    ({ status, at, ports }) =>
      status === 'open' &&
      at !== undefined &&
      overlap(ports, passive) !== null &&
      sizeOf(ports) > WIDE_TIMES * sizeOf(passive) &&
      sizeOf(ports) - sizeOf(passive) >= WIDE_MORE &&
      openCount(witness, at) < WIDE_ENOUGH,
  );
  if (!wide?.at) return [];
  const edits = rewriting(file, wide.ports, passive);
  return [
    mismatchAt('firewall-range-wide', file, wide.at, {
      message: `${placeName(file, wide.at)} lets ${span(wide.ports)} through (${sizeOf(wide.ports)} ports), vsftpd uses ${sizeOf(passive)} of them.`,
      messageThere: `More open than needed: of these ${sizeOf(wide.ports)} ports vsftpd.conf uses ${span(passive)} only.`,
      settings: ['pasv_min_port', 'pasv_max_port'],
      fixes: edits.length > 0 ? [{ title: `Let only ${span(passive)} through`, edits, settings: null }] : [],
    }),
  ];
}

/** How many ports one rule lets through, also where others have cut pieces out. */
function openCount({ runs }: PortWitness, rule: TextSpan): number {
  return runs
    .filter(({ at, status }) => status === 'open' && at?.start === rule.start && at.end === rule.end)
    .reduce((sum, { ports }) => sum + sizeOf(ports), 0);
}

/** The bound that is to blame first. */
export function settingsFor(passive: PortRange, ports: readonly PortRange[]): readonly string[] {
  const atTop = ports.some(({ high }) => high === passive.high);
  const atBottom = ports.some(({ low }) => low === passive.low);
  return atTop && !atBottom ? ['pasv_max_port', 'pasv_min_port'] : ['pasv_min_port', 'pasv_max_port'];
}
