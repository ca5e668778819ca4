import type { End, Flow } from './tcp/flow.js';
import type { Moment } from './tcp/reassembly.js';
import type { CaptureReader } from './reader.js';
import type { NamedEndpoint, SessionRecord } from './ftp/session-record.js';
import { synsOf } from './ftp/data-wait.js';
import { counted, socketName } from './words.js';

/** Something in which two captures of one session differ. */
export interface Difference {
  readonly text: string;
  /** Wireshark's number of the packet in each file; null: it is not there. */
  readonly packets: readonly [number | null, number | null];
  /** Wireshark's display filter for each file. */
  readonly filters: readonly [string, string];
}

/** The two captures, the one nearer to the client first. */
interface Ends<T> {
  readonly client: T;
  readonly server: T;
}

type Who = keyof Ends<unknown>;

const MOST_TOLD = 60;

/** What two captures of both ends show together: what one end sent and the other did not get. */
export function compareCaptures(first: CaptureReader, second: CaptureReader): readonly Difference[] {
  const others = [...second.records()];
  const told: Difference[] = [];
  for (const record of first.records()) {
    const at = others.findIndex((other) => isSame(record, other));
    const [other] = at < 0 ? [] : others.splice(at, 1);
    const totals = [first.understood.lines, second.understood.lines] as const;
    if (other && told.length < MOST_TOLD) told.push(...new Pair([record, other], totals).differences());
  }
  return told.slice(0, MOST_TOLD);
}

/** How many of the first words of two dialogues are compared, and the share that must be alike. */
const COMPARED_STEPS = 30;
const ALIKE = 0.7;

function isSame(one: SessionRecord, other: SessionRecord): boolean {
  const length = Math.min(one.steps.length, other.steps.length, COMPARED_STEPS);
  let alike = 0;
  for (let i = 0; i < length; i++) if (one.steps[i] === other.steps[i]) alike += 1;
  const isSameFlow =
    isnOf(one.flow, 'client') !== null && isnOf(one.flow, 'client') === isnOf(other.flow, 'client');
  return (isSameFlow && alike > 0) || (length >= 2 && alike >= length * ALIKE);
}

/** One session in both files. */
class Pair {
  private readonly isSwapped: boolean;
  private readonly sides: Ends<SessionRecord>;
  /** Packets of each file. */
  private readonly totals: Ends<number>;

  constructor(
    [one, other]: readonly [SessionRecord, SessionRecord],
    [lines, otherLines]: readonly [number, number],
  ) {
    // A packet has fewer hops left at the far end.
    const nearer = hops(one, other, 'client') ?? -(hops(one, other, 'server') ?? 0);
    this.isSwapped = nearer < 0;
    this.sides = this.isSwapped ? { client: other, server: one } : { client: one, server: other };
    this.totals = this.isSwapped
      ? { client: otherLines, server: lines }
      : { client: lines, server: otherLines };
  }

  differences(): readonly Difference[] {
    return [...this.way(), ...this.control(), ...this.endpoints()];
  }

  /** What lies between: translated addresses, routers, something that ends the connection. */
  private *way(): Generator<Difference> {
    const { client, server } = this.sides;
    const packets = { client: client.flow.first.packet, server: server.flow.first.packet };
    for (const who of ['client', 'server'] as const) {
      const [near, far] = [client.parties[who], server.parties[who]];
      if (near !== far)
        yield this.told(
          `The ${who} is ${near} in ${this.file('client')} and ${far} in ${this.file('server')}: its address is translated on the way.`,
          packets,
        );
    }
    const between = hops(client, server, 'client');
    if (between !== null && between > 0 && between === hops(server, client, 'server'))
      yield this.told(
        `${counted(between, 'router')} ${between === 1 ? 'lies' : 'lie'} between both captures (TTL).`,
        packets,
      );
    const [near, far] = [isnOf(client.flow, 'client'), isnOf(server.flow, 'client')];
    if (near !== null && far !== null && near !== far)
      yield this.told(
        'The sequence numbers differ: a proxy in between ends the connection and opens its own, or a firewall rewrites them.',
        packets,
      );
  }

