import assert from 'node:assert/strict';
import test, { after, before, describe } from 'node:test';
import type { CompletionItem, CompletionList, MarkupContent, Range, TextEdit } from 'vscode-languageserver';
import { BARE, cursor, edited, startServer, type LspClient } from './client.js';

let modern: LspClient;
let bare: LspClient;
before(async () => {
  modern = await startServer({
    configuration: (uri) => ({ build: uri.includes('debian-12') ? 'debian-12' : 'any' }),
  });
  bare = await startServer({ capabilities: BARE });
});
after(() => Promise.all([modern.close(), bare.close()]));

interface Offered {
  readonly list: CompletionList;
  readonly text: string;
}

async function complete(marked: string, client: LspClient, uri?: string): Promise<Offered> {
  const { text, position } = cursor(marked);
  const opened = client.open(text, uri === undefined ? {} : { uri });
  const list = (await client.ask('completion', opened, { position })) as CompletionList;
  client.shut(opened);
  return { list, text };
}

/** The file after an item was taken, as an editor of that client would make it. */
function taken({ list, text }: Offered, label: string): string {
  const item = list.items.find((one) => one.label === label);
  assert.ok(item, `${label} is not offered, only ${list.items.map((one) => one.label).join(' ')}`);
  const edit: TextEdit = item.textEdit
    ? (item.textEdit as TextEdit)
    : { range: list.itemDefaults?.editRange as Range, newText: item.textEditText ?? item.label };
  return edited(text, [edit]);
}

const labels = ({ list }: Offered): string[] => byRank(list).map((item) => item.label);
const byRank = (list: CompletionList): CompletionItem[] =>
  [...list.items].sort((a, b) => ((a.sortText ?? a.label) < (b.sortText ?? b.label) ? -1 : 1));

describe('names', () => {
  const cases: [string, string, string][] = [
    ['|', 'listen', 'listen='],
    ['lis|', 'listen', 'listen='],
    ['a=1\npasv|\nb=2\n', 'pasv_max_port', 'a=1\npasv_max_port=\nb=2\n'],
    ['  pa|\r\n', 'pasv_max_port', '  pasv_max_port=\r\n'],
    ['# hä\npa|\n', 'pasv_max_port', '# hä\npasv_max_port=\n'],
  ];
  for (const [marked, label, expected] of cases) {
    test(JSON.stringify(marked), async () => {
      const result = taken(await complete(marked, bare), label);
      assert.equal(result.replace('listen=YES', 'listen=').replace('listen=NO', 'listen='), expected);
    });
  }

  test('in the middle of a word the whole name is replaced, its value kept', async () => {
    for (const client of [modern, bare]) {
      assert.equal(
        taken(await complete('pasv_m|in_port=3000\n', client), 'pasv_max_port'),
        'pasv_max_port=3000\n',
      );
      assert.equal(taken(await complete('|listen=NO\n', client), 'listen_ipv6'), 'listen_ipv6=NO\n');
    }
  });

  test('a switch comes with the value that changes something', async () => {
    assert.equal(taken(await complete('wri|\n', bare), 'write_enable'), 'write_enable=YES\n');
    assert.equal(taken(await complete('ano|\n', bare), 'anonymous_enable'), 'anonymous_enable=NO\n');
    assert.equal(taken(await complete('wri|\n', modern), 'write_enable'), 'write_enable=${1|YES,NO|}\n');
  });

  test('a default with characters of snippets is escaped', async () => {
    const offered = await complete('|\n', modern);
    assert.equal(taken(offered, 'listen_port'), 'listen_port=${1:21}\n');
    const item = offered.list.items.find((one) => one.label === 'listen_port');
    assert.equal(item?.insertTextFormat, 2);
  });

  test('those already set come last, those of other builds not at all', async () => {
    const offered = await complete('listen=YES\nlis|\n', modern);
    const ranked = labels(offered);
    assert.ok(ranked.indexOf('listen') > ranked.indexOf('xferlog_file'));
    const debian = labels(await complete('|', modern, 'file:///debian-12/vsftpd.conf'));
    assert.ok(
      debian.indexOf('ssl_tlsv12') > debian.indexOf('xferlog_file'),
      'unknown to the build: behind all others',
    );
  });

  test('in a per-user file those without effect there come late', async () => {
    const ranked = labels(await complete('|', modern, 'file:///etc/vsftpd/user_conf/alice'));
    assert.ok(ranked.indexOf('chroot_local_user') > ranked.indexOf('write_enable'));
  });

  test('the word for a group finds its settings, and names stay what they are', async () => {
    const { list } = await complete('|\n', modern);
    const found = (name: string): string | undefined =>
      list.items.find(({ label }) => label === name)?.filterText;
    assert.equal(found('pasv_min_port'), 'pasv_min_port passive');
    assert.equal(found('ssl_enable'), 'ssl_enable tls');
    assert.equal(found('listen'), undefined);
  });

  test('documentation comes when an item is looked at', async () => {
    const { list } = await complete('pasv|\n', modern);
    const item = list.items.find((one) => one.label === 'pasv_min_port');
    assert.equal(item?.documentation, undefined);
    const resolved = (await modern.request('completionItem/resolve', item)) as CompletionItem;
    assert.match((resolved.documentation as MarkupContent).value, /\*\*pasv_min_port\*\*/);
  });

  test('their documentation says of the file what a hover says', async () => {
    for (const [value, expected] of [
      ['YES', /Needs `listen=YES` ✓/],
      ['NO', /Needs `listen=YES` — not set in this file/],
    ] as const) {
      const { text, position } = cursor(`listen=${value}\nlisten_addr|\n`);
      const uri = modern.open(text);
      const list = (await modern.ask('completion', uri, { position })) as CompletionList;
      const item = list.items.find((one) => one.label === 'listen_address');
      const resolved = (await modern.request('completionItem/resolve', item)) as CompletionItem;
      assert.match((resolved.documentation as MarkupContent).value, expected);
    }
  });
});

