/** One reply of a sound server replaced, on the wire: step × outcome × modes. Where the server listed nothing it is an error. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test } from 'node:test';
import { runCommand } from '../../../cli/commands.js';
import type { ProbeReport } from '../../../probe/index.js';
import { memoryIo } from '../cli/cli-io.js';
import type { Handler, Script, Session } from '../scripted-ftp-server.js';
import { LISTING, startScriptedServer, tuple } from '../scripted-ftp-server.js';
import { CERTIFICATE, SECRET } from '../scripted-probe.js';

/** What is sent in place of the reply that was due. */
type Say = (session: Pick<Session, 'socket' | 'reply'>) => void;

const CODES = [
  110, 120, 125, 150, 200, 211, 215, 220, 221, 226, 227, 229, 230, 232, 234, 250, 257, 331, 332, 334, 350,
  421, 425, 426, 431, 450, 451, 452, 500, 501, 502, 503, 504, 522, 530, 532, 534, 536, 550, 552, 600, 631,
];
const ALL_CODES = Array.from({ length: 590 }, (_, index) => 110 + index);

function saying(codes: readonly number[]): Readonly<Record<string, Say>> {
  return {
    ...Object.fromEntries(
      codes.map((code): [string, Say] => [
        `${code}`,
        ({ reply }) => {
          reply(`${code} Odd.`);
        },
      ]),
    ),
    garbage: ({ socket }) => socket.write('\u0000\u0001 no reply\r\n\r\n'),
    html: ({ socket }) => socket.write('<html>\r\n'),
    silence: () => undefined,
    close: ({ socket }) => socket.end(),
    reset: ({ socket }) => socket.destroy(),
    leaving: ({ socket }) => socket.end('421 Service not available.\r\n'),
    'breaking down': ({ socket }) => socket.end('500 OOPS: odd\r\n'),
  };
}

/** What the server itself knows: a listing went out, and 226 or 250 after it. */
interface Truth {
  hasListed: boolean;
}

/** A listing with another reply before or after it. */
function listing(
  truth: Truth,
  say: { readonly first?: Say; readonly last?: readonly [string, Say] } = {},
): Handler {
  return async (_, session) => {
    if (say.first) say.first(session);
    else session.reply('150 Here it comes.');
    const data = await session.data();
    data.end(LISTING);
    await once(data, 'close');
    const [name, last] = say.last ?? [
      '226',
      ({ reply }: Pick<Session, 'reply'>) => {
        reply('226 Done.');
      },
    ];
    last(session);
    truth.hasListed ||= name === '226' || name === '250';
    return undefined;
  };
}

const MODES: Readonly<Record<string, Handler>> = {
  EPSV: async (_, session) => `229 Entering Extended Passive Mode (|||${await session.listen()}|)`,
  PASV: async (_, session) => `227 Entering Passive Mode (${tuple('127.0.0.1', await session.listen())}).`,
};

function instead(say: Say): Handler {
  return (_, session) => {
    say(session);
    return undefined;
  };
}

type Step = (name: string, say: Say, truth: Truth) => Partial<Script>;

const STEPS: Readonly<Record<string, Step>> = {
  greeting: (_, say) => ({
    greeting: (socket) => {
      say({ socket, reply: (line) => socket.write(`${line}\r\n`) });
    },
  }),
  ...Object.fromEntries(
    ['AUTH', 'PBSZ', 'PROT', 'USER', 'PASS', 'FEAT', 'STAT', 'CWD', 'PASV', 'EPSV', 'LIST', 'QUIT'].map(
      (verb): [string, Step] => [verb, (_, say) => ({ commands: { [verb]: instead(say) } })],
    ),
  ),
  'both modes': (_, say) => ({ commands: { PASV: instead(say), EPSV: instead(say) } }),
  'before the listing': (_, say, truth) => ({ commands: { LIST: listing(truth, { first: say }) } }),
  'after the listing': (name, say, truth) => ({ commands: { LIST: listing(truth, { last: [name, say] }) } }),
};

const REFUSED: Handler = () => '502 Not implemented.';
/** Which modes the server has, where the step leaves them as they are. */
const OFFERS: Readonly<Record<string, Readonly<Record<string, Handler>>>> = {
  'both modes': MODES,
  'EPSV only': { ...MODES, PASV: REFUSED },
  'PASV only': { ...MODES, EPSV: REFUSED },
};

async function judged(script: Script, isTls: boolean): Promise<{ status: number; report: ProbeReport }> {
  const server = await startScriptedServer(script);
  const { io, out } = memoryIo([], { FTP_PASSWORD: SECRET });
  const args = ['--format', 'json', '--insecure', '--samples', '2', '--timeout', '1'];
  const tls = isTls ? [] : ['--tls', 'none'];
  const url = `ftp://someone@127.0.0.1:${server.port}/x`;
  try {
    const command = ['probe', ...args, ...tls, '--password-env', 'FTP_PASSWORD', url];
    const status = await runCommand(command, io, new AbortController().signal);
    return { status, report: JSON.parse(out()) as ProbeReport };
  } finally {
    await server.close();
  }
}

/** Pieces of one run each, so many at a time. */
async function inParallel(tasks: readonly (() => Promise<void>)[], width: number): Promise<void> {
  const left = [...tasks];
  const worker = async (): Promise<void> => {
    for (let task = left.shift(); task; task = left.shift()) await task();
  };
  await Promise.all(Array.from({ length: width }, worker));
}

for (const [step, scriptOf] of Object.entries(STEPS))
  for (const isTls of [false, true])
    for (const [offer, modes] of Object.entries(OFFERS))
      test(`${step}, ${isTls ? 'under TLS' : 'in clear'}, ${offer}`, async () => {
        const isMain = !isTls && offer === 'both modes';
        const runs = Object.entries(saying(isMain ? ALL_CODES : CODES)).map(([name, say]) => async () => {
          const truth: Truth = { hasListed: false };
          const { commands, ...own } = scriptOf(name, say, truth);
          const script: Script = {
            ...own,
            ...(isTls ? { tls: CERTIFICATE } : {}),
            commands: { LIST: listing(truth), ...modes, ...commands },
          };
          const { status, report } = await judged(script, isTls);
          const [first] = report.findings;
          if (truth.hasListed) return;
          const words = `${name}: ${first?.id ?? 'healthy'} ${JSON.stringify(report.steps)}`;
          assert.equal(first?.severity, 'error', words);
          assert.ok(status === 1 || status === 2, words);
        });
        await inParallel(runs, 8);
      });
