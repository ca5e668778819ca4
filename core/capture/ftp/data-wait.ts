import { classOf } from '../../reply/index.js';
import type { ConnectSeen, NoteSeen, PassiveMode } from '../../events/observation.js';
import type { Address, Flow } from '../tcp/flow.js';
import type { Moment } from '../tcp/reassembly.js';
import { counted, lasting, socketName } from '../words.js';

/** A single lost SYN proves nothing. Milliseconds. */
const ONE_SYN_MS = 2900;

/** Both ends of the control connection. */
export interface Parties {
  readonly client: string;
  readonly server: string;
  /** The server stands in an inner network and its client outside: addresses are translated in front of it. */
  readonly isBehindNat: boolean;
}

/** What can be said of a data connection in the words of all evidence. */
export type DataEvent = Omit<ConnectSeen, 'session' | 'at' | 'ms'> | Omit<NoteSeen, 'session' | 'at' | 'ms'>;

/** An endpoint that was named, and the connections that were made to it. */
export class DataWait {
  readonly flows: Flow[] = [];
  private readonly told = new Set<Flow>();
  command: string | null = null;
  /** The client has gone on: what is dialled later is another matter. */
  isOver = false;

  constructor(
    readonly parties: Parties,
    /** null: it was named under TLS. */
    readonly named: {
      readonly host: string | null;
      readonly isActive: boolean;
      readonly mode: PassiveMode;
    } | null,
    readonly port: number,
    readonly at: Moment,
  ) {}

  get isActive(): boolean {
    return this.named?.isActive === true;
  }

  get mode(): PassiveMode {
    return this.named?.mode ?? 'EPSV';
  }

  /** Whether the connection is made to this endpoint: at its own address, or at, or from, an end of the control connection. */
  fits(from: Address, to: Address): boolean {
    const { client, server } = this.parties;
    const [dialler, listener] = this.isActive ? [server, client] : [client, server];
    if (to.port !== this.port || this.isOver || this.openFlow) return false;
    return to.host === this.named?.host || to.host === listener || from.host === dialler;
  }

  get openFlow(): Flow | undefined {
    return this.flows.findLast((flow) => flow.isOpen);
  }

  /** Some connect has no outcome yet. */
  get isOpenEnded(): boolean {
    return this.flows.some((flow) => !this.told.has(flow));
  }

  /** What is known now; `isLast`: nothing more will come of it. */
  *news(now: Moment, isLast: boolean): Generator<readonly [DataEvent, Moment]> {
    for (const flow of this.flows) {
      if (this.told.has(flow)) continue;
      const event = this.outcome(flow, now, isLast);
      if (!event) continue;
      this.told.add(flow);
      yield [
        event,
        event.kind === 'connect' && event.outcome === 'open' ? (flow.answered ?? flow.first) : flow.first,
      ];
    }
  }

  private outcome(flow: Flow, now: Moment, isLast: boolean): DataEvent | null {
    const { opened, refused, undelivered } = flow;
    const since = firstSyn(flow);
    if (opened) return this.connect(flow, 'open', (flow.answered ?? opened).ms - since);
    if (refused) return this.connect(flow, 'refused', refused.ms - since, 'ECONNREFUSED');
    if (undelivered?.errno === 'ECONNREFUSED')
      return this.connect(flow, 'refused', undelivered.ms - since, undelivered.errno);
    if (undelivered?.errno)
      return this.connect(flow, 'unreachable', undelivered.ms - since, undelivered.errno);
    const waited = Math.max(now.ms, flow.last.ms) - since;
    const isProof = synsOf(flow) > 1 || waited >= ONE_SYN_MS;
    return isLast && isProof ? this.connect(flow, 'timeout', waited) : null;
  }

