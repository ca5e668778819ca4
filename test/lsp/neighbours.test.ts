import assert from 'node:assert/strict';
import test, { after, before, describe } from 'node:test';
import type { CodeAction, CompletionItem, Diagnostic, Hover, MarkupContent } from 'vscode-languageserver';
import type { FirewallReading } from '../../core/firewall/index.js';
import { readFirewallFile } from '../../core/firewall/formats/index.js';
import { cursor, edited, startServer, within, type LspClient } from './client.js';

const CONFIG = 'listen=YES\npasv_min_port=21100\npasv_max_port=21110\npasv_address=198.51.100.20\n';
const COMPOSE =
  'services:\n  ftp:\n    image: fauria/vsftpd\n    ports:\n      - "21:21"\n      - "21100-21105:21100-21105"\n';

/** Only what is found between files. */
const BETWEEN = { '*': 'off', 'forward-*': 'warning', 'firewall-*': 'warning' };

let folders = 0;

/** A config and a neighbour, opened in a folder of their own. */
function openPair(
  client: LspClient,
  config: string,
  name: string,
  text: string,
  languageId = 'yaml',
): { config: string; neighbour: string } {
  const folder = `file:///srv/pair-${++folders}`;
  return {
    neighbour: client.open(text, { uri: `${folder}/${name}`, languageId }),
    config: client.open(config, { uri: `${folder}/vsftpd.conf` }),
  };
}

const codes = (diagnostics: readonly Diagnostic[]): unknown[] => diagnostics.map(({ code }) => code);

