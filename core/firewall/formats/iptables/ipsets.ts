import { aliases } from './options.js';
import { joined } from '../../ports/port-spans.js';
import { readAddresses, type AddressRange } from '../support/address-range.js';
import { readPortRange } from '../support/port-words.js';
import type { Condition, Step } from '../netfilter/rules.js';
import type { PortRange } from '../../reading.js';
import type { ShellCommand } from '../support/shell-command.js';

type Choice = Extract<Step, { kind: 'choose' }>;

/** An element of a set; null where its type has no such part. */
interface Member {
  readonly addresses: AddressRange | null;
  readonly ports: PortRange | null;
}

interface Ipset {
  readonly type: string;
  readonly members: Map<string, Member>;
  /** The script has put something in, at one time or other. */
  filled?: true;
  /** Why its members are not all that count. */
  opaque?: string;
}

/** ipset(8): the types whose members are read. */
const TYPES: ReadonlySet<string> = new Set([
  'hash:ip',
  'hash:net',
  'bitmap:ip',
  'bitmap:port',
  'hash:ip,port',
  'hash:net,port',
]);
const MEMBER_LIMIT = 2000;
const SET_LIMIT = 1000;
const MAYBE = 'depends on a condition';

const VERBS = aliases(
  '-N=create --create=create -A=add --add=add -D=del --del=del -F=flush --flush=flush -X=destroy ' +
    '--destroy=destroy -E=rename --rename=rename -W=swap --swap=swap -R=restore --restore=restore',
);

/** A word of a command, or null where it is not known. */
type Words = readonly (string | null)[];

/** The sets as they are after the `ipset` commands of a script. */
export class Ipsets {
  private readonly sets = new Map<string, Ipset>();
  /** Names of sets that something was put into before the script made them. */
  private readonly early = new Set<string>();
  /** Something was done to sets whose names are not known. */
  private lost: string | undefined;

  run({ words, input, conditional }: ShellCommand): void {
    const all = words.map(({ text, known }) => (known ? text : null));
    const list = all.filter((word, i) => !isValued(word) && !isValued(all[i - 1] ?? ''));
    const verb = list.find((word) => word === null || !isOption(word));
    if ((VERBS[verb ?? ''] ?? verb) !== 'restore') {
      this.command(list, conditional);
      return;
    }
    if (input?.kind !== 'text' || list.length < all.length) {
      this.lost = 'is filled from another file';
      return;
    }
    for (const line of input.source.text.split('\n')) {
      const parts = line.trim().split(/\s+/);
      const known = input.known ? parts : parts.map((part) => (part.includes('$') ? null : part));
      if (line.trim() !== '' && !line.trimStart().startsWith('#')) this.command(known, conditional);
    }
  }

  /** A rule puts addresses into it, or takes them out. */
  changes(name: string): void {
    const set = this.sets.get(name);
    if (set) set.opaque = 'is changed by a rule';
  }

  private command(list: Words, conditional: boolean): void {
    const [word, name, ...rest] = list.filter((each) => each === null || !isOption(each));
    const verb = VERBS[word ?? ''] ?? word;
    if (verb === null || verb === undefined || name === null) {
      this.lost = 'may be one that the script changes';
      return;
    }
    if (name === undefined) {
      if (verb === 'flush' || verb === 'destroy')
        for (const one of [...this.sets.keys()]) this.change(verb, one, [], conditional);
      return;
    }
    this.change(verb, name, rest, conditional);
  }

  private change(verb: string, name: string, rest: Words, conditional: boolean): void {
    const set = this.sets.get(name);
    const changes = ['create', 'add', 'del', 'flush', 'destroy', 'rename', 'swap'].includes(verb);
    if (conditional && changes) {
      if (set) set.opaque = MAYBE;
      else if (verb === 'add' || verb === 'del') this.early.add(name);
      else if (verb === 'create') this.create(name, rest, MAYBE);
      return;
    }
    switch (verb) {
      case 'create':
        this.create(name, rest);
        return;
      case 'add':
        if (set) add(set, rest);
        else this.early.add(name);
        return;
      case 'del':
        if (set && rest[0] !== null && !set.members.delete(rest[0] ?? ''))
          set.opaque = 'loses a part of its members';
        else if (set && rest[0] === null) set.opaque = 'loses members that are not known';
        return;
      case 'flush':
        set?.members.clear();
        return;
      case 'destroy':
        this.sets.delete(name);
        return;
      case 'rename':
      case 'swap':
        this.trade(verb, name, rest[0] ?? null);
    }
  }

