import assert from 'node:assert/strict';
import test, { after, before, describe } from 'node:test';
import type { CompletionItem, CompletionList, Hover, InlayHint, MarkupContent } from 'vscode-languageserver';
import { BARE, cursor, startServer, within, type LspClient } from './client.js';

let client: LspClient;
before(async () => {
  client = await startServer({
    configuration: (uri) => ({ build: uri.includes('debian-12') ? 'debian-12' : 'any' }),
  });
});
after(() => client.close());

interface Shown {
  readonly text: string;
  /** The part of the document it stands for. */
  readonly on: string;
}

async function hover(
  marked: string,
  options: { uri?: string; languageId?: string; mark?: string } = {},
): Promise<Shown | null> {
  const { text, position } = cursor(marked, options.mark);
  const uri = client.open(text, options);
  const found = (await client.ask('hover', uri, { position })) as Hover | null;
  client.shut(uri);
  if (!found) return null;
  assert.ok(found.range);
  return { text: (found.contents as MarkupContent).value, on: within(text, found.range) };
}

describe('a setting', () => {
  test('its type, group and default, on the name', async () => {
    const shown = await hover('pasv_min|_port=50000\n');
    assert.equal(shown?.on, 'pasv_min_port');
    assert.match(shown.text, /^\*\*pasv_min_port\*\* · number \(port\) · Passive mode/);
    assert.match(shown.text, /Default: `5001`/);
  });

  test('defaults that differ name their builds', async () => {
    const shown = await hover('lis|ten=YES\n');
    assert.match(shown?.text ?? '', /Default: .*`NO` on .*Debian 12/);
    const alone = await hover('lis|ten=YES\n', { uri: 'file:///debian-12/vsftpd.conf' });
    assert.match(alone?.text ?? '', /Default: `NO`(?! on)/);
  });

  test('the builds that know it', async () => {
    const shown = await hover('ssl_tlsv1|1=NO\n');
    assert.match(shown?.text ?? '', /Known to .*Debian 13.* only/);
    const refused = await hover('ssl_tlsv1|1=NO\n', { uri: 'file:///debian-12/vsftpd.conf' });
    assert.match(refused?.text ?? '', /Not known to Debian 12/);
  });

  test('what it needs, and whether this file has it', async () => {
    const missing = await hover('pasv_enable=NO\npasv_max|_port=1\n');
    assert.match(missing?.text ?? '', /`pasv_enable=YES` — not set in this file/);
    const there = await hover('pasv_max|_port=1\n');
    assert.match(there?.text ?? '', /`pasv_enable=YES` ✓/);
  });

  test('one that is commented out', async () => {
    const shown = await hover('# text\n#anon|ymous_enable=YES\n');
    assert.equal(shown?.on, 'anonymous_enable');
    assert.match(shown.text, /comment: it sets nothing/);
  });

  test('nothing on an unknown name, a blank line, an ordinary comment', async () => {
    assert.equal(await hover('nonsense|=1\n'), null);
    assert.equal(await hover('listen=YES\n|\n'), null);
    assert.equal(await hover('# some |words\n'), null);
  });
});

