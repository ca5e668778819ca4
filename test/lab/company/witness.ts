// A stranger's machine: says so when anybody connects to it. Arguments: port.
import { createServer } from 'node:net';

const [port = ''] = process.argv.slice(2);
const server = createServer((socket) => {
  console.log(`somebody connected to port ${port}`);
  socket.destroy();
});
server.listen(Number(port), () => {
  console.log('ready');
});
