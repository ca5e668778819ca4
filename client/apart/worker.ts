// Runs in a thread: one job, or one probe.
import { parentPort, workerData } from 'node:worker_threads';
import { JOBS, type ProbeJob, type ProbeNews } from './jobs.js';

/** So often a probe shows that it is not stuck. Milliseconds. */
const SIGN_OF_LIFE = 1000;

/** What a thread is given. */
type ThreadInput =
  | { readonly name: 'probe'; readonly input: ProbeJob }
  | { readonly name: keyof typeof JOBS; readonly input: unknown };

const say = (message: unknown): void => {
  parentPort?.postMessage(message);
};

async function probe({ target, options }: ProbeJob): Promise<void> {
  const { probe: run } = await import('../../probe/index.js');
  const news = (one: ProbeNews): void => {
    say(one);
  };
  const timer = setInterval(news, SIGN_OF_LIFE, {});
  try {
    news({
      run: await run(target, {
        ...options,
        signal: new AbortController().signal,
        onStep: (step) => {
          news({ step });
        },
        onProgress: (progress) => {
          news({ progress });
        },
      }),
    });
  } finally {
    clearInterval(timer);
  }
}

async function work({ name, input }: ThreadInput): Promise<void> {
  if (name === 'probe') await probe(input);
  else say({ result: (JOBS[name] as (input: unknown) => unknown)(input) });
}

work(workerData as ThreadInput).catch((error: unknown) => {
  // In words: not every error can be sent.
  say({ failed: error instanceof Error ? error.message : String(error) });
});