  private connect(
    flow: Flow,
    outcome: 'open' | 'refused' | 'timeout' | 'unreachable',
    ms: number,
    errno?: string,
  ): DataEvent | null {
    const durationMs = Number.isNaN(ms) ? {} : { durationMs: Math.max(0, Math.round(ms)) };
    const [from, to] = flow.ends;
    if (this.isActive) {
      // What the client cannot see of a failure is a note: the server's reply tells the rest.
      if (outcome === 'open')
        return { kind: 'connect', channel: 'data', ...from, outcome, accepted: true, ...durationMs };
      return { kind: 'note', note: outcome, channel: 'data', text: this.story(flow) };
    }
    const { server, isBehindNat } = this.parties;
    const advertised = this.named?.host ?? null;
    const isAtServer = advertised !== null && to.host === server;
    // Captured on the inner side of a NAT: a client outside cannot have dialled an inner address.
    const isPeer = isAtServer && (isBehindNat ? !isOuter(advertised) : advertised !== server);
    const behind = isPeer ? null : advertised;
    return {
      kind: 'connect',
      channel: 'data',
      host: isBehindNat && to.host === server ? behind : to.host,
      port: to.port,
      outcome,
      ...(errno === undefined ? {} : { errno }),
      ...durationMs,
      mode: this.mode,
      dialled: isPeer ? 'peer' : 'advertised',
    };
  }

  /** What became of one connection, for people. */
  story(flow: Flow): string {
    const who = this.isActive ? 'server' : 'client';
    const other = this.isActive ? 'client' : 'server';
    const { opened, refused, undelivered } = flow;
    const [, to] = flow.ends;
    const elsewhere =
      to.host === this.named?.host || this.named?.host === null ? '' : ` to ${socketName(to.host, to.port)}`;
    const since = firstSyn(flow);
    if (opened)
      return `connected${elsewhere} ${isNaN(since) ? 'before the capture began' : `in ${lasting((flow.answered ?? opened).ms - since)}`}${this.carried(flow)}`;
    if (refused)
      return `the ${who}’s SYN${elsewhere} is refused by a reset after ${lasting(refused.ms - since)}`;
    if (undelivered?.errno)
      return `the ${who}’s SYN${elsewhere} is answered by ${undelivered.router}: ${undelivered.words}`;
    const syns = synsOf(flow);
    const sent = `the ${who} sends ${counted(syns, 'SYN')}${elsewhere}${syns > 1 ? ` in ${lasting((flow.halves[flow.opener ?? 0].lastSyn?.ms ?? NaN) - since)}` : ''}`;
    if (flow.answered) return `${sent}; the ${other} answers, and its answers do not arrive`;
    return `${sent}, ${syns === 1 ? 'it is not' : 'none is'} answered`;
  }

  private carried({ halves, opener, ended, arrived }: Flow): string {
    const opening = opener ?? 0;
    const fromOpener = halves[opening].bytes;
    const fromOther = halves[opening === 0 ? 1 : 0].bytes;
    const [client, server] = this.isActive ? [fromOther, fromOpener] : [fromOpener, fromOther];
    const repeats = halves[0].repeats + halves[1].repeats;
    const endedBy = ended && (ended.by === opening) !== this.isActive ? 'client' : 'server';
    return [
      '',
      ...(server > 0 ? [`${counted(server, 'byte')} from the server`] : []),
      ...(client > 0 ? [`${counted(client, 'byte')} from the client`] : []),
      ...(client + server === 0 ? ['no data'] : []),
      ...(arrived < client + server ? [`of which ${counted(arrived, 'byte')} arrived`] : []),
      ...(repeats > 0 ? [`${counted(repeats, 'packet')} sent again`] : []),
      ended
        ? `${ended.how === 'reset' ? 'reset' : 'closed'} by the ${endedBy}`
        : 'open to the end of the capture',
    ].join(', ');
  }
}

/** An address that people outside can be given; those of documentation stand for public ones. */
export function isOuter(host: string): boolean {
  const of = classOf(host);
  return of === 'public' || of === 'documentation';
}

export function firstSyn({ halves, opener }: Flow): number {
  return opener === null ? NaN : (halves[opener].firstSyn?.ms ?? NaN);
}

export function synsOf({ halves, opener }: Flow): number {
  return opener === null ? 0 : halves[opener].syns;
}
