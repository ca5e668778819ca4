import { randomBytes } from 'node:crypto';
import type { Socket } from 'node:net';
import type { ControlConnection } from '../wire/index.js';
import { ListingLines, bytesShown } from './listing-lines.js';
import type { ListingSummary } from './listing-lines.js';
import type { ReachedContext } from '../run-context.js';
import { transfer } from './transfer.js';
import type { TransferResult } from './transfer.js';
import type { ProbeStepStatus } from '../types.js';

/** A listing is read and thrown away; after so many bytes it is proof enough. */
export const MAX_LISTING_BYTES = 1024 * 1024;

/** What one LIST came to. */
export interface Listing extends TransferResult, ListingSummary {}

type Done = (status: ProbeStepStatus, detail: string) => void;

export interface ListPlan {
  /** What to list; absent: the current directory. */
  readonly argument?: string;
  /** Do TLS on the data connection as any program would: without offering the control connection's session. */
  readonly fresh?: boolean;
  /** A refusal is all there is to know: nothing that may follow it is waited for. */
  readonly brief?: boolean;
}

/**
 * One LIST. Records the data TLS, the transfer and the replies.
 * @param data the open data connection; in active mode what waits for the server to open it
 * @param done ends the step it belongs to
 */
export async function list(
  control: ControlConnection,
  run: ReachedContext,
  data: Socket | (() => Promise<Socket | null>),
  done: Done,
  plan: ListPlan = {},
): Promise<Listing> {
  const lines = new ListingLines();
  const result = await transfer(control, run, data, {
    command: 'LIST',
    limitBytes: MAX_LISTING_BYTES,
    onChunk: (chunk) => {
      lines.push(chunk);
    },
    lines: () => lines.end(),
    ...(plan.argument === undefined ? { expectedOfNothing: () => shownByStat(control) } : {}),
    ...plan,
  });
  const listing = { ...result, ...lines.end() };
  done(...describe(listing));
  return listing;
}

/** What the same directory has by way of the control connection; undefined where the server does not show it there. */
async function shownByStat(control: ControlConnection): Promise<number | undefined> {
  if (control.ended()) return undefined;
  const stat = await control.send('STAT', '.');
  // An entry in an answer too long to be read is an entry all the same.
  if (stat.kind === 'garbage') return bytesShown(stat.text) || undefined;
  return stat.kind === 'reply' && (stat.code === 212 || stat.code === 213)
    ? bytesShown(stat.text)
    : undefined;
}

function describe({ end, outcome, bytes, entries, words }: Listing): Parameters<Done> {
  const size = `${bytes} bytes, ${entries} ${entries === 1 ? 'line' : 'lines'}`;
  if (end === null) return ['fail', words];
  if (end === 'stalled') {
    const text = bytes === 0 ? 'not one byte came' : `nothing more came after ${size}`;
    const said = words === '' ? '' : ` The server says: ${words}`;
    return ['fail', `The data connection is open, but ${text}.${said}`];
  }
  if (end === 'reset') return ['fail', `The data connection broke after ${size}. The server says: ${words}`];
  if (end === 'enough') return ['pass', `More than ${size}: the rest was not read.`];
  if (outcome !== 'complete') return ['fail', `${size}, but no word of success: ${words}`];
  return [bytes === 0 ? 'warn' : 'pass', `${size}. ${words}`];
}

/** A name that no directory holds: vsftpd lists it as nothing, over a data connection like any other. */
export function missingName(): string {
  return `no-such-name-${randomBytes(6).toString('hex')}`;
}