  private *control(): Generator<Difference> {
    const { client, server } = this.sides;
    yield* this.resets([client.flow, server.flow], 'the control connection', this.streams());
  }

  private *endpoints(): Generator<Difference> {
    const { client, server } = this.sides;
    for (const [index, near] of client.named.entries()) {
      const far =
        near.raw === null
          ? server.named.find(({ raw, wait }) => raw === null && wait.port === near.wait.port)
          : server.named[index];
      if (near.raw !== null && far?.wait.mode !== near.wait.mode) return;
      yield* this.rewritten(near, far);
      yield* this.dialled(near, far);
    }
  }

  private *rewritten(near: NamedEndpoint, far: NamedEndpoint | undefined): Generator<Difference> {
    if (near.raw === null || !far?.raw || near.raw === far.raw) return;
    const { isActive } = near.wait;
    const [sender, receiver] = isActive ? (['client', 'server'] as const) : (['server', 'client'] as const);
    const raw = { client: near.raw, server: far.raw };
    yield this.told(
      `The ${sender} sends \`${raw[sender]}\` (${this.file(sender)}), and \`${raw[receiver]}\` arrives (${this.file(receiver)}): a router or firewall that knows FTP rewrites it on the way.`,
      { client: near.wait.at.packet, server: far.wait.at.packet },
    );
  }

  private *dialled(near: NamedEndpoint, far: NamedEndpoint | undefined): Generator<Difference> {
    const { isActive } = near.wait;
    const [from, to] = isActive ? (['server', 'client'] as const) : (['client', 'server'] as const);
    const flows = { client: dialOf(near), server: dialOf(far) };
    const [dial, arrival] = [flows[from], flows[to]];
    if (!dial) return;
    const port = dial.ends[1].port;
    const filters = {
      client: `tcp.port == ${near.wait.port}`,
      server: `tcp.port == ${far?.wait.port ?? port}`,
    };
    const place = `port ${socketName(dial.ends[1].host, port)}`;
    const packets = {
      client: flows.client?.first.packet ?? null,
      server: flows.server?.first.packet ?? null,
    };
    if (!arrival) {
      if (this.wentOn(to, to === 'client' ? near : far))
        yield this.told(
          this.unarrived(dial, place, from, to),
          { ...packets, [from]: decided(dial).packet },
          filters,
        );
      return;
    }
    if (arrival.answered && !dial.answered && !dial.isOpen)
      yield this.told(
        `The ${to} answers the SYN to ${place} (${this.file(to)}), and the answer does not reach ${this.file(from)}: it is lost on the way back.`,
        { ...packets, [to]: arrival.answered.packet },
        filters,
      );
    const both = isActive ? ([arrival, dial] as const) : ([dial, arrival] as const);
    yield* this.resets(both, `the connection to ${place}`, filters, isActive);
    yield* this.bytes(both, place, filters, isActive);
  }

  /** A SYN that the other end's file does not hold. */
  private unarrived(dial: Flow, place: string, from: Who, to: Who): string {
    const { isOpen, refused, undelivered } = dial;
    const count = synsOf(dial);
    if (isOpen || refused)
      return `The ${from}’s SYN to ${place} is ${isOpen ? 'accepted' : 'refused by a reset'} in ${this.file(from)}, and ${this.file(to)} does not hold it: something in between answers in the ${to}’s place.${FILTERED}`;
    if (undelivered)
      return `The ${from}’s SYN to ${place} is answered by ${undelivered.router} (${undelivered.words}, ${this.file(from)}), and does not reach ${this.file(to)}.`;
    return `The ${from} sends ${counted(count, 'SYN')} to ${place} (${this.file(from)}); none reaches ${this.file(to)}: ${count === 1 ? 'it is' : 'they are'} lost between the two.${FILTERED}`;
  }

  /** A reset that one end got and the other did not send. */
  private *resets(
    [client, server]: readonly [Flow, Flow],
    what: string,
    filters: Ends<string>,
    isActive = false,
  ): Generator<Difference> {
    const flows = { client, server };
    for (const got of ['client', 'server'] as const) {
      const sender = got === 'client' ? 'server' : 'client';
      const reset = resetBy(flows[got], sender, isActive);
      const own = flows[sender];
      if (!reset || resetBy(own, sender, isActive)) continue;
      // Where that capture ended before, it proves nothing.
      if (!own.ended && this.totals[sender] <= own.last.packet) continue;
      yield this.told(
        `${this.file(got)} has a reset of ${what} in the ${sender}’s name, which ${this.file(sender)} does not hold: a firewall or another device in between made it.`,
        { client: null, server: null, [got]: reset.packet },
        filters,
      );
    }
  }

