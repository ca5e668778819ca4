import { wantsColour } from './colours.js';
import { runCommand } from './commands.js';
import type { Io } from './io.js';

const io: Io = {
  stdin: process.stdin,
  out: (text) =>
    new Promise((resolve, reject) => {
      process.stdout.write(text, (error) => {
        if (error) reject(error);
        else resolve();
      });
    }),
  err: (text) => {
    process.stderr.write(text);
  },
  env: process.env,
  isTerminal: process.stderr.isTTY,
  isColoured: wantsColour(process.env, process.stdout.isTTY),
};

const cancelled = new AbortController();
const cancel = (): void => {
  cancelled.abort(new Error('cancelled'));
};
process.once('SIGINT', cancel).once('SIGTERM', cancel);
// A reader that went away (`| head`) is no failure worth a stack trace.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  process.exit(error.code === 'EPIPE' ? (process.exitCode ?? 0) : 2);
});

void runCommand(process.argv.slice(2), io, cancelled.signal).then((status) => {
  process.exitCode = status;
});
