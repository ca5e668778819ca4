/** Whatever one reply of a session is: where nothing was listed there is an error, quoted or named. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Observation } from '../../../core/verdict/index.js';
import { asked, findings, login, PEER, reached, tls } from '../observed.js';

type Part = readonly Observation[];

const PLACE: Part = [{ kind: 'vantage', networks: ['192.168.1.10/24'] }];
const COMMANDS = ['AUTH', 'PBSZ', 'PROT', 'USER', 'PASS', 'EPSV', 'PASV', 'LIST'] as const;
type Command = (typeof COMMANDS)[number];

/** Those that servers send; `npm run test:long` takes all there could be. */
const KNOWN = new Set([
  120, 125, 150, 200, 202, 211, 213, 215, 220, 221, 225, 226, 227, 229, 230, 232, 234, 250, 257, 331, 332,
  334, 350, 421, 425, 426, 431, 450, 451, 452, 500, 501, 502, 503, 504, 522, 530, 532, 533, 534, 535, 536,
  550, 551, 552, 553, 600, 631,
]);

/** What comes in place of the reply that was due. */
function outcomes(verb: string): readonly (readonly [name: string, seen: Part])[] {
  const end: Part = [{ kind: 'closed', channel: 'control', by: 'server', after: verb }];
  const all = Array.from({ length: 600 }, (_, index) => 100 + index);
  const codes = all.filter((code) => process.env['LONG'] === '1' || KNOWN.has(code) || code % 13 === 0);
  const note = (name: 'timeout' | 'not-a-reply', text: string): Part => [
    { kind: 'note', note: name, channel: 'control', text },
  ];
  return [
    ...codes.map((code) => [`${code}`, [{ kind: 'reply', code, text: 'Odd.', to: verb }]] as const),
    ['mute', note('timeout', `no answer to ${verb}`)],
    ['garbage', note('not-a-reply', '<html>')],
    ['closed', end],
  ];
}

const connected = reached().slice(0, 2);

/** The session up to that command. */
function before(verb: Command): Part {
  const way: readonly (readonly [Command, Part])[] = [
    ['AUTH', tls()],
    ['USER', asked('USER', 331, 'Password, please.', 'demo')],
    ['PASS', login().slice(2)],
    ['PBSZ', asked('PBSZ', 200, 'ok', '0')],
    ['PROT', asked('PROT', 200, 'ok', 'P')],
    ['EPSV', asked('EPSV', 500, 'What?')],
    ['PASV', asked('PASV', 500, 'What?')],
  ];
  const index = way.findIndex(([name]) => name === verb);
  return [...reached(), ...way.slice(0, index < 0 ? way.length : index).flatMap(([, part]) => part)];
}

function mustFail(parts: readonly Part[], what: string): void {
  const [first] = findings([PLACE, ...parts]);
  assert.equal(first?.severity, 'error', `${what}: ${first?.id ?? 'healthy'}`);
}

test('a greeting of any kind after which nothing was listed', () => {
  for (const [name, seen] of outcomes('greeting'))
    mustFail([connected, seen, [{ kind: 'closed', channel: 'control', by: 'client' }]], name);
});

for (const verb of COMMANDS)
  test(`${verb} answered by anything after which nothing was listed`, () => {
    for (const [name, seen] of outcomes(verb)) {
      const isListed = verb === 'LIST' && (name === '226' || name === '250');
      if (!isListed) mustFail([before(verb), [{ kind: 'command', verb }], seen], `${verb} ${name}`);
    }
  });

test('the final reply of a listing: only 226 and 250 complete it', () => {
  for (const [name, seen] of outcomes('LIST')) {
    if (name === '226' || name === '250') continue;
    const opening = { kind: 'reply', code: 150, text: 'Here it comes.', to: 'LIST' } as const;
    const listing: Part = [{ kind: 'command', verb: 'LIST' }, opening, ...seen];
    const transfer = { kind: 'transfer', command: 'LIST', outcome: 'unfinished', bytes: 60 } as const;
    mustFail([reached(), login(), dialled('open'), listing, [transfer]], name);
  }
});

const ERRNOS =
  'EACCES EPERM ECONNREFUSED ECONNRESET ECONNABORTED ETIMEDOUT EHOSTUNREACH ENETUNREACH ENETDOWN EHOSTDOWN EADDRNOTAVAIL EADDRINUSE EAFNOSUPPORT EINVAL ENOBUFS EMFILE EPROTO EIO UNKNOWN';

function dialled(outcome: 'open' | 'failed' | 'unreachable', errno?: string): Part {
  return [
    ...asked('EPSV', 229, 'Entering Extended Passive Mode (|||40001|)'),
    { kind: 'endpoint', mode: 'EPSV', host: null, port: 40001, raw: '(|||40001|)', problems: [] },
    {
      kind: 'connect',
      channel: 'data',
      host: PEER,
      port: 40001,
      outcome,
      mode: 'EPSV',
      dialled: 'advertised',
      durationMs: 1,
      ...(errno === undefined ? {} : { errno }),
    },
  ];
}

test('data connections that fail with any errno, in one mode or in two', () => {
  for (const errno of ERRNOS.split(' '))
    for (const outcome of ['failed', 'unreachable'] as const) {
      const seen = dialled(outcome, errno);
      mustFail([reached(), login(), seen], errno);
      mustFail([reached(), login(), asked('PASV', 425, 'No.'), seen], `${errno} after 425`);
    }
});

test('a TLS handshake that ends by any alert', () => {
  for (const error of [
    'alert 112',
    'tlsv1 alert internal error',
    'sslv3 alert certificate unknown',
    'no reason',
  ])
    for (const mode of ['explicit', 'implicit'] as const) {
      const start = mode === 'implicit' ? connected : [...reached(), ...asked('AUTH', 234, 'Go on.', 'TLS')];
      for (const outcome of ['failed', 'stalled'] as const)
        mustFail([start, [{ kind: 'tls', channel: 'control', outcome, mode, error }]], `${mode} ${error}`);
    }
});
