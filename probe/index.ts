import { setMaxListeners } from 'node:events';
import { classOf } from '../core/reply/address-class.js';
import { gather } from './gather.js';
import type { Gathered } from './gather.js';
import type { Plan } from './plan.js';
import { Recorder } from './recorder.js';
import { PasswordGate } from './session/password-gate.js';
import { isAnonymousName } from '../core/events/anonymous.js';
import { checkTarget } from './target.js';
import type { ProbeOptions, ProbeRun, ProbeTarget } from './types.js';

export { reportOf } from './report.js';
export { checkTarget } from './target.js';
export { TLS_CHOICES } from '../core/events/tls-choice.js';
export { printable } from '../core/events/printable.js';
export { configLines, headline, markdownOf, one, withoutFindings } from './report-markdown.js';
export type * from './types.js';

const DEFAULT_TIMEOUT_MS = 10_000;
const DEFAULT_SAMPLES = 16;
const DEFAULT_IDLE_S = 60;
/** The whole run ends after so many times the longest single wait, whatever the server does. */
const OVERALL_FACTOR = 9;

/**
 * Talks to one FTP server the way a careful client does and records what it sees; what that means is for the verdict.
 *
 * Network trouble never throws: it is what the observations are about.
 * @throws TypeError for a target or option that makes no sense (an unusable host, port, user, password or path)
 * @throws the signal's reason once it is aborted; no socket is left open then
 */
export async function probe(target: ProbeTarget, options: ProbeOptions): Promise<ProbeRun> {
  checkTarget(target);
  const timeoutMs = inRange(options.timeoutMs ?? DEFAULT_TIMEOUT_MS, 1000, 120_000, 'timeoutMs');
  const samples = inRange(options.samples ?? DEFAULT_SAMPLES, 0, 64, 'samples');
  const idleMs = 1000 * inRange(options.idleSeconds ?? DEFAULT_IDLE_S, 1, 3600, 'idleSeconds');
  const { expectedRange } = options;
  if (expectedRange) {
    inRange(expectedRange.low, 1, 65535, 'expectedRange.low');
    inRange(expectedRange.high, expectedRange.low, 65535, 'expectedRange.high');
  }
  const { also = new Set(), dial = [] } = options;
  if (dial.some((one) => classOf(one) === null)) throw new TypeError('dial takes numeric addresses.');
  options.signal.throwIfAborted();
  options.cut?.throwIfAborted();

  const limitMs = options.limitMs ?? OVERALL_FACTOR * timeoutMs + (also.has('idle') ? idleMs : 0);
  const recorder = new Recorder(isAnonymousName(target.user) ? '' : target.password, {
    onStep: (step) => options.onStep?.(step),
    onProgress: (progress) => options.onProgress?.({ limitMs: limitMs - recorder.elapsed(), ...progress }),
  });
  const gathered: Gathered = { peer: null, local: null, range: null };
  let isCutShort = false;
  const life = new AbortController();
  setMaxListeners(0, life.signal);
  const timeIsUp = new Error('The time for the whole probe is over.');
  const wasCut = new Error('The probe was ended.');
  const timer = setTimeout(() => {
    life.abort(timeIsUp);
  }, limitMs);
  const onAbort = (): void => {
    life.abort(options.signal.reason);
  };
  options.signal.addEventListener('abort', onAbort, { once: true });
  const onCut = (): void => {
    life.abort(wasCut);
  };
  options.cut?.addEventListener('abort', onCut, { once: true });
  try {
    const passwords = new PasswordGate(target, also.has('clear'));
    const run = { target, recorder, signal: life.signal, timeoutMs, passwords, agreed: dial };
    const plan: Plan = { samples, also, idleMs, ...(expectedRange ? { expectedRange } : {}) };
    await gather(run, plan, gathered);
  } catch (error) {
    if (error !== timeIsUp && error !== wasCut) throw error;
    isCutShort = true;
    const last = recorder.steps.at(-1)?.id ?? 'the start';
    const why = error === wasCut ? 'the run was cancelled' : `the server took more than ${limitMs / 1000} s`;
    recorder.notTested(`everything after step "${last}": ${why}`);
  } finally {
    clearTimeout(timer);
    options.signal.removeEventListener('abort', onAbort);
    options.cut?.removeEventListener('abort', onCut);
    life.abort(timeIsUp);
  }
  return {
    target: { host: target.host, port: target.port, peer: gathered.peer },
    vantage: { address: gathered.local },
    durationMs: recorder.elapsed(),
    steps: recorder.steps,
    observations: recorder.observations,
    ...(gathered.range === null ? {} : { range: gathered.range }),
    ...(isCutShort ? { cutShort: true } : {}),
  };
}

function inRange(value: number, min: number, max: number, name: string): number {
  if (Number.isInteger(value) && value >= min && value <= max) return value;
  throw new TypeError(`${name} must be a whole number from ${min} to ${max}.`);
}
