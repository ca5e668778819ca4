import { wantsColour } from './colours.js';
import { runCommand } from './commands.js';
import { EXIT, type Io } from './io.js';

const cancelled = new AbortController();
const cancel = (): void => {
  cancelled.abort(new Error('cancelled'));
};

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
  ...(process.stdout.isTTY ? { columns: process.stdout.columns } : {}),
  endCancelling: () => {
    process.off('SIGINT', cancel).off('SIGTERM', cancel);
  },
};

// Only a probe has connections to end. Elsewhere the system's own handling ends a process even while it is busy.
if (process.argv[2] === 'probe') process.once('SIGINT', cancel).once('SIGTERM', cancel);
// The last guard: what no one awaits must not end with the status of a finding.
const onLost = (error: unknown): void => {
  const words = error instanceof Error ? (error.stack ?? error.message) : String(error);
  io.err(cancelled.signal.aborted ? 'vsftpd-lens: cancelled.\n' : `vsftpd-lens: ${words}\n`);
  process.exit(EXIT.failed);
};
process.on('unhandledRejection', onLost).on('uncaughtException', onLost);
// A reader that went away (`| head`) is no failure worth a stack trace.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit();
  io.err(`vsftpd-lens: standard output cannot be written: ${error.message}\n`);
  process.exit(EXIT.failed);
});

void runCommand(process.argv.slice(2), io, cancelled.signal).then((status) => {
  process.exitCode = status;
  // Whatever a command left open does not keep the process.
  setTimeout(() => process.exit(), 1000).unref();
});
