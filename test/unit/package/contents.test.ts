// What is packed for VS Code and for npm, as far as it can be seen without packing; npm run package packs.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { parseXml, XmlElement } from '@rgrove/parse-xml';
import manifest from '../../../package.json' with { type: 'json' };
import { SETTINGS } from '../../../core/config/index.js';
import { CODICONS } from '../../../client/panel/views/icons.js';

const kept = readFileSync('.vscodeignore', 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('!'))
  .map((line) => line.slice(1));

test('the pictures of the store page are packed, and small', () => {
  const named = [...readFileSync('README.md', 'utf8').matchAll(/!\[[^\]]*\]\(([^)]+)\)/g)].map(
    ([, to = '']) => to,
  );
  assert.equal(named.length, 4);
  const pictures = [...named, manifest.icon];
  for (const picture of pictures) {
    const pattern = `${path.posix.dirname(picture)}/*${path.posix.extname(picture)}`;
    assert.ok(kept.includes(picture) || kept.includes(pattern), picture);
  }
  const packed = readdirSync('media').filter((name) => /\.(?:png|webp)$/.test(name));
  const bytes = packed.reduce((sum, name) => sum + statSync(path.join('media', name)).size, 0);
  assert.ok(bytes <= 150 * 1024, `${bytes} bytes`);
  assert.ok(existsSync('media/icon.svg'));
});

test('pictures of the walkthrough need no style sheet: the page that shows them refuses it', () => {
  for (const name of readdirSync('media/walkthrough')) {
    const svg = parseXml(readFileSync(path.join('media/walkthrough', name), 'utf8')).root;
    const parts = [svg];
    for (const part of parts) {
      if (!part) continue;
      assert.deepEqual(
        Object.keys(part.attributes).filter((key) => key === 'class' || key === 'style'),
        [],
        name,
      );
      assert.notEqual(part.name, 'style', name);
      parts.push(...part.children.filter((child) => child instanceof XmlElement));
    }
    assert.ok(parts.length > 10, name);
  }
});

test('everything that package.json points to is packed', () => {
  const files = [
    manifest.main,
    manifest.browser,
    `${manifest.l10n}/bundle.l10n.de.json`,
    ...manifest.contributes.languages.map(({ icon }) => icon.light),
    ...manifest.contributes.jsonValidation.map(({ url }) => url),
  ];
  for (const file of files) {
    const name = file.replace(/^\.\//, '');
    assert.ok(
      kept.some((pattern) => matches(name, pattern)),
      name,
    );
  }
});

function matches(name: string, pattern: string): boolean {
  return new RegExp(`^${pattern.replaceAll('.', '\\.').replaceAll('*', '[^/]*')}$`).test(name);
}

test('the owner is asked for an address before a release', () => {
  const { status, stderr } = spawnSync(process.execPath, ['scripts/release.mjs'], { encoding: 'utf8' });
  const isSet = !manifest.repository.url.includes('/OWNER/');
  if (!isSet) assert.equal(status, 1);
  assert.equal(stderr.includes('OWNER'), !isSet);
  const home = manifest.repository.url.replace(/^git\+|\.git$/g, '');
  for (const address of [manifest.homepage, manifest.bugs.url, manifest.qna])
    assert.ok(address.startsWith(home), address);
});

test('no table is in two scripts of the extension', (t) => {
  const folders = ['dist', 'dist/editor', 'dist/server'];
  if (!existsSync('dist/editor')) {
    t.skip('npm run build has not run');
    return;
  }
  const scripts = folders.flatMap((folder) =>
    readdirSync(folder)
      .filter((name) => name.endsWith('.js') && name !== 'cli.js')
      .map((name) => readFileSync(path.join(folder, name), 'utf8')),
  );
  for (const { name, doc } of SETTINGS) {
    const words = doc.replace(/["'`\\\n].*/s, '').slice(0, 40);
    if (words.length < 30) continue;
    const holders = scripts.filter((script) => script.includes(words));
    assert.equal(holders.length, 1, `${name}: ${holders.length}`);
  }
});

test('the font has the signs in use, and nothing else', async () => {
  const { subset } = (await import(pathToFileURL(path.resolve('scripts/font.mjs')).href)) as {
    subset: (font: Buffer, characters: Iterable<string>) => Buffer;
  };
  const whole = readFileSync('node_modules/@vscode/codicons/dist/codicon.ttf');
  const signs = Object.values(CODICONS);
  const font = subset(whole, signs);
  assert.ok(font.length < whole.length / 10, `${font.length} bytes`);
  // A cut of the cut finds the same outlines.
  assert.deepEqual(subset(font, signs), font);
  assert.throws(() => subset(font, ['\u{EA61}']), /has no U\+ea61/);
});
