import assert from 'node:assert/strict';
import test, { after, before, describe } from 'node:test';
import type { CodeAction, Diagnostic, Range, TextEdit } from 'vscode-languageserver';
import { BARE, edited, startServer, type LspClient } from './client.js';

let client: LspClient;
const rules = {
  '*': 'off',
  'trailing-blank': 'error',
  'both-listeners': 'error',
  'unknown-setting': 'error',
  'setting-of-other-build': 'warning',
  'blank-around-equals': 'error',
};
before(async () => {
  client = await startServer({
    configuration: () => ({ rules }),
    initializationOptions: { commands: ['vsftpdLens.disableRule', 'vsftpdLens.setBuild'] },
  });
});
after(() => client.close());

const WHOLE: Range = { start: { line: 0, character: 0 }, end: { line: 1000, character: 0 } };

interface Asked {
  readonly uri: string;
  readonly text: string;
  readonly diagnostics: readonly Diagnostic[];
  readonly actions: readonly CodeAction[];
}

async function actionsFor(text: string, only?: string[], range: Range = WHOLE): Promise<Asked> {
  const uri = client.open(text);
  const diagnostics = await client.pull(uri);
  const actions = (await client.ask('codeAction', uri, {
    range,
    context: { diagnostics, ...(only ? { only } : {}) },
  })) as CodeAction[];
  return { uri, text, diagnostics, actions };
}

function repaired({ uri, text, actions }: Asked, title: RegExp): string {
  const action = actions.find((one) => title.test(one.title));
  assert.ok(action, `${String(title)} is not among ${actions.map((one) => one.title).join(' | ')}`);
  return edited(text, action.edit?.changes?.[uri] ?? []);
}

describe('quick fixes', () => {
  test('repair what the diagnostic names', async () => {
    const asked = await actionsFor('listen=YES \nwrite_enable=YES\n');
    const fix = asked.actions[0];
    assert.equal(fix?.kind, 'quickfix');
    assert.equal(fix.isPreferred, true);
    assert.deepEqual(fix.diagnostics, asked.diagnostics);
    assert.equal(edited(asked.text, fix.edit?.changes?.[asked.uri] ?? []), 'listen=YES\nwrite_enable=YES\n');
  });

  test('did you mean', async () => {
    assert.equal(
      repaired(await actionsFor('allow_writable_chroot=YES\n'), /allow_writeable_chroot/),
      'allow_writeable_chroot=YES\n',
    );
  });

  test('only for the lines that are asked about', async () => {
    const range = { start: { line: 1, character: 0 }, end: { line: 1, character: 3 } };
    const { actions } = await actionsFor('listen=YES \nwrite_enable=YES\n', undefined, range);
    assert.deepEqual(actions, []);
  });

  test('only of the kinds that are asked for', async () => {
    assert.deepEqual((await actionsFor('listen=YES \n', ['refactor'])).actions, []);
    assert.ok((await actionsFor('listen=YES \n', ['quickfix'])).actions.length > 0);
    assert.ok((await actionsFor('listen=YES \n')).actions.every(({ kind }) => kind === 'quickfix'));
  });
});

describe('fix all', () => {
  for (const kind of ['source', 'source.fixAll', 'source.fixAll.vsftpd']) {
    test(kind, async () => {
      const asked = await actionsFor('listen=YES \nwrite_enable = YES \n# 🎈\nlocal_enable=YES\t\n', [kind]);
      assert.deepEqual(
        asked.actions.map((one) => one.kind),
        ['source.fixAll.vsftpd'],
      );
      assert.equal(repaired(asked, /all/), 'listen=YES\nwrite_enable=YES\n# 🎈\nlocal_enable=YES\n');
    });
  }

  test('leaves alone what needs a decision', async () => {
    const asked = await actionsFor('listen=YES\nlisten_ipv6=YES\n', ['source.fixAll']);
    assert.deepEqual(asked.actions, []);
    assert.ok(asked.diagnostics.length > 0);
  });

  test('what is suppressed stays', async () => {
    const text = '# vsftpd-lens disable-next-line trailing-blank\nlisten=YES \n';
    assert.deepEqual((await actionsFor(text, ['source.fixAll'])).actions, []);
  });
});

