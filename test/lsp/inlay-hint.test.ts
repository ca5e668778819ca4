import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import type { InlayHint, Range } from 'vscode-languageserver';
import { startServer, type LspClient } from './client.js';

let client: LspClient;
before(async () => {
  client = await startServer();
});
after(() => client.close());

const WHOLE: Range = { start: { line: 0, character: 0 }, end: { line: 100, character: 0 } };

/** The text with the hints in it, as an editor shows them. */
async function shown(
  text: string,
  options: { uri?: string; languageId?: string } = {},
  range = WHOLE,
): Promise<string> {
  const uri = client.open(text, options);
  const hints = (await client.ask('inlayHint', uri, { range })) as InlayHint[];
  client.shut(uri);
  const lines = text.split('\n');
  for (const { position, label } of hints.reverse()) {
    const line = lines[position.line] ?? '';
    lines[position.line] =
      `${line.slice(0, position.character)}«${label as string}»${line.slice(position.character)}`;
  }
  return lines.join('\n');
}

const CASES: [string, string][] = [
  ['listen_port=21', 'listen_port=21'],
  ['listen_port=021', 'listen_port=021«= 17»'],
  ['listen_port=70000', 'listen_port=70000«= port 4464»'],
  ['max_clients=4294967297', 'max_clients=4294967297«= 1»'],
  ['max_clients=abc', 'max_clients=abc«= 0»'],
  ['max_clients=1,000', 'max_clients=1,000«= 1»'],
  ['local_umask=022', 'local_umask=022'],
  ['local_umask=0022', 'local_umask=0022'],
  ['local_umask=22', 'local_umask=22«= 026»'],
  ['local_umask= 022', 'local_umask= 022«= 026 (022 on Debian sid)»'],
  ['idle_session_timeout=300', 'idle_session_timeout=300«5 min»'],
  ['idle_session_timeout=5400', 'idle_session_timeout=5400«1 h 30 min»'],
  ['idle_session_timeout=30', 'idle_session_timeout=30'],
  ['idle_session_timeout=0600', 'idle_session_timeout=0600«= 384, 6 min 24 s»'],
  ['local_max_rate=51200', 'local_max_rate=51200«50 KiB/s»'],
  [
    'pasv_min_port=50000\npasv_max_port=50009',
    'pasv_min_port=50000\npasv_max_port=50009«ports 50000-50009 (10)»',
  ],
  ['pasv_min_port=50000', 'pasv_min_port=50000«ports 50000-65535 (15536)»'],
  [
    'pasv_min_port=60000\npasv_max_port=50000',
    'pasv_min_port=60000\npasv_max_port=50000«ignored, so 60000-65535»',
  ],
  [
    'pasv_min_port=100\npasv_max_port=2000',
    'pasv_min_port=100«ignored»\npasv_max_port=2000«ports 1024-2000 (977)»',
  ],
  ['listen=YES\nlisten=NO', 'listen=YES«overridden in line 2: NO»\nlisten=NO'],
  ['listen_port={{ port }}', 'listen_port={{ port }}'],
  ['listen_port=021\r\nlisten=YES\r', 'listen_port=021«= 17»\r\nlisten=YES\r'],
  [
    '# 227 Entering Passive Mode (10,0,0,1,15,128).',
    '# 227 Entering Passive Mode (10,0,0,1,15,128)«10.0.0.1:3968 · private».',
  ],
];
for (const [text, expected] of CASES) {
  test(JSON.stringify(text), async () => {
    assert.equal(await shown(text), expected);
  });
}

test('only what the range asks for', async () => {
  const range = { start: { line: 1, character: 0 }, end: { line: 1, character: 5 } };
  assert.equal(
    await shown('listen_port=021\nftp_data_port=020\nmax_clients=010\n', {}, range),
    'listen_port=021\nftp_data_port=020«= 16»\nmax_clients=010\n',
  );
});

test('replies in a log', async () => {
  const text =
    'Status: x\n< 227 Entering Passive Mode (203,0,114,1,15,128)\n229 Entering Extended Passive Mode (|||3968|)\nPORT 10,0,0,5,195,80\n';
  assert.equal(
    await shown(text, { uri: 'file:///tmp/session.log', languageId: 'log' }),
    'Status: x\n< 227 Entering Passive Mode (203,0,114,1,15,128)«203.0.114.1:3968»\n' +
      '229 Entering Extended Passive Mode (|||3968|)\nPORT 10,0,0,5,195,80«10.0.0.5:50000 · private»\n',
  );
});