describe('values', () => {
  test('a switch: the one that is not the default first', async () => {
    assert.deepEqual(labels(await complete('write_enable=|\n', modern)), ['YES', 'NO']);
    assert.deepEqual(labels(await complete('anonymous_enable=|\n', modern)), ['NO', 'YES']);
  });

  test('the whole value is replaced', async () => {
    for (const client of [modern, bare]) {
      assert.equal(
        taken(await complete('write_enable=N|o way\nlisten=YES\n', client), 'YES'),
        'write_enable=YES\nlisten=YES\n',
      );
      assert.equal(taken(await complete('write_enable=|NO\r\n', client), 'YES'), 'write_enable=YES\r\n');
    }
  });

  test('defaults of all builds for a path', async () => {
    const offered = labels(await complete('chroot_list_file=|\n', modern));
    assert.ok(
      offered.includes('/etc/vsftpd.chroot_list') && offered.includes('/etc/vsftpd/chroot_list'),
      String(offered),
    );
  });

  test('a list of builds that is cut says so', async () => {
    const { list } = await complete('secure_chroot_dir=|\n', modern);
    const notes = list.items
      .map(({ detail = '' }) => detail)
      .filter((detail) => detail.startsWith('default on'));
    assert.ok(notes.length > 1);
    assert.ok(
      notes.some((note) => /^default on (?:[^,]+, ){4}…$/.test(note)),
      notes.join('\n'),
    );
  });

  test('one command of a list', async () => {
    const offered = await complete('cmds_allowed=USER,PA|,QUIT\n', modern);
    assert.equal(taken(offered, 'PASV'), 'cmds_allowed=USER,PASV,QUIT\n');
    assert.ok(!labels(offered).includes('QUIT'), 'listed already');
  });

  test('nothing for a name that is no setting', async () => {
    assert.deepEqual(labels(await complete('nonsense=|\n', modern)), []);
  });
});

describe('comments', () => {
  test('a directive', async () => {
    const offered = await complete('# vsf|\nlisten=YES\n', modern);
    assert.equal(
      taken(offered, '# vsftpd-lens disable-next-line'),
      '# vsftpd-lens disable-next-line \nlisten=YES\n',
    );
  });

  test('rule codes behind it', async () => {
    const offered = await complete('# vsftpd-lens disable-next-line both-listeners, trail|ing-x\n', modern);
    assert.equal(
      taken(offered, 'trailing-blank'),
      '# vsftpd-lens disable-next-line both-listeners, trailing-blank\n',
    );
    const item = offered.list.items.find((one) => one.label === 'trailing-blank');
    const resolved = (await modern.request('completionItem/resolve', item)) as CompletionItem;
    assert.match((resolved.documentation as MarkupContent).value, /`trailing-blank` · error/);
  });

  test('ordinary comments are left in peace', async () => {
    assert.deepEqual(labels(await complete('# This is |\n', modern)), []);
    assert.deepEqual(
      labels(await complete('# vsftpd-lens disable-next-line trailing-blank -- because |\n', modern)),
      [],
    );
  });
});

test('nothing in a text file', async () => {
  const uri = modern.open('lis', { uri: 'file:///tmp/notes.txt', languageId: 'plaintext' });
  assert.equal(await modern.ask('completion', uri, { position: { line: 0, character: 3 } }), null);
});
