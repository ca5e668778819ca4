// Probes of servers that lie, stop, flood and mutilate: each run ends, says no "healthy", and leaks nothing.
import assert from 'node:assert/strict';
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { runCommand } from '../../cli/commands.js';
import { memoryIo } from '../unit/cli/cli-io.js';
import {
  startScriptedServer,
  tuple,
  type Handler,
  type Script,
  type Session,
} from '../unit/scripted-ftp-server.js';
import { CERTIFICATE } from '../unit/scripted-probe.js';
import type { Random } from '../oracle/random.js';
import { assertClean, NEVER } from './clean.js';
import { fuzz } from './rounds.js';

const SECRET = 'correct horse battery';
const VERBS =
  'AUTH PBSZ PROT USER PASS FEAT STAT OPTS TYPE CWD EPSV PASV LIST MLSD SIZE QUIT HELP SYST PWD NOOP'.split(
    ' ',
  );
const STEERING = [
  '\u001b[2J',
  '\u0007',
  '\u202e',
  '\u2028',
  '\u0000',
  '\u009b31m',
  '::warning::x',
  '<img src=x>',
  '`',
  '|',
];
const HOSTS = [
  '10.0.0.99',
  '192.168.7.7',
  '127.0.0.2',
  '0.0.0.0',
  '255.255.255.255',
  '224.0.0.1',
  '198.51.100.7',
  '999.1.1.1',
];

/** One thing that a server may do instead of what was asked. */
type Oddity = (random: Random) => Handler;

const ODDITIES: readonly Oddity[] = [
  () => () => undefined,
  (random) => () => `${random.between(100, 699)} ${words(random)}`,
  (random) => () =>
    `${random.pick([1, 2, 4, 5])}${random.between(10, 99)}-${words(random)}\r\n${words(random)}`,
  (random) => () => words(random),
  (random) => () => `${words(random)}${'x'.repeat(random.pick([10, 5000, 200_000]))}`,
  (random) => () =>
    `${random.between(200, 599)}${random.pick([' ', '-', ''])}${' '.repeat(random.pick([1, 4000, 90_000]))}`,
  (random) => () => Array.from({ length: random.between(2, 400) }, () => `220 ${words(random)}`).join('\r\n'),
  (random) => (argument) => `${random.pick([200, 331, 530])} ${argument} ${SECRET} ${words(random)}`,
  (random) =>
    (_, { socket }) => {
      leave(socket, random.pick(LEAVING));
      return undefined;
    },
  (random) =>
    (_, { socket }) => {
      socket.write(
        Buffer.from(Array.from({ length: random.between(1, 3000) }, () => random.between(0, 255))),
      );
      return undefined;
    },
  (random) => () => `227 Entering Passive Mode (${tuple(random.pick(HOSTS), random.between(0, 70_000))})`,
  (random) => () => `229 Entering Extended Passive Mode (|||${random.between(-5, 99_999)}|)`,
  (random) => () => `229 (|${random.between(0, 9)}|${random.pick(HOSTS)}|${random.between(1, 65_535)}|)`,
  (random) => () => `230 ${random.pick(STEERING)}`,
];

/** What comes over a data connection instead of a listing. */
const LISTINGS: readonly ((random: Random, session: Session) => Promise<string>)[] = [
  async (random, session) => {
    session.reply('150 Here.');
    const data = await session.data();
    data.end(words(random).repeat(random.pick([0, 1, 500])));
    return random.pick(['226 Done.', '250 Done.', '426 Broken.', '451 No.', '550 No.', '']);
  },
  async (random, session) => {
    const data = await session.data();
    leave(data, random.pick(LEAVING));
    return random.pick(['226 Done.', '425 No.', '150 Yes.']);
  },
  (random) => Promise.resolve(random.pick(['226 Done.', '150 Here.', '425 No.', '550 No.'])),
];

type Leaving = 'end' | 'destroy' | 'resetAndDestroy';
const LEAVING: readonly Leaving[] = ['end', 'destroy', 'resetAndDestroy'];

/** Inside TLS there is no reset to send. */
function leave(socket: Socket, how: Leaving): void {
  socket[socket instanceof TLSSocket && how === 'resetAndDestroy' ? 'destroy' : how]();
}

function words(random: Random): string {
  return random.word(
    ['Welcome ', 'no ', '\t', 'TLS ', 'timeout ', '226 ', '500 OOPS: ', SECRET, ...STEERING],
    random.between(0, 6),
  );
}

/** A server whose oddities come from the seed; each PASS that comes in clear after one under TLS is told. */
function scriptOf(random: Random, leaks: string[]): Script {
  const commands: Record<string, Handler> = {};
  for (const verb of VERBS) {
    const odd = random.pick(ODDITIES)(random);
    if (random.chance(0.25)) commands[verb] = odd;
  }
  if (random.chance(0.5)) {
    const list = random.pick(LISTINGS);
    commands['LIST'] = (_, session) => list(random, session).catch(() => undefined);
  }
  const hasTls = random.chance(0.6);
  let secured = 0;
  const pass = commands['PASS'] ?? (() => '230 In.');
  commands['PASS'] = (argument, session) => {
    if (session.socket instanceof TLSSocket) secured++;
    else if (secured > 0) leaks.push('PASS in clear after PASS under TLS');
    return pass(argument, session);
  };
  if (hasTls && random.chance(0.4)) commands['AUTH'] = stripper(() => secured > 0);
  const greeting = random.chance(0.15) ? `${words(random)}\r\n` : `220 ${words(random)}\r\n`;
  return { commands, greeting, ...(hasTls ? { tls: CERTIFICATE } : {}) };
}

/** Takes TLS away from every connection after the first login. */
function stripper(isLater: () => boolean): Handler {
  return (_, session) => {
    if (isLater()) return '502 No TLS.';
    session.reply('234 Go.');
    session.startTls();
    return undefined;
  };
}

interface Report {
  readonly steps: readonly { id: string; status: string; detail: string }[];
  readonly findings: readonly { id: string; severity: string }[];
}

fuzz('sessions with hostile servers', 3000, { atOnce: 8 }, async (random) => {
  const leaks: string[] = [];
  const server = await startScriptedServer(scriptOf(random, leaks));
  try {
    const format = random.pick(['json', 'json', 'text', 'markdown']);
    const { io, out, err } = memoryIo([], { PW: SECRET });
    const status = await runCommand(
      [
        ...[
          'probe',
          '--format',
          format,
          '--user',
          'anna',
          '--password-env',
          'PW',
          '--insecure',
          '--timeout',
          '1',
        ],
        ...(random.chance(0.3) ? ['--active'] : []),
        ...['--samples', `${random.between(0, 4)}`, `ftp://127.0.0.1:${server.port}/`],
      ],
      io,
      NEVER,
    );
    assert.deepEqual(leaks, []);
    const text = out();
    assert.notEqual(text, '', err());
    assertClean(text, SECRET);
    if (format !== 'json') return;
    const { steps, findings } = JSON.parse(text) as Report;
    // An empty directory that is answered by 250 is worth a note, and listed all the same.
    const listed = steps.some(
      ({ id, status: how, detail }) =>
        id === 'list' && (how === 'pass' || (how === 'warn' && /\b(?:226|250)\b/.test(detail))),
    );
    const first = findings[0]?.severity;
    if (!listed) assert.equal(first, 'error', JSON.stringify({ steps, findings }));
    if (!listed) assert.notEqual(status, 0, 'nothing was listed, and the status is 0');
  } finally {
    await server.close();
  }
});
