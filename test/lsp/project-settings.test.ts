import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import test, { after, before, describe } from 'node:test';
import { BARE, MODERN, startServer, type LspClient } from './client.js';

const TEXT = 'listen=YES \nfoo=1\nmy_switch=1\n';

describe('settings of the project', () => {
  let folder = '';
  let uri = '';
  let written: unknown = {};
  let client: LspClient;
  before(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'lens-project-'));
    mkdirSync(path.join(folder, 'deploy'));
    uri = pathToFileURL(path.join(folder, 'deploy', 'vsftpd.conf')).href;
    write({
      build: 'debian-12',
      rules: { '*': 'off', 'trailing-blank': 'hint', 'unknown-setting': 'warning' },
      customSettings: ['my_*'],
    });
    const workspace = { ...MODERN.workspace, didChangeWatchedFiles: { dynamicRegistration: true } };
    client = await startServer({ capabilities: { ...MODERN, workspace }, configuration: () => written });
  });
  after(async () => {
    await client.close();
    rmSync(folder, { recursive: true });
  });

  const write = (settings: unknown): void => {
    writeFileSync(path.join(folder, '.vsftpd-lens.json'), JSON.stringify(settings));
  };
  const found = async (of = client): Promise<readonly unknown[]> =>
    (await of.pull(uri)).map(({ code, severity }) => `${String(code)} ${severity}`);

  test('the file nearest above a document holds in the editor as on the command line', async () => {
    client.open(TEXT, { uri });
    assert.deepEqual(await found(), ['trailing-blank 4', 'unknown-setting 2']);
  });

  test('what the user wrote in the editor goes first, by a wildcard too', async () => {
    written = { rules: { 'trailing-*': 'error' }, build: 'any' };
    client.notify('workspace/didChangeConfiguration', { settings: null });
    assert.deepEqual(await found(), ['trailing-blank 1', 'unknown-setting 2']);
    written = { build: 'debian-13' };
    client.notify('workspace/didChangeConfiguration', { settings: null });
    assert.deepEqual(await found(), ['trailing-blank 4', 'unknown-setting 2']);
    written = {};
  });

  test('a change of the file counts as soon as the client tells it', async () => {
    const registered = await client.from('client/registerCapability', ({ params }) =>
      JSON.stringify(params).includes('.vsftpd-lens.json'),
    );
    assert.ok(registered);
    write({ rules: { '*': 'off', 'trailing-blank': 'information' } });
    client.notify('workspace/didChangeWatchedFiles', { changes: [] });
    assert.deepEqual(await found(), ['trailing-blank 3']);
  });

  test('what does not fit is told once and does not count', async () => {
    write({ build: 'debian-99', rules: { '*': 'off', 'trailing-blank': 'warning' } });
    client.notify('workspace/didChangeWatchedFiles', { changes: [] });
    assert.deepEqual(await found(), ['trailing-blank 2']);
    const told = await client.from('window/showMessage');
    assert.match(JSON.stringify(told.params), /debian-99/);
  });

  test(
    'a pipe in the place of the file holds nothing up',
    { skip: process.platform === 'win32' },
    async () => {
      const deploy = path.join(folder, 'deploy', '.vsftpd-lens.json');
      execFileSync('mkfifo', [deploy]);
      client.notify('workspace/didChangeWatchedFiles', { changes: [] });
      assert.ok((await found()).includes('trailing-blank 2'));
      rmSync(deploy);
    },
  );

  test('a client that cannot be asked gets them too', async () => {
    write({ rules: { '*': 'off', 'trailing-blank': 'hint' } });
    const bare = await startServer({ capabilities: BARE });
    bare.open(TEXT, { uri });
    const { diagnostics } = await bare.pushed(uri);
    assert.deepEqual(
      diagnostics.map(({ code }) => code),
      ['trailing-blank'],
    );
    await bare.close();
  });
});
