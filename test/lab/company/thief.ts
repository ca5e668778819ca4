// Connects to passive ports before their owner does, once to each listener, and waits there.
// Arguments: host, first and last port, how many listeners it takes before it stops.
import { connect, type Socket } from 'node:net';

const [host = '', first = '', last = '', count = '1'] = process.argv.slice(2);
const inside = new Map<number, Socket>();
let left = Number(count);

function knock(port: number): void {
  const socket = connect(port, host);
  inside.set(port, socket);
  socket
    .on('error', () => undefined)
    .once('connect', () => left--)
    .once('close', () => inside.delete(port))
    .resume();
}

console.log('ready');
setInterval(() => {
  for (let port = Number(first); port <= Number(last); port++) if (left > 0 && !inside.has(port)) knock(port);
}, 3);
