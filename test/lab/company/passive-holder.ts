// Clients that have a passive port each, and keep it. Arguments: host, how many.
import { once } from 'node:events';
import { connect } from 'node:net';

const [host = '', count = '1'] = process.argv.slice(2);
const { LAB_USER = '', LAB_PASSWORD = '' } = process.env;
for (let index = 0; index < Number(count); index++) {
  const socket = connect(21, host);
  socket.on('error', () => undefined);
  await once(socket, 'data');
  for (const line of [`USER ${LAB_USER}`, `PASS ${LAB_PASSWORD}`, 'EPSV']) {
    socket.write(`${line}\r\n`);
    await once(socket, 'data');
  }
}
console.log('ready');
setInterval(() => undefined, 60_000);
