import type { FileEdit, PortFix } from './mismatch.js';
import { contains, joined, listed, overlap, sameSpan, sizeOf, span } from '../ports/port-spans.js';
import type { PortMention, PortRange, RuleAddition, TextSpan } from '../reading.js';
import type { ServicePorts } from '../service.js';
import { isShifted, isShut } from '../ports/port-runs.js';
import { capital, passedWord, wayTo, type ComparedFile, type Facing } from './facing.js';

/** With more ranges than these, the one to widen cannot be told. */
const WIDENED = 200;
/** A range of fewer ports than this would run out with a handful of clients. */
const ENOUGH_PORTS = 10;
/** A rule for more ports than this is no offer for a passive range. */
const TOO_MANY_PORTS = 10_000;
/** Ports on which FTP servers listen by habit, without and with TLS from the start. */
const CONTROL_PORTS: readonly number[] = [21, 2121, 8021, 2021, 10021];
const IMPLICIT_PORTS: readonly number[] = [990];
/** Single ports that a rule for FTP is about. */
export const FTP_PORTS: readonly number[] = [20, ...CONTROL_PORTS, ...IMPLICIT_PORTS];

/** Ways to let the missing ports through: widen the rule that is there, add rules, or narrow vsftpd's range. */
export function rangeFixes(
  service: ServicePorts,
  facing: Facing,
  missing: readonly PortRange[],
): readonly PortFix[] {
  const narrowed = narrowing(service, facing) ?? moved(service, facing);
  // No firewall should be opened nearly as a whole, and Docker starts a process for each port.
  const opened = isNarrow(service) ? (widening(service, facing, missing) ?? addition(facing, missing)) : null;
  return [opened, narrowed].filter((fix) => fix !== null);
}

export function controlFixes(
  { control, implicitTls, passive }: ServicePorts,
  facing: Facing,
): readonly PortFix[] {
  const usual = implicitTls ? IMPLICIT_PORTS : CONTROL_PORTS;
  const added = addition(facing, [{ low: control, high: control }]);
  const habitual = facing.witness.runs.flatMap(({ ports, status, at, innerLow }) =>
    status === 'open' && at !== undefined && sizeOf(ports) === 1 ? [innerLow ?? ports.low] : [],
  );
  const [port, ...more] = [...new Set(habitual)].filter(
    (one) => usual.includes(one) && !(passive && contains(passive, { low: one, high: one })),
  );
  return [
    ...(added ? [added] : []),
    ...(port !== undefined && more.length === 0
      ? [{ title: `Set listen_port=${port}`, edits: [], settings: { listen_port: `${port}` } }]
      : []),
  ];
}

function isNarrow({ passive }: ServicePorts): boolean {
  return passive === null || sizeOf(passive) <= TOO_MANY_PORTS;
}

/** Rewrites the range of the rule that lets a part through, wherever the file repeats it. */
function widening(
  { control, passive }: ServicePorts,
  { file, witness }: Facing,
  missing: readonly PortRange[],
): PortFix | null {
  if (!passive) return null;
  // Limits that the control port has too are meant so.
  const meant = wayTo(witness, control)?.status;
  const near = file.reading.mentions.filter((one) => touches(one.ports, passive)).slice(0, WIDENED);
  if (near.length === 0) return null;
  for (const run of witness.runs) {
    const { at, status } = run;
    if (isShut(status) || (status !== 'open' && status !== meant) || !at || isShifted(run)) continue;
    const mention = near.find((one) => within(one, at) && overlap(one.ports, run.ports));
    if (!mention || contains(mention.ports, passive)) continue;
    const target = {
      low: Math.min(mention.ports.low, ...missing.map(({ low }) => low)),
      high: Math.max(mention.ports.high, ...missing.map(({ high }) => high)),
    };
    // Two rules of a set, or two published ranges, must not overlap.
    if (file.reading.mentions.some((one) => isInTheWay(one, mention, target))) continue;
    const edits = rewriting(file, mention.ports, target);
    if (edits.length > 0)
      return {
        title: `${letting({ file, witness }, [target])} instead of ${span(mention.ports)}`,
        edits,
        settings: null,
      };
  }
  return null;
}

function isInTheWay({ ports, does }: PortMention, widened: PortMention, target: PortRange): boolean {
  return does === widened.does && !sameSpan(ports, widened.ports) && overlap(ports, target) !== null;
}

function within({ at, rule: user = at }: PortMention, rule: TextSpan): boolean {
  return rule.start <= user.start && user.end <= rule.end;
}

/** Shares ports with the range, or borders on it; a single port of another service does not. */
function touches(ports: PortRange, passive: PortRange): boolean {
  return overlap({ low: ports.low - 1, high: ports.high + 1 }, passive) !== null && sizeOf(ports) > 1;
}

/** Every mention of exactly these ports that lets something through, with the new numbers. */
export function rewriting(file: ComparedFile, from: PortRange, to: PortRange): readonly FileEdit[] {
  const edits: FileEdit[] = [];
  for (const { at, ports, does, isFilled } of file.reading.mentions) {
    if (isFilled === true || ports.low !== from.low || ports.high !== from.high) continue;
    if (does === 'drops' || does === 'rejects' || does === 'watches') continue;
    const before = file.text.slice(at.start, at.end);
    const newText = rewritten(before, from, to);
    if (newText !== before && !edits.some((edit) => edit.at.start === at.start))
      edits.push({ path: file.path, at, newText });
  }
  return edits;
}

