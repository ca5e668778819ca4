import assert from 'node:assert/strict';
import test, { after, before, describe } from 'node:test';
import type { DocumentHighlight, Location, Range, TextEdit, WorkspaceEdit } from 'vscode-languageserver';
import { cursor, edited, ServerError, startServer, within, type LspClient } from './client.js';

let client: LspClient;
before(async () => {
  client = await startServer({
    configuration: (uri) => ({ build: uri.includes('debian-12') ? 'debian-12' : 'any' }),
  });
});
after(() => client.close());

const OPTIONS = { tabSize: 2, insertSpaces: true };

async function format(text: string, uri?: string, options: object = {}): Promise<string> {
  const opened = client.open(text, uri === undefined ? {} : { uri });
  const edits = (await client.ask('formatting', opened, {
    options: { ...OPTIONS, ...options },
  })) as TextEdit[];
  client.shut(opened);
  return edited(text, edits);
}

describe('formatting', () => {
  const cases: [string, string][] = [
    ['listen=YES', 'listen=YES\n'],
    ['listen=YES\n\n\n', 'listen=YES\n'],
    ['\n\nlisten=YES\n', 'listen=YES\n'],
    ['a=1\n \t\n\n \nb=2\n', 'a=1\n\nb=2\n'],
    ['  listen=YES\n\tlisten_port=21 \n', 'listen=YES\nlisten_port=21\n'],
    ['# text  \n#\t\n', '# text\n#\n'],
    ['', ''],
    [' \n', ''],
    ['{% if x %}\n  listen=YES\n{% endif %}\n', '{% if x %}\n  listen=YES\n{% endif %}\n'],
    // What vsftpd refuses, and what some builds keep, is not for formatting.
    ['  # text\n', '  # text\n'],
    ['listen=YES \n', 'listen=YES \n'],
    ['listen = YES\n', 'listen = YES\n'],
    ['ftpd_banner= hi \n', 'ftpd_banner= hi \n'],
    ['local_umask= 022\n', 'local_umask= 022\n'],
    ['ftpd_banner=   \n', 'ftpd_banner=   \n'],
    ['listen_port=21\0 \n', 'listen_port=21\0 \n'],
    // The CR of a line's end would become a part of the value.
    ['a=1\r\nlisten=YES', 'a=1\r\nlisten=YES'],
    ['# a  \r\n\r\n\r\n  listen_port=1 \r\n', '# a\r\n\r\nlisten_port=1\r\n'],
    ['a=1\r\r\n\n\n', 'a=1\r\r\n'],
  ];
  for (const [text, expected] of cases) {
    test(JSON.stringify(text), async () => {
      assert.equal(await format(text), expected);
      assert.equal(await format(expected), expected, 'a second time changes nothing');
    });
  }

  test('a build that drops the blanks around a text lets them go', async () => {
    assert.equal(await format('ftpd_banner= hi \n', 'file:///debian-12/vsftpd.conf'), 'ftpd_banner=hi\n');
    assert.equal(
      await format('ftpd_banner=  \n', 'file:///debian-12/vsftpd.conf'),
      'ftpd_banner=  \n',
      'a crash stays a crash',
    );
  });

  test('a file longer than what is read is left alone', async () => {
    const long = `${`# text  \n\n\n`.repeat(10_000)}listen=NO\n`;
    assert.equal(await format(long), long);
  });

  test('the client may want no newline at the end', async () => {
    assert.equal(await format('listen=YES', undefined, { insertFinalNewline: false }), 'listen=YES');
  });

  test('only what is selected', async () => {
    const text = '  a=1\n  b=2\n  c=3\n';
    const range = { start: { line: 1, character: 0 }, end: { line: 2, character: 0 } };
    const edits = (await client.ask('rangeFormatting', client.open(text), {
      range,
      options: OPTIONS,
    })) as TextEdit[];
    assert.equal(edited(text, edits), '  a=1\nb=2\n  c=3\n');
  });
});

