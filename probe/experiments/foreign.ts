import { networkInterfaces } from 'node:os';
import { addressFamily, plainAddress, sameAddress } from '../../core/reply/address-class.js';
import { SESSION } from '../../core/verdict/session-names.js';
import { observed } from '../session/active.js';
import { ControlConnection, describeAnswer } from '../wire/control.js';
import { dial } from '../wire/dial.js';
import { list } from '../session/listing.js';
import { logIn } from '../session/login.js';
import { OwnListener, portCommand } from '../wire/own-listener.js';
import { observeDial, observeEndpoint } from '../session/passive.js';
import { quoted } from '../wire/printable.js';
import type { ReachedContext } from '../run-context.js';
import { openSession } from '../session/side-session.js';
import type { WorkingWay } from '../session/working-way.js';

/** More own addresses are not tried. */
const MAX_TRIED = 3;

/** A second own address, and whether the server sees it as it is. */
interface SecondAddress {
  readonly address: string;
  readonly isSeenAsIs: boolean;
}

/** What came of a data connection with the second address. */
interface Taken {
  /** The server used it. */
  readonly taken: boolean;
  readonly words: string;
}

/**
 * Whether the server takes data connections from, and opens them to, another address than the control connection's.
 * Both ends are this machine: nobody else's address is named or dialled. Without a second address that the server sees as
 * another one there is nothing to test.
 * @param local own address of the main control connection
 * @param own further own addresses; default: those of this machine
 */
export async function tryForeign(
  run: ReachedContext,
  local: string,
  good: WorkingWay | null,
  own: readonly string[] = ownAddresses(),
): Promise<void> {
  const { recorder } = run;
  const done = recorder.step('foreign');
  const second = await findSecond(run, local, own);
  if (typeof second === 'string') {
    recorder.notTested(`data connections from another address of the same user: ${second}`);
    done('skip', `Not possible: ${second}.`);
    return;
  }
  const control = await openSession(run, SESSION.foreign);
  if (control === null) {
    done('skip', 'No further login is possible now.');
    return;
  }
  const { address, isSeenAsIs } = second;
  const from = good && (await connectFrom(control, run, address, good));
  const to = isSeenAsIs && !control.ended() ? await connectTo(control, run, address) : null;
  if (!control.ended()) await control.quit();
  control.destroy();
  const words = [
    ...(from ? [`From ${address}: ${from.words}`] : []),
    ...(to ? [`To ${address}: ${to.words}`] : []),
  ];
  done(from?.taken === true || to?.taken === true ? 'warn' : 'pass', words.join(' '));
}

function ownAddresses(): readonly string[] {
  return Object.values(networkInterfaces())
    .flatMap((list) => list ?? [])
    .filter(({ address }) => !/^fe80:/i.test(address))
    .map(({ address }) => address);
}

/** A text says why there is none. */
async function findSecond(
  run: ReachedContext,
  local: string,
  own: readonly string[],
): Promise<SecondAddress | string> {
  const family = addressFamily(local);
  const others = own.filter((one) => addressFamily(one) === family && !sameAddress(one, local));
  if (others.length === 0) return 'this machine has only one of that family';
  const first = seenAs(run);
  if (first === null) return 'the server does not show which address it sees';
  for (const address of others.slice(0, MAX_TRIED)) {
    const seen = await seenFrom(run, address);
    if (seen !== null && !sameAddress(seen, first))
      return { address, isSeenAsIs: sameAddress(seen, address) };
  }
  return 'the server sees the same address for all of them, or is not reached from the others';
}

/** The client's address in the main session's STAT. */
function seenAs({ recorder }: ReachedContext): string | null {
  const stat = recorder.observations.find(
    (seen) => seen.kind === 'reply' && seen.to === 'STAT' && seen.session === undefined,
  );
  return stat?.kind === 'reply' ? clientIn(stat.text) : null;
}

/** The same for a login from another own address; that session leaves no trace in the observations. */
async function seenFrom(run: ReachedContext, address: string): Promise<string | null> {
  const recorder = run.recorder.held();
  const { peer, target, signal, timeoutMs, rttMs } = run;
  // The way is known to be open: an address that is not routed needs no long wait.
  const patience = Math.min(run.silenceMs, Math.max(1000, Math.round(4 * rttMs)));
  const place = await run.places.take();
  const { socket } = place ? await dial(peer, target.port, patience, signal, address) : {};
  if (!socket) {
    place?.leave();
    return null;
  }
  socket.once('close', () => place?.leave());
  const control = new ControlConnection(socket, { recorder, signal, timeoutMs, session: SESSION.foreign });
  try {
    if (!(await logIn(control, { ...run, recorder }))) return null;
    const stat = await control.send('STAT');
    await control.quit();
    return stat.kind === 'reply' ? clientIn(stat.text) : null;
  } finally {
    control.destroy();
  }
}

function clientIn(text: string): string | null {
  const found = /connected to ([0-9a-f.:]{3,45})/i.exec(text)?.[1];
  return found === undefined ? null : plainAddress(found);
}

/** A passive port, dialled from the second address, and a listing over that connection. */
async function connectFrom(
  control: ControlConnection,
  run: ReachedContext,
  address: string,
  { mode }: WorkingWay,
): Promise<Taken> {
  const endpoint = observeEndpoint(await control.send(mode), control, run, mode);
  if (endpoint === null || endpoint.port === null)
    return { taken: false, words: 'no passive port was given.' };
  const { port } = endpoint;
  const result = await dial(run.peer, port, run.silenceMs, run.signal, address);
  const what = { host: run.peer, port, mode, dialled: 'peer', local: address, ...control.label } as const;
  observeDial(run, result, what);
  if (!result.socket) return { taken: false, words: 'no connection.' };
  return listOver(control, run, result.socket);
}

/** PORT that names a listening socket of the second address. */
async function connectTo(control: ControlConnection, run: ReachedContext, address: string): Promise<Taken> {
  const listener = new OwnListener(run);
  try {
    const port = await listener.listen(address);
    if (port === null) return { taken: false, words: 'no listening socket could be opened.' };
    const { mode, raw } = portCommand(address, port);
    const incoming = listener.accept(run.timeoutMs);
    incoming.catch(() => undefined);
    const answer = await control.send(mode, raw);
    const endpoint = { kind: 'endpoint', mode, host: address, port, raw, problems: [] } as const;
    run.recorder.observe({ ...endpoint, tls: control.isSecure, ...control.label });
    if (answer.kind !== 'reply' || answer.code >= 300)
      return { taken: false, words: quoted(describeAnswer(answer)) };
    return await listOver(control, run, () => observed(incoming, control, run));
  } finally {
    listener.close();
  }
}

async function listOver(
  control: ControlConnection,
  run: ReachedContext,
  data: Parameters<typeof list>[2],
): Promise<Taken> {
  let words = '';
  const { outcome } = await list(control, run, data, (_, detail) => {
    words = detail;
  });
  return { taken: outcome === 'complete', words };
}