describe('a config and a container file beside it', () => {
  let client: LspClient;
  before(async () => {
    client = await startServer({ configuration: () => ({ rules: BETWEEN }) });
  });
  after(() => client.close());

  test('both show the ports that are not published, each at its own line', async () => {
    const { config, neighbour } = openPair(client, CONFIG, 'compose.yaml', COMPOSE);
    const [here] = await client.pull(config);
    assert.equal(here?.code, 'forward-missing');
    assert.match(typeof here.message === 'string' ? here.message : '', /21106-21110/);
    assert.match(within(CONFIG, here.range), /^pasv_m(?:ax|in)_port=/);
    assert.equal(here.relatedInformation?.[0]?.location.uri, neighbour);
    const [there] = await client.pull(neighbour);
    assert.equal(there?.code, 'forward-missing');
    assert.match(within(COMPOSE, there.range), /21100-21105/);
    assert.equal(there.relatedInformation?.[0]?.location.uri, config);
  });

  test('a repair is offered on either side, and after it nothing is left', async () => {
    const { config, neighbour } = openPair(client, CONFIG, 'compose.yaml', COMPOSE);
    const [found] = await client.pull(config);
    assert.ok(found);
    const actions = (await client.ask('codeAction', config, {
      range: found.range,
      context: { diagnostics: [found] },
    })) as CodeAction[];
    const change = actions.find(({ edit }) => edit?.changes?.[neighbour] !== undefined);
    assert.match(change?.title ?? '', /compose\.yaml/);
    const after = edited(COMPOSE, change?.edit?.changes?.[neighbour] ?? []);
    assert.match(after, /21100-21110:21100-21110/);
    client.change(neighbour, { text: after });
    assert.deepEqual(codes(await client.pull(config)), []);
    assert.deepEqual(codes(await client.pull(neighbour)), []);
  });

  test('a hover on a port line says which part of the service it serves', async () => {
    const { text, position } = cursor(COMPOSE.replace('"21100-', '"211|00-'));
    const { neighbour } = openPair(client, CONFIG, 'docker-compose.yml', text);
    const hover = (await client.ask('hover', neighbour, { position })) as Hover;
    const { value } = hover.contents as MarkupContent;
    assert.match(value, /21100-21105/);
    assert.match(value, /6 of 11 ports/);
  });

  test('the range that a start script gives is shown where the file is read', async () => {
    const script =
      '#!/bin/sh\n# starts vsftpd\nLOW=21000\nexec vsftpd /etc/vsftpd.conf -opasv_min_port=$LOW -opasv_max_port=21010\n';
    const { config } = openPair(client, CONFIG, 'start.sh', script, 'shellscript');
    const hints = (await client.ask('inlayHint', config, {
      range: { start: { line: 0, character: 0 }, end: { line: 9, character: 0 } },
    })) as { label: string; position: { line: number } }[];
    const found = hints.filter(({ label }) => label.includes('start.sh'));
    assert.deepEqual(
      found.map(({ label, position }) => [label, position.line]),
      [['21000-21010, by start.sh line 4', 2]],
    );
    const hover = (await client.ask('hover', config, { position: { line: 1, character: 3 } })) as Hover;
    assert.match(
      (hover.contents as MarkupContent).value,
      /As it is started:\*\* `21000`, by .*start\.sh line 4/,
    );
  });

  test('an image that is known is judged without any vsftpd.conf, its variables are explained', async () => {
    const text = `${COMPOSE}    environment:\n      PASV_ADDRESS: 0.0.0.0\n      PASV_MIN_PORT: 21100\n`;
    const uri = client.open(text, { uri: 'file:///alone/deep/compose.yaml', languageId: 'yaml' });
    const found = await client.pull(uri);
    assert.deepEqual(codes(found).sort(), ['forward-address-inner', 'forward-missing']);
    const hover = (await client.ask('hover', uri, { position: { line: 8, character: 9 } })) as Hover;
    assert.match((hover.contents as MarkupContent).value, /first passive port .*21100 where it is not set/);
  });

  test('files of other services, and files far away, are left alone', async () => {
    const web = 'services:\n  web:\n    image: nginx\n    ports:\n      - "80:80"\n';
    const pair = openPair(client, CONFIG, 'compose.yaml', web);
    assert.deepEqual(codes(await client.pull(pair.config)), []);
    assert.deepEqual(codes(await client.pull(pair.neighbour)), []);
    const far = client.open(COMPOSE.replace('fauria/vsftpd', 'example/ftp'), {
      uri: 'file:///home/anna/compose.yaml',
      languageId: 'yaml',
    });
    assert.deepEqual(codes(await client.pull(far)), []);
  });

  test('a rule that suits one of two configs of a folder is no fault', async () => {
    const folder = `file:///srv/two-${++folders}`;
    const compose = client.open(COMPOSE, { uri: `${folder}/compose.yaml`, languageId: 'yaml' });
    client.open(CONFIG, { uri: `${folder}/vsftpd.conf` });
    const other = client.open(CONFIG.replace('21110', '21105'), { uri: `${folder}/vsftpd-b.conf` });
    assert.deepEqual(codes(await client.pull(compose)), []);
    client.shut(other);
    assert.deepEqual(codes(await client.pull(compose)), ['forward-missing']);
  });

  test('a comment in the config silences it on both sides', async () => {
    const silent = `# vsftpd-lens disable-file forward-missing\n${CONFIG}`;
    const { config, neighbour } = openPair(client, silent, 'compose.yaml', COMPOSE);
    assert.deepEqual(codes(await client.pull(config)), []);
    assert.deepEqual(codes(await client.pull(neighbour)), []);
  });

  test('a template leaves the ports open, and nothing is said', async () => {
    const template = CONFIG.replace('21110', '{{ pasv_max }}');
    const { config, neighbour } = openPair(client, template, 'compose.yaml', COMPOSE);
    assert.deepEqual(codes(await client.pull(config)), []);
    assert.deepEqual(codes(await client.pull(neighbour)), []);
  });

  test('half a YAML and other nonsense break nothing', async () => {
    for (const text of ['services:\n  ftp:\n    ports:\n      - "21', '\u0000\u0001', 'services: [[[[', '']) {
      const { config, neighbour } = openPair(client, CONFIG, 'compose.yaml', text);
      await client.pull(config);
      await client.pull(neighbour);
      assert.equal(await client.ask('hover', neighbour, { position: { line: 0, character: 1 } }), null);
    }
  });
});

