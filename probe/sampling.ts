import { sameAddress } from '../core/reply/address-class.js';
import type { PassiveMode } from '../core/verdict/observation.js';
import type { ControlConnection } from './control.js';
import { dial } from './dial.js';
import type { DialResult } from './dial.js';
import { observeDial, observeEndpoint } from './passive.js';
import type { Way } from './passive.js';
import type { ReachedContext } from './run-context.js';
import type { PortSpan, ProbeRange } from './types.js';
import { wait } from './wait.js';

type Verdict = 'open' | 'silent' | 'refused';

interface Sample {
  readonly port: number;
  readonly verdict: Verdict;
}

/** A sample with what there is to record of it. */
interface Dialled extends Sample {
  readonly result: DialResult;
  readonly what: {
    readonly host: string;
    readonly port: number;
    readonly mode: PassiveMode;
    readonly dialled: Way;
  };
}

/**
 * Asks for passive ports one after the other and dials each at the control peer, without waiting for the silent ones:
 * all of them share one wait. One port alone says little about a range that a firewall opens only in part.
 */
export async function samplePorts(
  control: ControlConnection,
  run: ReachedContext,
  mode: PassiveMode,
  count: number,
): Promise<ProbeRange | null> {
  const done = run.recorder.step('range');
  const pending: Promise<Dialled | null>[] = [];
  for (let index = 0; index < count && !control.ended(); index++) {
    run.recorder.progress({ step: 'range', done: index + 1, of: count });
    const endpoint = observeEndpoint(await control.send(mode), control, run, mode);
    if (endpoint === null || endpoint.port === null) break;
    const itself = endpoint.host === null || sameAddress(endpoint.host, run.peer);
    const sample = startSample(run, { mode, port: endpoint.port, dialled: itself ? 'advertised' : 'peer' });
    pending.push(sample.verdict);
    await sample.settledOrSilent;
    sample.listenerGone();
  }
  const judged = (await Promise.all(pending)).filter((sample) => sample !== null);
  // A firewall that refuses limits how often it says so: beside refusals, silence proves nothing.
  const refuses = judged.some((sample) => sample.verdict === 'refused');
  const samples = refuses ? judged.filter((sample) => sample.verdict !== 'silent') : judged;
  for (const { result, what } of samples) observeDial(run, result, what);
  const range = rangeOf(samples);
  if (range === null) {
    done('skip', 'No passive port was given.');
    return null;
  }
  const tally = (verdict: Verdict): number => samples.filter((sample) => sample.verdict === verdict).length;
  const [open, silent, refused] = [tally('open'), tally('silent'), tally('refused')];
  const parts = [
    `${open} open`,
    ...(silent > 0 ? [`${silent} silent`] : []),
    ...(refused > 0 ? [`${refused} refused`] : []),
  ];
  const status = open === samples.length ? 'pass' : 'fail';
  done(status, `${samples.length} ports between ${range.seen[0]} and ${range.seen[1]}: ${parts.join(', ')}.`);
  return range;
}

/** One dial whose verdict may come after the next port was asked for. */
function startSample(
  run: ReachedContext,
  what: { mode: PassiveMode; port: number; dialled: Way },
): { verdict: Promise<Dialled | null>; settledOrSilent: Promise<unknown>; listenerGone(): void } {
  const { port } = what;
  let gone = false;
  const dialling = dial(run.peer, port, run.silenceMs, run.signal);
  const judge = async (): Promise<Dialled | null> => {
    const result = await dialling;
    result.socket?.destroy();
    const verdict = verdictOf(result);
    // The next PASV closes the listener, and a repeated SYN is then refused by the server itself: that proves nothing.
    if (verdict === null || (verdict === 'refused' && gone)) return null;
    return { port, verdict, result, what: { host: run.peer, ...what } };
  };
  const verdict = judge();
  // Failures surface where the verdict is awaited.
  verdict.catch(() => undefined);
  const patience = Math.min(1000, Math.max(150, 4 * run.rttMs));
  return {
    verdict,
    settledOrSilent: wait<null>(patience, run.signal, (settle) => {
      const settled = (): void => {
        settle(null);
      };
      verdict.then(settled, settled);
      return undefined;
    }),
    listenerGone: () => {
      gone = true;
    },
  };
}

function verdictOf(result: DialResult): Verdict | null {
  switch (result.outcome) {
    case 'open':
      return 'open';
    case 'timeout':
      return 'silent';
    case 'refused':
    case 'unreachable':
    case 'reset':
      return 'refused';
    case 'failed':
      return null;
  }
}

/** Samples in order of their ports, neighbours of one verdict joined. */
export function rangeOf(samples: readonly Sample[]): ProbeRange | null {
  const sorted = [...new Map(samples.map((sample) => [sample.port, sample])).values()].sort(
    (a, b) => a.port - b.port,
  );
  const [first, last] = [sorted[0], sorted.at(-1)];
  if (!first || !last) return null;
  const spans: Record<Verdict, [number, number][]> = { open: [], silent: [], refused: [] };
  let previous: Verdict | null = null;
  for (const { port, verdict } of sorted) {
    const current = spans[verdict].at(-1);
    if (verdict === previous && current) current[1] = port;
    else spans[verdict].push([port, port]);
    previous = verdict;
  }
  const seen: PortSpan = [first.port, last.port];
  return { seen, ...spans, exact: false };
}
