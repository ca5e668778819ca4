// Accepts every connection and closes it at once, as a proxy without a backend does. Arguments: the port.
import { createServer } from 'node:net';

const [port = '2000'] = process.argv.slice(2);
createServer((socket) => {
  socket.on('error', () => undefined);
  socket.end();
}).listen(Number(port), () => {
  console.log('ready');
});
