import assert from 'node:assert/strict';
import test from 'node:test';
import { diagnose } from '../../core/verdict/index.js';
import { evidenceOf, recordings } from '../lab/recording.js';

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
