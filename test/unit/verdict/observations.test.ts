import assert from 'node:assert/strict';
import test from 'node:test';
import { diagnose, type Observation, type ReplySeen } from '../../../core/verdict/index.js';
import { evidenceOf, recordings } from '../../lab/recording.js';

for (const [id, recording] of recordings()) {
  test(`recorded in the lab: ${id}`, () => {
    const findings = diagnose(evidenceOf(recording));
    assert.deepEqual(JSON.parse(JSON.stringify(findings)), findings, 'findings are plain JSON');
    const [first] = findings;
    if (recording.expects === null)
      assert.ok(first === undefined || first.severity === 'information', first?.id);
    else assert.equal(first?.id, recording.expects, JSON.stringify(findings, null, 1));
  });
}

/** Said by the process that stays behind when the other one ends: whether a client still sees it is chance. */
const LEFT_BEHIND: Partial<ReplySeen> = { kind: 'reply', code: 500, text: 'OOPS: priv_sock_get_cmd' };

function isOops(seen: Observation | undefined): seen is ReplySeen {
  return seen?.kind === 'reply' && seen.text.startsWith('OOPS:');
}

for (const [id, recording] of recordings()) {
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
