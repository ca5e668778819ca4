import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { RULES, type Rule } from '../../core/rules/index.js';
import { EFFECTS, type Effect } from '../unit/rules/effects.js';
import { withDaemons } from './daemon-test.js';
import { noWholeSession, WholeSessions, type Outcome } from './whole-session.js';

/** Every how many rules one is started; all of them in long runs. */
const STEP = process.env['LONG'] === '1' ? 1 : 90;

const reason = noWholeSession();

/** What the bad example takes from clients that the good one gives them. */
function effectOf(
  bad: Outcome,
  good: Outcome,
): { readonly effect: Effect; readonly lost: readonly string[] } {
  const lost = Object.keys(good.got).filter((what) => (bad.got[what] ?? 0) < (good.got[what] ?? 0));
  const effect = lost.includes('start')
    ? 'refuses'
    : lost.includes('greeting')
      ? 'ends'
      : lost.some((what) => what !== 'alone')
        ? 'denies'
        : lost.includes('alone')
          ? 'inetd'
          : 'serves';
  return { effect, lost };
}

withDaemons('the table of effects is what the daemon does', (daemon) => {
  const sessions = reason === undefined ? new WholeSessions() : undefined;
  after(() => {
    sessions?.stop();
  });
  const isOwn = ({ exampleBuild = 'debian-12' }: Rule): boolean =>
    (exampleBuild === 'any' ? 'debian-12' : exampleBuild) === daemon.build.id;
  for (const [i, rule] of RULES.filter(isOwn).entries()) {
    const [expected, proof, ...takes] = EFFECTS[rule.code] ?? ['serves', 'source'];
    if (proof !== 'session' || i % STEP !== 0) continue;
    test(`${rule.code}: ${expected} ${takes.join()}`, { skip: reason ?? false }, async () => {
      assert.ok(sessions);
      const files = rule.exampleFiles ?? {};
      const bad = await sessions.use(daemon, rule.bad, files);
      const { effect, lost } = effectOf(bad, await sessions.use(daemon, rule.good, files));
      assert.equal(effect, expected, `${lost.join()}: ${bad.said}`);
      for (const what of takes) assert.ok(lost.includes(what), `${what} is not lost, but ${lost.join()}`);
    });
  }
});
