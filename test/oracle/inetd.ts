import { spawn } from 'node:child_process';
import type net from 'node:net';
import type { Daemon } from './daemons.js';

/** inetd mode: the accepted socket is the daemon's fd 0, 1 and 2, and the session is the whole process. */
export function serveOne(
  server: net.Server,
  daemon: Daemon,
  file: string,
  overrides: readonly string[] = [],
): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('connection', (socket: net.Socket) => {
      const [command, ...args] = daemon.command;
      const child = spawn(command, [...args, file, ...overrides], {
        stdio: [socket, socket, socket],
        env: { LC_ALL: 'C' },
        timeout: 20_000,
        killSignal: 'SIGKILL',
      });
      socket.destroy();
      child.on('error', reject);
      child.on('exit', () => {
        resolve();
      });
    });
  });
}
