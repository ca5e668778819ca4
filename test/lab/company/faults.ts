/** Faults that vsftpd cannot have, one script each: what differs from a server that behaves well. */
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import path from 'node:path';
import { createSecureContext, TLSSocket, type SecureContext, type SecureContextOptions } from 'node:tls';
import { LISTING, tuple, type Handler, type Script, type Session } from '../../unit/scripted-ftp-server.js';
import { ADDRESS } from '../topology.js';

export type Fault = keyof typeof SCRIPTS;

export interface Faulty extends Omit<Script, 'tls' | 'at'> {
  /** Offers AUTH TLS with the lab's certificate. */
  readonly withTls?: boolean;
  /** What all its TLS contexts seal their tickets with. */
  readonly ticketKeys?: Buffer;
}

/** A machine that is not the server's, to which some faults send their clients. */
export const STRANGER = '203.0.113.1';

const MEGABYTE = 1024 * 1024;
const refuse: Handler = () => '500 Unknown command.';

/** A 227 around the six numbers of an open port; EPSV is refused, or the reply to PASV would do no harm. */
function pasv(reply: (numbers: string) => string): Faulty {
  return {
    commands: {
      EPSV: refuse,
      PASV: async (_, session) => reply(tuple(ADDRESS.serverPublic, await session.listen())),
    },
  };
}

/** The same beside an EPSV that works. */
function pasvBeside(reply: (numbers: string) => string): Faulty {
  const { PASV = refuse } = pasv(reply).commands ?? {};
  return { commands: { PASV } };
}

/** A 229 for an open port, with PASV as it should be. */
function epsv(reply: (port: number) => string): Faulty {
  return { commands: { EPSV: async (_, session) => reply(await session.listen()) } };
}

/** The port of the server at the address of the other machine. */
function ofStranger(numbers: string): string {
  return [...STRANGER.split('.'), ...numbers.split(',').slice(4)].join(',');
}

/** Its end, however it comes: a client that breaks it off is no fault of the server. */
function closeOf(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    socket.once('close', () => {
      resolve();
    });
  });
}

/** Writes for as long as the other side reads. */
function flood(socket: Socket, text: string): void {
  const bytes = Buffer.from(text.repeat(Math.ceil(65_536 / text.length)));
  const more = (): void => {
    while (!socket.destroyed && socket.write(bytes));
  };
  socket.on('drain', more);
  more();
}

