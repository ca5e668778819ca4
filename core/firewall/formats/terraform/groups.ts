import type { PortWitness, RuleAddition, TextSpan } from '../../reading.js';
import { cover, mostOpenFirst, type Rest } from '../../ports/port-cover.js';
import type { RuleReading } from './rules.js';

/** Rules that apply together. */
export interface RuleGroup {
  /** For people: `security group ftp`. */
  readonly name: string;
  readonly at: TextSpan;
  readonly incoming: RuleReading[];
  readonly outgoing: RuleReading[];
  /** It is defined in this file, not only added to. */
  readonly isHere: boolean;
  /** A part of it could not be read. */
  readonly isBroken: boolean;
  /** The first rule that names a port decides, not the most open one. */
  readonly isOrdered?: boolean;
}

/** Fewer ports than this may be one service beside others, whose rules are elsewhere. */
const RANGE = 3;
/** A machine that may connect to these ports of others reaches every FTP client's data port. */
const CLIENT_PORTS = { low: 1024, high: 65535 };

/** What a group says about incoming and outgoing connections. */
export function groupWitnesses(group: RuleGroup): readonly PortWitness[] {
  const witnesses: PortWitness[] = [];
  const { name, at, incoming, outgoing } = group;
  const claims = incoming.flatMap((rule) => rule.claims);
  if (claims.length > 0 || incoming.some(({ hides }) => hides !== undefined)) {
    const ordered = group.isOrdered ? claims : mostOpenFirst(claims);
    const additions = additionsOf(incoming);
    witnesses.push({
      role: 'input',
      name,
      passages: cover(ordered, restOf(group, incoming)),
      at,
      ...(additions.length > 0 ? { additions } : {}),
    });
  }
  // Rules for what goes out are about the ports of others; the own port is always free.
  const out = outgoing.flatMap((rule) => rule.claims);
  const wide = mostOpenFirst(out).find(
    ({ ports }) => ports.low <= CLIENT_PORTS.low && ports.high >= CLIENT_PORTS.high,
  );
  if (out.length > 0 || outgoing.some(({ hides }) => hides !== undefined)) {
    const passages = cover(
      wide ? [{ ...wide, ports: { low: 1, high: 65535 } }] : [],
      restOf(group, outgoing),
    );
    witnesses.push({ role: 'output', name, passages, at });
  }
  return witnesses;
}

/** After the last rule that lets everybody in, else after one that lets somebody in. */
function additionsOf(rules: readonly RuleReading[]): readonly RuleAddition[] {
  for (const wanted of ['open', 'some'] as const) {
    const rule = rules.findLast(
      ({ addition, claims }) => addition && claims.some(({ fate }) => fate === wanted),
    );
    if (rule?.addition) return [rule.addition];
  }
  return [];
}

/** What no rule lets through is dropped, as far as all rules are known. */
function restOf({ isHere, isBroken }: RuleGroup, rules: readonly RuleReading[]): Rest {
  const hidden = rules.find(({ hides }) => hides !== undefined)?.hides;
  if (hidden !== undefined) return { fate: 'unknown', why: hidden };
  if (isBroken) return { fate: 'unknown', why: 'a part of the file could not be read' };
  const hasRange = rules.some(({ claims }) =>
    claims.some(({ ports }) => ports.high - ports.low + 1 >= RANGE),
  );
  return isHere || hasRange
    ? { fate: 'dropped' }
    : { fate: 'unknown', why: 'other rules of the group may be in another file' };
}
