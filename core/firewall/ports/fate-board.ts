import type { Fate, Passage, PortRange, TextSpan } from '../reading.js';

export const LOW_PORT = 1;
export const HIGH_PORT = 65_535;

/** How one packet may end. */
export interface Ending {
  readonly fate: 'open' | 'dropped' | 'rejected' | 'unknown';
  /** Whether all packets to the port end so, as far as the way there goes. */
  readonly certainty: 'yes' | 'some' | 'unknown';
  readonly why?: string;
  readonly at?: TextSpan;
  readonly innerLow?: number;
  /** All ports lead to that one. */
  readonly gathered?: boolean;
  readonly innerHost?: string;
}

const FATES = ['open', 'rejected', 'dropped', 'unknown'] as const;
const CERTAINTIES = ['yes', 'some', 'unknown'] as const;

/** Collects, port by port, every way in which a packet may end; the first of each kind counts. */
export class FateBoard {
  private readonly endings: { readonly ending: Ending; readonly low: number }[] = [];
  private readonly layers = new Map<string, PortLayer>();

  add(ports: PortRange, ending: Ending): void {
    this.addAll([ports], ending, ports.low);
  }

  /** The same for several runs of ports; `low` is the port that `innerLow` belongs to. */
  addAll(ranges: readonly PortRange[], ending: Ending, low: number): void {
    const key = `${ending.fate} ${ending.certainty}`;
    let layer = this.layers.get(key);
    if (!layer) this.layers.set(key, (layer = new PortLayer()));
    let claimed = false;
    for (const range of ranges) claimed = layer.claim(range, this.endings.length + 1) || claimed;
    if (claimed) this.endings.push({ ending, low });
  }

  /** All ports, each with what becomes of it. */
  passages(): readonly Passage[] {
    const layers = FATES.map((fate) =>
      CERTAINTIES.flatMap((certainty) => this.layers.get(`${fate} ${certainty}`) ?? []),
    );
    const all = layers.flat();
    const passages: Passage[] = [];
    const edges = new Set(all.flatMap((layer) => layer.edges));
    const starts = [...edges].filter((edge) => edge > LOW_PORT && edge <= HIGH_PORT).sort((a, b) => a - b);
    let low = LOW_PORT;
    for (const next of [...starts, HIGH_PORT + 1]) {
      if (next <= HIGH_PORT && all.every((layer) => layer.at(next) === layer.at(low))) continue;
      passages.push(this.passage({ low, high: next - 1 }, layers));
      low = next;
    }
    return joinAlike(passages);
  }

  private passage(ports: PortRange, layers: readonly (readonly PortLayer[])[]): Passage {
    const found = layers.map((kinds) => {
      // Of one fate's endings the surest.
      const number = kinds.map((layer) => layer.at(ports.low)).find((each) => each > 0) ?? 0;
      return this.endings[number - 1];
    });
    const all = layers.flat().flatMap((layer) => this.endings[layer.at(ports.low) - 1] ?? []);
    const some = found.filter((each) => each !== undefined);
    const { fate, why } = decide(
      some.map((each) => each.ending),
      all.map((each) => each.ending),
    );
    // Points at the rule that lets some through, else at the one that leaves it open.
    const shut =
      some.every((each) => isShut(each.ending)) && some.find((each) => each.ending.certainty === 'yes');
    const chosen = shut || (some.find((each) => each.ending.at) ?? some[0]);
    if (!chosen) return { ports, fate: 'unknown' };
    const { ending } = chosen;
    const doubtful =
      fate === 'unknown' ? all.find((each) => isDoubtful(each.ending) && each.ending.at) : undefined;
    const at = doubtful?.ending.at ?? ending.at;
    return {
      ports,
      fate,
      ...innerOf(ports, chosen),
      ...(ending.innerHost === undefined ? {} : { innerHost: ending.innerHost }),
      ...(at ? { at } : {}),
      ...(why === undefined || fate === 'open' || fate === 'dropped' || fate === 'rejected' ? {} : { why }),
    };
  }
}

function innerOf(
  { low, high }: PortRange,
  { ending, low: first }: { readonly ending: Ending; readonly low: number },
): Pick<Passage, 'innerLow' | 'gathered'> {
  if (ending.innerLow === undefined) return {};
  if (ending.gathered !== true) return { innerLow: ending.innerLow + low - first };
  return { innerLow: ending.innerLow, ...(high > low ? { gathered: true } : {}) };
}

