import type { AskedPort } from './asker.js';
import type { CloserResult } from './closer-look.js';
import type { EdgesFound } from './edges.js';
import { observeBareDial } from '../session/index.js';
import { rangeOf, spansInWords } from './range.js';
import type { PortState } from './range.js';
import type { ReachedContext } from '../run-context.js';
import type { ProbeRange, ProbeStepStatus } from '../types.js';

/** What is known of ports that were not open. */
export interface Closer extends CloserResult {
  /** A port was refused that was sure to listen. */
  readonly refuses: boolean;
}

export interface Conclusion {
  readonly status: ProbeStepStatus;
  readonly detail: string;
  readonly range: ProbeRange | null;
}

const WHY: Readonly<Record<NonNullable<EdgesFound['why']>, string>> = {
  'closed-is-silent': 'closed ports of this server do not answer at all',
  limited: 'something on the way limits new connections',
  disorder: 'open and silent ports have no order',
  refused: 'some ports are refused instead of silent',
};

/** Decides which dials prove something, records those, and puts them together. */
export function conclude(run: ReachedContext, samples: readonly AskedPort[], closer: Closer): Conclusion {
  const { edges } = closer;
  const states = new Map<number, PortState>();
  const kept = proofs(samples, closer);
  for (const [sample, state] of kept) {
    sample.record();
    states.set(sample.dial.port, state);
  }
  recordBareDials(run, samples, closer);
  const sampled = rangeOf(states);
  if (sampled === null) {
    const detail =
      samples.length === 0
        ? 'No passive port was given.'
        : `${samples.length} ports: none shows more than that some are refused.`;
    return { status: samples.length === 0 ? 'skip' : 'fail', detail, range: null };
  }
  const range = edges?.exact === true ? rangeOf(edges.states, true) : sampled;
  const isAllOpen = kept.every(([, state]) => state === 'open');
  return {
    status: isAllOpen && range?.silent.length === 0 ? 'pass' : 'fail',
    detail: [
      tally(kept, sampled),
      edges ? edgesInWords(edges, range) : isAllOpen ? confidence(kept.length, sampled) : '',
    ]
      .join(' ')
      .trim(),
    range,
  };
}

function proofs(
  samples: readonly AskedPort[],
  { edges, closedAnswers, refuses }: Closer,
): readonly (readonly [AskedPort, PortState])[] {
  const found = samples.flatMap((sample): (readonly [AskedPort, PortState])[] => {
    const { verdict, port, wasStrict } = sample.dial;
    // Where ports are refused that listen, one that was asked for a moment before was listening too.
    if (verdict === 'unclear') return refuses && !sample.dial.lostSyn ? [[sample, 'refused']] : [];
    if (verdict === null) return [];
    if (verdict !== 'silent') return [[sample, verdict]];
    // A SYN can get lost twice: a way that was found free since is free.
    if (edges?.exact === true && edges.states.get(port) === 'open') return [];
    return wasStrict || closedAnswers !== false ? [[sample, 'silent']] : [];
  });
  // A firewall that refuses limits how often it says so: beside refusals, silence proves nothing.
  return refuses ? found.filter(([, state]) => state !== 'silent') : found;
}

/** The proof of each edge, and the SYNs that were lost: a closed port that answered only to the second one. */
function recordBareDials(
  run: ReachedContext,
  samples: readonly AskedPort[],
  { edges, closedAnswers, refuses }: Closer,
): void {
  const late = samples.flatMap(({ dial: { verdict, lostSyn, port, result } }) =>
    verdict === 'unclear' && lostSyn && closedAnswers === true && !refuses && result
      ? [{ port, result }]
      : [],
  );
  for (const { port, result } of [...late, ...(edges?.proof ?? [])]) observeBareDial(run, port, result);
}

function tally(kept: readonly (readonly [AskedPort, PortState])[], { seen }: ProbeRange): string {
  const count = (wanted: PortState): number => kept.filter(([, state]) => state === wanted).length;
  const parts = (['open', 'silent', 'refused'] as const).flatMap((state) =>
    count(state) > 0 || state === 'open' ? [`${count(state)} ${state}`] : [],
  );
  const distinct = new Set(kept.map(([{ dial }]) => dial.port)).size;
  const isAllOpen = kept.length > 1 && count('open') === kept.length;
  const outcome = isAllOpen ? 'all open' : parts.join(', ');
  if (distinct === 1 && kept.length > 1) return `${kept.length} tries on port ${seen[0]}: ${outcome}.`;
  const tries = distinct === kept.length ? '' : `${kept.length} tries on `;
  const ports = `${distinct} ${tries === '' ? '' : 'different '}${distinct === 1 ? 'port' : 'ports'}`;
  const where = seen[0] === seen[1] ? String(seen[0]) : `${seen[0]}-${seen[1]}`;
  return `${tries}${ports} (${where}), ${outcome}.`;
}

function edgesInWords({ exact, why, dials, states }: EdgesFound, range: ProbeRange | null): string {
  const effort = `${dials} connects to ports without a listener`;
  if (!exact || range === null) return `The edges could not be found: ${WHY[why ?? 'disorder']} (${effort}).`;
  if (![...states.values()].includes('silent'))
    return `The silent ones were lost packets: ${effort} show the way free.`;
  return `Found by ${effort}: ${spansInWords(range.open)} pass, ${spansInWords(range.silent)} do not.`;
}

/** How much of a range can be closed without one sample to show it; '' where it is not worth a word. */
function confidence(samples: number, { seen: [first, last] }: ProbeRange): string {
  if (samples < 4 || last - first < 4 * samples) return '';
  const missed = 100 * 0.8 ** samples;
  const often = missed < 1 ? 'less than once' : missed < 1.5 ? 'once' : `${Math.round(missed)} times`;
  return `If a fifth of the range were closed, this would miss it ${often} in 100.`;
}
