import { once } from 'node:events';
import { createServer } from 'node:net';
import type { Server, Socket } from 'node:net';
import { plainAddress, sameAddress } from '../core/reply/address-class.js';
import type { ControlConnection } from './control.js';
import { list } from './listing.js';
import { quoted } from './printable.js';
import type { ReachedContext } from './run-context.js';
import { TIMED_OUT, wait, within } from './wait.js';

/**
 * Active mode: a listening socket of our own, announced with PORT or EPRT, then a listing over the connection that the
 * server opens to it. Only connections from the control peer are taken.
 */
export async function tryActive(
  control: ControlConnection,
  run: ReachedContext,
  local: string,
): Promise<void> {
  const done = run.recorder.step('active');
  const address = plainAddress(local) ?? local;
  const server = createServer();
  try {
    const port = await listen(server, local, run);
    if (port === null) {
      done('skip', `No listening socket could be opened on ${address}.`);
      return;
    }
    const mode = address.includes(':') ? 'EPRT' : 'PORT';
    const raw =
      mode === 'EPRT'
        ? `|2|${address}|${port}|`
        : `${address.replaceAll('.', ',')},${port >> 8},${port & 255}`;
    const incoming = waitForPeer(server, run);
    // It may fail long before LIST is answered; whoever awaits it then sees that.
    incoming.catch(() => undefined);
    const answer = await control.send(mode, raw);
    const endpoint = { kind: 'endpoint', mode, host: address, port, raw, problems: [] } as const;
    run.recorder.observe({ ...endpoint, tls: control.isSecure, ...control.label });
    if (answer.kind === 'reply' && answer.code < 300) await list(control, run, () => incoming, done);
    else done('fail', `${mode} ${raw}: ${quoted(await control.settle(answer))}`);
  } finally {
    server.close();
  }
}

/** The port it listens on; null where that cannot be had. */
async function listen(server: Server, local: string, run: ReachedContext): Promise<number | null> {
  server.listen({ host: local, port: 0 });
  try {
    if ((await within(1000, run.signal, once(server, 'listening'))) === TIMED_OUT) return null;
  } catch (error) {
    if (run.signal.aborted) throw error;
    return null;
  }
  server.on('error', () => undefined);
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : null;
}

/** The server's connection; vsftpd answers LIST only once it has one, so it never takes longer than that answer. */
async function waitForPeer(server: Server, run: ReachedContext): Promise<Socket | null> {
  const socket = await wait<Socket>(2 * run.timeoutMs, run.signal, (settle) => {
    const onConnection = (one: Socket): void => {
      one.on('error', () => undefined);
      if (one.remoteAddress !== undefined && sameAddress(one.remoteAddress, run.peer)) settle(one);
      else one.destroy();
    };
    server.on('connection', onConnection);
    return () => server.off('connection', onConnection);
  });
  return socket === TIMED_OUT ? null : socket;
}
