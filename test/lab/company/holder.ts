// Clients that are there before the probe: they take a connection each, and keep it. Arguments: host, how many.
import { once } from 'node:events';
import { connect } from 'node:net';

const [host = '', count = '1'] = process.argv.slice(2);
for (let index = 0; index < Number(count); index++) {
  const socket = connect(21, host);
  socket.on('error', () => undefined);
  await once(socket, 'data');
}
console.log('ready');
setInterval(() => undefined, 60_000);
