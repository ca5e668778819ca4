import assert from 'node:assert/strict';
import test from 'node:test';
import { dropped, droppedUri, LARGEST_DROP } from '../../../client/panel/drop.js';
import { readFromPanel } from '../../../client/panel/messages.js';

const data =
  (given: Readonly<Record<string, string>>) =>
  (kind: string): string =>
    given[kind] ?? '';

test('the first file that is dropped is opened, however the editor names it', () => {
  const code = { 'application/vnd.code.uri-list': 'file:///a/ftp.pcap\r\nfile:///a/b.log\r\n' };
  assert.equal(droppedUri(data(code)), 'file:///a/ftp.pcap');
  assert.equal(droppedUri(data({ 'text/uri-list': '# a comment\nfile:///a/x.log\n' })), 'file:///a/x.log');
  assert.equal(droppedUri(data({ 'text/plain': 'words' })), '');
});

test('a dropped address is bounded', () => {
  assert.ok(readFromPanel({ type: 'drop', uri: 'file:///a/x.log' }));
  assert.equal(readFromPanel({ type: 'drop', uri: 'x'.repeat(5000) }), undefined);
});

test('of a file of the system its content is handed on, unless it is too large', async () => {
  const file = (size: number): Parameters<typeof dropped>[0] => ({
    getData: () => '',
    files: [{ name: 'ftp.log', size, arrayBuffer: () => Promise.resolve(new ArrayBuffer(size)) }],
  });
  const action = await dropped(file(3));
  assert.deepEqual(action, { type: 'drop-file', name: 'ftp.log', bytes: new Uint8Array(3) });
  assert.deepEqual(readFromPanel(action), action);
  const large = await dropped(file(LARGEST_DROP + 1));
  assert.deepEqual(large, { type: 'drop-file', name: 'ftp.log', bytes: null });
  assert.equal(await dropped({ getData: () => '', files: [] }), undefined);
  for (const bytes of ['text', [1, 2], {}])
    assert.equal(readFromPanel({ type: 'drop-file', name: 'a', bytes }), undefined);
});
