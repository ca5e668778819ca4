import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test } from 'node:test';
import { diagnose } from '../../../core/verdict/index.js';
import type { ProbeOptions } from '../../../probe/index.js';
import type { Handler } from '../scripted-ftp-server.js';
import { probeScript, type ScriptedRun } from '../scripted-probe.js';

/** Stores what comes. */
function store(kept: string[], last = '226 Transfer complete.'): Handler {
  return async (_, session) => {
    session.reply('150 Ok to send data.');
    const data = await session.data();
    data.on('data', (chunk: Buffer) => kept.push(chunk.toString()));
    data.resume();
    if (!data.readableEnded) await once(data, 'end');
    data.end();
    return last;
  };
}

const EXTRA: Partial<ProbeOptions> = { samples: 0, also: new Set(['upload']) };

async function uploadTo(commands: Record<string, Handler>): Promise<ScriptedRun> {
  return probeScript({ commands }, {}, EXTRA);
}

/** Ids and severities above information, without those of a server in clear. */
function told({ run }: ScriptedRun): string[] {
  return diagnose({ witness: 'probe', observations: run.observations })
    .filter(({ severity }) => severity !== 'information')
    .map(({ id, severity, title }) => `${severity} ${id} ${title}`);
}

test('upload: one file is stored and removed again', async () => {
  const kept: string[] = [];
  const result = await uploadTo({ STOR: store(kept), DELE: () => '250 Deleted.' });
  assert.equal(kept.length, 1);
  assert.deepEqual(told(result), []);
  const { received } = result.server;
  const name = received.find((line) => line.startsWith('STOR '))?.slice(5) ?? '';
  assert.match(name, /^upload-test-[0-9a-f]{12}\.txt$/);
  assert.ok(received.includes(`DELE ${name}`));
  assert.equal(result.run.steps.find(({ id }) => id === 'upload')?.status, 'pass');
});

for (const [reply, title] of [
  ['550 Permission denied.', 'The server refuses to store the file'],
  ['553 Could not create file.', 'The server refuses to store the file'],
  ['552 Quota exceeded.', 'The server has no room for the file'],
] as const)
  test(`upload: refused by ${reply}`, async () => {
    const result = await uploadTo({ STOR: () => reply });
    assert.deepEqual(told(result), [`error DATA-UPLOAD-REFUSED ${title}`]);
    assert.ok(!result.server.received.some((line) => line.startsWith('DELE')));
  });

test('upload: what cannot be removed is named', async () => {
  const result = await uploadTo({ STOR: store([]), DELE: () => '550 Delete operation failed.' });
  assert.deepEqual(told(result), [
    'warning DATA-UPLOAD-REFUSED The file of the upload test could not be removed',
  ]);
});

test('upload: no word of success', async () => {
  const result = await uploadTo({
    STOR: store([], '451 Failure writing to local file.'),
    DELE: () => '250 Gone.',
  });
  assert.deepEqual(told(result), ['error DATA-UPLOAD-REFUSED The upload does not come to its end']);
});

test('upload: nothing is stored unless asked for', async () => {
  const { server } = await probeScript({}, {}, { samples: 0 });
  assert.ok(!server.received.some((line) => line.startsWith('STOR')));
});

test('sound over loopback is not sound from outside', async () => {
  const named =
    (address: string): Handler =>
    async (_, session) => {
      const port = await session.listen();
      return `227 Entering Passive Mode (${address},${port >> 8},${port & 255}).`;
    };
  const inner = await probeScript({ commands: { PASV: named('192,168,1,10') } }, {}, { samples: 0 });
  assert.deepEqual(told(inner), [
    'warning PASV-ADDR-OUTSIDE Works here; clients outside cannot reach 192.168.1.10',
  ]);
  const own = await probeScript({ commands: { PASV: named('127,0,0,1') } }, {}, { samples: 0 });
  assert.deepEqual(told(own), []);
});
