import type { Socket } from 'node:net';
import { SESSION } from '../../core/verdict/session-names.js';
import type { ReachedContext } from '../run-context.js';
import type { Established, Reply } from '../wire/index.js';
import { dial, PlainTalk, printable, quoted, ReplyReader, secure, TIMED_OUT, wait } from '../wire/index.js';
import type { Experiment } from './experiment.js';

export const inject: Experiment = {
  id: 'inject',
  label: 'STARTTLS injection',
  help: 'Sends a harmless plaintext command after AUTH TLS. Is it executed?',
  doing: 'sending a command after AUTH TLS',
  session: SESSION.inject,
  isExtra: true,
  when: ['last'],
  run: ({ run }) => tryInjection(run),
};

/** A harmless command: only its reply matters. */
const COMMAND = 'NOOP';
/** An injected command was read long before the handshake: its reply comes with the end of it. Milliseconds. */
const MIN_PATIENCE_MS = 500;

/**
 * A command after AUTH TLS in the same packet, on another connection and without a login: a server that executes it once
 * TLS is established lets strangers put commands before a client's own. A handshake that fails over it is recorded
 * nowhere: that server is safe.
 */
async function tryInjection(run: ReachedContext): Promise<void> {
  const { recorder, target } = run;
  if (target.tls === 'implicit' || target.tls === 'none') {
    recorder.skip('inject', 'There is no AUTH TLS after which a command could be put.');
    return;
  }
  const done = recorder.step('inject');
  const slot = await run.slots.take();
  const { socket } = slot ? await dial(run.peer, target.port, run.silenceMs, run.signal) : {};
  if (!socket) {
    slot?.leave();
    done('skip', 'No further connection is possible now.');
    return;
  }
  socket.once('close', () => slot?.leave());
  try {
    done(...(await injectOn(socket, run)));
  } finally {
    socket.destroy();
  }
}

/** What the step says in the end. */
async function injectOn(socket: Socket, run: ReachedContext): Promise<['pass' | 'fail' | 'skip', string]> {
  const talk = new PlainTalk(socket, run);
  if ((await talk.next())?.code !== 220) return ['skip', 'No further connection is allowed now.'];
  talk.write(`AUTH TLS\r\n${COMMAND}\r\n`);
  const answer = await talk.next();
  talk.release();
  if (answer?.code !== 234) return ['skip', 'The server does not take AUTH TLS.'];
  const { host, identity } = run.target;
  const tls = await secure(socket, { host, identity, timeoutMs: run.silenceMs, signal: run.signal });
  if (tls.outcome !== 'established')
    return ['pass', `${COMMAND} after AUTH TLS spoils the handshake: nothing can be injected.`];
  const reply = await unaskedReply(tls.socket, run);
  observe(run, answer, tls, reply);
  return reply === null
    ? ['pass', `${COMMAND} after AUTH TLS got no reply inside TLS.`]
    : ['fail', `${COMMAND} after AUTH TLS was answered inside TLS: ${reply.code} ${quoted(reply.text)}`];
}

/** A reply that comes although nothing was sent inside TLS. */
async function unaskedReply(socket: Established['socket'], run: ReachedContext): Promise<Reply | null> {
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

function observe(run: ReachedContext, answer: Reply, tls: Established, reply: Reply | null): void {
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
