import { firstClaims } from '../ports/first-match.js';
import { overlap, sizeOf } from '../ports/port-spans.js';
import { traitsOf } from '../formats/kinds.js';
import type { PortRun, PortWitness } from '../reading.js';
import type { ServicePorts } from '../service.js';
import { innerPorts, isForwarded, isShut, rankOf, joinAlike } from '../ports/port-runs.js';
import { CONTAINER, TELLING_PORTS, TELLING_RANGE, wayTo, type ComparedFile, type Facing } from './facing.js';
import { FTP_PORTS } from './fixes.js';

/** A rule for more ports at all than this is not for FTP in particular. */
const TELLING_RULE = 30_000;

/**
 * The witnesses that are about this FTP service: they let its ports through by a rule, carry its name, or are the only
 * firewall there is. Another machine's files in the same folder are none of them.
 */
export function facingOf(service: ServicePorts, all: readonly ComparedFile[]): readonly Facing[] {
  const files = service.ipv4Only === true ? all.map(withoutIpv6) : all;
  const about = files
    .filter((file) => !isOtherImage(service, file))
    .flatMap((file) => addedUp(file, (witness) => isAbout(service, witness)))
    .filter((one, _, all) => !all.some((other) => sharesRule(service, one, other)))
    .filter((one) => !isOpenedElsewhere(service, one, files));
  const lone = loneFirewall(files);
  // What a container engine or a gateway passes on does not go by the firewall's rules for the machine itself.
  const facing = lone && about.every(({ witness }) => witness.role === 'declare') ? [...about, lone] : about;
  // What a machine sends out is of interest only where it is plainly the server.
  const servers = new Set(facing.filter(({ witness }) => witness.role === 'input').map(({ file }) => file));
  return [...facing, ...[...servers].flatMap((file) => addedUp(file, ({ role }) => role === 'output'))];
}

/** An image of something else that has some of the ports too. */
function isOtherImage({ control }: ServicePorts, { reading, text }: ComparedFile): boolean {
  const isTelling = ({ ports, at }: PortRun): boolean =>
    at !== undefined && ports.low <= control && control <= ports.high;
  return (
    traitsOf(reading).onlyDeclares === true &&
    !/ftp/i.test(text) &&
    !reading.witnesses.some(({ runs }) => runs.some(isTelling))
  );
}

/** Other tasks may open what these do not: those count that are about the control port and the passive range. */
function isOpenedElsewhere(
  { control, passive }: ServicePorts,
  { file, witness }: Facing,
  files: readonly ComparedFile[],
): boolean {
  const parts = files.filter(({ reading }) => traitsOf(reading).isPart && reading.witnesses.length > 0);
  if (!passive || !traitsOf(file.reading).isPart || parts.length < 2) return false;
  return ![{ low: control, high: control }, passive].every((ports) =>
    witness.runs.some((run) => !isShut(run.status) && overlap(innerPorts(run), ports) !== null),
  );
}

function withoutIpv6(file: ComparedFile): ComparedFile {
  const witnesses = file.reading.witnesses.filter(({ family }) => family !== 6);
  return { ...file, reading: { ...file.reading, witnesses } };
}

function isAbout(service: ServicePorts, witness: PortWitness): boolean {
  if (witness.role === 'output') return false;
  if (witness.runs.some((run) => serves(service, run))) return true;
  return (
    /vsftp|(?:^|[^a-z])ftps?(?:[^a-z]|$)/i.test(witness.name) &&
    witness.runs.some((run) => run.at !== undefined && !isShut(run.status) && mayBeFtp(run))
  );
}

/** A single port that no FTP server has is that of a web page or a database beside one. */
function mayBeFtp(run: PortRun): boolean {
  const { low, high } = innerPorts(run);
  return low !== high || FTP_PORTS.includes(low);
}

/** A rule that is not for everything lets the control port or a good part of the passive range through. */
function serves({ control, passive }: ServicePorts, run: PortRun): boolean {
  if (run.at === undefined || (run.status !== 'open' && run.status !== 'some')) return false;
  if (sizeOf(run.ports) > TELLING_RULE) return false;
  const inner = innerPorts(run);
  if (overlap(inner, { low: control, high: control })) return true;
  if (!passive || sizeOf(passive) > TELLING_RANGE) return false;
  const part = overlap(inner, passive) ?? overlap(run.ports, passive);
  return part !== null && sizeOf(part) >= Math.min(TELLING_PORTS, sizeOf(passive));
}

/** The rule that lets the control port pass through is that of the machine itself: it is the machine that is meant. */
function sharesRule({ control }: ServicePorts, { file, witness }: Facing, other: Facing): boolean {
  if (witness.role !== 'forward' || other.witness.role !== 'input' || other.file !== file) return false;
  const [through, own] = [wayTo(witness, control), wayTo(other.witness, control)];
  if (!through?.at || !own?.at || isForwarded(through)) return false;
  return through.at.start === own.at.start && through.at.end === own.at.end;
}

function loneFirewall(files: readonly ComparedFile[]): Facing | null {
  const [only, ...more] = files.flatMap((file) =>
    traitsOf(file.reading).isWholeFirewall
      ? file.reading.witnesses.filter(({ role }) => role === 'input').map((witness) => ({ file, witness }))
      : [],
  );
  return only && more.length === 0 ? only : null;
}

function addedUp(file: ComparedFile, wanted: (witness: PortWitness) => boolean): readonly Facing[] {
  const witnesses = file.reading.witnesses.filter(wanted);
  const together = new Map<string, PortWitness>();
  for (const [number, witness] of witnesses.entries()) {
    const addsUp = traitsOf(file.reading).addsUp === true || CONTAINER.test(witness.name);
    const key = addsUp ? witness.role : `${number}`;
    const before = together.get(key);
    together.set(key, before ? eitherOf(before, witness) : witness);
  }
  return [...together.values()].map((witness) => ({ file, witness }));
}

/** Two that add up, as one: of each port the better status. */
function eitherOf(a: PortWitness, b: PortWitness): PortWitness {
  const bestFirst = [...a.runs, ...b.runs].sort((x, y) => rankOf(x.status) - rankOf(y.status));
  const names = [a.name, b.name].join(', ');
  return { ...a, name: names, runs: joinAlike(firstClaims(bestFirst, { status: 'unknown' })) };
}