test('files that are not open are compared as the client tells of them, and show it too', async () => {
  const client = await startServer({ configuration: () => ({ rules: BETWEEN }) });
  const folder = `file:///srv/told-${++folders}`;
  const uri = `${folder}/compose.yaml`;
  const config = client.open(CONFIG, { uri: `${folder}/vsftpd.conf` });
  assert.deepEqual(codes(await client.pull(config)), []);
  client.notify('vsftpdLens/workspaceFiles', { files: [{ uri, text: COMPOSE }, 7, { uri: 3 }] });
  await client.from('workspace/diagnostic/refresh');
  assert.deepEqual(codes(await client.pull(config)), ['forward-missing']);
  const told = await client.pushed(uri, ({ diagnostics }) => diagnostics.length > 0);
  assert.deepEqual(codes(told.diagnostics), ['forward-missing']);
  const range = told.diagnostics[0]?.range;
  const actions = (await client.request('vsftpdLens/fileActions', {
    uri,
    text: COMPOSE,
    range,
  })) as CodeAction[];
  assert.ok(actions.some(({ edit }) => edit?.changes?.[uri]));
  const position = { line: 5, character: 10 };
  const hover = (await client.request('vsftpdLens/fileHover', { uri, text: COMPOSE, position })) as Hover;
  assert.match((hover.contents as MarkupContent).value, /passive range/i);
  client.notify('vsftpdLens/workspaceFiles', { files: [] });
  await client.pushed(uri, ({ diagnostics }) => diagnostics.length === 0);
  assert.deepEqual(codes(await client.pull(config)), []);
  await client.close();
});

test('variables of a known image are explained and offered, in open files and in those told of', async () => {
  const client = await startServer({ configuration: () => ({ rules: BETWEEN }) });
  const folder = `file:///srv/image-${++folders}`;
  const whole =
    'services:\n  ftp:\n    image: fauria/vsftpd\n    ports:\n      - "21:21"\n    environment:\n      PASV_ADDRESS: 192.0.2.1\n';
  const text = `${whole}      PA\n`;
  const uri = `${folder}/compose.yaml`;
  client.notify('vsftpdLens/workspaceFiles', { files: [{ uri, text: whole }] });
  const onName = { uri, text: whole, position: { line: 6, character: 8 } };
  const hover = (await client.request('vsftpdLens/fileHover', onName)) as Hover;
  assert.match((hover.contents as MarkupContent).value, /The address that clients are told/);
  const atEnd = { uri, text, position: { line: 7, character: 8 } };
  const told = (await client.request('vsftpdLens/fileCompletion', atEnd)) as CompletionItem[];
  assert.deepEqual(
    told.map(({ textEdit }) => textEdit?.newText),
    ['PASV_MIN_PORT: ', 'PASV_MAX_PORT: '],
  );
  const open = client.open(text, { uri: `${folder}/docker-compose.yml`, languageId: 'yaml' });
  const offered = (await client.request('textDocument/completion', {
    textDocument: { uri: open },
    position: atEnd.position,
  })) as CompletionItem[];
  assert.deepEqual(offered, told);
  await client.close();
});

