import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import test, { after, before, describe } from 'node:test';
import { MODERN, startServer, type LspClient } from './client.js';

const CONFIG =
  'listen=YES\nanonymous_enable=NO\nlocal_enable=YES\nssl_tlsv12=YES\n' +
  'userlist_enable=YES\nuserlist_deny=NO\nuserlist_file=/etc/vsftpd.users\n';

describe('files beside a config', () => {
  let folder = '';
  let client: LspClient;
  const fileOf = (name: string): string => path.join(folder, 'files', 'etc', name);
  const uriOf = (name: string): string => pathToFileURL(fileOf(name)).href;
  const grave = async (): Promise<readonly string[]> =>
    (await client.pull(uriOf('vsftpd.conf')))
      .filter(({ severity = 4 }) => severity <= 2)
      .map(({ code, severity }) => `${String(code)} ${severity}`);

  before(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'lens-beside-'));
    mkdirSync(path.join(folder, 'files', 'etc'), { recursive: true });
    writeFileSync(fileOf('os-release'), 'ID=debian\nVERSION_ID="12"\n');
    writeFileSync(fileOf('vsftpd.users'), 'ann\njoe \n');
    client = await startServer({ capabilities: MODERN });
  });
  after(async () => {
    await client.close();
    rmSync(folder, { recursive: true });
  });

  test('the release of the tree is the build, and lists are read from disk', async () => {
    client.open(CONFIG, { uri: uriOf('vsftpd.conf') });
    assert.deepEqual(await grave(), ['setting-of-other-build 1', 'list-line-unmatched 2']);
  });

  test('a list that is open counts as it stands in the editor', async () => {
    client.open('ann\n', { uri: uriOf('vsftpd.users'), languageId: 'plaintext' });
    assert.deepEqual(await grave(), ['setting-of-other-build 1']);
  });
});