/** A range, spelt with either sign, or one of its two bounds where they stand apart. */
function rewritten(text: string, from: PortRange, to: PortRange): string {
  if (from.low !== from.high && text === `${from.low}`) return `${to.low}`;
  if (from.low !== from.high && text === `${from.high}`) return `${to.high}`;
  return ['-', ':'].reduce(
    (before, separator) => before.replaceAll(span(from, separator), span(to, separator)),
    text,
  );
}

function filled({ text, separator }: RuleAddition, range: PortRange): string {
  return text
    .replaceAll('{ports}', span(range, separator))
    .replaceAll('{low}', `${range.low}`)
    .replaceAll('{high}', `${range.high}`);
}

/** Rules for single ports beyond this are too many to add in one go. */
const MANY_RULES = 500;

/** Do not offer a fix that inserts more rules than this. */
const MOVED_PORTS = 100;
/** Blocks are taken from above the first hundred: node ports of Kubernetes, and none of the kernel's ephemeral ones. */
const FREE_PORTS: PortRange = { low: 29_900, high: 32_767 };

/** `Let 3001-3300 through`, `Publish 3001-3300` */
function letting(facing: Facing, ports: readonly PortRange[]): string {
  const list = listed(ports);
  const word = passedWord(facing);
  return word === 'let through' ? `Let ${list} through` : `${capital(VERBS[word])} ${list}`;
}

const VERBS = { published: 'publish', forwarded: 'forward', named: 'name' } as const;
const PASSING = {
  published: 'publish them',
  forwarded: 'forward them',
  named: 'name them',
  'let through': 'let them through',
} as const;

/** For ports that are translated already: only the rules that accept them. */
export function acceptance(facing: Facing, ports: readonly PortRange[]): PortFix | null {
  const additions = facing.witness.additions?.filter(({ text }) => !/dnat/i.test(text));
  if (!additions) return null;
  const fix = addition({ ...facing, witness: { ...facing.witness, additions } }, ports);
  return fix && { ...fix, title: `Accept ${listed(ports)} on the way through` };
}

/** New rules next to those that are there. */
export function addition({ file, witness }: Facing, ports: readonly PortRange[]): PortFix | null {
  const additions = witness.additions ?? [];
  if (additions.length === 0 || ports.length === 0) return null;
  const singly = ports.flatMap(({ low, high }) =>
    Array.from({ length: Math.min(high - low, MANY_RULES) + 1 }, (_, i) => ({ low: low + i, high: low + i })),
  );
  if (additions.some(({ each }) => each) && singly.length > MANY_RULES) return null;
  if (additions.some(({ only }) => only && !ports.every((range) => contains(only, range)))) return null;
  return {
    title: letting({ file, witness }, ports),
    edits: additions.map((one) => ({
      path: file.path,
      at: { start: one.offset, end: one.offset },
      newText: (one.each ? singly : ports).map((range) => filled(one, range)).join(''),
    })),
    settings: null,
  };
}

/** vsftpd.conf takes what the file lets through: the largest block of the range in force, else the one range there is. */
function narrowing(service: ServicePorts, { witness }: Facing): PortFix | null {
  const { passive, control } = service;
  if (!passive) return null;
  const open = witness.runs.filter((run) => run.status === 'open' && !isShifted(run));
  const own = largest(joined(open.flatMap(({ ports }) => overlap(ports, passive) ?? [])));
  const others = joined(open.flatMap(({ at, ports }) => (at ? [ports] : []))).filter(
    (ports) =>
      ports.low > 1024 &&
      sizeOf(ports) <= TOO_MANY_PORTS &&
      !contains(ports, { low: control, high: control }),
  );
  // Where the range was not chosen (unset, or bounds swapped) the firewall's range is as good as a part of it.
  const keepsOwn = own && (sizeOf(own) >= ENOUGH_PORTS || sizeOf(passive) <= TOO_MANY_PORTS);
  const chosen = keepsOwn ? own : largest(others);
  if (!chosen || sizeOf(chosen) < ENOUGH_PORTS) return null;
  return {
    title: `Set pasv_min_port=${chosen.low} and pasv_max_port=${chosen.high}`,
    edits: [],
    settings: { pasv_min_port: `${chosen.low}`, pasv_max_port: `${chosen.high}` },
  };
}

/** Both sides take a small block: where no range was chosen, or the tool has other ports to give only. */
function moved(service: ServicePorts, facing: Facing): PortFix | null {
  const { passive, control } = service;
  const only = facing.witness.additions?.find((one) => one.only)?.only;
  if (!passive) return null;
  const isChosen = isNarrow(service);
  if (isChosen && (!only || overlap(only, passive) || sizeOf(passive) > MOVED_PORTS)) return null;
  const { low: first, high: last } = only ?? FREE_PORTS;
  const size = isChosen ? sizeOf(passive) : MOVED_PORTS;
  const taken = facing.witness.runs.flatMap(({ ports, at }) =>
    at && sizeOf(ports) <= TOO_MANY_PORTS ? [ports] : [],
  );
  for (let low = first + 100; low + size - 1 <= last; low += 100) {
    const block = { low, high: low + size - 1 };
    if (contains(block, { low: control, high: control }) || taken.some((ports) => overlap(ports, block)))
      continue;
    const added = addition(facing, [block]);
    const settings = { pasv_min_port: `${block.low}`, pasv_max_port: `${block.high}` };
    const title = isChosen
      ? `Use ${span(block)} on both sides`
      : `Set pasv_min_port=${block.low} and pasv_max_port=${block.high}, and ${PASSING[passedWord(facing)]}`;
    return added && { ...added, title, settings };
  }
  return null;
}

function largest(ranges: readonly PortRange[]): PortRange | null {
  return ranges.reduce<PortRange | null>(
    (best, range) => (best && sizeOf(best) >= sizeOf(range) ? best : range),
    null,
  );
}
