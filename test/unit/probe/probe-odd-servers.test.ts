import assert from 'node:assert/strict';
import { test } from 'node:test';
import { judgedRight, ODD_SERVERS } from '../odd-servers.js';

/** One of each kind; `npm run test:long` probes them all. */
const SOME = [
  'h28-kick',
  'f09-auth431',
  'f43b-450-empty',
  'f48-421-ban',
  'n03-pasv425',
  'n04-expired',
  'p05',
  'w-var',
  'a-proxy331',
  's-busybox',
];

test('odd servers, one of each kind', { concurrency: 4 }, async (t) => {
  const some = ODD_SERVERS.filter(({ name }) => SOME.includes(name));
  assert.equal(some.length, SOME.length);
  await Promise.all(some.map((server) => t.test(server.name, () => judgedRight(server))));
});
