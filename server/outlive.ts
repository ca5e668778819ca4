import { Worker } from 'node:worker_threads';

/** Between two looks. Milliseconds. */
const INTERVAL = 2000;

/**
 * Looks from a second thread whether the process that started this one is still there: a busy main thread sees neither
 * the end of its input nor a timer, and would run on at full load after its editor has gone.
 */
const WATCH = `
const parent = process.ppid;
setInterval(() => {
  if (process.ppid !== parent) process.kill(process.pid, 'SIGKILL');
}, ${INTERVAL});
`;

/** Ends this process soon after its parent has ended, whatever it does then. */
export function endWithParent(): void {
  new Worker(WATCH, {
    eval: true,
    resourceLimits: { maxOldGenerationSizeMb: 16, maxYoungGenerationSizeMb: 2 },
  })
    .on('error', () => undefined)
    .unref();
}
