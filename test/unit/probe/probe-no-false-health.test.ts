import assert from 'node:assert/strict';
import { test } from 'node:test';
import { diagnose, type Finding } from '../../../core/verdict/index.js';
import type { ProbeRun } from '../../../probe/index.js';
import type { Handler, Script } from '../scripted-ftp-server.js';
import { CERTIFICATE, probeScript } from '../scripted-probe.js';

/** How a server can fail at one command. */
const FAULTS: Readonly<Record<string, Handler>> = {
  mute: () => undefined,
  'closes the connection': (_, { socket }) => (socket.end(), undefined),
  'resets the connection': (_, { socket }) => (socket.destroy(), undefined),
  'says something else': (_, { socket }) => (socket.write('<html>\r\n\r\n'), undefined),
  'says half a line': (_, { socket }) => (socket.write('22'), undefined),
  'is not available': (_, { socket }) => (socket.end('421 Service not available.\r\n'), undefined),
  'knows no such command': () => '500 Unknown command.',
  'denies it': () => '550 Permission denied.',
  'breaks down': (_, { socket }) => (socket.end('500 OOPS: out of memory\r\n'), undefined),
};
const VERBS = ['AUTH', 'USER', 'PASS', 'PBSZ', 'PROT', 'FEAT', 'STAT', 'CWD', 'EPSV', 'PASV', 'LIST', 'QUIT'];

/** One mode of two that is refused by policy is only worth knowing. */
const SPARED: Readonly<Record<string, Finding['severity']>> = Object.fromEntries(
  Object.keys(FAULTS)
    .filter((fault) => fault !== 'knows no such command' && fault !== 'denies it')
    .map((fault) => [fault, 'information']),
);

interface Seen {
  readonly run: ProbeRun;
  readonly findings: readonly Finding[];
}

async function seenOf(script: Script, tls: 'auto' | 'none', path?: string): Promise<Seen> {
  const target = { tls, insecure: true, ...(path === undefined ? {} : { path }) };
  const { run } = await probeScript(script, target, { samples: 2 });
  return { run, findings: diagnose({ witness: 'probe', observations: run.observations }) };
}

/** The user got what he came for. */
function listed({ steps }: ProbeRun): boolean {
  return steps.some(({ id, status }) => id === 'list' && status === 'pass');
}

for (const kind of ['in clear', 'under TLS'] as const) {
  test(
    `a server that fails at any one command is never called healthy: ${kind}`,
    { concurrency: 8 },
    async (t) => {
      const tls = kind === 'under TLS' ? { tls: CERTIFICATE } : {};
      const runs = VERBS.flatMap((verb) =>
        Object.entries(FAULTS).map(([fault, handler]) => ({ verb, fault, handler })),
      );
      await Promise.all(
        runs.map(({ verb, fault, handler }) =>
          t.test(`${verb}: ${fault}`, async () => {
            const script = { ...tls, commands: { [verb]: handler } };
            const { run, findings } = await seenOf(script, kind === 'in clear' ? 'none' : 'auto', '/');
            const [first] = findings;
            const words = `${JSON.stringify(run.steps)} ${JSON.stringify(findings.map((f) => [f.id, f.severity]))}`;
            if (!listed(run)) assert.equal(first?.severity, 'error', words);
            else if (verb === 'CWD') assert.equal(first?.severity, 'warning', words);
            // Listed over another connection, or in spite of it.
            else if (verb === 'PASV') assert.notEqual(first?.severity ?? 'information', SPARED[fault], words);
          }),
        ),
      );
    },
  );
}

for (const verb of ['USER', 'PASS', 'LIST'])
  test(`where ${verb} is answered by any code and nothing is listed, there is an error`, async () => {
    for (const code of [200, 215, 331, 332, 334, 431, 450, 534]) {
      const { run, findings } = await seenOf({ commands: { [verb]: () => `${code} Odd.` } }, 'none', '/');
      if (!listed(run)) assert.equal(findings[0]?.severity, 'error', `${code} ${JSON.stringify(run.steps)}`);
    }
  });

for (const code of [425, 451, 530])
  test(`both passive modes answered by ${code}: the reply is quoted`, async () => {
    const refuse = (): string => `${code} Not now.`;
    const { findings } = await seenOf({ commands: { EPSV: refuse, PASV: refuse } }, 'none', '/');
    assert.equal(findings[0]?.severity, 'error');
    assert.match(findings[0].evidence, new RegExp(`EPSV was answered by .${code} Not now`));
  });

test('a port is not called refused where the session, and its listener, had ended', async () => {
  let met = 0;
  const commands: Script['commands'] = {
    CWD: (_, { socket }) => (met++ === 0 ? (socket.destroy(), undefined) : '250 Fine.'),
  };
  const { findings } = await seenOf({ greeting: '220 (vsFTPd 3.0.5)\r\n', commands }, 'none', '/');
  assert.ok(!findings.some(({ id }) => id === 'DATA-REJECT'), JSON.stringify(findings));
});

test('an alert that the library has no name for is told by its number', async () => {
  const alert = Buffer.from([21, 3, 3, 0, 2, 2, 255]);
  const commands: Script['commands'] = {
    AUTH: (_, { socket, reply }) => {
      socket.removeAllListeners('data').once('data', () => socket.end(alert));
      reply('234 Proceed.');
      return undefined;
    },
  };
  const { findings } = await seenOf({ commands }, 'auto');
  assert.equal(findings[0]?.id, 'TLS-HANDSHAKE');
  assert.match(findings[0].evidence, /`alert 255`/);
});