describe('files that Compose reads as one', () => {
  const VARIABLE = COMPOSE.replace(
    '21100-21105:21100-21105',
    '${LOW:-21000}-${HIGH:-21010}:${LOW:-21000}-21010',
  );
  const MORE = 'services:\n  ftp:\n    ports:\n      - "21106-21110:21106-21110"\n';
  let client: LspClient;
  before(async () => {
    client = await startServer({ configuration: () => ({ rules: BETWEEN }) });
  });
  after(() => client.close());

  test('a .env that is opened beside it, and changed', async () => {
    const ranges = COMPOSE.replace('21100-21105:21100-21105', '${RANGE:-21000-21010}:${RANGE:-21000-21010}');
    const { config, neighbour } = openPair(client, CONFIG, 'compose.yaml', ranges);
    assert.deepEqual(codes(await client.pull(config)), ['forward-missing']);
    const uri = neighbour.replace('compose.yaml', '.env');
    client.open('RANGE=21100-21110\n', { uri, languageId: 'dotenv' });
    assert.deepEqual(codes(await client.pull(config)), []);
    assert.deepEqual(codes(await client.pull(neighbour)), []);
    client.change(uri, { text: 'RANGE=21100-21105\n' });
    const [found] = await client.pull(config);
    assert.match(typeof found?.message === 'string' ? found.message : '', /21106-21110 .*compose\.yaml:6/);
    const actions = (await client.ask('codeAction', config, {
      range: found?.range,
      context: { diagnostics: [] },
    })) as CodeAction[];
    assert.ok(actions.some(({ edit }) => edit?.changes?.[neighbour]));
    assert.ok(actions.every(({ edit }) => edit?.changes?.[uri] === undefined));
    const position = { line: 5, character: 12 };
    const { contents } = (await client.ask('hover', neighbour, { position })) as Hover;
    assert.match(
      (contents as MarkupContent).value,
      /Ports 21100-21105\*\* published, by the values of `\.env`\./,
    );
    assert.deepEqual(codes(await client.pull(uri)), []);
    assert.equal(await client.ask('hover', uri, { position: { line: 0, character: 8 } }), null);
    client.shut(uri);
    assert.match(JSON.stringify(await client.pull(config)), /The passive range 21100-21110 is not published/);
  });

  test('one that the client tells of, which is never shown', async () => {
    const folder = `file:///srv/told-${++folders}`;
    const config = client.open(CONFIG, { uri: `${folder}/vsftpd.conf` });
    const compose = { uri: `${folder}/compose.yaml`, text: VARIABLE };
    client.notify('vsftpdLens/workspaceFiles', { files: [compose] });
    assert.deepEqual(codes(await client.pull(config)), ['forward-missing']);
    const env = { uri: `${folder}/.env`, text: 'LOW=21100\nHIGH=21110\nSECRET=hunter2\n' };
    client.notify('vsftpdLens/workspaceFiles', { files: [compose, env] });
    // The mapping has two sizes now, which is the engine's to refuse.
    assert.ok(!JSON.stringify(await client.pull(config)).includes('hunter2'));
    const whole = {
      ...compose,
      text: VARIABLE.replace('${LOW:-21000}-21010', '${LOW:-21000}-${HIGH:-21010}'),
    };
    client.notify('vsftpdLens/workspaceFiles', { files: [whole, env] });
    assert.deepEqual(codes(await client.pull(config)), []);
    const files = await client.request('vsftpdLens/firewallFiles', { uri: config, text: CONFIG });
    assert.match(JSON.stringify(files), /compose\.yaml/);
    assert.ok(!JSON.stringify(files).includes('hunter2') && !JSON.stringify(files).includes('.env'));
    client.notify('vsftpdLens/workspaceFiles', { files: [] });
  });

  test('an override: the line is shown and mended in the file where it stands', async () => {
    const { config, neighbour } = openPair(client, CONFIG, 'compose.yaml', COMPOSE);
    const uri = neighbour.replace('compose.yaml', 'compose.override.yaml');
    client.open(MORE, { uri, languageId: 'yaml' });
    assert.deepEqual(codes(await client.pull(config)), []);
    assert.deepEqual(codes(await client.pull(uri)), []);
    const { text, position } = cursor(MORE.replace('"21106-', '"211|06-'));
    const hover = (await client.ask('hover', uri, { position })) as Hover;
    assert.match((hover.contents as MarkupContent).value, /21106-21110.*5 of 11 ports/s);
    assert.ok(hover.range && within(text, hover.range).startsWith('21106-21110:'));
    client.change(neighbour, { text: COMPOSE.replace('      - "21100-21105:21100-21105"\n', '') });
    const [there] = await client.pull(uri);
    assert.equal(there?.code, 'forward-missing');
    assert.match(within(MORE, there.range), /21106-21110/);
    assert.deepEqual(codes(await client.pull(neighbour)), []);
    const actions = (await client.ask('codeAction', uri, {
      range: there.range,
      context: { diagnostics: [there] },
    })) as CodeAction[];
    const change = actions.find(({ edit }) => edit?.changes?.[uri] !== undefined);
    client.change(uri, { text: edited(MORE, change?.edit?.changes?.[uri] ?? []) });
    assert.deepEqual(codes(await client.pull(config)), []);
    const files = (await client.request('vsftpdLens/firewallFiles', { uri: config, text: CONFIG })) as {
      uri: string;
      text: string;
      reading: FirewallReading;
    }[];
    assert.deepEqual(
      files.map((file) => [file.uri, file.reading.appended?.map((one) => one.path)]),
      [[neighbour, [uri]]],
    );
    client.shut(uri);
    assert.deepEqual(codes(await client.pull(config)), ['forward-missing']);
  });
});

