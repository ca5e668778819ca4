import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { createSecureContext, TLSSocket, type SecureContext, type SecureContextOptions } from 'node:tls';

/** One control connection of the scripted server, as a handler sees it. */
export interface Session {
  readonly socket: Socket;
  /** Sends one line, CRLF added. */
  readonly reply: (line: string) => void;
  /** Opens a fresh passive listener (closing the one before) and returns its port. */
  listen(): Promise<number>;
  /** The data connection made to the last listener; after PROT P it speaks TLS. */
  data(): Promise<Socket>;
  /** TLS on the control connection from here on. */
  startTls(): void;
  /** What PROT chose. */
  isPrivate: boolean;
}

/** Answers one command; returning a text replies with it. */
export type Handler = (
  argument: string,
  session: Session,
) => string | Promise<string | undefined> | undefined;

export interface Script {
  /** Where it listens; default: 127.0.0.1 and a free port. */
  readonly at?: { readonly host: string; readonly port: number };
  /** Sent at once, or as the function does it; null: say nothing. */
  readonly greeting?: string | Buffer | null | ((socket: Socket) => void);
  /** Takes a connection over completely. */
  readonly onConnection?: (socket: Socket) => void;
  /** By verb; the others are answered as a healthy server does. */
  readonly commands?: Readonly<Record<string, Handler>>;
  /** Whether a command stays without an answer; its number counts those of all connections, from 1. */
  readonly isMute?: (number: number) => boolean;
  /** Certificate, key and versions: AUTH TLS is offered. */
  readonly tls?: SecureContextOptions;
  /** Asks each client for its certificate, and is told the name in it; empty where it shows none. */
  readonly onClientName?: (name: string) => void;
  /** Data connections must resume a TLS session, as vsftpd has it by default. */
  readonly requireReuse?: boolean;
  /** Data connections must be encrypted. */
  readonly requirePrivate?: boolean;
  /** Commands sent in clear after AUTH TLS are executed inside TLS. */
  readonly keepsClear?: boolean;
}

export interface ScriptedServer {
  readonly port: number;
  /** All commands of all connections, in order, as received. */
  readonly received: readonly string[];
  /** Control connections that are open now. */
  open(): number;
  /** Refuses further control connections. */
  refuse(): void;
  close(): Promise<void>;
}

export const LISTING = '-rw-r--r--    1 0        0               6 Nov 21 06:29 f.txt\r\n';

const HERE = { host: '127.0.0.1', port: 0 };

/** Ends a session as vsftpd does where the data connection's TLS is not resumed. */
class NotResumed extends Error {}

/** An FTP server on 127.0.0.1 that does what a test tells it, and behaves well in everything else. */
export async function startScriptedServer(script: Script = {}): Promise<ScriptedServer> {
  const received: string[] = [];
  const sockets = new Set<Socket>();
  const listeners = new Set<Server>();
  const context = script.tls && createSecureContext(script.tls);
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined).once('close', () => sockets.delete(socket));
    if (script.onConnection) {
      script.onConnection(socket);
      return;
    }
    serve(socket, script, received, listeners, context);
  });
  const { host, port } = script.at ?? HERE;
  server.listen(port, host);
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    received,
    open: () => sockets.size,
    refuse: () => {
      server.close();
    },
    close: async () => {
      for (const socket of sockets) socket.destroy();
      for (const listener of listeners) listener.close();
      if (!server.listening) return;
      server.close();
      await once(server, 'close');
    },
  };
}

function serve(
  socket: Socket,
  script: Script,
  received: string[],
  listeners: Set<Server>,
  context: SecureContext | undefined,
): void {
  let listener: Server | undefined;
  let data: Promise<Socket> | undefined;
  let stream: Socket = socket;
  const session: Session = {
    get socket() {
      return stream;
    },
    isPrivate: false,
    reply: (line) => {
      stream.write(`${line}\r\n`);
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
      fresh.listen(0, (script.at ?? HERE).host);
      await once(fresh, 'listening');
      return (fresh.address() as AddressInfo).port;
    },
    data: async () => {
      if (!data) throw new Error('no listener');
      const plain = await data;
      if (!session.isPrivate || !context) return plain;
      const secured = new TLSSocket(plain, { isServer: true, secureContext: context });
      secured.on('error', () => undefined);
      await once(secured, 'secure');
      if (script.requireReuse === true && !secured.isSessionReused()) {
        secured.end();
        throw new NotResumed();
      }
      return secured;
    },
    startTls: () => {
      if (!context) throw new Error('no certificate');
      stream.removeAllListeners('data');
      const { onClientName } = script;
      const secured = new TLSSocket(socket, {
        isServer: true,
        secureContext: context,
        requestCert: onClientName !== undefined,
      });
      stream = secured;
      stream.on('error', () => undefined);
      secured.on('secure', () => onClientName?.(secured.getPeerX509Certificate()?.subject ?? ''));
      attach();
    },
  };
  socket.once('close', () => listener?.close());
  const { greeting = '220 ready\r\n' } = script;
  if (typeof greeting === 'function') greeting(socket);
  else if (greeting !== null) socket.write(greeting);
  let rest = '';
  let queue = Promise.resolve();
  const attach = (): void => {
    const from = stream;
    stream.on('data', (chunk: Buffer) => {
      const lines = (rest + chunk.toString('latin1')).split('\r\n');
      rest = lines.pop() ?? '';
      for (const line of lines) {
        received.push(line);
        if (script.isMute?.(received.length) === true) continue;
        queue = queue.then(() =>
          from === stream || script.keepsClear === true ? answer(line, session, script) : undefined,
        );
      }
    });
  };
  attach();
}

async function answer(line: string, session: Session, script: Script): Promise<void> {
  const [verb = '', ...words] = line.split(' ');
  const name = verb.toUpperCase();
  if (name === 'LIST' && script.requirePrivate === true && !session.isPrivate) {
    session.reply('522 Data connections must be encrypted.');
    return;
  }
  const own = name === 'AUTH' && script.tls ? startTls : HEALTHY[name];
  const handler = script.commands?.[name] ?? own ?? (() => '502 What?');
  try {
    const text = await handler(words.join(' '), session);
    if (text !== undefined) session.reply(text);
  } catch (error) {
    // The client has left in the middle of a transfer.
    if (error instanceof Error && 'code' in error && error.code === 'ECONNRESET') return;
    if (!(error instanceof NotResumed)) throw error;
    session.reply('522 SSL connection failed: session reuse required: see require_ssl_reuse option');
    session.socket.end();
  }
}

const startTls: Handler = (_, session) => {
  session.reply('234 Proceed with negotiation.');
  session.startTls();
  return undefined;
};

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
  PROT: (level, session) => {
    session.isPrivate = level === 'P';
    return ok();
  },
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
