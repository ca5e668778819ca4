import { t } from '../l10n.js';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { isRecord } from '../../core/events/record.js';
import type { ProbeRun } from '../../probe/types.js';
import { workInThreads } from './apart.js';
import type { ProbeJob, ProbeNews } from './jobs.js';

/** Seconds without a sign of life after which a thread is ended, whatever it does. */
const PATIENCE = 60;
/** Of plain objects; the bytes of a capture do not count. */
const MOST_MEGABYTES = 1024;

/** The script of threads, once it is known where the extension lies. */
let script = '';

export function useThreads(extensionPath: string): void {
  script = path.join(extensionPath, 'dist', 'apart.js');
  workInThreads(async (name, input) => {
    let result: unknown;
    await runThread(script, { name, input }, (news) => {
      result = news['result'];
      return true;
    });
    // The same build has made it.
    return result as never;
  });
}

/** Rejects with the signal's reason once that is aborted, or with the error of the probe. */
export async function probeInThread(
  input: ProbeJob,
  signal: AbortSignal,
  onNews: (news: ProbeNews) => void,
): Promise<ProbeRun> {
  let run: ProbeRun | undefined;
  await runThread(
    script,
    { name: 'probe', input },
    (message) => {
      const news: ProbeNews = message;
      onNews(news);
      ({ run } = news);
      return run !== undefined;
    },
    { signal },
  );
  if (!run) throw new Error(t('The probe ended without a result.'));
  return run;
}

type News = Readonly<Record<string, unknown>>;

/**
 * Runs a script in a thread of this process until it has said its last word, failed, was cancelled, or has said nothing for
 * so long that it must be stuck. Then the thread is ended, with its sockets.
 * @param isLast takes what the thread says; true: that was all
 */
export async function runThread(
  file: string,
  input: object,
  isLast: (news: News) => boolean,
  { signal, patience = PATIENCE }: { readonly signal?: AbortSignal; readonly patience?: number } = {},
): Promise<void> {
  signal?.throwIfAborted();
  const worker = new Worker(file, {
    workerData: input,
    execArgv: [],
    stdout: true,
    stderr: true,
    resourceLimits: { maxOldGenerationSizeMb: MOST_MEGABYTES },
  });
  let silent = 0;
  let timer: NodeJS.Timeout | undefined;
  const cancelled = (): Error => signal?.reason as Error;
  let onCancel: (() => void) | undefined;
  try {
    await new Promise<void>((resolve, reject) => {
      // Counts turns and not the time: a computer may have slept.
      timer = setInterval(() => {
        if (++silent > patience)
          reject(new Error(t('It took more than {0} seconds, and was ended.', patience)));
      }, 1000);
      onCancel = () => {
        reject(cancelled());
      };
      signal?.addEventListener('abort', onCancel);
      worker.on('message', (message: unknown) => {
        silent = 0;
        const news = isRecord(message) ? message : {};
        if (typeof news['failed'] === 'string') reject(new Error(news['failed']));
        else if (isLast(news)) resolve();
      });
      worker.on('error', reject);
      worker.on('exit', () => {
        reject(new Error(t('It ended without a result.')));
      });
    });
  } finally {
    clearInterval(timer);
    if (onCancel) signal?.removeEventListener('abort', onCancel);
    void worker.terminate();
  }
}
