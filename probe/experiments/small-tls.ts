import type { Socket } from 'node:net';
import { SESSION } from '../../core/verdict/session-names.js';
import type { ReachedContext } from '../run-context.js';
import { beforeHandshake } from '../session/index.js';
import { TIMED_OUT, wait } from '../wire/index.js';
import type { Experiment } from './experiment.js';

export const smallTls: Experiment = {
  id: 'small-tls',
  label: 'Small TLS answer',
  help: 'Where the TLS handshake got no answer: one that can only be refused, in a few bytes.',
  session: SESSION.smallTls,
  when: ['failed'],
  run: ({ run }) => trySmallTls(run),
};

/** Its ClientHello offers nothing that a server takes: whether the alert comes tells a lost large answer from none. */
async function trySmallTls(run: ReachedContext): Promise<void> {
  const { recorder } = run;
  const stalled = recorder.observations.some(
    (seen) =>
      seen.kind === 'tls' &&
      seen.channel === 'control' &&
      seen.session === undefined &&
      seen.outcome === 'stalled',
  );
  if (!stalled) return;
  const done = recorder.step('tls');
  const answer = await beforeHandshake(run, (socket) => {
    const first = firstBytes(socket, run);
    socket.write(REFUSED_HELLO);
    return first;
  });
  if (answer === null) {
    done('skip', 'No further connection got as far as TLS.');
    return;
  }
  const seen = { kind: 'tls', channel: 'control', session: SESSION.smallTls } as const;
  if (answer.length === 0) {
    recorder.observe({ ...seen, outcome: 'stalled' });
    done('fail', 'No answer to a handshake that can only be refused either.');
    return;
  }
  const error = answer[0] === ALERT ? `alert ${answer[6] ?? ''}`.trim() : 'other bytes';
  recorder.observe({ ...seen, outcome: 'failed', error });
  done('fail', 'A handshake that can only be refused is answered: what is small comes.');
}

const ALERT = 21;

/** TLS 1.2 (RFC 5246 section 7.4.1.2), no extensions, and TLS_NULL_WITH_NULL_NULL, which must never be chosen. */
const REFUSED_HELLO = Buffer.concat([
  Buffer.from([22, 3, 1, 0, 45, 1, 0, 0, 41, 3, 3]),
  Buffer.alloc(32, 0x5a),
  Buffer.from([0, 0, 2, 0, 0, 1, 0]),
]);

const NO_BYTES = Buffer.alloc(0);

/** The first bytes that come; none where the server says nothing. */
async function firstBytes(socket: Socket, { silenceMs, signal }: ReachedContext): Promise<Buffer> {
  const first = await wait<Buffer>(silenceMs, signal, (settle) => {
    const onData = (chunk: Buffer): void => {
      settle(chunk);
    };
    const onEnd = (): void => {
      settle(NO_BYTES);
    };
    socket.on('data', onData).once('end', onEnd).once('error', onEnd).once('close', onEnd);
    return () => {
      socket.off('data', onData).off('end', onEnd).off('error', onEnd).off('close', onEnd);
    };
  });
  return first === TIMED_OUT ? NO_BYTES : first;
}
