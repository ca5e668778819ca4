import type { TLSSocket } from 'node:tls';
import { beforeHandshake } from '../session/index.js';
import type { Experiment } from './experiment.js';
import { printable, secure, TIMED_OUT, wait } from '../wire/index.js';
import type { ReachedContext } from '../run-context.js';

/** Longest wait for what the server says of the handshake, in milliseconds beyond two round trips. */
const ALERT_MS = 1000;

export const quietTls: Experiment = {
  id: 'quiet-tls',
  label: 'TLS without a command',
  help: 'Where the server left at the first command after the handshake: one more handshake, and no command.',
  when: ['failed'],
  run: ({ run }) => tryQuietTls(run),
};

/** A server that misses a client certificate says so by an alert, which is lost where a command has crossed it. */
async function tryQuietTls(run: ReachedContext): Promise<void> {
  const { recorder } = run;
  const main = recorder.observations.filter(({ session }) => session === undefined);
  const shook = main.findIndex(
    (seen) => seen.kind === 'tls' && seen.channel === 'control' && seen.outcome === 'established',
  );
  const after = shook < 0 ? [] : main.slice(shook + 1);
  const isLeft = after.some((seen) => seen.kind === 'closed' && seen.after === 'USER');
  if (!isLeft || after.some((seen) => seen.kind === 'reply' || seen.kind === 'note')) return;
  const done = recorder.step('tls');
  const code = await beforeHandshake(run, async (socket) => {
    const { host, identity } = run.target;
    const result = await secure(socket, { host, identity, timeoutMs: run.silenceMs, signal: run.signal });
    return result.outcome === 'established' ? alertOn(result.socket, run) : null;
  });
  if (code === null) {
    done('skip', 'A handshake without a command: the server says nothing about it.');
    return;
  }
  recorder.observe({ kind: 'note', note: 'tls-error', channel: 'control', text: printable(code, 100) });
  done('fail', `A handshake without a command: ${code}`);
}

/** OpenSSL's name of the alert that ends the connection; null where none comes. */
async function alertOn(socket: TLSSocket, { rttMs, signal }: ReachedContext): Promise<string | null> {
  const code = await wait<string | null>(ALERT_MS + 2 * rttMs, signal, (settle) => {
    const onError = (error: Error): void => {
      settle('code' in error && typeof error.code === 'string' ? error.code : null);
    };
    const onClose = (): void => {
      settle(null);
    };
    socket.once('error', onError).once('close', onClose).resume();
    return () => {
      socket.off('error', onError).off('close', onClose);
    };
  });
  return code === TIMED_OUT || code?.startsWith('ERR_SSL_') !== true ? null : code;
}
