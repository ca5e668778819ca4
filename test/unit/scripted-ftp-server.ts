import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** One control connection of the scripted server, as a handler sees it. */
export interface Session {
  readonly socket: Socket;
  /** Sends one line, CRLF added. */
  readonly reply: (line: string) => void;
  /** Opens a fresh passive listener (closing the one before) and returns its port. */
  listen(): Promise<number>;
  /** The data connection made to the last listener. */
  data(): Promise<Socket>;
}

/** Answers one command; returning a text replies with it. */
export type Handler = (
  argument: string,
  session: Session,
) => string | Promise<string | undefined> | undefined;

export interface Script {
  /** Sent at once; null: say nothing. */
  readonly greeting?: string | Buffer | null;
  /** Takes a connection over completely. */
  readonly onConnection?: (socket: Socket) => void;
  /** By verb; the others are answered as a healthy server does. */
  readonly commands?: Readonly<Record<string, Handler>>;
}

export interface ScriptedServer {
  readonly port: number;
  /** All commands of all connections, in order, as received. */
  readonly received: readonly string[];
  /** Control connections that are open now. */
  open(): number;
  close(): Promise<void>;
}

export const LISTING = '-rw-r--r--    1 0        0               6 Nov 21 06:29 f.txt\r\n';

/** An FTP server on 127.0.0.1 that does what a test tells it, and behaves well in everything else. */
export async function startScriptedServer(script: Script = {}): Promise<ScriptedServer> {
  const received: string[] = [];
  const sockets = new Set<Socket>();
  const listeners = new Set<Server>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined).once('close', () => sockets.delete(socket));
    if (script.onConnection) {
      script.onConnection(socket);
      return;
    }
    serve(socket, script, received, listeners);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    received,
    open: () => sockets.size,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      for (const listener of listeners) listener.close();
      server.close();
      await once(server, 'close');
    },
  };
}

function serve(socket: Socket, script: Script, received: string[], listeners: Set<Server>): void {
  let listener: Server | undefined;
  let data: Promise<Socket> | undefined;
  const session: Session = {
    socket,
    reply: (line) => {
      socket.write(`${line}\r\n`);
    },
    listen: async () => {
      listener?.close();
      const fresh = createServer();
      listener = fresh;
      listeners.add(fresh);
      data = once(fresh, 'connection').then(([one]) => {
        (one as Socket).on('error', () => undefined);
        return one as Socket;
      });
      data.catch(() => undefined);
      fresh.listen(0, '127.0.0.1');
      await once(fresh, 'listening');
      return (fresh.address() as AddressInfo).port;
    },
    data: () => data ?? Promise.reject(new Error('no listener')),
  };
  socket.once('close', () => listener?.close());
  const { greeting = '220 ready\r\n' } = script;
  if (greeting !== null) socket.write(greeting);
  let rest = '';
  let queue = Promise.resolve();
  socket.on('data', (chunk: Buffer) => {
    const lines = (rest + chunk.toString('latin1')).split('\r\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      received.push(line);
      queue = queue.then(() => answer(line, session, script));
    }
  });
}

async function answer(line: string, session: Session, script: Script): Promise<void> {
  const [verb = '', ...words] = line.split(' ');
  const handler = script.commands?.[verb.toUpperCase()] ?? HEALTHY[verb.toUpperCase()] ?? (() => '502 What?');
  const text = await handler(words.join(' '), session);
  if (text !== undefined) session.reply(text);
}

/** `h1,h2,h3,h4,p1,p2` of RFC 959. */
export function tuple(host: string, port: number): string {
  return [...host.split('.'), port >> 8, port & 255].join(',');
}

const ok = (): string => '200 Fine.';

const HEALTHY: Readonly<Record<string, Handler>> = {
  AUTH: () => '530 Please login with USER and PASS.',
  USER: () => '331 Please specify the password.',
  PASS: () => '230 Login successful.',
  FEAT: () => '211-Features:\r\n EPSV\r\n PASV\r\n211 End',
  STAT: () => '211-FTP server status:\r\n     Connected to 127.0.0.1\r\n211 End of status',
  TYPE: ok,
  STRU: ok,
  OPTS: ok,
  PBSZ: ok,
  PROT: ok,
  CWD: () => '250 Directory successfully changed.',
  EPSV: async (_, session) => `229 Entering Extended Passive Mode (|||${await session.listen()}|)`,
  PASV: async (_, session) => `227 Entering Passive Mode (${tuple('127.0.0.1', await session.listen())}).`,
  LIST: async (_, session) => {
    session.reply('150 Here comes the directory listing.');
    const data = await session.data();
    data.end(LISTING);
    await once(data, 'close');
    return '226 Directory send OK.';
  },
  QUIT: (_, session) => {
    session.reply('221 Goodbye.');
    session.socket.end();
    return undefined;
  },
};
