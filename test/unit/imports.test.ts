import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';

const ROOMS = ['core', 'probe', 'server', 'client', 'cli'];

/** What each file of the product imports of the others, types included. */
function importsByFile(): ReadonlyMap<string, readonly string[]> {
  const files = ROOMS.flatMap((room) =>
    readdirSync(room, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .map((name) => path.join(room, name)),
  );
  return new Map(
    files.map((file) => {
      const named = readFileSync(file, 'utf8').matchAll(/\bfrom '(\.{1,2}\/[^']+)\.js'/g);
      return [file, [...named].map(([, to = '']) => path.join(path.dirname(file), `${to}.ts`))];
    }),
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
  const imports = importsByFile();
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
