import type { Socket } from 'node:net';
import type { ReachedContext } from '../run-context.js';
import { dial, PlainTalk } from '../wire/index.js';

/** Takes another connection as far as the ClientHello and hands it over; null where it does not get there. */
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
