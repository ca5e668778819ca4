import { SESSION } from '../../core/verdict/session-names.js';
import { dial } from '../wire/dial.js';
import { PlainTalk } from '../wire/plain-talk.js';
import { printable, quoted } from '../wire/printable.js';
import { ReplyReader } from '../wire/reply-reader.js';
import type { Reply } from '../wire/reply-reader.js';
import type { ReachedContext } from '../run-context.js';
import { secure } from '../wire/secure.js';
import type { SecureResult } from '../wire/secure.js';
import { TIMED_OUT, wait } from '../wire/wait.js';

/** A harmless command: its reply is all that is looked for. */
const COMMAND = 'NOOP';
/** An injected command was read long before the handshake: its reply comes with the end of it. Milliseconds. */
const MIN_PATIENCE_MS = 500;

/**
 * A command behind AUTH TLS in the same packet: a server that carries it out once TLS stands would let strangers put
 * commands in front of a client's own. On a connection of its own and without a login. Records what was sent and,
 * where the handshake succeeded, that and the reply; a handshake that fails over it is a server that is safe.
 */
export async function tryInjection(run: ReachedContext): Promise<void> {
  const { recorder, target } = run;
  if (target.tls === 'implicit' || target.tls === 'none') {
    recorder.skip('inject', 'There is no AUTH TLS behind which a command could be put.');
    return;
  }
  const done = recorder.step('inject');
  const place = await run.places.take();
  const { socket } = place ? await dial(run.peer, target.port, run.silenceMs, run.signal) : {};
  if (!socket) {
    place?.leave();
    done('skip', 'No further connection is possible now.');
    return;
  }
  socket.once('close', () => place?.leave());
  try {
    const talk = new PlainTalk(socket, run);
    if ((await talk.next())?.code !== 220) {
      done('skip', 'No further connection is allowed now.');
      return;
    }
    talk.write(`AUTH TLS\r\n${COMMAND}\r\n`);
    const answer = await talk.next();
    talk.release();
    if (answer?.code !== 234) {
      done('skip', 'The server does not take AUTH TLS.');
      return;
    }
    const { host } = target;
    const tls = await secure(socket, { host, timeoutMs: run.silenceMs, signal: run.signal });
    if (tls.outcome !== 'established') {
      done('pass', `${COMMAND} behind AUTH TLS spoils the handshake: nothing can be put there.`);
      return;
    }
    const reply = await unaskedReply(tls.socket, run);
    observe(run, answer, tls, reply);
    if (reply === null) done('pass', `${COMMAND} behind AUTH TLS got no reply inside TLS.`);
    else
      done('fail', `${COMMAND} behind AUTH TLS was answered inside TLS: ${reply.code} ${quoted(reply.text)}`);
  } finally {
    socket.destroy();
  }
}

/** A reply that comes although nothing was sent inside TLS. */
async function unaskedReply(
  socket: Extract<SecureResult, { outcome: 'established' }>['socket'],
  run: ReachedContext,
): Promise<Reply | null> {
  const reader = new ReplyReader();
  const patience = Math.min(run.silenceMs, Math.max(MIN_PATIENCE_MS, Math.round(4 * run.rttMs)));
  const reply = await wait<Reply | null>(patience, run.signal, (settle) => {
    const onData = (chunk: Buffer): void => {
      for (const item of reader.push(chunk)) settle(item.kind === 'reply' ? item : null);
    };
    const onEnd = (): void => {
      settle(null);
    };
    socket.on('data', onData).once('end', onEnd).once('close', onEnd);
    return () => socket.off('data', onData).off('end', onEnd).off('close', onEnd);
  });
  return reply === TIMED_OUT ? null : reply;
}

function observe(
  run: ReachedContext,
  answer: Reply,
  tls: Extract<SecureResult, { outcome: 'established' }>,
  reply: Reply | null,
): void {
  const { recorder, target, peer } = run;
  const session = SESSION.inject;
  const replied = ({ code, text }: Reply, to: string): void => {
    recorder.observe({ kind: 'reply', code, text: printable(text), to, session });
  };
  recorder.observe({ kind: 'target', host: target.host, port: target.port, peer, session });
  recorder.observe({ kind: 'command', verb: 'AUTH', argument: 'TLS', session });
  recorder.observe({ kind: 'command', verb: COMMAND, session });
  replied(answer, 'AUTH');
  const { protocol, cipher } = tls;
  const common = { kind: 'tls', channel: 'control', mode: 'explicit' } as const;
  recorder.observe({ ...common, outcome: 'established', protocol, cipher, session });
  if (reply) replied(reply, COMMAND);
}