describe('a value', () => {
  const cases: [string, RegExp][] = [
    ['listen_port=0|21\n', /`021` is 17 \(octal 021\): a leading 0 makes it octal/],
    ['local_umask=02|2\n', /`022` is 022 \(decimal 18\)[\s\S]*files get 0644, new folders 0755/],
    ['local_umask=2|2\n', /`22` is 026 \(decimal 22\): without a leading 0 it is decimal/],
    ['idle_session_timeout=60|0s\n', /`600s` is 600, 10 min: `s` is not read/],
    ['max_clients=4294967|297\n', /is 1: it does not fit into 32 bits/],
    ['listen_port=700|00\n', /as a port 4464/],
    ['listen_port=f|tp\n', /is 0: it does not start with a digit/],
    ['local_max_rate=512|00\n', /50 KiB\/s/],
    ['listen=tr|ue\n', /\*\*In this file:\*\* on$/m],
    ['listen=YES |# why\n', /none of YES, TRUE, 1, NO, FALSE, 0; YES seems to be meant/],
    ['pasv_min_port=50000\npasv_max_port=500|09\n', /50000 to 50009, 10 ports/],
    ['pasv_min_port=60000\npasv_max_port=500|00\n', /ignored[\s\S]*60000 to 65535/],
    ['pasv_max_port=40|00\n', /ignored[\s\S]*5001 to 65535/],
    ['ftpd_banner=hel|lo \n', /blanks around it are kept by upstream 3\.0\.3/],
    ['ftpd_banner=   |\n', /blanks only: .*Debian 12.* crash/],
    ['local_root=/srv/{{ na|me }}\n', /once the template is rendered/],
    ['listen=NO\nlisten_port=2|1\nlisten_port=22\n', /line 3 sets it again/],
  ];
  for (const [marked, expected] of cases) {
    test(JSON.stringify(marked), async () => {
      assert.match((await hover(marked))?.text ?? 'no hover', expected);
    });
  }

  test('the range is the value without the blanks around it', async () => {
    assert.equal((await hover('ftpd_banner=  hä|llo 🎈 \r\n'))?.on, 'hällo 🎈');
  });

  test('text of the file cannot become markup', async () => {
    const shown = await hover('listen=`](command:x)|`` <img src=x>\n');
    assert.match(shown?.text ?? '', /``` `\]\(command:x\)`` <img src=x> ```/);
  });

  test('a line behind the first 100,000 bytes', async () => {
    const shown = await hover(`${'#'.repeat(99_999)}\nlisten|_port=21\n`);
    assert.match(shown?.text ?? '', /does not read this line/);
  });
});

describe('a reply', () => {
  const REPLY = '227 Entering Passive Mode (192,168,1,10,15,128).';
  const inText = { languageId: 'plaintext', uri: 'file:///tmp/notes.txt', mark: '¦' };

  test('the address, the sum of the port, what kind of address it is', async () => {
    const shown = await hover(`Response: ${REPLY.replace('168', '16¦8')}\n`, inText);
    assert.equal(shown?.on, REPLY);
    assert.match(shown.text, /^\*\*192\.168\.1\.10:3968 = 15 × 256 \+ 128\*\* · 227, answer to PASV/);
    assert.match(shown.text, /private/);
    assert.match(shown.text, /nc -zv -w 5 192\.168\.1\.10 3968[\s\S]*tcp\.port == 3968/);
    assert.equal(shown.text.match(/^- /gm)?.length, 3, shown.text);
    assert.match(shown.text, /pasv_address=PUBLIC_ADDRESS/);
  });

  test('whether the port lies in the range of the open configuration', async () => {
    const uri = client.open('pasv_min_port=3000\npasv_max_port=3100\n', { uri: 'file:///etc/vsftpd.conf' });
    const outside = await hover(`¦${REPLY}\n`, inText);
    client.change(uri, { text: 'pasv_min_port=3900\npasv_max_port=4000\n' });
    const inside = await hover(`¦${REPLY}\n`, inText);
    client.shut(uri);
    assert.match(
      outside?.text ?? '',
      /3968 lies \*\*outside\*\* the passive range 3000 to 3100 of `vsftpd.conf`/,
    );
    assert.match(inside?.text ?? '', /3968 lies inside the passive range 3900 to 4000/);
  });

  test('whether the port lies in the range of a configuration of the workspace that is not open', async () => {
    const uri = 'file:///srv/etc/vsftpd.conf';
    const files = [
      { uri, text: 'pasv_min_port=3900\npasv_max_port=4000\n' },
      { uri: 'file:///srv/other/ports.conf', text: 'listen=YES\n' },
      { uri: 'file:///srv/a/vsftpd.conf', text: 'pasv_max_port=6000\n' },
      { uri: 7, text: null },
    ];
    client.notify('vsftpdLens/workspaceFiles', { files });
    const closed = await hover(`¦${REPLY}\n`, inText);
    client.open('pasv_min_port=5000\n', { uri });
    const open = await hover(`¦${REPLY}\n`, inText);
    client.shut(uri);
    client.notify('vsftpdLens/workspaceFiles', 'nonsense');
    const none = await hover(`¦${REPLY}\n`, inText);
    assert.match(closed?.text ?? '', /lies inside the passive range 3900 to 4000 of `etc\/vsftpd.conf`/);
    assert.doesNotMatch(closed?.text ?? '', /a\/vsftpd\.conf/, 'the config that has the port');
    assert.match(open?.text ?? '', /in the passive range of none of the 2 configs/);
    assert.doesNotMatch(none?.text ?? '', /passive range/);
  });

  test('of several configs the one that names the address is the one compared', async () => {
    const files = ['a', 'b'].map((name, i) => ({
      uri: `file:///srv/${name}/vsftpd.conf`,
      text: `pasv_min_port=${3000 + i * 900}\npasv_max_port=${3099 + i * 900}\npasv_address=192.168.1.${10 + i}\n`,
    }));
    client.notify('vsftpdLens/workspaceFiles', { files });
    const shown = await hover(`¦${REPLY}\n`, inText);
    client.notify('vsftpdLens/workspaceFiles', { files: [] });
    assert.match(shown?.text ?? '', /outside\*\* the passive range 3000 to 3099 of `a\/vsftpd.conf`/);
    assert.doesNotMatch(shown?.text ?? '', /b\/vsftpd/);
  });

  test('229, PORT and EPRT', async () => {
    const extended = await hover('229 Entering Extended Passive Mode (|||61¦234|)\n', inText);
    assert.match(extended?.text ?? '', /61234[\s\S]*nc -zv -w 5 SERVER 61234/);
    const port = await hover('> PORT 10,0,0,5,1¦95,80\n', inText);
    assert.match(port?.text ?? '', /10\.0\.0\.5:50000 = 195 × 256 \+ 80[\s\S]*active mode/);
    const eprt = await hover('EPRT |2|2001:db8::5|5¦0000|\n', inText);
    assert.match(eprt?.text ?? '', /\[2001:db8::5\]:50000/);
  });

  test('the clients that read something else', async () => {
    const shown = await hover('227 Entering Passive Mode 192,0,2¦,1,10,10\n', inText);
    assert.match(shown?.text ?? '', /cannot read it, or read something else: /);
  });

  test('in a comment of a configuration and in a transcript, not in ordinary text', async () => {
    assert.match((await hover(`# seen: ¦${REPLY}\n`, { mark: '¦' }))?.text ?? '', /3968/);
    assert.match(
      (await hover(`< ¦${REPLY}`, { ...inText, languageId: 'ftp-transcript' }))?.text ?? '',
      /3968/,
    );
    assert.equal(await hover('a list of 1,2,3,¦4,5,6 numbers\n', inText), null);
    assert.equal(await hover('listen=Y¦ES\n', inText), null, 'a text file is no configuration');
  });
});

