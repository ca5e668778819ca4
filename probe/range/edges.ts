import type { DialResult } from '../wire/index.js';
import { runsOf } from './range.js';
import type { PassiveRange } from '../types.js';

/** Connects at a time: enough for most ranges in two rounds, few enough for a SYN flood protection. */
const WIDTH = 96;
/** The same where the first attempt met a limit. */
const CAREFUL_WIDTH = 12;
const MAX_ROUNDS = 8;
/** More changes between open and silent than this follow no rule of a firewall. */
const MAX_EDGES = 8;
const MAX_CALIBRATORS = 4;
/** Connects that must get no answer on the silent side of an edge; more in a gap of few ports. */
const TRIES = 2;
const TRIES_OF_SMALL = 4;
const SMALL_GAP = 8;
const LOWEST_PORT = 1024;

export type EdgeState = 'open' | 'silent';

export interface EdgeRequest {
  /** Passive ports that were dialled while they listened. */
  readonly known: ReadonlyMap<number, EdgeState>;
  /** Where to search. */
  readonly bounds: PassiveRange;
  /** Ports that were open and listen no longer: they show how a closed port answers. */
  readonly calibrators: readonly number[];
  /** An answer that is not there after this time is probably none, in milliseconds. */
  readonly patienceMs: number;
  /** After this time a lost SYN has been sent again and answered, in milliseconds. */
  readonly chanceMs: number;
  /** One connect; it ends after `chanceMs` at the latest. */
  readonly dial: (port: number) => Promise<DialResult>;
  readonly pause: (ms: number) => Promise<void>;
}

export interface EdgesFound {
  readonly states: ReadonlyMap<number, EdgeState>;
  /** Every edge is known to the port, and confirmed. */
  readonly exact: boolean;
  /** Why not: closed ports do not answer at all, too many connects were dropped, there is no order, or no end. */
  readonly why?: 'closed-is-silent' | 'limited' | 'disorder' | 'refused';
  readonly dials: number;
  /** What bare dials showed of the ports at the ends of each stretch. */
  readonly proof: readonly { readonly port: number; readonly result: DialResult }[];
}

/** One connect under way or over. */
interface Try {
  readonly start: number;
  result: DialResult | null;
  readonly ended: Promise<DialResult>;
}

/**
 * Finds where a firewall's window begins and ends, by connects to ports without a listener: a refusal by the
 * server means that the way is free, silence that it is not. All connects of one round run at the same time, and a round
 * waits for the quick answers only; what matters in the end is confirmed by two connects of which each had its SYN sent
 * twice. Only for ports that are silent where they are blocked: a firewall that refuses looks like a closed port.
 */
export async function findEdges(request: EdgeRequest): Promise<EdgesFound> {
  const search = new EdgeSearch(request);
  const why = await search.run();
  return search.found(why);
}

class EdgeSearch {
  readonly #request: EdgeRequest;
  readonly #tries = new Map<number, Try[]>();
  readonly #asked: PassiveRange;
  #width = WIDTH;
  #dials = 0;
  /** Edges known before this round. */
  #expected: number;

  constructor(request: EdgeRequest) {
    this.#request = request;
    const { low, high } = request.bounds;
    this.#asked = { low: Math.max(low, LOWEST_PORT), high };
    this.#expected = Math.max(1, this.#edges().length);
  }