describe('the files in front of a config, for a probe', () => {
  let client: LspClient;
  before(async () => {
    client = await startServer();
  });
  after(() => client.close());

  interface ReadFile {
    readonly uri: string;
    readonly text: string;
    readonly reading: FirewallReading;
  }

  const filesFor = (uri: string, text = CONFIG): Promise<readonly ReadFile[]> =>
    client.request('vsftpdLens/firewallFiles', { uri, text }) as Promise<readonly ReadFile[]>;

  const namesFor = async (uri: string, text = CONFIG): Promise<readonly string[]> =>
    (await filesFor(uri, text)).map((file) => file.uri.slice(file.uri.lastIndexOf('/') + 1));

  /** A folder that shares nothing with others, with these files. */
  const folderOf = (files: Readonly<Record<string, string>>): string => {
    const folder = `file:///probed-${++folders}`;
    for (const [name, text] of Object.entries(files))
      client.open(text, { uri: `${folder}/${name}`, languageId: 'plaintext' });
    return folder;
  };

  test('they come with their text and all that was read', async () => {
    const folder = folderOf({ 'vsftpd.conf': CONFIG, 'compose.yaml': COMPOSE });
    const [file, ...more] = await filesFor(`${folder}/vsftpd.conf`);
    assert.deepEqual(more, []);
    assert.equal(file?.text, COMPOSE);
    assert.deepEqual(file.reading, readFirewallFile('compose.yaml', COMPOSE));
  });

  test('a config that is not open counts with the text that is sent', async () => {
    const folder = folderOf({ 'compose.yaml': COMPOSE });
    assert.deepEqual(await namesFor(`${folder}/some.txt`), ['compose.yaml']);
    assert.deepEqual(await namesFor(`${folder}/some.txt`, 'listen_port={{ port }}\n'), []);
  });

  test('files of other services are left out, and what the others rely on is not', async () => {
    const folder = folderOf({
      'vsftpd.conf': CONFIG,
      'web/compose.yaml': 'services:\n  web:\n    image: nginx\n    ports:\n      - "80:80"\n',
      'rules.v4':
        '*filter\n:INPUT DROP [0:0]\n-A INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT\n-A INPUT -p tcp --dport 21 -j ACCEPT\nCOMMIT\n',
      'modprobe.d/ftp.conf': 'options nf_conntrack_ftp ports=21\n',
    });
    assert.deepEqual([...(await namesFor(`${folder}/vsftpd.conf`))].sort(), ['ftp.conf', 'rules.v4']);
  });

  test('a file that suits another config as near is that one’s', async () => {
    const folder = folderOf({
      'vsftpd.conf': CONFIG,
      'vsftpd-b.conf': CONFIG.replace('21110', '21105'),
      'compose.yaml': COMPOSE,
    });
    assert.deepEqual(await namesFor(`${folder}/vsftpd.conf`), []);
    assert.deepEqual(await namesFor(`${folder}/vsftpd-b.conf`), ['compose.yaml']);
  });

  test('nonsense gets nothing', async () => {
    for (const params of [null, 3, {}, { uri: 3 }, { uri: 'x', text: '' }, { uri: 'file:///a', text: null }])
      assert.deepEqual(await client.request('vsftpdLens/firewallFiles', params), []);
  });
});

test('in a workspace with many configs a file belongs to the config beside it', async () => {
  const client = await startServer({
    configuration: () => ({ rules: BETWEEN }),
    folders: ['file:///work'],
  });
  const hosts = Array.from({ length: 12 }, (_, i) => `file:///work/host-${i}`);
  client.notify('vsftpdLens/workspaceFiles', {
    files: [
      ...hosts.map((host) => ({ uri: `${host}/vsftpd.conf`, text: CONFIG })),
      { uri: `${hosts.at(-1) ?? ''}/compose.yaml`, text: COMPOSE },
    ],
  });
  const before = async (host = ''): Promise<unknown> =>
    client.request('vsftpdLens/firewallFiles', { uri: `${host}/vsftpd.conf`, text: CONFIG });
  assert.deepEqual(await before(hosts[0]), []);
  assert.match(JSON.stringify(await before(hosts.at(-1))), /compose\.yaml/);
  await client.close();
});

test('folders of one window are apart; without folders a common one is enough', async () => {
  for (const [folders, expected] of [
    [['file:///work/a', 'file:///work/b'], []],
    [['file:///work'], ['forward-missing']],
    [undefined, ['forward-missing']],
  ] as const) {
    const client = await startServer({
      configuration: () => ({ rules: BETWEEN }),
      ...(folders ? { folders } : {}),
    });
    const config = client.open(CONFIG, { uri: 'file:///work/a/vsftpd.conf' });
    client.open(COMPOSE, { uri: 'file:///work/b/compose.yaml', languageId: 'yaml' });
    assert.deepEqual(codes(await client.pull(config)), expected);
    await client.close();
  }
});