  private create(name: string, rest: Words, why?: string): void {
    const [type, ...options] = rest;
    if (this.sets.has(name) || this.sets.size >= SET_LIMIT) return;
    const set: Ipset = { type: type ?? '', members: new Map() };
    this.sets.set(name, set);
    if (why !== undefined) set.opaque = why;
    else if (this.early.has(name)) set.opaque = 'has members from before';
    else if (!TYPES.has(set.type))
      set.opaque = `is of the type ${set.type === '' ? 'that is not known' : set.type}`;
    else if (options.includes('timeout')) set.opaque = 'changes by itself';
  }

  private trade(verb: string, name: string, other: string | null): void {
    const [mine, its] = [this.sets.get(name), other === null ? undefined : this.sets.get(other)];
    if (other === null || !mine) {
      this.lost = 'may be one that the script changes';
      return;
    }
    this.sets.set(other, mine);
    if (verb === 'swap' && its) this.sets.set(name, its);
    else this.sets.delete(name);
  }

  /**
   * What `--match-set NAME src,dst` demands: a condition, a choice among pairs of an address and a port, or why that is
   * not known.
   */
  demand(name: string, flags: string, negated: boolean): Condition | Choice | string {
    const set = this.sets.get(name);
    const why = this.lost ?? set?.opaque;
    if (!set) return `the ipset "${name}"`;
    if (why !== undefined) return `the ipset "${name}", which ${why}`;
    const sides = flags
      .split(',')
      .map((flag) => (flag === 'src' ? 'source' : flag === 'dst' ? 'destination' : null));
    const [first, second] = sides;
    if (!first) return `the ipset "${name}" by ${flags}`;
    const members = [...set.members.values()];
    // Who makes a set and puts nothing in has another way to fill it.
    if (!set.filled) return `the ipset "${name}", which is filled elsewhere`;
    if (members.length === 0) return { kind: 'fixed', answer: { match: negated ? 'yes' : 'no' } };
    if (!set.type.includes(',')) {
      const ports = members.flatMap((member) => member.ports ?? []);
      if (set.type === 'bitmap:port') return { kind: 'port', side: first, ports: joined(ports), negated };
      return {
        kind: 'address',
        side: first,
        ranges: members.flatMap((member) => member.addresses ?? []),
        negated,
      };
    }
    if (!second) return `the ipset "${name}" by ${flags}`;
    const options = members.map(({ addresses, ports }) => ({
      when: [
        ...(addresses
          ? [{ kind: 'address', side: first, ranges: [addresses], negated: false } as const]
          : []),
        ...(ports ? [{ kind: 'port', side: second, ports: [ports], negated: false } as const] : []),
      ],
      then: negated ? ('end' as const) : ('on' as const),
    }));
    return { kind: 'choose', options, otherwise: negated ? 'on' : 'end' };
  }
}

/** `-exist`, `-!`, `-q`: how it is done, not what. */
function isOption(word: string): boolean {
  return /^-(?:!|q|quiet|exist|-?exist|-quiet)$/.test(word);
}

/** `-file ports`, `-output save` */
function isValued(word: string | null): boolean {
  return word !== null && /^(?:-f|-o|-?-file|-?-output)$/.test(word);
}

function add(set: Ipset, rest: Words): void {
  const [text, ...options] = rest;
  if (text === null || text === undefined || options.includes(null)) {
    set.opaque = 'has members that are not known';
    return;
  }
  if (options.includes('nomatch')) set.opaque = 'has members that are left out';
  if (options.includes('timeout')) set.opaque = 'changes by itself';
  set.filled = true;
  const member = memberOf(set.type, text);
  if (member === null) set.opaque = `has the member ${text.slice(0, 60)}`;
  else if (set.members.size >= MEMBER_LIMIT) set.opaque = 'has very many members';
  else if (member !== 'other') set.members.set(text, member);
}

/** Null: not to be read. `other`: for another protocol than TCP. */
function memberOf(type: string, text: string): Member | 'other' | null {
  if (type === 'bitmap:port') {
    const port = memberPorts(text);
    return port === 'other' || !port ? port : { addresses: null, ports: port };
  }
  const [host = '', port, ...more] = text.split(',');
  if (more.length > 0 || type.includes(',') !== (port !== undefined)) return null;
  const addresses = readAddresses(host);
  if (!addresses) return null;
  if (port === undefined) return { addresses, ports: null };
  const ports = memberPorts(port);
  return ports === 'other' || !ports ? ports : { addresses, ports };
}

/** `21`, `ftp`, `3001-3100`, `tcp:21`. */
function memberPorts(text: string): PortRange | 'other' | null {
  const colon = text.indexOf(':');
  const protocol = colon < 0 ? 'tcp' : text.slice(0, colon).toLowerCase();
  const ports = readPortRange(text.slice(colon + 1), '-');
  return ports && protocol !== 'tcp' && protocol !== '6' ? 'other' : ports;
}
