import type { Command, ControlConnection } from './control.js';
import { dial } from './dial.js';
import type { ListedFile } from './listing-lines.js';
import type { Listing } from './listing.js';
import { mayDial, observeDial, observeEndpoint } from './passive.js';
import type { ReachedContext } from './run-context.js';
import { transfer } from './transfer.js';
import type { WorkingWay } from './working-way.js';

/** What is longer took more than one packet of any usual network. Bytes. */
const ONE_PACKET = 1500;
/** Smaller files prove too little. Bytes. */
const MIN_FILE = 4096;
/** Of larger ones only the end is fetched. Bytes. */
const MAX_FILE = 256 * 1024;
const TAIL = 64 * 1024;
/** A server that sends more than it said is cut off here. Bytes. */
const LIMIT = 2 * MAX_FILE;

/**
 * Where the listing was so short that it shows nothing about larger packets: one file of the directory, or the end of a
 * large one, fetched and thrown away, and its bytes counted against what SIZE says.
 */
export async function compareFile(
  control: ControlConnection,
  run: ReachedContext,
  listing: Listing,
  good: WorkingWay,
): Promise<void> {
  if (control.ended() || listing.outcome !== 'complete' || listing.bytes > ONE_PACKET) return;
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

/** Its size, and a data connection for it; a text says why there is none. */
async function prepare(
  control: ControlConnection,
  run: ReachedContext,
  file: ListedFile,
  { mode, way }: WorkingWay,
): Promise<{ data: Parameters<typeof transfer>[2]; expectedBytes: number | undefined } | string> {
  const offset = file.size > MAX_FILE ? file.size - TAIL : 0;
  const commands: Command[] = [
    { verb: 'TYPE', argument: 'I' },
    { verb: 'SIZE', argument: file.name },
    { verb: mode },
    ...(offset > 0 ? [{ verb: 'REST', argument: String(offset) }] : []),
  ];
  const [, size, passive, rest] = await Promise.all(control.together(commands));
  const endpoint = passive ? observeEndpoint(passive, control, run, mode) : null;
  if (endpoint === null || endpoint.port === null) return 'No further passive port was given.';
  if (rest && (rest.kind !== 'reply' || rest.code !== 350))
    return 'The server does not begin in the middle of a file.';
  const host =
    way === 'advertised' && endpoint.host !== null && mayDial(endpoint.host, run.peer)
      ? endpoint.host
      : run.peer;
  const { port } = endpoint;
  const result = await dial(host, port, run.silenceMs, run.signal);
  observeDial(run, result, { host, port, mode, dialled: way, ...control.label });
  if (!result.socket) return 'No further data connection could be made.';
  const whole =
    size?.kind === 'reply' && size.code === 213 && /^\d{1,15}$/.test(size.text.trim())
      ? Number(size.text)
      : null;
  const expectedBytes = whole === null || whole < offset ? undefined : whole - offset;
  return { data: result.socket, expectedBytes };
}
