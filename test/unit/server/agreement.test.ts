import assert from 'node:assert/strict';
import test from 'node:test';
import { type MarkupContent, SymbolKind } from 'vscode-languageserver';
import {
  atHandAmong,
  BUILD_IDS,
  buildsOf,
  ConfigModel,
  readConfig,
  SETTINGS,
  sourceFromText,
  type BuildChoice,
  type Setting,
} from '../../../core/config/index.js';
import { complete } from '../../../server/features/completion.js';
import { hoverConfig } from '../../../server/features/hover.js';
import { inlayHints } from '../../../server/features/inlay-hints.js';
import { documentSymbols } from '../../../server/features/symbols.js';

/** What hover, completion, outline and inlay hints say of a setting is the same. */

const CHOICES: readonly BuildChoice[] = ['any', ...BUILD_IDS];
const SUPPORT = { snippets: false, listDefaults: false };
const FILES = {
  '/etc/ftp.users': 'ann\n# not yet\nbob smith\njoe\r\n',
  '/etc/passwd': 'root:x:0:0::/root:/bin/sh\nftp:x:14:50::/srv/ftp:/usr/sbin/nologin\n',
};
const START = { line: 0, character: 0 };

interface Said {
  readonly known: boolean;
  readonly default: string | undefined;
}

function hovered(text: string, choice: BuildChoice, character = 1): string {
  const document = readConfig(sourceFromText(text));
  const models = buildsOf(choice).map((build) => new ConfigModel(document, build));
  const hover = hoverConfig(
    document,
    { line: 0, character },
    { build: choice, models, rulePages: undefined },
  );
  return (hover?.contents as MarkupContent | undefined)?.value ?? '';
}

/** As the hover has it: the first default is that of most builds. */
function byHover(setting: Setting, choice: BuildChoice): Said {
  const text = hovered(`${setting.name}=1\n`, choice);
  const usual = /^Default: (?:`([^`]*)`|(\w+))/m.exec(text);
  return {
    known: !/\*\*Not known to|No current build knows it/.test(text),
    default: usual ? (usual[1] ?? (usual[2] === 'empty' ? 'unset' : usual[2])) : undefined,
  };
}

function offered(text: string, character: number, choice: BuildChoice): ReturnType<typeof complete>['items'] {
  const document = readConfig(sourceFromText(text));
  return complete(
    document,
    { line: 0, character },
    {
      build: choice,
      support: SUPPORT,
      atHand: atHandAmong(FILES),
    },
  ).items;
}

for (const choice of CHOICES) {
  test(`of every setting, for ${choice}`, () => {
    const names = new Map(offered('\n', 0, choice).map((item) => [item.label, item.detail ?? '']));
    for (const setting of SETTINGS) {
      const hover = byHover(setting, choice);
      const detail = names.get(setting.name);
      assert.equal(detail !== undefined && !detail.includes('unknown to'), hover.known, setting.name);
      if (detail === undefined || !hover.known) continue;
      assert.equal(/ · default (.*?)(?: · |$)/.exec(detail)?.[1], hover.default, setting.name);
      if (setting.type !== 'bool') continue;
      const values = offered(`${setting.name}=\n`, setting.name.length + 1, choice);
      const usual = values.find((item) => /^default(?: of most builds)?$/.test(item.detail ?? ''));
      assert.equal(usual?.label, hover.default, setting.name);
    }
  });
}

test('outline and hover have the same kind and value', () => {
  const kinds = {
    bool: SymbolKind.Boolean,
    number: SymbolKind.Number,
    octal: SymbolKind.Number,
    string: SymbolKind.String,
  };
  const words = { bool: 'YES or NO', number: 'number', octal: 'number', string: 'text' };
  for (const setting of SETTINGS) {
    const text = `${setting.name}=1\n`;
    const [symbol] = documentSymbols(readConfig(sourceFromText(text)));
    assert.equal(symbol?.kind, kinds[setting.type], setting.name);
    assert.equal(symbol.detail, '1');
    assert.ok(hovered(text, 'any').includes(` · ${words[setting.type]}`), setting.name);
  }
});

test('inlay hints and the hover read the same number', () => {
  for (const setting of SETTINGS.filter(({ type }) => type === 'number' || type === 'octal')) {
    for (const value of ['010', '9z', '70000', ' 022']) {
      const text = `${setting.name}=${value}\n`;
      for (const choice of CHOICES) {
        const document = readConfig(sourceFromText(text));
        const models = buildsOf(choice).map((build) => new ConfigModel(document, build));
        const end = { line: 1, character: 0 };
        const [hint] = inlayHints(document, models, choice, { start: START, end });
        const read = /^= (?:port )?(\d+)/.exec(typeof hint?.label === 'string' ? hint.label : '')?.[1];
        if (read === undefined) continue;
        const hover = hovered(text, choice, setting.name.length + 2);
        assert.ok(hover.includes(read), `${text} for ${choice}: ${read} is not in ${hover}`);
      }
    }
  }
});

test('users of the lists at hand are offered', () => {
  const text = 'guest_username=\nuserlist_file=/etc/ftp.users\n';
  const labels = offered(text, 'guest_username='.length, 'debian-12').map(({ label }) => label);
  assert.deepEqual(labels, ['ftp', 'ann', 'joe', 'root', 'nobody', 'vsftpd']);
});
