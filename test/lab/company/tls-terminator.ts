// Ends TLS in front of a server that speaks none, as a balancer does. Arguments: own port, the server's host and port.
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { createServer } from 'node:tls';

const [port = '990', host = '127.0.0.1', to = '21'] = process.argv.slice(2);
const { LAB_CERTIFICATE = '', LAB_KEY = '' } = process.env;
createServer({ cert: readFileSync(LAB_CERTIFICATE), key: readFileSync(LAB_KEY) }, (client) => {
  const server = connect(Number(to), host);
  for (const [one, other] of [
    [client, server],
    [server, client],
  ] as const)
    one
      .on('error', () => undefined)
      .once('close', () => other.destroy())
      .pipe(other);
})
  .on('tlsClientError', () => undefined)
  .listen(Number(port), () => {
    console.log('ready');
  });
