import { SESSION } from '../core/verdict/session-names.js';
import { dial } from './dial.js';
import { describeTls } from './login.js';
import { PlainTalk } from './plain-talk.js';
import type { ReachedContext } from './run-context.js';
import { secure } from './secure.js';
import type { SecureResult } from './secure.js';

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

/** Null where it does not come to a handshake. */
async function shakeHands(run: ReachedContext): Promise<SecureResult | null> {
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
    return await secure(socket, { host: target.host, old: true, timeoutMs: silenceMs, signal });
  } finally {
    socket.destroy();
  }
}
