/** What chance decides in a probe decides no verdict: each recording once more, as it could as well have gone. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { diagnose, type Observation } from '../../../core/verdict/index.js';
import { evidenceOf, recordedRuns, type RecordedRun } from '../../runs.js';
import { Random } from '../../oracle/random.js';

type Seen = readonly Observation[];
type Change = (seen: Seen, random: Random) => Seen;
type Timed = Extract<Observation, { durationMs?: number }> & { readonly durationMs: number };

function isTimed(one: Observation): one is Timed {
  return 'durationMs' in one;
}

/** A busy server and a busy line: all takes longer, each thing by another amount. */
function slower(seen: Seen, random: Random): Seen {
  const factor = 1 + random.fraction() / 2;
  return seen.map((one) =>
    isTimed(one) ? { ...one, durationMs: one.durationMs * factor + 80 * random.fraction() } : one,
  );
}

/** The tester’s own machine stands still for a while: what was under way is seen only then. */
function interrupted(seen: Seen, random: Random): Seen {
  const at = random.fraction() * Math.max(0, ...seen.map(({ ms = 0 }) => ms));
  const pause = random.between(300, 1500);
  return seen.map((one) => {
    if (!isTimed(one) || one.ms === undefined || one.ms < at || one.ms - one.durationMs > at) return one;
    const durationMs = one.durationMs + pause;
    return one.kind === 'reply' || one.outcome === 'timeout'
      ? { ...one, durationMs }
      : { ...one, durationMs, busyMs: pause };
  });
}

/** Of sessions at one time, another one is heard first; the order within each stays. */
function interleaved(seen: Seen, random: Random): Seen {
  const labels = [...new Set(seen.map(({ session }) => session))];
  const waiting = labels.map((label) => seen.filter(({ session }) => session === label));
  const all: Observation[] = [];
  while (all.length < seen.length) {
    const one = random.pick(waiting.filter(({ length }) => length > 0)).shift();
    if (one) all.push(one);
  }
  return all;
}

/** The end of a data connection is seen before the reply about it on the other one, not after. */
function overtaken(seen: Seen): Seen {
  const all = [...seen];
  for (let i = 1; i < all.length; i++) {
    const [before, one] = [all[i - 1], all[i]];
    if (before?.kind !== 'reply' || before.code < 200 || one?.kind !== 'transfer') continue;
    if (before.session === one.session) [all[i - 1], all[i]] = [one, before];
  }
  return all;
}

/** One packet of those that begin a connection gets lost, and is sent again after a second. */
function oneLost(seen: Seen, random: Random): Seen {
  const opened = seen.filter((one) => one.kind === 'connect' && one.outcome === 'open');
  const lost = opened.length === 0 ? undefined : random.pick(opened);
  return seen.map((one) =>
    one === lost && isTimed(one) ? { ...one, durationMs: one.durationMs + 1000 } : one,
  );
}

/** The server’s end of a connection is seen after its last words, where it came too late to be seen. */
function endSeen(seen: Seen): Seen {
  const last = new Map(seen.map((one) => [one.session, one]));
  return seen.flatMap((one): Seen => {
    if (last.get(one.session) !== one || one.kind !== 'reply' || one.code < 400) return [one];
    return [one, { kind: 'closed', channel: 'control', by: 'server', after: one.to, session: one.session }];
  });
}

/** Several at once: a run for each would take long, and they do not depend on each other. */
const CHANGES: Readonly<Record<string, readonly Change[]>> = {
  'a slow server, and sessions that overtake each other': [slower, interleaved, endSeen],
  'a tester that stands still, and a packet that gets lost': [interrupted, overtaken, oneLost],
};

/** Null: nothing above information. */
function verdictOf(recording: RecordedRun, observations: Seen): string | null {
  const [first] = diagnose(evidenceOf({ ...recording, observations }));
  return first === undefined || first.severity === 'information' ? null : first.id;
}

for (const [name, changes] of Object.entries(CHANGES))
  test(`no verdict depends on chance: ${name}`, () => {
    const random = new Random(20_260_101);
    for (const [id, recording] of recordedRuns().filter(([, { from }]) => from === 'lab')) {
      const { observations } = recording;
      const otherwise = changes.reduce((seen, change) => change(seen, random), observations);
      assert.equal(verdictOf(recording, otherwise), verdictOf(recording, observations), id);
    }
  });
