import type { TransferSeen } from '../../events/observation.js';
import type { Endpoint } from '../../reply/index.js';
import type { Moment } from '../tcp/reassembly.js';
import type { DataWait } from './data-wait.js';
import type { Teller } from './teller.js';

/** A client that has waited this long for an answer does not get one. Milliseconds. */
export const PATIENCE_MS = 2900;

const OUTCOMES: Readonly<Record<number, TransferSeen['outcome']>> = {
  226: 'complete',
  250: 'complete',
  421: 'stalled',
  425: 'no-data',
  426: 'reset',
  451: 'reset',
  522: 'no-data',
};

/** A transfer from its command on. */
interface Transfer {
  readonly command: string;
  readonly at: Moment;
  readonly wait: DataWait | null;
  readonly endpoint: Endpoint | null;
  expectedBytes?: number;
  hadOpening?: boolean;
  /** The reply that ended it: told when the data connection, whose last packets may come later, is over too. */
  ended?: { readonly code: number; readonly at: Moment };
}

/** The listings and files of one session, one after the other. */
export class Transfers {
  private current: Transfer | null = null;

  constructor(private readonly teller: Teller) {}

  begin(command: string, at: Moment, wait: DataWait | null, endpoint: Endpoint | null): void {
    this.current = { command, at, wait, endpoint };
    if (wait) wait.command = command;
  }

  /** Whether that reply ends the one that is under way. */
  reply(code: number, text: string, to: string | undefined, at: Moment): boolean {
    const { current } = this;
    if (!current || current.ended || (to !== undefined && to !== current.command)) return false;
    if (code < 200) {
      current.hadOpening = true;
      const size = /\((\d{1,15}) bytes\)/.exec(text)?.[1];
      if (size !== undefined) current.expectedBytes = Number(size);
      return false;
    }
    if (OUTCOMES[code] === undefined) this.current = null;
    else current.ended = { code, at };
    return true;
  }

  /** Tells the one that has ended. @param wait only if its data connection was this one, and is over */
  flush(wait?: DataWait): void {
    const { current } = this;
    if (!current?.ended || (wait && (current.wait !== wait || !wait.openFlow?.isSettled))) return;
    const { code, at } = current.ended;
    this.tell(current, OUTCOMES[code] ?? 'unfinished', at, code);
  }

  /** The client left, or the capture ended. Returns whether a transfer with a data connection was under way. */
  leave(at: Moment): boolean {
    const { current } = this;
    const flow = current?.wait?.openFlow;
    if (!current || !flow) return false;
    this.current = null;
    const quietMs = at.ms - Math.max(flow.progress?.ms ?? 0, current.at.ms);
    const isDelivered = flow.ended !== null && flow.arrived >= flow.sent;
    // Where the capture, or the client’s patience, ends in the middle of a transfer nothing is known of it.
    if (quietMs < PATIENCE_MS) return true;
    if (current.hadOpening === true && !isDelivered)
      this.teller.note('timeout', 'data', 'nothing more came', flow.last);
    const outcome = isDelivered ? 'unfinished' : 'stalled';
    this.tell(current, current.hadOpening === true ? outcome : 'no-data', current.at);
    return true;
  }

  private tell(of: Transfer, outcome: TransferSeen['outcome'], at: Moment, code?: number): void {
    const { command, wait, expectedBytes, endpoint } = of;
    this.current = null;
    const flow = wait?.openFlow;
    const isCounted = flow && (flow.ended || outcome !== 'complete');
    const bytes = isCounted ? flow.arrived : undefined;
    // What was sent and did not arrive is known to be larger.
    const sent = flow && flow.arrived < flow.sent ? flow.sent : undefined;
    const more = { ...(code === undefined ? {} : { code }), ...(endpoint ? { endpoint } : {}) };
    this.teller.say(
      { kind: 'transfer', command, outcome, bytes, expectedBytes: expectedBytes ?? sent },
      at,
      undefined,
      more,
    );
  }
}
