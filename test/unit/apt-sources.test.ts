import assert from 'node:assert/strict';
import test from 'node:test';
import { sourcesOf } from '../oracle/apt-sources.js';

function rewritten(format: 'list' | 'sources', text: string): string[] {
  return sourcesOf([{ format, text }], 'bookworm').map((source) => source.withSuite('trixie'));
}

test('a line of sources.list is carried over to another suite', () => {
  const text = [
    '# deb http://archive.example/debian bookworm main',
    'deb [signed-by=/k.gpg arch=amd64] http://archive.example/debian bookworm main contrib',
    'deb-src http://archive.example/debian bookworm main',
    'deb http://archive.example/security bookworm-security main',
    'deb http://other.example/ tools-bookworm main',
  ].join('\n');
  assert.deepEqual(rewritten('list', text), [
    'deb [signed-by=/k.gpg arch=amd64] http://archive.example/debian trixie main contrib\n',
  ]);
});

test('a stanza of a .sources file is carried over with its key, and only for that suite', () => {
  const text = `Types: deb deb-src
URIs: http://archive.example/debian
Suites: bookworm bookworm-updates
Components: main
Signed-By: /k.gpg

Types: deb
URIs: http://archive.example/security
Suites: bookworm-security
Components: main

Types: deb
Enabled: no
URIs: http://off.example/debian
Suites: bookworm
Components: main
`;
  assert.deepEqual(rewritten('sources', text), [
    'Types: deb\nURIs: http://archive.example/debian\nSuites: trixie\nComponents: main\nSigned-By: /k.gpg\n',
  ]);
});
