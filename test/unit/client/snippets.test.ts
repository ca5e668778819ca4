import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { BUILD_IDS, readConfig, sourceFromText } from '../../../core/config/index.js';
import { checkConfig, rank } from '../../../core/rules/index.js';

interface Snippet {
  readonly prefix: string;
  readonly description: string;
  readonly body: readonly string[];
}

const SNIPPETS = JSON.parse(readFileSync('language/vsftpd.snippets.json', 'utf8')) as Record<string, Snippet>;

/** The file that is there once all places are left as they are offered. */
function inserted({ body }: Snippet): string {
  return body
    .join('\n')
    .replace(/\$\{\d+:([^}]*)\}/g, '$1')
    .replace(/(?<!\\)\$(?:\d|\{\d\})/g, '')
    .replaceAll('\\$', '$');
}

test('there is a whole file for each kind of server', () => {
  const words = Object.keys(SNIPPETS).join(' ');
  for (const kind of [/plain/, /NAT/, /Docker/, /FTPS/, /anonymous mirror/, /virtual users/])
    assert.match(words, kind);
});

for (const [name, snippet] of Object.entries(SNIPPETS)) {
  test(`${name}: passes check without a warning`, () => {
    for (const build of ['any', ...BUILD_IDS] as const) {
      const found = checkConfig(readConfig(sourceFromText(inserted(snippet))), { build });
      const grave = found.filter(({ severity }) => rank(severity) >= rank('warning'));
      assert.deepEqual(
        grave.map(({ code, message }) => `${code}: ${message}`),
        [],
        build,
      );
    }
  });
}
