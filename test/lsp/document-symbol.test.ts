import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import type { DocumentSymbol, SymbolInformation } from 'vscode-languageserver';
import { BARE, startServer, within, type LspClient } from './client.js';

let client: LspClient;
before(async () => {
  client = await startServer();
});
after(() => client.close());

/** `name=detail`, children indented. */
function outline(symbols: readonly DocumentSymbol[], indent = ''): string[] {
  return symbols.flatMap(({ name, detail, children = [] }) => [
    `${indent}${name}${detail === undefined ? '' : `=${detail}`}`,
    ...outline(children, `${indent}  `),
  ]);
}

async function symbols(text: string): Promise<DocumentSymbol[]> {
  const uri = client.open(text);
  const found = (await client.ask('documentSymbol', uri)) as DocumentSymbol[];
  checkNesting(found);
  return found;
}

/** The protocol's rule: what is selected lies in the range, and the children's ranges do too. */
function checkNesting(list: readonly DocumentSymbol[]): void {
  const inside = (a: DocumentSymbol['range'], b: DocumentSymbol['range']): boolean =>
    (a.start.line > b.start.line ||
      (a.start.line === b.start.line && a.start.character >= b.start.character)) &&
    (a.end.line < b.end.line || (a.end.line === b.end.line && a.end.character <= b.end.character));
  for (const { range, selectionRange, children = [] } of list) {
    assert.ok(inside(selectionRange, range));
    for (const child of children) assert.ok(inside(child.range, range));
    checkNesting(children);
  }
}

test('under the headings of the file', async () => {
  const text = [
    'listen=YES',
    '# ---- Passive mode ----',
    'pasv_enable=YES',
    'pasv_min_port=50000',
    '',
    '### TLS ###',
    '# an ordinary comment',
    'ssl_enable=YES',
    '',
    '########################',
    '# Users',
    '########################',
    'local_enable=YES',
    '# [Logging]',
    'xferlog_enable=YES',
    '',
  ].join('\n');
  assert.deepEqual(outline(await symbols(text)), [
    'listen=YES',
    'Passive mode',
    '  pasv_enable=YES',
    '  pasv_min_port=50000',
    'TLS',
    '  ssl_enable=YES',
    'Users',
    '  local_enable=YES',
    'Logging',
    '  xferlog_enable=YES',
  ]);
});

test('under the groups of neighbours, in a file without headings', async () => {
  assert.deepEqual(
    outline(await symbols('# c\npasv_enable=YES\n#x=1\npasv_min_port=1\nlisten=YES\nnonsense\n')),
    ['Passive mode', '  pasv_enable=YES', '  pasv_min_port=1', 'listen=YES', 'nonsense='],
  );
});

test('ranges, kinds, odd lines', async () => {
  const text = '  ftpd_banner= hä 🎈 \r\n=x\r\nlisten=YES\r\n';
  const [banner, nameless, listen] = await symbols(text);
  assert.ok(banner && nameless && listen);
  assert.equal(within(text, banner.range), '  ftpd_banner= hä 🎈 ');
  assert.equal(within(text, banner.selectionRange), 'ftpd_banner');
  assert.equal(banner.detail, 'hä 🎈');
  assert.deepEqual([banner.kind, nameless.name, listen.kind], [15, '=', 17]);
});

test('flat for clients that know no tree', async () => {
  const bare = await startServer({ capabilities: BARE });
  const uri = bare.open('pasv_enable=YES\npasv_min_port=1\n');
  const found = (await bare.ask('documentSymbol', uri)) as SymbolInformation[];
  assert.deepEqual(
    found.map(({ name, containerName, location }) => [name, containerName, location.uri]),
    [
      ['Passive mode', undefined, uri],
      ['pasv_enable', 'Passive mode', uri],
      ['pasv_min_port', 'Passive mode', uri],
    ],
  );
  await bare.close();
});
