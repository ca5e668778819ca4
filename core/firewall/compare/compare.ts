import { facingOf } from './about.js';
import { compareActive } from './active.js';
import { compareAddress } from './address.js';
import { compareControl } from './control.js';
import { compareDeclared } from './declared.js';
import { withDefinitions } from './definitions.js';
import { isShut } from '../ports/port-runs.js';
import { placeName, TELLING_RANGE, wayTo, type ComparedFile, type Facing } from './facing.js';
import { helpersOf, type PlacedHelper } from './helper.js';
import { comparePassive } from './passive.js';
import { mismatchAt, type PortMismatch } from './mismatch.js';
import { placed } from '../placed.js';
import { overlap, sizeOf } from '../ports/port-spans.js';
import { traitsOf } from '../formats/kinds.js';
import { isMarkdown } from '../../shell/documents.js';
import type { PortWitness } from '../reading.js';
import type { ServicePorts } from '../service.js';

export type { ComparedFile } from './facing.js';
export { describeMention } from './mention.js';

/**
 * Where firewall, NAT and container files do not let through what one FTP server uses. Each file is judged on its own;
 * what a file leaves open is never a fault. Files that are about other services are passed over.
 */
export function compareService(
  service: ServicePorts,
  files: readonly ComparedFile[],
): readonly PortMismatch[] {
  const known = withDefinitions(files);
  const facing = facingOf(service, known);
  const helpers = helpersOf(known);
  const found = facing.flatMap((one) => [
    ...compareFacing(service, one, facing, helpers),
    ...remarks(service, one),
  ]);
  const places = found.map((one) => {
    const file = files.find(({ path }) => path === one.path);
    return file ? placed(file, withOrigin(file, one)) : one;
  });
  return [...new Map(places.map((one) => [mismatchKey(one), one])).values()];
}

/** A line of variables does not show the numbers that are meant. */
function withOrigin({ reading }: ComparedFile, mismatch: PortMismatch): PortMismatch {
  const { at, message, messageThere } = mismatch;
  const isFilled = reading.mentions.some(
    (mention) => mention.isFilled === true && mention.at.start < at.end && at.start < mention.at.end,
  );
  if (!isFilled) return mismatch;
  return {
    ...mismatch,
    message: `${message} The numbers of that line come from .env.`,
    messageThere: `${messageThere} The numbers of this line come from .env.`,
  };
}

/**
 * Of these files the ones that `compareService` goes by: those about this FTP service, and what they rely on in others
 * (a helper, a definition). It finds the same in them alone.
 */
export function filesAbout(service: ServicePorts, files: readonly ComparedFile[]): readonly ComparedFile[] {
  const facing = facingOf(service, withDefinitions(files));
  const about = new Set(facing.map(({ file }) => file.path));
  const isRuled = facing.some(({ witness }) => witness.role !== 'declare');
  const wanted = new Set(
    files
      .filter(({ path }) => about.has(path))
      .flatMap(({ reading }) => reading.witnesses.flatMap(awaitedBy)),
  );
  return files.filter(
    ({ path, reading }) =>
      about.has(path) ||
      (isRuled && reading.helpers.length > 0) ||
      reading.witnesses.some(({ role, name }) => role === 'declare' && wanted.has(name)),
  );
}

function awaitedBy({ runs }: PortWitness): readonly string[] {
  return runs.flatMap(({ awaits }) => awaits?.names ?? []);
}

function compareFacing(
  service: ServicePorts,
  one: Facing,
  all: readonly Facing[],
  helpers: readonly PlacedHelper[],
): readonly PortMismatch[] {
  switch (one.witness.role) {
    case 'output':
      return compareActive(service, one, helpers);
    case 'declare':
      return compareDeclared(service, one);
    case 'input':
    case 'forward': {
      if (isMarkdown(one.file.path) || traitsOf(one.file.reading).isExample)
        return all.some((other) => other.file !== one.file && givesRange(other))
          ? []
          : compareExample(service, one, helpers);
      const others = all.filter((other) => other !== one && isSameLayer(other, one));
      const control = hasControl(service, one);
      const passive = hasPassive(service, one);
      return [
        ...(!control && others.some((other) => hasControl(service, other))
          ? []
          : compareControl(service, one)),
        ...(!passive && others.some((other) => hasPassive(service, other) && !opensControl(service, other))
          ? []
          : comparePassive(service, one, helpers)),
        ...compareAddress(service, one, helpers),
      ];
    }
  }
}

/** Another way to start it, with another range. */
function givesRange({ file: { path, reading } }: Facing): boolean {
  if (isMarkdown(path) || traitsOf(reading).onlyDeclares) return false;
  return reading.gives?.variables.some(({ name }) => /PASV|PASSIVE/i.test(name)) === true;
}

/** A document shows how the image is started, and leaves out what differs from host to host. */
function compareExample(
  service: ServicePorts,
  one: Facing,
  helpers: readonly PlacedHelper[],
): readonly PortMismatch[] {
  const { passive } = service;
  const isChosen = passive !== null && sizeOf(passive) <= TELLING_RANGE;
  // From the machine itself the container is reached without any port of it.
  const isEnough = !traitsOf(one.file.reading).isExample || hasPassive(service, one);
  return isChosen && isEnough && opensControl(service, one) ? comparePassive(service, one, helpers) : [];
}

/** One half of the rules may stand in one file and the other half in the next. */
function isSameLayer(a: Facing, b: Facing): boolean {
  return (
    a.file.reading.kind === b.file.reading.kind && a.witness.role === b.witness.role && a.file !== b.file
  );
}

function hasControl({ control }: ServicePorts, { witness }: Facing): boolean {
  const way = wayTo(witness, control);
  return way !== null && !isShut(way.status);
}

/** Not only perhaps. */
function opensControl({ control }: ServicePorts, { witness }: Facing): boolean {
  const status = wayTo(witness, control)?.status;
  return status === 'open' || status === 'some';
}

function hasPassive({ passive }: ServicePorts, { witness }: Facing): boolean {
  return (
    passive !== null &&
    witness.runs.some(({ ports, status }) => !isShut(status) && overlap(ports, passive) !== null)
  );
}

/** What there is to say about the rules that FTP's own ports come through. */
function remarks({ control, passive }: ServicePorts, { file, witness }: Facing): readonly PortMismatch[] {
  const own = [{ low: control, high: control }, ...(passive ? [passive] : [])];
  const rules = witness.runs.flatMap(({ ports, at }) =>
    at && own.some((range) => overlap(range, ports)) ? [at.start] : [],
  );
  const about = (file.reading.remarks ?? []).filter(({ at }) => rules.includes(at.start));
  return about.map(({ at, is }): PortMismatch => {
    const id = is === 'not-kept' ? 'rule-not-kept' : 'rule-not-loaded';
    const means =
      is === 'not-kept'
        ? 'changes the running firewall only and is lost at the next reload'
        : 'changes the stored firewall only: the running one waits for a reload';
    return mismatchAt(id, file, at, {
      message: `${placeName(file, at)} ${means}.`,
      messageThere: `This ${means}.`,
    });
  });
}

/** Several chains may have the same to say. */
function mismatchKey({ id, path, at, message }: PortMismatch): string {
  return JSON.stringify([id, path, at.start, message]);
}