/** One byte after the other, with a pause of so many milliseconds. */
async function drip(socket: Socket, text: string, pauseMs: number): Promise<void> {
  for (const byte of text) {
    if (socket.destroyed) return;
    socket.write(byte);
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
}

/** The data connection without TLS, whatever PROT chose. */
async function bareData(session: Session): Promise<Socket> {
  const { isPrivate } = session;
  session.isPrivate = false;
  const data = await session.data();
  session.isPrivate = isPrivate;
  return data;
}

/** Another certificate for data connections, as another node or an inspecting device has. */
function otherContext(more: SecureContextOptions = {}): SecureContext {
  const folder = process.env['LAB_FOLDER'] ?? '';
  const [cert, key] = [path.join(folder, 'other-node.pem'), path.join(folder, 'other-node.key')];
  const what = [
    'req',
    '-x509',
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-days',
    '30',
    '-subj',
    '/CN=other.example.test',
  ];
  execFileSync('openssl', [...what, '-out', cert, '-keyout', key], { stdio: 'ignore' });
  return createSecureContext({ cert: readFileSync(cert), key: readFileSync(key), ...more });
}

/** A listing over TLS that ends as `end` has it. */
function listOver(
  secured: (data: Socket) => TLSSocket,
  end: (stream: TLSSocket, data: Socket) => void,
): Handler {
  return async (_, session) => {
    session.reply('150 Here comes the directory listing.');
    const data = await bareData(session);
    const stream = secured(data);
    stream.on('error', () => undefined);
    await once(stream, 'secure');
    await new Promise((resolve) => stream.write(LISTING, resolve));
    end(stream, data);
    await closeOf(data);
    return '226 Directory send OK.';
  };
}

function labContext(): SecureContext {
  const { LAB_CERTIFICATE = '', LAB_KEY = '' } = process.env;
  return createSecureContext({ cert: readFileSync(LAB_CERTIFICATE), key: readFileSync(LAB_KEY) });
}

/** The same for all contexts of the server, so that one takes up what another began. */
const TICKET_KEYS = randomBytes(48);

/** A protocol inspection blots out words that it does not know. */
const masked: Handler = () => "500 'XXXX': command not understood.";

/** Sessions that have sent EPSV ALL. */
const EPSV_ONLY = new WeakSet<Session>();

let isServing = false;

const SCRIPTS = {
  sound: {},
  'sound-tls': { withTls: true },

  // What RFC 2428 asks for, in both families
  'epsv-all-kept': {
    commands: {
      EPSV: async (argument, session) => {
        if (argument !== 'ALL') return `229 Entering Extended Passive Mode (|||${await session.listen()}|).`;
        EPSV_ONLY.add(session);
        return '200 EPSV ALL ok.';
      },
      PASV: async (_, session) =>
        EPSV_ONLY.has(session)
          ? '550 Permission denied.'
          : `227 Entering Passive Mode (${tuple(ADDRESS.serverPublic, await session.listen())}).`,
    },
  },

  // It demands a resumed session, and its data connections know none
  'tls-reuse-broken': {
    withTls: true,
    commands: {
      LIST: async (_, session) => {
        session.reply('150 Here comes the directory listing.');
        const data = await bareData(session);
        const stream = new TLSSocket(data, { isServer: true, secureContext: labContext() });
        stream.on('error', () => undefined);
        await once(stream, 'secure');
        stream.destroy();
        return '522 SSL connection failed: session reuse required: see require_ssl_reuse option in vsftpd.conf man page';
      },
    },
  },

  // Greetings
  'greeting-endless': {
    onConnection: (socket) => {
      flood(socket, 'welcome ');
    },
  },
  'greeting-endless-lines': {
    onConnection: (socket) => {
      flood(socket, '220-Welcome.\r\n');
    },
  },
  'greeting-dripping': { onConnection: (socket) => void drip(socket, 'w'.repeat(10_000), 200) },
  'greeting-in-bytes': { greeting: (socket) => void drip(socket, '220-Welcome.\r\n220 Ready.\r\n', 10) },
  'greeting-120': {
    greeting: (socket) => {
      socket.write('120 Service ready in 1 second.\r\n');
      setTimeout(() => socket.write('220 Ready.\r\n'), 1000);
    },
  },
  'greeting-late': {
    greeting: (socket) => {
      setTimeout(() => socket.write('220 Ready.\r\n'), 7000);
    },
  },
  // One connection at a time
  'second-421': {
    greeting: (socket) => {
      const isFirst = !isServing;
      isServing = true;
      socket.once('close', () => {
        if (isFirst) isServing = false;
      });
      if (isFirst) socket.write('220 Ready.\r\n');
      else socket.end('421 Too many connections, try again later.\r\n');
    },
  },
  'greeting-other-code': { greeting: '220-Welcome.\r\n230 Ready.\r\n' },
  'greeting-masked': {
    greeting: `220 ${'*'.repeat(40)}\r\n`,
    commands: { AUTH: masked, FEAT: masked, EPSV: masked, STAT: masked },
  },

  // Replies of several lines, and long ones
  'features-other-code': { commands: { FEAT: () => '211-Features:\r\n EPSV\r\n212 End' } },
  'features-megabyte': {
    commands: { FEAT: () => `211-Features:\r\n${' EPSV\r\n'.repeat(MEGABYTE / 7)}211 End` },
  },
  'features-endless': {
    commands: {
      FEAT: (_, { socket }) => {
        flood(socket, '211-Features:\r\n');
        return undefined;
      },
    },
  },
  'status-one-long-line': { commands: { STAT: () => `211 ${'x'.repeat(MEGABYTE)}` } },

  // Login
  'login-mute': { commands: { PASS: () => undefined } },
  'user-leaves': {
    commands: {
      USER: (_, { socket }) => {
        socket.destroy();
        return undefined;
      },
    },
  },
  'login-leaves': {
    commands: {
      PASS: (_, { socket }) => {
        socket.destroy();
        return undefined;
      },
    },
  },

  // The reply to PASV
  'pasv-dots': pasv((numbers) => `227 Entering Passive Mode (${numbers.replaceAll(',', '.')}).`),
  'pasv-dotted-host': pasv(
    (numbers) =>
      `227 Entering Passive Mode (${numbers.replace(/,(?=\d+,\d+,\d+,)|,(?=\d+,\d+,\d+$)/g, '.')}).`,
  ),
  'pasv-three-numbers': pasv(() => '227 Entering Passive Mode (2,233,252).'),
  'pasv-no-numbers': pasv(() => '227 Entering Passive Mode.'),
  'pasv-bars': {
    commands: {
      EPSV: refuse,
      PASV: async (_, session) =>
        `227 Entering Passive Mode (|1|${ADDRESS.serverPublic}|${await session.listen()}|)`,
    },
  },
  'pasv-bare': pasvBeside((numbers) => `227 Entering Passive Mode ${numbers}`),
  'pasv-equals': pasvBeside((numbers) => `227 =${numbers}`),
  'pasv-blanks': pasvBeside((numbers) => `227 Entering Passive Mode (${numbers.replaceAll(',', ', ')}).`),
  'pasv-code-200': pasvBeside((numbers) => `200 Entering Passive Mode (${numbers})`),
  'pasv-seven-numbers': pasvBeside((numbers) => `227 Entering Passive Mode (${numbers},7)`),
  'pasv-number-before': pasvBeside((numbers) => `227 PASV ok 2 (${numbers})`),
  'pasv-two-lines': pasvBeside((numbers) => `227-Entering\r\n227 (${numbers})`),
  'pasv-port-zero': pasv(() => `227 Entering Passive Mode (${tuple(ADDRESS.serverPublic, 0)}).`),
  'pasv-port-low': pasv(() => `227 Entering Passive Mode (${tuple(ADDRESS.serverPublic, 22)}).`),
  'third-party': pasvBeside((numbers) => `227 Entering Passive Mode (${ofStranger(numbers)}).`),
  'third-party-only': pasv((numbers) => `227 Entering Passive Mode (${ofStranger(numbers)}).`),

  // The reply to EPSV
  'epsv-two-bars': epsv((port) => `229 Entering Extended Passive Mode (||${port}|)`),
  'epsv-huge-port': epsv(() => '229 Entering Extended Passive Mode (|||99999|)'),
  'epsv-port-zero': epsv(() => '229 Entering Extended Passive Mode (|||0|)'),
  'epsv-with-host': epsv(
    (port) => `229 Entering Extended Passive Mode (|1|${ADDRESS.serverPublic}|${port}|)`,
  ),
  'epsv-ipv6': epsv((port) => `229 Entering Extended Passive Mode (|2|2001:db8:5::5|${port}|)`),
  'epsv-other-delimiter': epsv((port) => `229 Entering Extended Passive Mode (!!!${port}!)`),
  'epsv-third-party': epsv((port) => `229 Entering Extended Passive Mode (|1|${STRANGER}|${port}|)`),
  'epsv-wrong-port': epsv(
    (port) => `229 Entering Extended Passive Mode (|||${port === 65535 ? port - 1 : port + 1}|)`,
  ),

  // The transfer
  'data-before-150': {
    commands: {
      LIST: async (_, session) => {
        const data = await session.data();
        data.end(LISTING);
        await new Promise((resolve) => setTimeout(resolve, 50));
        session.reply('150 Here comes the directory listing.');
        return '226 Directory send OK.';
      },
    },
  },
  'listing-endless': {
    commands: {
      LIST: async (_, session) => {
        session.reply('150 Here comes the directory listing.');
        const data = await session.data();
        flood(data, LISTING);
        await closeOf(data);
        return '226 Directory send OK.';
      },
    },
  },
  'listing-421': {
    commands: {
      LIST: (_, session) => {
        session.reply('421 Service not available, closing control connection.');
        session.socket.end();
        return undefined;
      },
    },
  },
  'passive-421': {
    commands: Object.fromEntries(
      ['EPSV', 'PASV'].map((verb): [string, Handler] => [
        verb,
        (_, session) => {
          session.reply('421 Service not available, closing control connection.');
          session.socket.end();
          return undefined;
        },
      ]),
    ),
  },
  'listing-mute': { commands: { LIST: () => undefined } },
  'listing-no-data': { commands: { LIST: () => '150 Here comes the directory listing.' } },
  // As where large packets get lost: only what has no bytes comes to its end
  'listing-large-lost': {
    commands: {
      LIST: async (name, session) => {
        session.reply('150 Here comes the directory listing.');
        const data = await session.data();
        if (name === '') return undefined;
        data.end();
        return '226 Directory send OK.';
      },
    },
  },
  'listing-half': {
    commands: {
      LIST: async (_, session) => {
        session.reply('150 Here comes the directory listing.');
        (await session.data()).write(LISTING);
        return undefined;
      },
    },
  },
  'listing-broken-off': {
    commands: {
      LIST: async (_, session) => {
        session.reply('150 Here comes the directory listing.');
        const data = await session.data();
        data.write(LISTING, () => {
          data.resetAndDestroy();
          session.reply('426 Failure writing network stream.');
        });
        return undefined;
      },
    },
  },
  'listing-no-226': {
    commands: {
      LIST: async (_, session) => {
        session.reply('150 Here comes the directory listing.');
        (await session.data()).end(LISTING);
        return undefined;
      },
    },
  },

  // TLS
  'tls-mute': { commands: { AUTH: () => '234 Proceed with negotiation.' } },
  'tls-cut': {
    commands: {
      AUTH: (_, { socket, reply }) => {
        reply('234 Proceed with negotiation.');
        socket.once('data', () => socket.resetAndDestroy());
        return undefined;
      },
    },
  },
  'tls-data-mute': { withTls: true, commands: { LIST: () => '150 Here comes the directory listing.' } },
  'tls-data-other-node': {
    withTls: true,
    commands: {
      LIST: listOver(
        (data) => new TLSSocket(data, { isServer: true, secureContext: otherContext() }),
        (stream) => {
          stream.end();
        },
      ),
    },
  },
  // A client that resumes the session of the login never sees that certificate
  'tls-data-other-node-resumed': {
    withTls: true,
    ticketKeys: TICKET_KEYS,
    commands: {
      LIST: listOver(
        (data) =>
          new TLSSocket(data, {
            isServer: true,
            secureContext: otherContext({ ticketKeys: TICKET_KEYS }),
          }),
        (stream) => {
          stream.end();
        },
      ),
    },
  },
  'tls-no-close-notify': {
    withTls: true,
    commands: {
      LIST: listOver(
        (data) => new TLSSocket(data, { isServer: true, secureContext: labContext() }),
        (_, data) => {
          data.end();
        },
      ),
    },
  },
} satisfies Readonly<Record<string, Faulty>>;

export const FAULTS: Readonly<Record<Fault, Faulty>> = SCRIPTS;

export function isFault(name: string): name is Fault {
  return Object.hasOwn(SCRIPTS, name);
}
