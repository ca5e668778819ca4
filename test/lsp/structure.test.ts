import assert from 'node:assert/strict';
import test, { after, before, describe } from 'node:test';
import type {
  DocumentLink,
  FoldingRange,
  SelectionRange,
  SemanticTokens,
  SemanticTokensDelta,
} from 'vscode-languageserver';
import { cursor, MODERN, startServer, within, type LspClient } from './client.js';

let client: LspClient;
before(async () => {
  client = await startServer({
    configuration: (uri) => ({ build: uri.includes('sid') ? 'debian-sid' : 'any' }),
  });
});
after(() => client.close());

describe('folding', () => {
  const folds = async (text: string): Promise<string[]> => {
    const found = (await client.ask('foldingRange', client.open(text))) as FoldingRange[];
    return found.map(({ startLine, endLine, kind }) => `${startLine}-${endLine} ${kind ?? ''}`);
  };

  test('comments, sections, blocks of a template', async () => {
    const text = [
      '# one', // 0
      '# two',
      '',
      '# --- TLS ---', // 3
      'ssl_enable=YES',
      '{% if a %}', // 5
      'listen=YES',
      '{% if b %}', // 7
      'listen_port=21',
      '{% endif %}',
      '{% endif %}', // 10
      '',
      '# --- Users ---', // 12
      'local_enable=YES',
      '',
    ].join('\n');
    assert.deepEqual(await folds(text), [
      '0-1 comment',
      '3-10 region',
      '5-10 region',
      '7-9 region',
      '12-13 region',
    ]);
  });

  test('CRLF, an indented comment is none, nothing in an empty file', async () => {
    assert.deepEqual(await folds('# a\r\n# b\r\n  # c\r\n'), ['0-1 comment']);
    assert.deepEqual(await folds(''), []);
  });

  test('no more than the client takes', async () => {
    const few = await startServer({
      capabilities: { ...MODERN, textDocument: { ...MODERN.textDocument, foldingRange: { rangeLimit: 3 } } },
    });
    const uri = few.open('# a\n# b\n\n'.repeat(10));
    assert.equal(((await few.ask('foldingRange', uri)) as unknown[]).length, 3);
    await few.close();
  });
});

describe('selection ranges', () => {
  const grow = async (marked: string): Promise<string[]> => {
    const { text, position } = cursor(marked);
    const [first] = (await client.ask('selectionRange', client.open(text), {
      positions: [position],
    })) as SelectionRange[];
    const steps: string[] = [];
    for (let at = first; at; at = at.parent) steps.push(within(text, at.range));
    return steps;
  };

  test('word, value, line, block, section, file', async () => {
    const block = 'local_root=/srv/ftp/home\nlisten=YES';
    const section = `# -- A --\n\n${block}`;
    assert.deepEqual(await grow(`x=1\n${section.replace('ftp', 'f|tp')}\n\n# -- B --\ny=2\n`), [
      'ftp',
      '/srv/ftp/home',
      'local_root=/srv/ftp/home',
      block,
      section,
      `x=1\n${section}\n\n# -- B --\ny=2\n`,
    ]);
  });

  test('name; comment; blank line; behind the end', async () => {
    assert.deepEqual(await grow('lis|ten=YES\r\n'), ['listen', 'listen=YES', 'listen=YES\r\n']);
    assert.deepEqual(await grow('# a| b\n'), ['# a b', '# a b\n']);
    assert.deepEqual(await grow('a=1\n|\nb=2'), ['a=1\n\nb=2']);
    assert.deepEqual(await grow('a=1\n|'), ['a=1\n']);
  });
});

