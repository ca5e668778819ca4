// The house rules of docs/architecture.md: small rooms, small pieces, and imports that go one way.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import ts from 'typescript';

const PRODUCT = ['core', 'probe', 'server', 'client', 'cli'];
const MOST_FILES = 24;
const MOST_CLASS_LINES = 259;
const MOST_FUNCTION_LINES = 66;
const MOST_AT_THE_TOP = 36;

/** What each room may import of the others; a room may always import itself. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  'core/config': [],
  'core/reply': [],
  'core/rules': ['core/config', 'core/reply'],
  'core/events': ['core/reply'],
  'core/transcript': ['core/reply', 'core/events'],
  'core/capture': ['core/reply', 'core/events'],
  'core/shell': [],
  'core/firewall': ['core/config', 'core/shell'],
  'core/deployment': ['core/config', 'core/firewall', 'core/shell'],
  'core/verdict': ['core'],
  probe: ['core'],
  server: ['core'],
  client: ['core', 'probe'],
  cli: ['core', 'probe'],
};

const files = filesIn(PRODUCT);

function filesIn(folders: readonly string[]): readonly string[] {
  return folders.flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .map((name) => path.posix.join(folder, name)),
  );
}

function importsOf(file: string): readonly string[] {
  const named = readFileSync(file, 'utf8').matchAll(/\b(?:from|import\() ?'(\.{1,2}\/[^']+)\.js'/g);
  return [...named].map(([, to = '']) => path.posix.join(path.posix.dirname(file), `${to}.ts`));
}

function roomOf(file: string): string {
  const [first = '', second = ''] = file.split('/');
  return first === 'core' ? `core/${second}` : first;
}

test('no folder of product code, scripts or bench holds more than 24 files of its own', () => {
  const folders = new Map<string, number>();
  for (const file of [...files, ...everyFile('scripts'), ...everyFile('bench')])
    folders.set(path.dirname(file), (folders.get(path.dirname(file)) ?? 0) + 1);
  assert.ok(folders.size > 40, 'the folders are found');
  assert.deepEqual(
    [...folders].filter(([, count]) => count > MOST_FILES),
    [],
  );
});

function everyFile(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.posix.join(entry.parentPath, entry.name));
}

test('the top holds at most 36 entries', () => {
  const unkept = readFileSync('.gitignore', 'utf8').split('\n').concat('.git/');
  // The languages of package.json have to lie beside it.
  const all = readdirSync('.').filter((name) => !name.startsWith('package.nls.'));
  const entries = all.filter((name) => !unkept.some((one) => one.replace(/\/$/, '') === name));
  assert.ok(entries.length <= MOST_AT_THE_TOP, `${entries.length} entries: ${entries.join(' ')}`);
});

test('no class has 260 lines, and no function more than 66', () => {
  const large = files.flatMap((file) => largeParts(file, readFileSync(file, 'utf8')));
  assert.deepEqual(large, []);
});

test('a class and a function that are too long are found', () => {
  const body = '\n'.repeat(300);
  assert.deepEqual(
    largeParts('a.ts', `class A {${body}}\nfunction b() {${body}}\nconst c = () => {${body}};`),
    ['a.ts:1 A 301', 'a.ts:302 b 301', 'a.ts:603 c 301'],
  );
});

function largeParts(file: string, text: string): readonly string[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const lineOf = (offset: number): number => source.getLineAndCharacterOfPosition(offset).line + 1;
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    const limit = ts.isClassLike(node) ? MOST_CLASS_LINES : hasBody(node) ? MOST_FUNCTION_LINES : Infinity;
    const from = lineOf(node.getStart(source));
    const lines = lineOf(node.end) - from + 1;
    if (lines > limit) found.push(`${file}:${from} ${nameOf(node)} ${lines}`);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function hasBody(node: ts.Node): boolean {
  return ts.isFunctionLike(node) && 'body' in node && node.body !== undefined;
}

function nameOf(node: ts.Node): string {
  const named = ts.isArrowFunction(node) ? node.parent : node;
  const name = (named as Partial<ts.NamedDeclaration>).name;
  return name && ts.isIdentifier(name) ? name.text : '(no name)';
}

test('a room imports only what the architecture lets it', () => {
  assert.deepEqual(
    [...new Set(files.map(roomOf))].filter((room) => !(room in MAY_IMPORT)),
    [],
  );
  const wrong = files.flatMap((file) =>
    importsOf(file)
      .filter((to) => !mayImport(roomOf(file), roomOf(to)))
      .map((to) => `${file} imports ${to}`),
  );
  assert.deepEqual(wrong, []);
});

function mayImport(room: string, other: string): boolean {
  const allowed = MAY_IMPORT[room] ?? [];
  return (
    other === room ||
    allowed.some((one) => other === one || other.startsWith(`${one}/`)) ||
    other === 'package.json'
  );
}

/** The first way that leads back to where it came from; null where there is none. */
function circleIn(imports: ReadonlyMap<string, readonly string[]>): readonly string[] | null {
  const done = new Set<string>();
  const follow = (file: string, way: readonly string[]): readonly string[] | null => {
    const at = way.indexOf(file);
    if (at >= 0) return [...way.slice(at), file];
    if (done.has(file)) return null;
    for (const next of imports.get(file) ?? []) {
      const circle = follow(next, [...way, file]);
      if (circle) return circle;
    }
    done.add(file);
    return null;
  };
  for (const file of imports.keys()) {
    const circle = follow(file, []);
    if (circle) return circle;
  }
  return null;
}

test('no import leads in a circle', () => {
  const imports = new Map(files.map((file) => [file, importsOf(file)]));
  assert.ok(imports.size > 300, 'the files of the product are found');
  assert.equal(circleIn(imports)?.join(' -> '), undefined);
});

test('a circle is found', () => {
  const imports = new Map([
    ['a', ['b']],
    ['b', ['c', 'd']],
    ['d', ['b']],
  ]);
  assert.deepEqual(circleIn(imports), ['b', 'd', 'b']);
});
