import assert from 'node:assert/strict';
import test from 'node:test';
import { droppedUri } from '../../../client/panel/drop.js';
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