describe('semantic tokens', () => {
  /** The tokens as `type:text`, line by line. */
  const decode = (text: string, data: readonly number[]): string[] => {
    const types = client.initialized?.capabilities.semanticTokensProvider?.legend.tokenTypes ?? [];
    const tokens: string[] = [];
    let line = 0;
    let character = 0;
    for (let i = 0; i < data.length; i += 5) {
      const [down = 0, right = 0, length = 0, type = 0] = data.slice(i, i + 5);
      line += down;
      character = down > 0 ? right : character + right;
      const range = { start: { line, character }, end: { line, character: character + length } };
      tokens.push(`${types[type] ?? ''}:${within(text, range)}`);
    }
    return tokens;
  };
  const tokens = async (text: string, uri?: string): Promise<string[]> => {
    const opened = client.open(text, uri === undefined ? {} : { uri });
    const { data } = (await client.ask('semanticTokens/full', opened)) as SemanticTokens;
    client.shut(opened);
    return decode(text, data);
  };

  const cases: [string, string[]][] = [
    ['# hi\n', ['comment:# hi']],
    ['listen=YES\n', ['property:listen', 'operator:=', 'enumMember:YES']],
    ['listen=YES # no\n', ['property:listen', 'operator:=']],
    ['  # hi\n', []],
    ['nonsense=1\n', ['operator:=']],
    ['listen_port=21abc\n', ['property:listen_port', 'operator:=', 'number:21']],
    ['ftpd_banner=a # b\r\n', ['property:ftpd_banner', 'operator:=', 'string:a # b']],
    [
      'ftpd_banner=hä 🎈\nlisten=NO',
      [
        'property:ftpd_banner',
        'operator:=',
        'string:hä 🎈',
        'property:listen',
        'operator:=',
        'enumMember:NO',
      ],
    ],
    ['{% if x %}\nlisten={{ y }}\n', ['macro:{% if x %}', 'property:listen', 'operator:=', 'macro:{{ y }}']],
    ['listen=YES\0no\n', ['property:listen', 'operator:=', 'enumMember:YES', 'comment:\0no']],
    ['# a\rb\r\n', ['comment:# a', 'comment:b']],
  ];
  for (const [text, expected] of cases) {
    test(JSON.stringify(text), async () => {
      assert.deepEqual(await tokens(text), expected);
    });
  }

  test('what is not read looks like a comment', async () => {
    const found = await tokens(`${'#'.repeat(99_999)}\nlisten=YES\n`);
    assert.equal(found[1], 'comment:listen=YES');
  });

  test('a build that trims takes blanks around a switch', async () => {
    assert.deepEqual(await tokens('listen = YES\n', 'file:///sid/vsftpd.conf'), [
      'property:listen ',
      'operator:=',
      'enumMember: YES',
    ]);
  });

  test('a part of the file', async () => {
    const text = '# a\nlisten=YES\n# b\n';
    const range = { start: { line: 1, character: 0 }, end: { line: 1, character: 3 } };
    const { data } = (await client.ask('semanticTokens/range', client.open(text), {
      range,
    })) as SemanticTokens;
    assert.deepEqual(decode(text, data), ['property:listen', 'operator:=', 'enumMember:YES']);
  });

  test('only what changed since the last answer', async () => {
    const uri = client.open('listen=YES\n# a\nwrite_enable=NO\n');
    const full = (await client.ask('semanticTokens/full', uri)) as SemanticTokens;
    client.change(uri, { text: 'listen=YES\n# abc\nlocal_enable=NO\nwrite_enable=NO\n' });
    const delta = (await client.ask('semanticTokens/full/delta', uri, {
      previousResultId: full.resultId,
    })) as SemanticTokensDelta;
    assert.equal(delta.edits.length, 1);
    const data = [...full.data];
    for (const edit of delta.edits) data.splice(edit.start, edit.deleteCount, ...(edit.data ?? []));
    assert.ok((delta.edits[0]?.data?.length ?? 0) < data.length);
    const now = (await client.ask('semanticTokens/full', uri)) as SemanticTokens;
    assert.deepEqual(data, now.data);
    const lost = (await client.ask('semanticTokens/full/delta', uri, {
      previousResultId: 'none',
    })) as SemanticTokens;
    assert.deepEqual(lost.data, now.data);
  });
});

describe('links', () => {
  const links = async (text: string, uri?: string): Promise<[string, string | undefined][]> => {
    const opened = client.open(text, uri === undefined ? {} : { uri });
    const found = (await client.ask('documentLink', opened)) as DocumentLink[];
    client.shut(opened);
    return found.map(({ range, target }) => [within(text, range), target]);
  };

  test('absolute paths of files and folders', async () => {
    const text =
      'banner_file= /etc/my banner#1 \nuser_config_dir=/etc/users\nlocal_root=srv\nftpd_banner=/no/path\n#banner_file=/x\n';
    assert.deepEqual(await links(text), [
      ['/etc/my banner#1', 'file:///etc/my%20banner%231'],
      ['/etc/users', 'file:///etc/users'],
    ]);
  });

  test('on the machine of the document', async () => {
    const text = 'banner_file=/etc/b\n';
    const targets: [string, string][] = [
      ['vscode-remote://ssh-remote%2Bhost/etc/vsftpd.conf', 'vscode-remote://ssh-remote%2Bhost/etc/b'],
      ['untitled:Untitled-1', 'file:///etc/b'],
      ['vscode-vfs://github/me/repo/vsftpd.conf', 'vscode-vfs://github/etc/b'],
    ];
    for (const [uri, target] of targets) assert.deepEqual(await links(text, uri), [['/etc/b', target]]);
    assert.deepEqual(await links(text, 'file:///c%3A/work/vsftpd.conf'), [], 'another machine');
  });

  test('not where the path is another one for every user, or known only once rendered', async () => {
    assert.deepEqual(
      await links('user_sub_token=$USER\nlocal_root=/srv/$USER\nbanner_file=/etc/{{ x }}\n'),
      [],
    );
  });
});
