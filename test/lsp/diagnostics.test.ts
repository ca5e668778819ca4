import assert from 'node:assert/strict';
import test, { after, before, describe } from 'node:test';
import type { Diagnostic, DocumentDiagnosticReport } from 'vscode-languageserver';
import { BARE, MODERN, startServer, within, type LspClient } from './client.js';

/** Rules on the shape of a whole server stay out of these small files. */
const FEW = {
  '*': 'off',
  'trailing-blank': 'error',
  'both-listeners': 'error',
  'unknown-setting': 'error',
  'setting-of-other-build': 'error',
  'bad-boolean': 'error',
  'file-too-long': 'warning',
} as const;

/** The protocol allows Markdown in a message since 3.18; the server sends plain text. */
function messageOf(found: Diagnostic | undefined): string {
  const message = found?.message;
  if (typeof message !== 'string')
    throw new assert.AssertionError({ message: 'the message is no plain text' });
  return message;
}

const codes = (diagnostics: readonly Diagnostic[]): unknown[] => diagnostics.map(({ code }) => code);

describe('a client that pulls', () => {
  let client: LspClient;
  const settings = new Map<string, unknown>();
  before(async () => {
    client = await startServer({ configuration: (uri) => settings.get(uri) ?? { rules: FEW } });
  });
  after(() => client.close());

  const report = async (uri: string, previousResultId?: string): Promise<DocumentDiagnosticReport> =>
    (await client.ask('diagnostic', uri, { previousResultId })) as DocumentDiagnosticReport;

  test('a diagnostic says where, what, why, and where to read on', async () => {
    const text = '# hä 🎈\nlisten=YES \n';
    const uri = client.open(text);
    const [found, ...others] = await client.pull(uri);
    assert.ok(found);
    assert.deepEqual(codes(others), []);
    assert.equal(found.source, 'vsftpd');
    assert.equal(found.code, 'trailing-blank');
    assert.equal(found.severity, 1);
    assert.match(messageOf(found), /bad bool value in config file for: listen/);
    assert.match(found.codeDescription?.href ?? '', /^file:\/\/\/.*\/docs\/rules\/parse\.md#trailing-blank$/);
    assert.equal(found.range.start.line, 1);
    assert.match(within(text, found.range), /YES $/);
    const data = found.data as { stage: string; fixes: string[] };
    assert.equal(data.stage, 'parse');
    assert.equal(data.fixes.length, 1);
  });

  test('a second place is named', async () => {
    const uri = client.open('listen=YES\nlisten_ipv6=YES\n');
    const both = (await client.pull(uri)).find(({ code }) => code === 'both-listeners');
    assert.equal(both?.relatedInformation?.[0]?.location.uri, uri);
    assert.notEqual(both.relatedInformation[0].location.range.start.line, both.range.start.line);
  });

  test('what is not read looks faded', async () => {
    const uri = client.open(`${'#'.repeat(99_999)}\nlisten=YES\n`);
    const faded = (await client.pull(uri)).find(({ tags }) => tags?.includes(1));
    assert.equal(faded?.range.start.line, 1);
  });

  test('an unchanged document is answered with one word', async () => {
    const uri = client.open('listen=YES \n');
    const first = await report(uri);
    assert.equal(first.kind, 'full');
    assert.deepEqual(await report(uri, first.resultId), { kind: 'unchanged', resultId: first.resultId });
    client.change(uri, { text: 'listen=YES\n' });
    const second = await report(uri, first.resultId);
    assert.equal(second.kind, 'full');
    client.shut(uri);
    client.open('listen=NOPE\n', { uri });
    assert.equal(
      (await report(uri, first.resultId)).kind,
      'full',
      'another text may have the same version again',
    );
  });

  test('edits in the middle of the text arrive', async () => {
    const uri = client.open('# 🎈 ä\r\nlisten=YES\r\nwrite_enable=NO\r\n');
    client.change(
      uri,
      { range: { start: { line: 0, character: 2 }, end: { line: 0, character: 4 } }, text: 'x' },
      { range: { start: { line: 1, character: 7 }, end: { line: 1, character: 10 } }, text: 'maybe' },
      { text: 'listen=maybe\n' },
      { range: { start: { line: 0, character: 7 }, end: { line: 0, character: 12 } }, text: 'YES\n\nx=1' },
    );
    const found = await client.pull(uri);
    assert.deepEqual(codes(found), ['unknown-setting']);
    assert.equal(found[0]?.range.start.line, 2);
  });

  test('mirrors of other documents have none, unsaved ones do', async () => {
    for (const scheme of ['git', 'gitfs', 'output', 'vscode-scm']) {
      const uri = client.open('listen=YES \n', { uri: `${scheme}:/srv/vsftpd.conf` });
      assert.deepEqual(await client.pull(uri), [], scheme);
      assert.notEqual(await client.ask('hover', uri, { position: { line: 0, character: 1 } }), null, scheme);
    }
    const unsaved = client.open('listen=YES \n', { uri: 'untitled:Untitled-1' });
    assert.deepEqual(codes(await client.pull(unsaved)), ['trailing-blank']);
  });

  test('text files, and conf files of other programs, have none', async () => {
    for (const [uri, languageId] of [
      ['file:///tmp/notes.txt', 'plaintext'],
      ['file:///etc/nginx/nginx.conf', 'conf'],
      ['file:///var/log/vsftpd.log', 'log'],
    ] as const) {
      client.open('listen=YES \n', { uri, languageId });
      assert.deepEqual(await client.pull(uri), [], uri);
    }
  });

  test('the name makes it a configuration where the client has no such language', async () => {
    const uri = client.open('listen=YES \n', { uri: 'file:///home/me/vsftpd-test.conf', languageId: 'conf' });
    assert.deepEqual(codes(await client.pull(uri)), ['trailing-blank']);
  });

  test('lines that only RHEL reads tell the build, until another sign speaks against it', async () => {
    const text = 'listen=YES\nreverse_lookup_enable=NO\n';
    const uri = client.open(text, { uri: 'file:///home/me/rhel/vsftpd.conf' });
    assert.deepEqual(codes(await client.pull(uri)), []);
    client.change(uri, { text: `${text}secure_chroot_dir=/var/run/vsftpd/empty\n` });
    assert.deepEqual(codes(await client.pull(uri)), ['setting-of-other-build']);
  });

  test('settings hold for their document and change at once', async () => {
    const text = 'listen=YES \nreverse_lookup_enable=NO\n';
    const strict = client.open(text, { uri: 'file:///a/vsftpd.conf' });
    const other = client.open(text, { uri: 'file:///b/vsftpd.conf' });
    settings.set(strict, { build: 'debian-12', rules: FEW });
    settings.set(other, { build: 'el9', rules: { ...FEW, 'trailing-blank': 'hint' } });
    client.notify('workspace/didChangeConfiguration', { settings: null });
    assert.deepEqual(codes(await client.pull(strict)), ['trailing-blank', 'setting-of-other-build']);
    const lenient = await client.pull(other);
    assert.deepEqual(codes(lenient), ['trailing-blank']);
    assert.equal(lenient[0]?.severity, 4);
    const before = await report(other);
    settings.set(other, { build: 'el9', rules: { '*': 'off' } });
    client.notify('workspace/didChangeConfiguration', { settings: null });
    const after = await report(other, before.resultId);
    assert.deepEqual(after.kind === 'full' ? after.items : after.kind, []);
    await client.from('workspace/diagnostic/refresh');
  });

  test('nonsense in the settings counts as not said', async () => {
    const uri = client.open('listen=YES \nmy_own=1\n', { uri: 'file:///c/vsftpd.conf' });
    settings.set(uri, {
      build: 7,
      rules: { ...FEW, 'trailing-blank': 'loud' },
      customSettings: ['my_own', null, '/(/'],
    });
    client.notify('workspace/didChangeConfiguration', { settings: null });
    assert.deepEqual(codes(await client.pull(uri)), []);
    client.notify('workspace/didChangeConfiguration', { settings: null });
    await client.pull(uri);
    const told = client.received.filter(({ method }) => method === 'window/showMessage');
    assert.equal(told.length, 1);
    assert.match(JSON.stringify(told[0]?.params), /names, and \* for any characters.*\/\(\//);
    settings.set(uri, 'none');
    client.notify('workspace/didChangeConfiguration', { settings: null });
    assert.ok(codes(await client.pull(uri)).includes('unknown-setting'));
  });

  test('a folder that the open main file names holds per-user files', async () => {
    const text = 'listen=YES \n';
    const user = client.open(text, { uri: 'file:///var/lib/people/alice', languageId: 'plaintext' });
    assert.deepEqual(await client.pull(user), []);
    const main = client.open('user_config_dir=/var/lib/people\n', { uri: 'file:///etc/vsftpd.conf' });
    assert.ok(codes(await client.pull(user)).includes('trailing-blank'));
    client.shut(main);
    assert.deepEqual(await client.pull(user), []);
  });

  test('suppressions in the file', async () => {
    const uri = client.open('# vsftpd-lens disable-next-line trailing-blank -- known\nlisten=YES \n');
    assert.deepEqual(codes(await client.pull(uri)), []);
  });
});

describe('a client that is sent them', () => {
  let client: LspClient;
  before(async () => {
    const { diagnostic, ...textDocument } = MODERN.textDocument ?? {};
    assert.ok(diagnostic);
    client = await startServer({
      capabilities: { textDocument },
      initializationOptions: { vsftpdLens: { build: 'debian-12', rules: FEW } },
    });
  });
  after(() => client.close());

  test('on opening, on a change with its version, and none once closed', async () => {
    const uri = client.open('listen=YES \n');
    assert.deepEqual(codes((await client.pushed(uri, ({ version }) => version === 1)).diagnostics), [
      'trailing-blank',
    ]);
    client.change(uri, { text: 'listen=YES\n' });
    assert.deepEqual((await client.pushed(uri, ({ version }) => version === 2)).diagnostics, []);
    client.change(uri, { text: 'listen=NOPE\n' });
    client.shut(uri);
    const cleared = await client.pushed(uri, ({ version }) => version === undefined);
    assert.deepEqual(cleared.diagnostics, []);
    // Whatever was under way for the closed document must not come back: a later document's answer is waited for.
    const next = client.open('listen=NOPE\n');
    await client.pushed(next);
    const last = client.received
      .filter(({ params }) => (params as { uri?: string } | null)?.uri === uri)
      .at(-1);
    assert.deepEqual((last?.params as { diagnostics: unknown[] }).diagnostics, []);
  });

  test('of many quick changes the last one counts', async () => {
    const uri = client.open('listen=NO\n');
    await client.pushed(uri);
    let version = 1;
    for (let i = 0; i < 30; i++) version = client.change(uri, { text: `listen=x${i}\n` });
    const last = await client.pushed(uri, (params) => params.version === version);
    assert.match(messageOf(last.diagnostics[0]), /bad bool/);
  });

  test('the options at the start are the settings; a notification changes them', async () => {
    const uri = client.open('ssl_tlsv12=YES\n');
    assert.deepEqual(
      codes((await client.pushed(uri)).diagnostics).filter((code) => code === 'setting-of-other-build'),
      ['setting-of-other-build'],
    );
    client.notify('workspace/didChangeConfiguration', {
      settings: { vsftpdLens: { build: 'debian-13', rules: FEW } },
    });
    await client.pushed(uri, ({ diagnostics }) => !codes(diagnostics).includes('setting-of-other-build'));
  });
});

test('a client that shows nothing but the bare minimum gets no more', async () => {
  const client = await startServer({ capabilities: BARE });
  const uri = client.open('listen=YES \n');
  const { diagnostics } = await client.pushed(uri);
  assert.ok(diagnostics.length > 0);
  for (const found of diagnostics)
    assert.deepEqual(Object.keys(found).sort(), ['code', 'message', 'range', 'severity', 'source']);
  await client.close();
});
