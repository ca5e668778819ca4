import type { FindingPage } from './check.js';
import type { Change, RunDifference } from '../events/run.js';
import type { Finding, FindingSeverity } from './finding.js';
import { duration, quote } from './words/quote.js';
import type { PastFinding, Run, RunFacts } from '../events/run.js';

export type { Change, RunDifference } from '../events/run.js';

type ChangeOf = Change['of'];

const RANK: Readonly<Record<FindingSeverity, number>> = { error: 2, warning: 1, information: 0 };

/** 2: something fails; 1: something is doubtful; 0: healthy. */
function gravity({ findings }: Pick<Run, 'findings'>): number {
  return Math.max(0, ...findings.map(({ severity }) => RANK[severity]));
}

/** What is different between two runs of one target. Findings are told apart by their ids. */
export function differenceOf(before: Run, now: Run): RunDifference {
  const has = ({ findings }: Run, { id }: PastFinding): boolean => findings.some((one) => one.id === id);
  const [was, is] = [gravity(before), gravity(now)];
  return {
    since: before.at,
    turn: is < was ? 'better' : is > was ? 'worse' : 'same',
    appeared: now.findings.filter((finding) => !has(before, finding)),
    gone: before.findings.filter((finding) => !has(now, finding)),
    stayed: now.findings.filter((finding) => has(before, finding)),
    changes: before.facts && now.facts ? changesOf(before.facts, now.facts) : [],
  };
}

function changesOf(before: RunFacts, now: RunFacts): readonly Change[] {
  const plain: readonly (readonly [ChangeOf, string | null, string | null])[] = [
    ['address', before.peer, now.peer],
    ['tester', before.seenAs, now.seenAs],
    ['greeting', before.greeting, now.greeting],
    ['tls', before.tls, now.tls],
    ['advertised', before.advertised, now.advertised],
    ['certificate', certificate(before), certificate(now)],
    ['idle timeout', seconds(before.idleTimeout), seconds(now.idleTimeout)],
  ];
  return [
    ...plain.flatMap(([of, a, b]): readonly Change[] =>
      a !== null && b !== null && a !== b ? [{ of, before: a, now: b }] : [],
    ),
    ...rangeChange(before, now),
    ...slower('greeting time', before.greetingMs, now.greetingMs),
    ...slower('login time', before.loginMs, now.loginMs),
  ];
}

function certificate({ certificate: fingerprint, validTo }: RunFacts): string | null {
  if (fingerprint === null) return null;
  return `${fingerprint.slice(0, 23)}…${validTo === null ? '' : `, valid to ${validTo.slice(0, 10)}`}`;
}

function seconds(value: number | null): string | null {
  return value === null ? null : value === 0 ? 'never' : `${value} s`;
}

/** Samples never reach the very ends of a range: so much further out they must lie to prove another one. */
const LEAST_SLACK = 20;

function rangeChange(before: RunFacts, now: RunFacts): readonly Change[] {
  if (!before.ports || !now.ports) return [];
  const words = ({ ports, open, closed }: RunFacts): string =>
    `${ports?.join('-') ?? ''}, ${closed === 0 ? 'all open' : open === 0 ? 'none open' : `${open} of ${open + closed} open`}`;
  const way = ({ open, closed }: RunFacts): string => `${open > 0} ${closed > 0}`;
  const isElsewhere = liesBeyond(now.ports, before.ports) || liesBeyond(before.ports, now.ports);
  return isElsewhere || way(before) !== way(now)
    ? [{ of: 'range', before: words(before), now: words(now) }]
    : [];
}

/** Whether samples lie where those of the same range would not. */
function liesBeyond([low, high]: readonly [number, number], [from, to]: readonly [number, number]): boolean {
  const slack = Math.max(LEAST_SLACK, (to - from) / 2);
  return low < from - slack || high > to + slack;
}

/** Times vary: only what takes people's notice is a change. Milliseconds. */
const NOTABLE_MS = 1000;
const NOTABLE_TIMES = 3;

function slower(of: ChangeOf, before: number | null, now: number | null): readonly Change[] {
  if (before === null || now === null) return [];
  const [less, more] = [Math.min(before, now), Math.max(before, now)];
  return more - less >= NOTABLE_MS && more >= NOTABLE_TIMES * less
    ? [{ of, before: duration(before), now: duration(now) }]
    : [];
}

/** More runs are not looked at. */
const MOST_RUNS = 200;

export const HISTORY: FindingPage = {
  id: 'HIST',
  title: 'This worked before',
  severity: 'information',
  cause: 'server-host',
  means: 'Something was changed between a probe that found nothing and the first one that found this fault.',
  decides:
    'The runs that are kept of this target: the last one without error or warning, and those after it.',
  spares: 'Targets that were never well, and those that are.',
  fix: 'Compare with what changed since then.',
  metAt: { phase: 'later', place: 100, asInformation: 10 },
};

/**
 * When a target that is not well now was well for the last time, and when it was first met as it is: a finding that
 * stands after those it is about. Null where it is well now, or never was.
 * @param history earlier runs of the same target, the newest first
 */
export function sinceWhen(now: Omit<Run, 'at'>, history: readonly Run[]): Finding | null {
  const [verdict] = now.findings;
  if (!verdict || gravity(now) === 0) return null;
  const past = history.slice(0, MOST_RUNS);
  const healthy = past.findIndex((run) => gravity(run) === 0);
  const good = past[healthy];
  if (!good) return null;
  const first = past
    .slice(0, healthy)
    .reverse()
    .find((run) => run.findings.some(({ id }) => id === verdict.id));
  const changes = good.facts && now.facts ? changesOf(good.facts, now.facts) : [];
  const words = changes
    .slice(0, 4)
    .map(({ of, before, now: is }) => `${of} ${quote(before, 60)}, now ${quote(is, 60)}`);
  const met = first ? `on ${dayAndTime(first.at)}` : 'in this run';
  return {
    id: HISTORY.id,
    severity: HISTORY.severity,
    title: HISTORY.title,
    evidence: `It worked on ${dayAndTime(good.at)}; ${verdict.id} was first met ${met}.${words.length > 0 ? ` Changed since: ${words.join('; ')}.` : ''}`,
    cause: verdict.cause ?? HISTORY.cause,
    fix: { text: HISTORY.fix, config: null, commands: [] },
  };
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `29 Nov 2026, 21:30 UTC`; other text is quoted. */
function dayAndTime(at: string): string {
  const [, year = '', month, day, time = ''] = /^(\d{4})-(\d\d)-(\d\d)T(\d\d:\d\d):[\d.]+Z$/.exec(at) ?? [];
  const name = MONTHS[Number(month) - 1];
  return name === undefined ? quote(at, 40) : `${Number(day)} ${name} ${year}, ${time} UTC`;
}