describe('an excerpt of a document that is not handed over', () => {
  const lines = ['x', '< 227 Entering Passive Mode (10,0,0,1,15,128).'];

  test('hover and hints count lines as the document does', async () => {
    const position = { line: 5001, character: 5 };
    const found = (await client.request('vsftpdLens/excerptHover', {
      firstLine: 5000,
      lines,
      position,
    })) as Hover;
    assert.match((found.contents as MarkupContent).value, /10\.0\.0\.1:3968/);
    assert.equal(found.range?.start.line, 5001);
    const hints = (await client.request('vsftpdLens/excerptHints', {
      firstLine: 5000,
      lines,
    })) as InlayHint[];
    assert.deepEqual(
      hints.map((hint) => [hint.position.line, hint.label]),
      [[5001, '10.0.0.1:3968 · private']],
    );
  });

  test('nonsense is answered with nothing', async () => {
    for (const params of [null, 7, {}, { firstLine: 1e99, lines }, { firstLine: 0, lines: [7] }]) {
      assert.equal(await client.request('vsftpdLens/excerptHover', params), null);
      assert.deepEqual(await client.request('vsftpdLens/excerptHints', params), []);
    }
  });
});

test('a client that shows no Markdown gets plain text', async () => {
  const bare = await startServer({ capabilities: BARE });
  const uri = bare.open('listen=YES\n');
  const { contents } = (await bare.ask('hover', uri, { position: { line: 0, character: 2 } })) as Hover;
  assert.equal((contents as MarkupContent).kind, 'plaintext');
  assert.doesNotMatch((contents as MarkupContent).value, /[*`]/);
  const { items } = (await bare.ask('completion', uri, {
    position: { line: 1, character: 0 },
  })) as CompletionList;
  const { documentation } = (await bare.request('completionItem/resolve', items[0])) as CompletionItem;
  assert.equal((documentation as MarkupContent).kind, 'plaintext');
  await bare.close();
});