async function at(
  method: string,
  marked: string,
  params: object = {},
): Promise<{ uri: string; text: string; answer: unknown }> {
  const { text, position } = cursor(marked);
  const uri = client.open(text);
  return { uri, text, answer: await client.ask(method, uri, { position, ...params }) };
}

describe('definition', () => {
  const target = async (marked: string): Promise<string | null> => {
    const { uri, answer } = await at('definition', marked);
    const location = answer as Location | null;
    if (!location) return null;
    const place = `${location.range.start.line}:${location.range.start.character}`;
    return location.uri === uri ? place : location.uri;
  };
  const cases: [string, string | null][] = [
    ['list|en=YES\nx=1\n listen=NO\n', '2:1'],
    ['#list|en=YES\nx=1\nlisten=NO\n', '2:0'],
    ['userlist_file=/etc/vsftpd.u|ser_list\n', 'file:///etc/vsftpd.user_list'],
    ['user_config_dir=/etc/us|ers\n', 'file:///etc/users'],
    ['local_root=/srv/$U|SER/x\nuser_sub_token=$USER\n', '1:0'],
    ['ftpd_banner=/etc|/x\n', null],
    ['nonsen|se=1\n', null],
    ['|\n', null],
  ];
  for (const [marked, expected] of cases) {
    test(JSON.stringify(marked), async () => {
      assert.equal(await target(marked), expected);
    });
  }
});

describe('references and highlights', () => {
  test('every line that sets it, also those commented out', async () => {
    const marked = 'lis|ten=YES\n#listen=NO\nlisten_port=1\n## listen = x\nlisten=NO\n';
    const { uri, answer, text } = await at('references', marked, { context: { includeDeclaration: true } });
    const found = answer as Location[];
    assert.deepEqual(
      found.map((one) => [one.uri, one.range.start.line, within(text, one.range)]),
      [
        [uri, 0, 'listen'],
        [uri, 1, 'listen'],
        [uri, 3, 'listen'],
        [uri, 4, 'listen'],
      ],
    );
  });

  test('the line in force is the one that writes', async () => {
    const { answer } = await at('documentHighlight', 'lis|ten=YES\nlisten=NO\n');
    assert.deepEqual(
      (answer as DocumentHighlight[]).map(({ range, kind }) => [range.start.line, kind]),
      [
        [0, 2],
        [1, 3],
      ],
    );
  });

  test('nothing on a value', async () => {
    assert.deepEqual((await at('documentHighlight', 'listen=Y|ES\n')).answer, []);
  });
});

describe('rename', () => {
  test('the token, wherever it stands', async () => {
    const marked = 'user_sub_token=$U|SER\nlocal_root=/srv/$USER/$USER/x\nftpd_banner=$USER\n';
    const { uri, text, answer } = await at('rename', marked, { newName: '%u' });
    const edits = (answer as WorkspaceEdit).changes?.[uri] ?? [];
    assert.equal(edited(text, edits), 'user_sub_token=%u\nlocal_root=/srv/%u/%u/x\nftpd_banner=$USER\n');
  });

  test('what can be renamed is said beforehand', async () => {
    const { text, answer } = await at('prepareRename', 'local_root=/srv/$US|ER\nuser_sub_token=$USER\n');
    const { range, placeholder } = answer as { range: Range; placeholder: string };
    assert.deepEqual([within(text, range), placeholder], ['$USER', '$USER']);
    assert.equal((await at('prepareRename', 'lis|ten=YES\n')).answer, null);
  });

  const refused: [string, string, RegExp][] = [
    ['lis|ten=YES\n', 'listen2', /names of settings are fixed/],
    ['user_sub_token=$US|ER\n', ' ', /must not be empty/],
    ['user_sub_token=$US|ER\nlocal_root=/srv/$USER\n', 'srv', /already contains/],
  ];
  for (const [marked, newName, why] of refused) {
    test(`not ${JSON.stringify(marked)} to ${JSON.stringify(newName)}`, async () => {
      await assert.rejects(
        at('rename', marked, { newName }),
        (error) => error instanceof ServerError && error.code === -32803 && why.test(error.message),
      );
    });
  }
});
