import assert from 'node:assert/strict';
import { createServer, type AddressInfo } from 'node:net';
import { after, before, test } from 'node:test';
import { dial } from '../../../probe/wire/dial.js';

const server = createServer((socket) => socket.destroy());
const { signal } = new AbortController();
const port = (): number => (server.address() as AddressInfo).port;

before(() => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)));
after(() => server.close());

/** Lets nothing else run, as another extension in the same process may. */
function keepBusy(ms: number): void {
  const end = performance.now() + ms;
  while (performance.now() < end);
}

test('what came in time while this program was busy is not late', async () => {
  const dialling = dial('127.0.0.1', port(), 40, signal);
  keepBusy(200);
  const { outcome, socket } = await dialling;
  socket?.destroy();
  assert.equal(outcome, 'open');
});

test('a connect says how long its answer was not looked for', async () => {
  const dialling = dial('127.0.0.1', port(), 10_000, signal);
  keepBusy(400);
  const { durationMs, busyMs = 0, socket } = await dialling;
  socket?.destroy();
  assert.ok(durationMs >= 400 && busyMs > 0 && busyMs <= durationMs, `${durationMs}, ${busyMs}`);
});
