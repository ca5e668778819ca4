import assert from 'node:assert/strict';
import test from 'node:test';
import { cursor, ServerError, startServer } from './client.js';

const METHODS: [string, object][] = [
  ['hover', {}],
  ['completion', {}],
  ['codeAction', { context: { diagnostics: [] } }],
  ['inlayHint', {}],
  ['documentSymbol', {}],
  ['foldingRange', {}],
  ['selectionRange', {}],
  ['semanticTokens/full', {}],
  ['semanticTokens/range', {}],
  ['documentLink', {}],
  ['definition', {}],
  ['references', { context: { includeDeclaration: true } }],
  ['documentHighlight', {}],
  ['prepareRename', {}],
  ['formatting', { options: { tabSize: 2, insertSpaces: true } }],
  ['rangeFormatting', { options: { tabSize: 2, insertSpaces: true } }],
  ['diagnostic', {}],
];

/** Files that no one would write. */
const HOSTILE = [
  '',
  '\n',
  '\r',
  '=',
  '\0\0=\0\n',
  '\ufefflisten=YES\n',
  '\ud800=\udc00\n',
  `${'='.repeat(5000)}\n`,
  `#${'\r'.repeat(20_000)}\n`,
  `# ${'-'.repeat(50_000)}x\n`,
  `ftpd_banner=${'227 ('.repeat(5000)}\n`,
  `# ${'227 Entering Passive Mode (1,2,3,4,5,6). '.repeat(500)}\n`,
  `${'{% if x %}\n'.repeat(500)}listen=YES\n`,
  `# vsftpd-lens disable-next-line ${'a-'.repeat(20_000)}\n`,
  'listen=YES\n'.repeat(3000),
  `cmds_allowed=${','.repeat(5000)}\n`,
  'user_sub_token=/\nlocal_root=//////\n',
  'constructor=1\n__proto__=YES\ntoString=\n',
];

test('every request about every odd file is answered, at every odd place', async () => {
  const client = await startServer();
  const positions = [
    { line: 0, character: 0 },
    { line: 0, character: 3 },
    { line: 0, character: 99_999 },
    { line: 1, character: 0 },
    { line: 99_999, character: 7 },
    { line: 2 ** 53, character: 2 ** 53 },
  ];
  for (const text of HOSTILE) {
    for (const languageId of ['vsftpd', 'log']) {
      const uri = client.open(text, { uri: `file:///x/${languageId}/vsftpd.conf`, languageId });
      for (const [method, params] of METHODS) {
        for (const position of positions) {
          const range = { start: { line: 0, character: 0 }, end: position };
          await client.ask(method, uri, { position, positions: [position], range, ...params });
          if (position.line > 99_999) {
            const far = { start: position, end: position };
            await client.ask(method, uri, { position, positions: [position], range: far, ...params });
          }
        }
      }
      client.shut(uri);
    }
  }
  const logged = client.received.filter(({ method }) => method === 'window/logMessage');
  assert.deepEqual(logged, [], 'no handler failed');
  assert.equal(await client.close(), 0);
});

test('a document that is not open has no answer, and is no error', async () => {
  const client = await startServer();
  for (const [method, params] of METHODS) {
    const position = { line: 0, character: 0 };
    const answer = await client.ask(method, 'file:///not/open.conf', {
      position,
      positions: [position],
      range: { start: position, end: position },
      ...params,
    });
    if (method === 'diagnostic') assert.deepEqual(answer, { kind: 'full', items: [] });
    else if (method.startsWith('semanticTokens')) assert.deepEqual(answer, { data: [] });
    else assert.equal(answer, null, method);
  }
  assert.equal(await client.close(), 0);
});

test('a request that is cancelled before its turn is not worked on', async () => {
  const client = await startServer();
  const { text, position } = cursor('lis|ten=YES\n');
  const uri = client.open(text);
  const asked = client.send('textDocument/hover', { textDocument: { uri }, position });
  client.notify('$/cancelRequest', { id: asked.id });
  await assert.rejects(asked.answer, (error) => error instanceof ServerError && error.code === -32800);
  assert.notEqual(await client.ask('hover', uri, { position }), null, 'the next one is answered');
  await client.close();
});

test('a request that is cancelled while the settings are on their way is not worked on', async () => {
  let slow = true;
  const client = await startServer({
    configuration: () => {
      if (slow) client.notify('$/cancelRequest', { id: asked.id });
      return {};
    },
  });
  const uri = client.open('listen=YES\n');
  const asked = client.send('textDocument/hover', {
    textDocument: { uri },
    position: { line: 0, character: 1 },
  });
  await assert.rejects(asked.answer, (error) => error instanceof ServerError && error.code === -32800);
  slow = false;
  await client.close();
});

test('a handler that fails is logged, answers nothing, and the session goes on', async () => {
  const client = await startServer();
  const uri = client.open('listen=YES\n');
  assert.equal(await client.ask('hover', uri, { position: null }), null);
  const logged = await client.from('window/logMessage');
  assert.match((logged.params as { message: string }).message, /TypeError/);
  assert.notEqual(await client.ask('hover', uri, { position: { line: 0, character: 1 } }), null);
  await client.close();
});
