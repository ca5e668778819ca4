import type { Socket } from 'node:net';
import { SESSION } from '../../core/verdict/session-names.js';
import { dial } from '../wire/dial.js';
import { describeTls } from '../session/login.js';
import { PlainTalk } from '../wire/plain-talk.js';
import type { ReachedContext } from '../run-context.js';
import { secure } from '../wire/secure.js';
import type { SecureResult } from '../wire/secure.js';
import { TIMED_OUT, wait } from '../wire/wait.js';

/**
 * Where the main session's handshake failed: one more, on a connection of its own, that allows versions and ciphers of
 * old. It sends neither user nor password. Only a success is recorded: a second failure shows nothing new.
 */
export async function tryOldTls(run: ReachedContext): Promise<void> {
  const { recorder } = run;
  const failed = recorder.observations.some(
    (seen) =>
      seen.kind === 'tls' &&
      seen.channel === 'control' &&
      seen.session === undefined &&
      seen.outcome === 'failed' &&
      // vsftpd tells in clear what its TLS library complains of; other words in clear have other causes.
      (seen.plainText === undefined || /\bSSL routines\b/.test(seen.plainText)),
  );
  if (!failed) return;
  const done = recorder.step('tls');
  const result = await shakeHands(run);
  if (result?.outcome !== 'established') {
    done('fail', 'With TLS versions and ciphers of old: no better.');
    return;
  }
  const { protocol, cipher, certificate } = result;
  recorder.observe({
    kind: 'tls',
    channel: 'control',
    outcome: 'established',
    mode: run.target.tls === 'implicit' ? 'implicit' : 'explicit',
    protocol,
    cipher,
    ...(certificate === null ? {} : { certificate }),
    session: SESSION.oldTls,
  });
  done('fail', `The server can do only what is refused here: ${describeTls(result)}`);
}

/**
 * Where the main session's handshake got no answer: a ClientHello on a connection of its own that offers nothing any
 * server takes, so that the answer is an alert of a few bytes. Whether that comes tells the size of an answer from its
 * absence.
 */
export async function trySmallTls(run: ReachedContext): Promise<void> {
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

const NOTHING = Buffer.alloc(0);

/** What comes first; empty where nothing does. */
async function firstBytes(socket: Socket, { silenceMs, signal }: ReachedContext): Promise<Buffer> {
  const first = await wait<Buffer>(silenceMs, signal, (settle) => {
    const onData = (chunk: Buffer): void => {
      settle(chunk);
    };
    const onEnd = (): void => {
      settle(NOTHING);
    };
    socket.on('data', onData).once('end', onEnd).once('error', onEnd).once('close', onEnd);
    return () => {
      socket.off('data', onData).off('end', onEnd).off('error', onEnd).off('close', onEnd);
    };
  });
  return first === TIMED_OUT ? NOTHING : first;
}

/** Null where it does not come to a handshake. */
function shakeHands(run: ReachedContext): Promise<SecureResult | null> {
  const { target, silenceMs, signal } = run;
  return beforeHandshake(run, (socket) =>
    secure(socket, { host: target.host, old: true, timeoutMs: silenceMs, signal }),
  );
}

/** What comes of a connection of its own that has got as far as the ClientHello; null where it does not. */
export async function beforeHandshake<T>(
  run: ReachedContext,
  then: (socket: Socket) => Promise<T | null>,
): Promise<T | null> {
  const { peer, target, silenceMs, signal } = run;
  const { socket } = await dial(peer, target.port, silenceMs, signal);
  if (!socket) return null;
  try {
    if (target.tls !== 'implicit') {
      const talk = new PlainTalk(socket, run);
      if ((await talk.next())?.code !== 220) return null;
      talk.write('AUTH TLS\r\n');
      if ((await talk.next())?.code !== 234) return null;
      talk.release();
    }
    return await then(socket);
  } finally {
    socket.destroy();
  }
}
