import assert from 'node:assert/strict';
import { test } from 'node:test';
import { offeredVariables } from '../../../core/deployment/index.js';

/** Names and what follows them, at the `|` of a text. */
function offered(text: string): readonly string[] {
  const lines = text.split('\n');
  const line = lines.findIndex((one) => one.includes('|'));
  const [before = '', after = ''] = (lines[line] ?? '').split('|');
  lines[line] = before + after;
  return offeredVariables((at) => lines[at], line, before).map(({ name, follows }) => `${name}${follows}`);
}

const SERVICE = 'services:\n  web:\n    image: nginx\n  ftp:\n    image: fauria/vsftpd:latest\n';

test('in Compose, as a mapping, as a list and as a list that is not indented', () => {
  const all = ['PASV_MIN_PORT', 'PASV_MAX_PORT', 'PASV_ADDRESS'];
  const mapping = `${SERVICE}    environment:\n      FTP_USER: a\n      PA|\n\n  db:\n    image: postgres\n`;
  assert.deepEqual(
    offered(mapping),
    all.map((name) => `${name}: `),
  );
  const list = `${SERVICE}    environment:\n      - PASV_ADDRESS=1.2.3.4\n      - |\n    ports:\n      - "21:21"\n`;
  assert.deepEqual(offered(list), ['PASV_MIN_PORT=', 'PASV_MAX_PORT=']);
  const flat = `${SERVICE}    environment:\n    - FTP_USER=a\n    - "PASV_MIN_PORT=21000"\n    - P|\n    ports:\n    - "21:21"\n`;
  assert.deepEqual(offered(flat), ['PASV_MAX_PORT=', 'PASV_ADDRESS=']);
});

test('the image may stand after the variables, and carry a registry', () => {
  const text =
    'services:\n  ftp:\n    environment:\n      # Ports.\n      |\n    image: "docker.io/stilliard/pure-ftpd:hardened"\n';
  assert.deepEqual(offered(text), ['FTP_PASSIVE_PORTS: ', 'PUBLICHOST: ']);
});

test('in Kubernetes, for the container that the list belongs to', () => {
  const pod = (place: string): string =>
    `spec:\n  containers:\n    - image: nginx\n      env:\n        - name: A\n          value: b\n    - ${place}\n      env:\n        - name: USERS\n          value: a|b\n        - name: |\n`.replace(
      'a|b',
      'ab',
    );
  assert.deepEqual(offered(pod('image: delfer/alpine-ftp-server')), ['MIN_PORT', 'MAX_PORT', 'ADDRESS']);
  assert.deepEqual(offered(pod('name: ftp\n      image: delfer/alpine-ftp-server')), [
    'MIN_PORT',
    'MAX_PORT',
    'ADDRESS',
  ]);
  assert.deepEqual(offered(pod('image: nginx')), []);
});

test('nowhere else', () => {
  for (const text of [
    '|',
    'environment:\n  |',
    `${SERVICE}    environment:\n      FTP_USER: |\n`,
    `${SERVICE}    ports:\n      - |\n`,
    `${SERVICE.replace('fauria/vsftpd', 'example/other')}    environment:\n      |\n`,
    'services:\n  ftp:\n    image: fauria/vsftpd\n  web:\n    environment:\n      |\n',
  ])
    assert.deepEqual(offered(text), [], text);
});
