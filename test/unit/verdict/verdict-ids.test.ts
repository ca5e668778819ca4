import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { CHECKS, HISTORY } from '../../../core/verdict/index.js';

const ROOMS = ['core', 'probe', 'server', 'client', 'cli'];

/** Files of the product, without those that are generated. */
function productFiles(): readonly (readonly [file: string, text: string])[] {
  return ROOMS.flatMap((room) =>
    readdirSync(room, { recursive: true, encoding: 'utf8' }).map((name) => path.join(room, name)),
  )
    .filter((file) => file.endsWith('.ts'))
    .map((file) => [file, readFileSync(file, 'utf8')] as const)
    .filter(([, text]) => !text.startsWith('// Written by'));
}

/** Strings that are nothing but an id. */
function idsIn(text: string): ReadonlySet<string> {
  return new Set([...text.matchAll(/(['"`])([A-Z][A-Z0-9]*(?:-[A-Z0-9]+)*)\1/g)].map(([, , id = '']) => id));
}

const IDS = [...CHECKS, HISTORY].map(({ id }) => id);

test('an id stands in the file of its check, and in at most one other', () => {
  const files = productFiles().map(([file, text]) => [file, idsIn(text)] as const);
  for (const id of IDS) {
    const named = files.filter(([, ids]) => ids.has(id)).map(([file]) => file);
    assert.ok(named.length >= 1 && named.length <= 2, `${id}: ${named.join(', ')}`);
  }
});

test('a check stands in the file of its name', () => {
  const files = new Map(productFiles());
  for (const { id } of CHECKS) {
    const found = [...files].filter(([, text]) => text.includes(`  id: '${id}',`)).map(([file]) => file);
    assert.deepEqual(
      found.map((file) => path.basename(file, '.ts')),
      [id.toLowerCase()],
    );
    assert.match(found[0] ?? '', /^core\/verdict\/checks\/[a-z]+\//);
  }
});

test('ids are used once', () => {
  assert.equal(new Set(IDS).size, IDS.length);
});
