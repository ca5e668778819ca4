import assert from 'node:assert/strict';
import { test } from 'node:test';
import vm from 'node:vm';
import { Scripts } from '../../../client/web/scripts.js';

const FILES: Readonly<Record<string, string>> = {
  'extension.js': 'exports.start=()=>require("./parts/shared.js").count()+require("vscode").version',
  'parts/shared.js': 'let n=0;exports.count=()=>++n;//# no line end after this',
  'commands.js': 'exports.run=()=>require("./parts/shared.js").count()',
  'server.js': 'self.said=require("./parts/shared.js").count()',
};

function scripts(): { readonly all: Scripts; readonly read: string[] } {
  const read: string[] = [];
  const parts = {
    extension: ['extension.js', 'parts/shared.js'],
    commands: ['commands.js', 'parts/shared.js'],
    language: [],
    server: ['server.js', 'parts/shared.js'],
  };
  const all = new Scripts(
    parts,
    (path) => {
      read.push(path);
      return Promise.resolve(FILES[path] ?? '');
    },
    (name) => ({ version: name === 'vscode' ? ' of the editor' : name }),
  );
  return { all, read };
}

test('parts share what they share, and each script is fetched once', async () => {
  const { all, read } = scripts();
  const { start } = (await all.load('extension')) as { start: () => string };
  assert.equal(start(), '1 of the editor');
  const { run } = (await all.load('commands')) as { run: () => number };
  assert.equal(run(), 2);
  assert.deepEqual(read, ['extension.js', 'parts/shared.js', 'commands.js']);
});

test('a worker gets all of a part in one script', async () => {
  const self: { said?: number } = {};
  vm.runInNewContext(await scripts().all.joined('server'), { self });
  assert.equal(self.said, 1);
});