  /** Data that one end sent and the other did not get. */
  private *bytes(
    [client, server]: readonly [Flow, Flow],
    place: string,
    filters: Ends<string>,
    isActive: boolean,
  ): Generator<Difference> {
    const flows = { client, server };
    for (const sender of ['client', 'server'] as const) {
      const receiver = sender === 'client' ? 'server' : 'client';
      const [sent, got] = [flows[sender], flows[receiver]].map(
        (flow) => flow.halves[endOf(flow, sender, isActive)].bytes,
      );
      if (sent === undefined || got === undefined || sent <= got) continue;
      // A capture that ended early holds less.
      if (!flows[receiver].ended && this.totals[receiver] <= flows[receiver].last.packet) continue;
      yield this.told(
        `The ${sender} sends ${counted(sent, 'byte')} over ${place} (${this.file(sender)}); ${got === 0 ? 'none' : got} of them ${got === 1 ? 'is' : 'are'} in ${this.file(receiver)}: the rest is lost on the way.`,
        { client: client.first.packet, server: server.first.packet },
        filters,
      );
    }
  }

  /** The dialogue goes on there after the endpoint was named: the capture did not end before. */
  private wentOn(end: Who, named: NamedEndpoint | undefined): boolean {
    const { ended, last } = this.sides[end].flow;
    return named ? last.packet > named.wait.at.packet : ended !== null;
  }

  private file(end: Who): string {
    return (end === 'client') === this.isSwapped ? 'file 2' : 'file 1';
  }

  /** Filters that show the control connection. */
  private streams(): Ends<string> {
    const { client, server } = this.sides;
    return {
      client: `tcp.stream == ${client.flow.stream}`,
      server: `tcp.stream == ${server.flow.stream}`,
    };
  }

  private told(text: string, packets: Ends<number | null>, filters = this.streams()): Difference {
    return this.isSwapped
      ? { text, packets: [packets.server, packets.client], filters: [filters.server, filters.client] }
      : { text, packets: [packets.client, packets.server], filters: [filters.client, filters.server] };
  }
}

const FILTERED = ' (If that capture was taken with a filter, see that the filter lets this port in.)';

/** Which end of that connection the client, or the server, of the session is. */
function endOf({ ends, opener }: Pick<Flow, 'ends' | 'opener'>, who: Who, isActive = false): End {
  const dialler: End = opener ?? (ends[0].port > ends[1].port ? 0 : 1);
  return (who === 'client') === isActive ? (dialler === 0 ? 1 : 0) : dialler;
}

function isnOf(flow: Flow, who: Who): number | null {
  return flow.halves[endOf(flow, who)].isn;
}

/** How many hops fewer a packet of that end has left in the other capture; null: not known. */
function hops(one: SessionRecord, other: SessionRecord, who: Who): number | null {
  const [near, far] = [one, other].map(({ flow }) => flow.halves[endOf(flow, who)].ttl);
  return near === null || far === null || near === undefined || far === undefined || near === far
    ? null
    : near - far;
}

/** The connection that was made to an endpoint; of several the one that came furthest. */
function dialOf(named: NamedEndpoint | undefined): Flow | undefined {
  const flows = named?.wait.flows.filter((flow) => flow.opener !== null) ?? [];
  return flows.find((flow) => flow.isOpen) ?? flows[0];
}

function resetBy(flow: Flow, who: Who, isActive: boolean): Moment | null {
  const { ended, refused } = flow;
  if (refused) return (who === 'server') === isActive ? null : refused;
  return ended?.how === 'reset' && ended.by === endOf(flow, who, isActive) ? ended : null;
}

/** Where it was decided what became of a connect. */
function decided({ refused, undelivered, answered, first }: Flow): Moment {
  return refused ?? undelivered ?? answered ?? first;
}
