// Something other than an FTP server on a port: accepts, says its words (none: nothing) and waits.
// Arguments: port, words.
import { createServer } from 'node:net';

const [port = '21', words = ''] = process.argv.slice(2);
const server = createServer((socket) => {
  socket.on('error', () => undefined).resume();
  if (words !== '') socket.write(`${words}\r\n`);
});
server.listen(Number(port), () => {
  console.log('ready');
});
