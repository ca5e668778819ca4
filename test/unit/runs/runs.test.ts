/**
 * Every recorded run once more, without a network: `UPDATE=1 npm run test:unit runs` writes anew what is expected of
 * each. That is the first finding, all errors and warnings in order, and of severity information only what the run
 * mentions: a new check of that severity breaks nothing here. `test/runs.ts` says what stands in a run.
 */
import assert from 'node:assert/strict';
import test from 'node:test';
import { CHECKS, diagnose, judge, type Observation, type ReplySeen } from '../../../core/verdict/index.js';
import { evidenceOf, expectedOf, recordedRuns, writeRun } from '../../runs.js';
import { IS_UPDATE } from '../../update.js';

const RUNS = recordedRuns();

for (const [id, run] of RUNS) {
  test(`a recorded run: ${id}`, () => {
    const evidence = evidenceOf(run);
    const findings = diagnose(evidence);
    const [first] = findings;
    const { expects } = run;
    if (IS_UPDATE) {
      writeRun(id, { ...run, expects: expectedOf(findings, expects) });
      return;
    }
    assert.deepEqual(JSON.parse(JSON.stringify(findings)), findings, 'findings are plain JSON');
    assert.deepEqual(expectedOf(findings, expects), expects, JSON.stringify(findings, null, 1));
    if (expects.severity !== undefined) assert.equal(first?.severity, expects.severity);
    if (expects.fix) assert.deepEqual(first?.fix.config, expects.fix);
    if (expects.evidence !== undefined)
      assert.ok(first?.evidence.includes(expects.evidence), first?.evidence);
    const wanted = expects.notTested;
    if (wanted === undefined) return;
    const untested = judge(evidence).notTested;
    assert.ok(
      untested.some((line) => line.includes(wanted)),
      untested.join('\n'),
    );
  });
}

test('findings are plain, bounded and safe to show', () => {
  for (const [, run] of RUNS) {
    for (const { evidence, title, fix } of diagnose(evidenceOf(run))) {
      for (const text of [evidence, title, fix.text, ...fix.commands]) {
        assert.notEqual(text, '');
        assert.doesNotMatch(text, /[\u0000-\u001f]|undefined|null|NaN|\[object/);
        assert.ok(text.length <= 900, text);
      }
    }
  }
});

test('no finding switches a security check off', () => {
  const texts = RUNS.flatMap(([, run]) => diagnose(evidenceOf(run)).map(({ fix }) => JSON.stringify(fix)));
  for (const text of [...texts, ...CHECKS.map(({ fix }) => fix)]) {
    assert.doesNotMatch(
      text,
      /pasv_promiscuous["=:]+YES|require_ssl_reuse["=:]+NO|port_promiscuous["=:]+YES/,
    );
  }
});

/** Said by the process that is left when the other one ends: whether a client still sees it is chance. */
const LEFT_BEHIND: Partial<ReplySeen> = { kind: 'reply', code: 500, text: 'OOPS: priv_sock_get_cmd' };

function isOops(seen: Observation | undefined): seen is ReplySeen {
  return seen?.kind === 'reply' && seen.text.startsWith('OOPS:');
}

for (const [id, recording] of RUNS) {
  const { observations } = recording;
  if (!observations.some(isOops)) continue;
  test(`the last words of vsftpd’s other process change nothing: ${id}`, () => {
    const isEcho = (seen: Observation, at: number): boolean =>
      isOops(seen) && seen.text.includes('priv_sock') && isOops(observations[at - 1]);
    const without = observations.filter((seen, at) => !isEcho(seen, at));
    const withThem = without.flatMap((seen) =>
      isOops(seen) && !seen.text.includes('priv_sock') ? [seen, { ...seen, ...LEFT_BEHIND }] : [seen],
    );
    const [expected, ...others] = [observations, without, withThem].map((seen) =>
      diagnose(evidenceOf({ ...recording, observations: seen })),
    );
    for (const findings of others) assert.deepEqual(findings, expected);
  });
}
