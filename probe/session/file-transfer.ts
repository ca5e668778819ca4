import type { Socket } from 'node:net';
import type { ControlConnection } from '../wire/index.js';
import type { ListedFile } from './listing-forms.js';
import type { Listing } from './listing.js';
import type { ReachedContext } from '../run-context.js';
import { transfer } from './transfer.js';
import { dialHostPort, hostPortIn } from './passive.js';
import type { WorkingWay } from './working-way.js';

/** What is longer filled a segment of any usual network. Bytes. */
const FULL_SEGMENT = 1460;
/** Smaller files prove too little. Bytes. */
const MIN_FILE = 4096;
/** Of larger files only so much is fetched, from the end: what comes without a pause on any way. Bytes. */
const TAIL = 8192;
/** A server that sends more than it said is cut off here. Bytes. */
const LIMIT = 256 * 1024;

/**
 * Where nothing has come yet that fills a packet: one file of the directory, or the end of a larger one, fetched and
 * thrown away, and its bytes counted against what SIZE says.
 */
export async function compareFile(
  control: ControlConnection,
  run: ReachedContext,
  listing: Listing,
  good: WorkingWay,
): Promise<void> {
  if (control.ended() || listing.outcome !== 'complete') return;
  if (Math.max(listing.bytes, control.handshakeBytes) > FULL_SEGMENT) return;
  const file = choose(listing.files);
  if (file === null) {
    if (listing.bytes > 0)
      run.recorder.notTested('a transfer of more than one packet: the directory shows no file of that size');
    return;
  }
  const done = run.recorder.step('file');
  const prepared = await prepare(control, run, file, good);
  if (typeof prepared === 'string') {
    done('skip', prepared);
    return;
  }
  const { data, expectedBytes } = prepared;
  const result = await transfer(control, run, data, {
    command: 'RETR',
    argument: file.name,
    limitBytes: LIMIT,
    ...(expectedBytes === undefined ? {} : { expectedBytes }),
  });
  const { outcome, bytes, end, words } = result;
  const of = expectedBytes === undefined ? '' : ` of ${expectedBytes}`;
  if (end === null) done('skip', `A file of the directory cannot be read: ${words}`);
  else if (outcome === 'complete' && (expectedBytes === undefined || bytes === expectedBytes))
    done('pass', `${bytes}${of} bytes of a file came. ${words}`);
  else done('fail', `${bytes}${of} bytes of a file came. ${words}`);
}

/** The smallest that is large enough, since it is the quickest. */
function choose(files: readonly ListedFile[]): ListedFile | null {
  const large = files.filter(({ size }) => size >= MIN_FILE).sort((a, b) => a.size - b.size);
  return large[0] ?? null;
}

/** A data connection for it, and how much is to come; a text says why there is none. */
async function prepare(
  control: ControlConnection,
  run: ReachedContext,
  file: ListedFile,
  good: WorkingWay,
): Promise<{ data: Socket; expectedBytes: number | undefined } | string> {
  const offset = file.size > 2 * TAIL ? file.size - TAIL : 0;
  const [passive, , size, rest] = control.together([
    { verb: good.mode },
    { verb: 'TYPE', argument: 'I' },
    { verb: 'SIZE', argument: file.name },
    ...(offset > 0 ? [{ verb: 'REST', argument: String(offset) }] : []),
  ]);
  const named = hostPortIn(control, run, await passive, good);
  // Where only a part of the ports is let through that is what matters, and no time is to be lost with another part.
  const place = named && run.ports.seemsOpen(named.port) ? named : null;
  const [data, sized, restarts] = await Promise.all([
    place && dialHostPort(control, run, place, good),
    size,
    rest ?? null,
  ]);
  if (data === null) return 'No further data connection could be made.';
  if (restarts !== null && (restarts.kind !== 'reply' || restarts.code !== 350)) {
    data.destroy();
    return 'The server does not begin in the middle of a file.';
  }
  const whole = sized?.kind === 'reply' && sized.code === 213 ? /^\d{1,15}$/.exec(sized.text.trim()) : null;
  const expectedBytes = Number(whole?.[0] ?? -1) - offset;
  return { data, expectedBytes: expectedBytes < 0 ? undefined : expectedBytes };
}