describe('disable a rule', () => {
  const gone = async (text: string): Promise<unknown[]> => {
    const uri = client.open(text);
    return (await client.pull(uri)).map(({ code }) => code);
  };

  test('for the line', async () => {
    const text = repaired(
      await actionsFor('write_enable=NO\nlisten=YES \n'),
      /Disable trailing-blank for this line/,
    );
    assert.equal(text, 'write_enable=NO\n# vsftpd-lens disable-next-line trailing-blank\nlisten=YES \n');
    assert.deepEqual(await gone(text), []);
  });

  test('beside one that is disabled there already, before the reason', async () => {
    const text = repaired(
      await actionsFor('# vsftpd-lens disable-next-line bad-boolean -- old\r\nlisten = YES \r\n'),
      /for this line/,
    );
    assert.match(text, /^# vsftpd-lens disable-next-line bad-boolean [a-z-]+ -- old\r\n/);
  });

  test('for the file', async () => {
    const text = repaired(
      await actionsFor('listen=YES \nwrite_enable=YES \n'),
      /Disable trailing-blank for this file/,
    );
    assert.equal(text, '# vsftpd-lens disable-file trailing-blank\nlisten=YES \nwrite_enable=YES \n');
    assert.deepEqual(await gone(text), []);
    const more = repaired(
      await actionsFor(`${text}listen_ipv6=YES\nlisten=YES\n`),
      /Disable both-listeners for this file/,
    );
    assert.match(more, /^# vsftpd-lens disable-file trailing-blank both-listeners\n/);
    assert.deepEqual(await gone(more), []);
  });

  test('in the settings, where the client has a command for it', async () => {
    const { uri, actions } = await actionsFor('listen=YES \n');
    const action = actions.find(({ command }) => command?.command === 'vsftpdLens.disableRule');
    assert.deepEqual(action?.command?.arguments, ['trailing-blank', uri]);
    const other = await startServer();
    const opened = other.open('listen=YES \n');
    const offered = (await other.ask('codeAction', opened, {
      range: WHOLE,
      context: { diagnostics: [] },
    })) as CodeAction[];
    assert.ok(offered.length > 0 && offered.every(({ command }) => command === undefined));
    await other.close();
  });
});

test('a client that asks where has one entry for all ways to disable, after the repairs', async () => {
  const asking = await startServer({
    configuration: () => ({ rules }),
    initializationOptions: { commands: ['vsftpdLens.disableRule', 'vsftpdLens.chooseDisabling'] },
  });
  const text = 'listen=YES \nlisten_ipv6 = YES \n';
  const uri = asking.open(text);
  const diagnostics = await asking.pull(uri);
  const actions = (await asking.ask('codeAction', uri, {
    range: WHOLE,
    context: { diagnostics },
  })) as CodeAction[];
  const titles = actions.map(({ title }) => title);
  assert.deepEqual(
    titles.filter((title) => title.startsWith('Disable')),
    ['Disable a rule…'],
  );
  assert.equal(titles.at(-1), 'Disable a rule…');
  const [named, choices] = actions.at(-1)?.command?.arguments as [
    string,
    { title: string; edits: TextEdit[] | null }[],
  ];
  assert.equal(named, uri);
  const way = (title: string): TextEdit[] | null | undefined =>
    choices.find((one) => one.title === title)?.edits;
  assert.equal(new Set(choices.map(({ title }) => title)).size, choices.length);
  assert.match(
    edited(text, way('Disable trailing-blank for line 1') ?? []),
    /^# .* trailing-blank\nlisten=YES /,
  );
  assert.match(
    edited(text, way('Disable trailing-blank for this file') ?? []),
    /^# vsftpd-lens disable-file/,
  );
  assert.equal(way('Disable trailing-blank in the workspace settings'), null);
  await asking.close();
});

test('where builds differ, one can be chosen', async () => {
  const { uri, actions } = await actionsFor('ssl_tlsv12=YES\n');
  const choices = actions.filter(({ command }) => command?.command === 'vsftpdLens.setBuild');
  assert.deepEqual(
    choices.map(({ command }) => command?.arguments as unknown[]),
    [[uri, 'upstream-3.0.5'], [uri, 'debian-13'], [uri, 'debian-sid'], [uri]],
  );
  assert.equal(choices[1]?.title, 'Check against vsftpd of Debian 13');
});

test('a client that knows no actions but commands is not sent any', async () => {
  const bare = await startServer({ capabilities: BARE });
  assert.equal(bare.initialized?.capabilities.codeActionProvider, false);
  await bare.close();
});
