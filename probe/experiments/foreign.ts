import { SESSION } from '../../core/verdict/session-names.js';
import type { ReachedContext } from '../run-context.js';
import type { WorkingWay } from '../session/index.js';
import { list, observed, observeDial, observeEndpoint, openSession, workingWay } from '../session/index.js';
import { findSecond, ownAddresses } from '../session/second-address.js';
import type { ControlConnection } from '../wire/index.js';
import { describeAnswer, dial, OwnListener, portCommand, quoted } from '../wire/index.js';
import type { Experiment } from './experiment.js';

export const foreign: Experiment = {
  id: 'foreign',
  label: 'Data connection from another address',
  help: 'Opens one from a second address of this computer. Is it rejected?',
  doing: 'connecting from another address',
  session: SESSION.foreign,
  isExtra: true,
  needsLogin: true,
  when: ['last'],
  async run({ run, facts: { local, tries } }) {
    if (local !== null) await tryForeign(run, local, workingWay(tries));
  },
};

/** What came of a data connection with the second address. */
interface Taken {
  /** The server used it. */
  readonly taken: boolean;
  readonly words: string;
}

/**
 * Whether the server takes data connections from, and opens them to, another address than the control connection's.
 * Both ends are this machine: no third party's address is named or dialled. Without a second address that the server
 * sees as another one there is nothing to test.
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
