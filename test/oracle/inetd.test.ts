import assert from 'node:assert/strict';
import { rmSync, mkdtempSync, writeFileSync } from 'node:fs';
import net, { type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test from 'node:test';
import { withDaemons } from './daemon-test.js';
import { serveOne } from './inetd.js';

const LOCAL = 'anonymous_enable=NO\nlocal_enable=YES\n';

withDaemons('a listener of its own under inetd', (daemon) => {
  test('the program that listens already has the port', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'vsftpd-lens-inetd-'));
    const server = net.createServer({ pauseOnConnect: true }).listen(0, '127.0.0.1');
    try {
      await new Promise((resolve) => server.once('listening', resolve));
      const { port } = server.address() as AddressInfo;
      const file = path.join(folder, 'vsftpd.conf');
      writeFileSync(file, `listen=YES\nlisten_ipv6=NO\nlisten_port=${port}\n${LOCAL}`);
      const done = serveOne(server, daemon, file);
      const client = net.connect(port, '127.0.0.1');
      let said = '';
      client.on('data', (data) => (said += data.toString('latin1')));
      // Either may come first.
      await Promise.all([done, new Promise((resolve) => client.once('close', resolve))]);
      assert.match(said, /^500 OOPS: could not bind listening IPv4 socket/);
    } finally {
      server.close();
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