function isDoubtful({ fate, certainty }: Ending): boolean {
  return fate === 'unknown' || certainty === 'unknown';
}

function isShut({ fate }: Ending): boolean {
  return fate === 'dropped' || fate === 'rejected';
}

/** Where all endings are alike, that is the fate, however the packets got there. */
function decide(kinds: readonly Ending[], all: readonly Ending[]): { fate: Fate; why: string | undefined } {
  const [first] = kinds;
  const doubt = all.find(isDoubtful);
  if (!first) return { fate: 'unknown', why: undefined };
  if (kinds.length === 1) return { fate: first.fate, why: first.why };
  if (doubt) return { fate: 'unknown', why: doubt.why };
  // Silence or an answer: either way nobody gets in.
  if (kinds.every(isShut)) {
    const sure = kinds.find(({ certainty }) => certainty === 'yes') ?? first;
    return { fate: sure.fate, why: undefined };
  }
  return { fate: 'some', why: whoGetsIn(all) };
}

/** In the words of what lets some in, else of what keeps the others out. */
function whoGetsIn(all: readonly Ending[]): string | undefined {
  const open = all.find(({ fate, why }) => fate === 'open' && why !== undefined)?.why;
  if (open !== undefined) return open;
  const shut = all.find(({ why }) => why !== undefined)?.why;
  if (shut?.startsWith('not ') === true) return shut.slice(4);
  return shut !== undefined && /^(?:from|to|by|out by) /.test(shut) ? `not ${shut}` : shut;
}

function joinAlike(passages: readonly Passage[]): readonly Passage[] {
  const joined: Passage[] = [];
  for (const passage of passages) {
    const last = joined[joined.length - 1];
    if (last && continues(last, passage)) {
      joined[joined.length - 1] = { ...last, ports: { low: last.ports.low, high: passage.ports.high } };
    } else joined.push(passage);
  }
  return joined;
}

function continues(a: Passage, b: Passage): boolean {
  const step = b.ports.low - a.ports.low;
  return (
    a.fate === b.fate &&
    a.at?.start === b.at?.start &&
    a.at?.end === b.at?.end &&
    a.why === b.why &&
    a.innerHost === b.innerHost &&
    a.gathered !== true &&
    b.gathered !== true &&
    (a.innerLow === undefined ? b.innerLow === undefined : b.innerLow === a.innerLow + step)
  );
}

/** Most layers stay empty, and need no room. */
const NOBODY = new Uint32Array(0);

/** For every port the number of whoever claimed it first. */
export class PortLayer {
  private owner = NOBODY;
  /** The next port that may be free, for the ports that are not. */
  private next = NOBODY;
  /** Ports at which the owner may change. */
  readonly edges: number[] = [];

  /** False where every port is taken already. `number` is not 0. */
  claim(ports: PortRange, number: number): boolean {
    const low = Math.max(ports.low, LOW_PORT);
    const high = Math.min(ports.high, HIGH_PORT);
    if (low > high || (this.next[low] ?? 0) > high) return false;
    if (this.owner === NOBODY) {
      this.owner = new Uint32Array(HIGH_PORT + 2);
      this.next = new Uint32Array(HIGH_PORT + 2);
    }
    let last = -1;
    for (let port = this.free(low); port <= high; port = this.free(port + 1)) {
      this.owner[port] = number;
      if (port !== last + 1) {
        if (last > 0) this.edges.push(last + 1);
        this.edges.push(port);
      }
      last = port;
    }
    if (last > 0) this.edges.push(last + 1);
    // Whoever asks at the start next time is led to the end at once.
    this.next[low] = Math.max(this.next[low] ?? 0, high + 1);
    return last > 0;
  }

  /** 0 for a port that nobody has claimed. */
  at(port: number): number {
    return this.owner[port] ?? 0;
  }

  private free(from: number): number {
    let port = from;
    while (port <= HIGH_PORT && this.owner[port] !== 0) port = Math.max(port + 1, this.next[port] ?? 0);
    // Ways already found are kept short.
    for (let at = from; at < port && this.owner[at] !== 0;) {
      const behind = Math.max(at + 1, this.next[at] ?? 0);
      this.next[at] = port;
      at = behind;
    }
    return port;
  }
}
