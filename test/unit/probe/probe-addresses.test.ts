import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Observation } from '../../../core/events/observation.js';
import { SESSION } from '../../../core/verdict/session-names.js';
import { tryAddresses } from '../../../probe/experiments/addresses.js';
import { tryForeign } from '../../../probe/experiments/foreign.js';
import type { ReachedContext } from '../../../probe/run-context.js';
import { startScriptedServer, type Handler, type Script } from '../scripted-ftp-server.js';
import { HERE, runAt } from '../scripted-probe.js';

// Elsewhere only 127.0.0.1 is an address of this machine.
const onlyLinux = { skip: process.platform === 'linux' ? false : 'needs further loopback addresses' };
const THERE = '127.0.0.2';

function ofSession<K extends Observation['kind']>(
  { recorder }: ReachedContext,
  kind: K,
  session: string,
): Extract<Observation, { kind: K }>[] {
  return recorder.observations.filter(
    (one): one is Extract<Observation, { kind: K }> => one.kind === kind && one.session === session,
  );
}

/** Two servers on the same port of two addresses. */
async function pair(
  first: Script,
  second: Script,
  use: (run: ReachedContext) => Promise<void>,
): Promise<void> {
  const here = await startScriptedServer(first);
  const there = await startScriptedServer({ ...second, at: { host: THERE, port: here.port } });
  try {
    await use(runAt(here.port));
  } finally {
    await Promise.all([here.close(), there.close()]);
  }
}

test('the other addresses are tried up to a connect to a passive port', onlyLinux, async () => {
  await pair({}, {}, async (run) => {
    await tryAddresses(run, [HERE, THERE, '127.0.0.3'], true);
    const there = ofSession(run, 'connect', SESSION.address(THERE));
    assert.deepEqual(
      there.map(({ channel, host, outcome }) => [channel, host, outcome]),
      [
        ['control', THERE, 'open'],
        ['data', THERE, 'open'],
        // Its 227 names 127.0.0.1, another address of the name: that is dialled first, then the address itself.
        ['data', HERE, 'refused'],
        ['data', THERE, 'open'],
      ],
    );
    assert.equal(ofSession(run, 'target', SESSION.address(THERE))[0]?.peer, THERE);
    assert.deepEqual(
      ofSession(run, 'connect', SESSION.address('127.0.0.3')).map(({ outcome }) => outcome),
      ['refused'],
    );
    assert.deepEqual(ofSession(run, 'connect', SESSION.address(HERE)), []);
    assert.equal(run.recorder.steps.at(-1)?.status, 'warn');
  });
});

test('without a login on the first address none is tried on the others', onlyLinux, async () => {
  const there: string[] = [];
  const note: Handler = (argument) => (there.push(argument), '331 Password?');
  await pair({}, { commands: { USER: note } }, async (run) => {
    await tryAddresses(run, [HERE, THERE], false);
    assert.equal(ofSession(run, 'reply', SESSION.address(THERE))[0]?.code, 220);
    assert.deepEqual(there, []);
    assert.equal(run.recorder.steps.at(-1)?.status, 'pass');
  });
});

test('addresses that were tried already, and more than four others, are left alone', async () => {
  const run = runAt(1);
  await tryAddresses(run, [HERE], true);
  assert.equal(run.recorder.steps.length, 0);
  const many = ['127.0.0.4', '127.0.0.5', '127.0.0.6', '127.0.0.7', '127.0.0.8', '127.0.0.9'];
  await tryAddresses({ ...run, silenceMs: 50 }, [HERE, ...many], false);
  const tried = many.filter((one) => ofSession(run, 'connect', SESSION.address(one)).length > 0);
  assert.equal(tried.length, 4);
  assert.ok(
    run.recorder.observations.some((one) => one.kind === 'not-tested' && one.what.includes('127.0.0.9')),
  );
});

const good = { mode: 'EPSV', way: 'peer' } as const;

/** STAT that shows where the client comes from, as vsftpd does. */
const STAT: Handler = (_, { socket }) =>
  `211-FTP server status:\r\n     Connected to ${socket.remoteAddress ?? ''}\r\n211 End of status`;

async function foreign(commands: Script['commands'], own: readonly string[]): Promise<ReachedContext> {
  const server = await startScriptedServer({ commands: { STAT, ...commands } });
  try {
    const run = runAt(server.port);
    run.recorder.observe({ kind: 'reply', code: 211, text: `Connected to ${HERE}`, to: 'STAT' });
    await tryForeign(run, HERE, good, own);
    return run;
  } finally {
    await server.close();
  }
}

test('a data connection from another own address, and PORT to it', onlyLinux, async () => {
  const run = await foreign({ PORT: () => '500 Illegal PORT command.' }, [HERE, THERE]);
  const [dialled] = ofSession(run, 'connect', SESSION.foreign).filter(({ channel }) => channel === 'data');
  assert.deepEqual([dialled?.local, dialled?.host, dialled?.outcome], [THERE, HERE, 'open']);
  assert.equal(ofSession(run, 'transfer', SESSION.foreign)[0]?.outcome, 'complete');
  const [endpoint] = ofSession(run, 'endpoint', SESSION.foreign).filter(({ mode }) => mode === 'PORT');
  assert.equal(endpoint?.host, THERE);
  assert.ok(ofSession(run, 'reply', SESSION.foreign).some(({ to, code }) => to === 'PORT' && code === 500));
  // The login that only asked what the server sees has left no trace.
  assert.equal(ofSession(run, 'command', SESSION.foreign).filter(({ verb }) => verb === 'PASS').length, 1);
});

test('without another address that the server sees as such nothing is claimed', onlyLinux, async () => {
  const behindNat: Handler = () => `211-Status:\r\n     Connected to ${HERE}\r\n211 End`;
  const cases: [Script['commands'], own: string[]][] = [
    [{}, [HERE]],
    [{}, [HERE, '::1']],
    [{ STAT: behindNat }, [HERE, THERE]],
    [{ STAT: () => '502 What?' }, [HERE, THERE]],
  ];
  for (const [commands, own] of cases) {
    const run = await foreign(commands, own);
    assert.deepEqual(ofSession(run, 'connect', SESSION.foreign), []);
    assert.equal(run.recorder.steps.at(-1)?.status, 'skip');
    assert.ok(run.recorder.observations.some(({ kind }) => kind === 'not-tested'));
  }
});