  /** Null: every edge is known. */
  async run(): Promise<EdgesFound['why'] | null> {
    let fault = await this.#round(this.#grid(), 'closed-is-silent');
    for (let round = 1; fault === null && round < MAX_ROUNDS; round++) {
      // Beside a window, lost packets look like holes; a second connect mends that.
      if (this.#edges().length > this.#expected) await this.#confirm();
      if (this.#edges().length > MAX_EDGES) return 'disorder';
      this.#expected = Math.max(1, this.#edges().length);
      const ports = this.#between();
      if (ports.length > 0) fault = await this.#round(ports, 'limited');
      else if (await this.#confirm()) return null;
    }
    return fault ?? 'disorder';
  }

  found(why: EdgesFound['why'] | null): EdgesFound {
    const states = this.#states();
    const ends = runsOf(states).flatMap(({ first, last }) => [first, last]);
    const proof = [...new Set(ends)].flatMap((port) => {
      const results = (this.#tries.get(port) ?? []).flatMap(({ result }) => result ?? []);
      const best = results.find(isAnswer) ?? results[0];
      return best ? [{ port, result: best }] : [];
    });
    const dials = this.#dials;
    return why === null
      ? { states, exact: true, dials, proof }
      : {
          states: this.#request.known,
          exact: false,
          ...(why === undefined ? {} : { why }),
          dials,
          proof: [],
        };
  }

  /** Evenly over the whole range, and the silent samples once more: a lone lost packet is no window. */
  #grid(): readonly number[] {
    const { low, high } = this.#asked;
    const silent = [...this.#request.known].flatMap(([port, state]) => (state === 'silent' ? [port] : []));
    const known = this.#request.known;
    return [...new Set([...spread(low - 1, high + 1, this.#width), low, high, ...silent])].filter(
      (port) => port >= low && port <= high && known.get(port) !== 'open',
    );
  }

  /** Further ports between neighbours that differ. */
  #between(): readonly number[] {
    const gaps = this.#edges().filter(([from, to]) => to - from > 1);
    const each = Math.floor(this.#width / Math.max(1, gaps.length));
    return gaps.flatMap(([from, to]) => spread(from, to, each));
  }

  /** Neighbouring ports of which one passes and the other does not. */
  #edges(): readonly (readonly [from: number, to: number])[] {
    const runs = runsOf(this.#states());
    return runs.flatMap((run, index) => {
      const next = runs[index + 1];
      return next ? [[run.last, next.first] as const] : [];
    });
  }

  #states(): ReadonlyMap<number, EdgeState> {
    const states = new Map(this.#request.known);
    for (const [port, tries] of this.#tries) {
      if (tries.some(hasAnswered)) states.set(port, 'open');
      else if (!states.has(port)) states.set(port, 'silent');
    }
    return states;
  }

  /** Dials all of them at once and waits for the quick answers, or longer where the picture gets worse by them. */
  async #round(
    ports: readonly number[],
    silentMeans: 'closed-is-silent' | 'limited',
  ): Promise<EdgesFound['why'] | null> {
    const { patienceMs, chanceMs, pause } = this.#request;
    const round = shuffled(ports).map((port) => this.#dial(port));
    // Last, so that a limit on new connections hits them first.
    const calibrators = this.#calibrate();
    const isClear = (): boolean => calibrators.some(hasAnswered) && this.#edges().length <= this.#expected;
    // Answers may be late without being lost.
    for (let waited = patienceMs; ; waited += patienceMs / 2) {
      await settled([...round, ...calibrators], Math.min(waited, chanceMs), pause);
      if (isClear() || waited >= chanceMs) break;
    }
    const results = [...round, ...calibrators].flatMap(({ result }) => result ?? []);
    if (results.some(({ outcome }) => outcome === 'unreachable')) return 'refused';
    if (results.some(({ outcome }) => outcome === 'failed')) return 'limited';
    if (calibrators.some(hasAnswered)) return null;
    if (silentMeans === 'closed-is-silent' || this.#width === CAREFUL_WIDTH) return silentMeans;
    // The silence of this round may be that of a limit: forget it, and go on with less.
    this.#width = CAREFUL_WIDTH;
    for (const port of ports) this.#tries.delete(port);
    await pause(chanceMs);
    return null;
  }

  #calibrate(): Try[] {
    return this.#request.calibrators.slice(0, MAX_CALIBRATORS).map((port) => this.#start(port));
  }

  /**
   * Whether the silent side of every edge stays silent to further connects. Of a hundred ports one is silent by bad luck
   * sooner than two neighbours are: a small gap is looked at more often.
   */
  async #confirm(): Promise<boolean> {
    const gaps = runsOf(this.#states()).filter(({ state }) => state === 'silent');
    const ports = [...new Set(gaps.flatMap(({ first, last }) => [first, last]))];
    for (const { first, last } of gaps) {
      const wanted = last - first < SMALL_GAP ? TRIES_OF_SMALL : TRIES;
      for (const port of [first, last])
        while (port >= this.#asked.low && (this.#tries.get(port)?.length ?? 0) < wanted) this.#dial(port);
    }
    const tries = ports.flatMap((port) => this.#tries.get(port) ?? []);
    await settled(tries, this.#request.chanceMs, this.#request.pause);
    return ports.every((port) => this.#states().get(port) === 'silent');
  }

  #dial(port: number): Try {
    const made = this.#start(port);
    this.#tries.set(port, [...(this.#tries.get(port) ?? []), made]);
    return made;
  }

  #start(port: number): Try {
    this.#dials++;
    const ended = this.#request.dial(port);
    const made: Try = { start: performance.now(), result: null, ended };
    ended.then(
      (result) => {
        made.result = result;
      },
      () => undefined,
    );
    return made;
  }
}

/** The server has answered: the port can be reached. */
function isAnswer({ outcome }: DialResult): boolean {
  return outcome === 'open' || outcome === 'refused' || outcome === 'reset';
}

function hasAnswered({ result }: Try): boolean {
  return result !== null && isAnswer(result);
}

/** Waits until all are over, at most so many milliseconds from the start of the last. */
async function settled(
  tries: readonly Try[],
  ms: number,
  pause: (ms: number) => Promise<void>,
): Promise<void> {
  const rest = Math.max(...tries.map(({ start }) => start)) + ms - performance.now();
  await Promise.race([Promise.all(tries.map(({ ended }) => ended)), pause(Math.max(0, rest))]);
}

/** At most so many ports between two, evenly, the two left out. */
function spread(from: number, to: number, count: number): readonly number[] {
  const inside = to - from - 1;
  const wanted = Math.min(inside, count);
  return Array.from({ length: Math.max(0, wanted) }, (_, index) =>
    inside <= count ? from + 1 + index : from + Math.round(((index + 1) * (to - from)) / (count + 1)),
  );
}

function shuffled<T>(items: readonly T[]): readonly T[] {
  return items
    .map((item) => ({ item, key: Math.random() }))
    .sort((a, b) => a.key - b.key)
    .map(({ item }) => item);
}
