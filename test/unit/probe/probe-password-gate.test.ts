// A password never leaves in clear once a run had TLS, nor to a server whose certificate was not accepted.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { EXPERIMENT_WORDS } from '../../../probe/experiments/words.js';
import { probe, type ExtraTest, type ProbeRun, type ProbeTarget } from '../../../probe/index.js';
import { PasswordGate } from '../../../probe/session/password-gate.js';
import { startScriptedServer, type Handler } from '../scripted-ftp-server.js';
import { CERTIFICATE, SECRET, targetOf } from '../scripted-probe.js';

const EXTRAS = EXPERIMENT_WORDS.flatMap((words) => ('isExtra' in words ? [words.id] : []));
const ALL_BUT_CLEAR: ReadonlySet<ExtraTest> = new Set(EXTRAS.filter((id) => id !== 'clear'));

interface Sent {
  readonly run: ProbeRun;
  /** Control connections that sent a command. */
  readonly connections: number;
  /** What came after PASS, and whether under TLS. */
  readonly passwords: readonly { readonly text: string; readonly isSecure: boolean }[];
}

/** How a connection can take TLS away. */
const STRIPS: Readonly<Record<string, Handler>> = {
  refuses: () => '500 Unknown command.',
  'answers plain': (_, { socket }) => (socket.write('234 Go on.\r\n220 In clear.\r\n'), undefined),
};

/** Every connection whose number (from 1) is in the list takes TLS away. */
async function stripping(
  strips: (number: number) => boolean,
  strip: Handler,
  target: Partial<ProbeTarget> = { tls: 'auto', insecure: true },
  also = ALL_BUT_CLEAR,
): Promise<Sent> {
  const numbers = new Map<number | undefined, number>();
  const passwords: { text: string; isSecure: boolean }[] = [];
  const secure = new Set<number | undefined>();
  const server = await startScriptedServer({
    tls: CERTIFICATE,
    commands: {
      AUTH: (argument, session) => {
        const { remotePort } = session.socket;
        if (!numbers.has(remotePort)) numbers.set(remotePort, numbers.size + 1);
        if (strips(numbers.get(remotePort) ?? 0)) return strip(argument, session);
        secure.add(remotePort);
        session.reply('234 Proceed with negotiation.');
        session.startTls();
        return undefined;
      },
      PASS: (text, { socket }) => {
        passwords.push({ text, isSecure: secure.has(socket.remotePort) });
        return '230 Login successful.';
      },
      PORT: () => '500 No.',
    },
  });
  try {
    const run = await probe(targetOf(server.port, target), {
      signal: new AbortController().signal,
      timeoutMs: 1000,
      samples: 4,
      idleSeconds: 1,
      also,
    });
    return { run, connections: numbers.size, passwords };
  } finally {
    await server.close();
  }
}

const inClear = ({ passwords }: Sent): readonly string[] =>
  passwords.filter(({ text, isSecure }) => text === SECRET && !isSecure).map(({ text }) => text);

test('a server that takes TLS away at any connection but the first gets no password in clear', async (t) => {
  const sound = await stripping(
    () => false,
    () => undefined,
  );
  assert.ok(sound.connections >= 6, `${sound.connections} connections`);
  assert.deepEqual(inClear(sound), []);
  const later = Array.from({ length: sound.connections - 1 }, (_, index) => index + 2);
  for (const [name, strip] of Object.entries(STRIPS)) {
    await t.test(name, async () => {
      await Promise.all(
        [...later.map((only) => (number: number) => number === only), (number: number) => number >= 2].map(
          async (strips) => {
            const sent = await stripping(strips, strip);
            assert.deepEqual(inClear(sent), [], `stripped: ${later.filter(strips).join(', ')}`);
          },
        ),
      );
    });
  }
});

test('the word of the user lets it through: --tls none, --also clear, and no TLS from the beginning', async () => {
  const none = await stripping(
    () => false,
    () => undefined,
    { tls: 'none' },
    new Set(),
  );
  assert.ok(inClear(none).length > 0);
  const clear = await stripping(
    () => false,
    () => undefined,
    undefined,
    new Set(['clear'] as const),
  );
  assert.equal(inClear(clear).length, 1);
  const refused = await stripping(
    () => true,
    () => '502 What?',
    { tls: 'auto' },
    new Set(),
  );
  assert.ok(inClear(refused).length > 0);
});

test('a run in clear does not send the password under a certificate that was not accepted', async () => {
  const greeting = '220 (vsFTPd 3.0.5)\r\n';
  const secure = new Set<number | undefined>();
  const passwords: boolean[] = [];
  const server = await startScriptedServer({
    greeting,
    tls: CERTIFICATE,
    commands: {
      AUTH: (_, session) => {
        secure.add(session.socket.remotePort);
        session.reply('234 Go on.');
        session.startTls();
        return undefined;
      },
      PASS: (_, { socket }) => (passwords.push(secure.has(socket.remotePort)), '230 Login successful.'),
    },
  });
  try {
    const options = { signal: new AbortController().signal, timeoutMs: 1000, samples: 0 };
    const run = await probe(targetOf(server.port), options);
    assert.equal(secure.size, 1, 'the second connection was tried');
    assert.deepEqual(passwords, [false]);
    assert.ok(run.observations.some((one) => one.kind === 'not-tested' && one.what.includes('certificate')));
    secure.clear();
    await probe(targetOf(server.port, { insecure: true }), options);
    assert.deepEqual([secure.size, passwords.includes(true)], [1, true]);
  } finally {
    await server.close();
  }
});

test('the gate: what each word of the user allows', () => {
  const plain = { isSecure: false, certificateDoubt: null, fingerprint: null };
  const doubted = { isSecure: true, certificateDoubt: 'self-signed', fingerprint: 'AB' };
  const target = (tls: ProbeTarget['tls'], more: Partial<ProbeTarget> = {}): ProbeTarget =>
    targetOf(21, { tls, ...more });
  for (const tls of ['explicit', 'implicit'] as const)
    assert.notEqual(new PasswordGate(target(tls), true).objection(plain, target(tls)), null);
  const auto = new PasswordGate(target('auto'), false);
  assert.equal(auto.objection(plain, target('auto')), null);
  assert.notEqual(auto.objection(plain, target('none')), null, 'a login in clear was not asked for');
  auto.noteTls();
  assert.notEqual(auto.objection(plain, target('auto')), null);
  assert.equal(auto.tlsFor(target('auto')), 'explicit');
  // What a side session says of itself does not count.
  assert.notEqual(auto.objection(doubted, target('explicit', { insecure: true })), null);
  assert.equal(
    new PasswordGate(target('auto', { trusted: ['AB'] }), false).objection(doubted, target('auto')),
    null,
  );
  assert.equal(auto.objection(plain, target('auto', { user: 'anonymous' })), null);
});

test('only the gate sends PASS', () => {
  const files = readdirSync('probe', { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.ts'),
  );
  const senders = files.filter((name) => /'PASS'/.test(readFileSync(path.join('probe', name), 'utf8')));
  assert.deepEqual(senders, [path.join('session', 'password-gate.ts')]);
});
