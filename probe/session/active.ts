import type { Socket } from 'node:net';
import { plainAddress } from '../../core/reply/address-class.js';
import { type ControlConnection, OwnListener, portCommand, quoted } from '../wire/index.js';
import { list } from './listing.js';
import type { ReachedContext } from '../run-context.js';

/**
 * Active mode: a listening socket of our own, announced with PORT or EPRT, then a listing over the connection that the
 * server opens to it. Records that connection with the server's port, which is 20 where the standard is kept.
 */
export async function tryActive(
  control: ControlConnection,
  run: ReachedContext,
  local: string,
): Promise<void> {
  const step = run.recorder.step('active');
  const kind = control.isSecure ? 'Under TLS' : 'In clear';
  const done: typeof step = (status, detail) => {
    step(status, `${kind}: ${detail}`);
  };
  const address = plainAddress(local) ?? local;
  const listener = new OwnListener(run);
  try {
    const port = await listener.listen(local);
    if (port === null) {
      done('skip', `No listening socket could be opened on ${address}.`);
      return;
    }
    const { mode, raw } = portCommand(address, port);
    // Servers open it before or after their 150, and some take long to begin a listing.
    const incoming = listener.accept(2 * run.timeoutMs);
    // It may fail long before LIST is answered and it is awaited.
    incoming.catch(() => undefined);
    const answer = await control.send(mode, raw);
    const endpoint = { kind: 'endpoint', mode, host: address, port, raw, problems: [] } as const;
    run.recorder.observe({ ...endpoint, tls: control.isSecure, ...control.label });
    if (answer.kind !== 'reply' || answer.code >= 300) {
      done('fail', `${mode} ${raw}: ${quoted(await control.settle(answer))}`);
      return;
    }
    await list(control, run, () => observed(incoming, control, run), done);
  } finally {
    listener.close();
  }
}

/** Records the data connection when it is there. */
export async function observed(
  incoming: Promise<Socket | null>,
  control: ControlConnection,
  run: ReachedContext,
): Promise<Socket | null> {
  const socket = await incoming;
  const { remotePort: port = null } = socket ?? {};
  const opened = { kind: 'connect', channel: 'data', outcome: 'open', accepted: true } as const;
  if (socket) run.recorder.observe({ ...opened, host: run.peer, port, ...control.label });
  return socket;
}
