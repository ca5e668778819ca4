import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { BUILD_IDS, readConfig, settingNamed, SETTINGS, sourceFromText } from '../../core/config/index.js';
import { MISMATCHES } from '../../core/firewall/index.js';
import { checkConfig, RULES } from '../../core/rules/index.js';

/** Everything that has a page and a severity of its own. */
const CODES: readonly string[] = [...RULES.map(({ code }) => code), ...MISMATCHES.map(({ id }) => id)];

const PAGES = [
  ...readdirSync('.').filter((name) => name.endsWith('.md')),
  ...readdirSync('docs', { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => path.join('docs', name)),
];

function read(page: string): string {
  return readFileSync(page, 'utf8');
}

const PICTURES = path.join('docs', 'images');
const hasPictures = existsSync(PICTURES) && readdirSync(PICTURES).some((name) => name.endsWith('.png'));

/** The headings of a page, named as GitHub and VS Code name their anchors. */
function anchors(page: string): Set<string> {
  const headings = [...read(page).matchAll(/^#+ (.*)$/gm)].map((match) => match[1] ?? '');
  const names = headings.map((text) => text.toLowerCase().replace(/[^\w\- ]/g, ''));
  return new Set(names.map((name) => name.replaceAll(' ', '-')));
}

/** Without code, in which brackets are no links. */
function prose(page: string): string {
  return read(page)
    .replace(/^ *(`{3,})[^]*?^ *\1/gm, '')
    .replace(/`[^`\n]*`/g, '');
}

test('every link leads somewhere', () => {
  for (const page of PAGES) {
    for (const [, target = ''] of prose(page).matchAll(/(?<!\\)\]\(([^)\s]+)\)/g)) {
      const [file = '', anchor] = target.split('#');
      const where = file === '' ? page : path.join(path.dirname(page), file);
      // The editor tests take the pictures; before their first run there are none.
      if (where.startsWith(PICTURES) && !hasPictures) continue;
      assert.ok(existsSync(where), `${page}: ${target}`);
      if (anchor !== undefined) assert.ok(anchors(where).has(anchor), `${page}: ${target}`);
    }
  }
});

test('the worked examples of ports are right', () => {
  const rows = [
    ...read('docs/passive-mode.md').matchAll(/\| \((\d+),(\d+)\) +\| (\d+) × 256 \+ (\d+) +\| (\d+)/g),
  ];
  assert.ok(rows.length >= 8);
  for (const [row, high, low, first, second, port] of rows) {
    assert.deepEqual([high, low], [first, second], row);
    assert.equal(Number(high) * 256 + Number(low), Number(port), row);
  }
});

test('what the pages recommend is accepted without a warning', () => {
  const page = read('docs/passive-mode.md');
  const blocks = [...page.matchAll(/^```vsftpd\n([^]*?)^```/gm)].map((match) => match[1] ?? '');
  assert.ok(blocks.length > 0);
  for (const block of blocks) {
    const login = 'anonymous_enable=NO\nlocal_enable=YES\npam_service_name=vsftpd\nssl_enable=YES\n';
    const keys = 'rsa_cert_file=/etc/ssl/ftp.pem\nrsa_private_key_file=/etc/ssl/ftp.key\n';
    // The example's outer address is one that is set aside for documentation.
    const text = login + keys + block.replace('203.0.113.20', '192.88.98.20');
    const found = checkConfig(readConfig(sourceFromText(text)), { build: 'debian-12' });
    const grave = found.filter(({ severity }) => severity === 'error' || severity === 'warning');
    assert.deepEqual(
      grave.map(({ code, message }) => `${code}: ${message}`),
      [],
    );
  }
});

test('handwritten pages speak of settings and rules that exist', () => {
  const codes = new Set(RULES.map((rule) => rule.code));
  for (const page of ['README.md', 'docs/passive-mode.md']) {
    for (const [, name = ''] of read(page).matchAll(/`([a-z]+(?:_[a-z0-9]+)+)(?:=[^`]*)?`/g)) {
      assert.ok(settingNamed(name) || name === 'nf_conntrack_ftp', `${page} speaks of ${name}`);
    }
  }
  for (const [, code = ''] of read('README.md').matchAll(/"([a-z]+(?:-[a-z0-9*]+)+)":/g)) {
    assert.ok(code.includes('*') || codes.has(code), `README.md speaks of the rule ${code}`);
  }
});

interface Manifest {
  readonly contributes: { readonly configuration: { readonly properties: Record<string, Property> } };
}

interface Property {
  readonly enum?: readonly string[];
  readonly enumItemLabels?: readonly string[];
  readonly markdownEnumDescriptions?: readonly string[];
  readonly if?: {
    readonly propertyNames: {
      readonly enum: readonly string[];
      readonly enumDescriptions: readonly string[];
    };
  };
  readonly patternProperties?: Record<string, { readonly enum: readonly string[] }>;
  readonly additionalProperties?: boolean;
}

test('the settings of the editor offer every build and every rule', () => {
  const { properties } = (JSON.parse(read('package.json')) as Manifest).contributes.configuration;
  const build = properties['vsftpdLens.build'];
  assert.deepEqual(build?.enum, ['any', ...BUILD_IDS]);
  assert.equal(build.enumItemLabels?.length, build.enum.length);
  assert.equal(build.markdownEnumDescriptions?.length, build.enum.length);
  const rules = properties['vsftpdLens.rules'];
  const offered = rules?.if?.propertyNames;
  assert.deepEqual([...(offered?.enum ?? [])].sort(), [...CODES].sort());
  assert.equal(offered?.enumDescriptions.length, CODES.length);
  for (const title of offered.enumDescriptions) assert.notEqual(title, '');
  assert.equal(rules?.additionalProperties, false);
  const patterns = Object.entries(rules.patternProperties ?? {});
  assert.equal(patterns.length, 1);
  const [pattern, value] = patterns[0] ?? ['', undefined];
  assert.deepEqual(value?.enum, ['off', 'hint', 'information', 'warning', 'error']);
  for (const code of [...CODES, 'tls-*', '*']) assert.match(code, new RegExp(pattern));
  for (const code of ['trailing-blanks', 'railing-blank', '']) assert.doesNotMatch(code, new RegExp(pattern));
});

/** What a page says under a heading. */
function sectionOf(page: string, heading: string): string {
  return (
    read(page)
      .split(/^## /m)
      .find((part) => part.startsWith(`${heading}\n`)) ?? ''
  );
}

test('the pages of settings and rules are complete', () => {
  const headings = anchors('docs/settings.md');
  for (const { name } of SETTINGS) assert.ok(headings.has(name), name);
  const index = read('docs/rules/README.md');
  for (const { code, title, stage, why } of RULES) {
    assert.ok(index.includes(`(${stage}.md#${code})`), code);
    const section = sectionOf(`docs/rules/${stage}.md`, code);
    const parts = [`**${title}.**`, why, 'Reported (', '\n- Line ', 'Fixed:'].map((part) =>
      section.indexOf(part),
    );
    assert.ok(!parts.includes(-1), `${code}: ${parts.join()}`);
    assert.deepEqual(
      [...parts].sort((a, b) => a - b),
      parts,
      code,
    );
    assert.equal(section.match(/^`{3,}vsftpd$/gm)?.length, 2, code);
  }
  for (const { id, title, means, fix } of MISMATCHES) {
    assert.ok(index.includes(`(deployment.md#${id})`), id);
    const section = sectionOf('docs/rules/deployment.md', id);
    for (const part of [title, means, fix]) assert.ok(section.includes(part), id);
  }
});

test('each page of rules says once how to silence them', () => {
  for (const name of readdirSync('docs/rules')) {
    const found = read(path.join('docs/rules', name)).match(/vsftpd-lens disable-next-line/g);
    assert.equal(found?.length, 1, name);
  }
});
