import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { build, ConfigModel, readConfig, sourceFromBytes } from '../../../core/config/index.js';
import { CHECKS, diagnose, type Evidence, judge, type Observation } from '../../../core/verdict/index.js';

/** One file of test/fixtures/observations: what a probe saw, and what is to be concluded. */
interface Fixture {
  readonly scenario: string;
  /** Ids in order; none: healthy. */
  readonly expect: readonly string[];
  readonly observations: readonly Observation[];
  readonly config?: string;
  readonly ownAddress?: string;
  /** Of the first finding. */
  readonly severity?: string;
  readonly fix?: Readonly<Record<string, string>>;
  readonly evidence?: string;
  /** Words that `notTested` must hold. */
  readonly notTested?: string;
}

const FOLDER = path.resolve('test/fixtures/observations');
const fixtures = readdirSync(FOLDER).map((name): [string, Fixture] => [
  name.replace('.json', ''),
  JSON.parse(readFileSync(path.join(FOLDER, name), 'utf8')) as Fixture,
]);

function evidenceOf({ observations, config, ownAddress }: Fixture): Evidence {
  return {
    witness: 'probe',
    observations,
    ...(config === undefined
      ? {}
      : { config: new ConfigModel(readConfig(sourceFromBytes(Buffer.from(config))), build('debian-12')) }),
    ...(ownAddress === undefined ? {} : { ownAddress }),
  };
}

for (const [name, fixture] of fixtures) {
  test(`observations: ${name}`, () => {
    const evidence = evidenceOf(fixture);
    const findings = diagnose(evidence);
    assert.deepEqual(
      findings.map(({ id }) => id),
      fixture.expect,
      JSON.stringify(findings, null, 1),
    );
    const [first] = findings;
    if (fixture.severity !== undefined) assert.equal(first?.severity, fixture.severity);
    if (fixture.fix) assert.deepEqual(first?.fix.config, fixture.fix);
    if (fixture.evidence !== undefined)
      assert.ok(first?.evidence.includes(fixture.evidence), first?.evidence);
    const wanted = fixture.notTested;
    if (wanted !== undefined)
      assert.ok(
        judge(evidence).notTested.some((line) => line.includes(wanted)),
        judge(evidence).notTested.join('\n'),
      );
  });
}

test('findings are plain, bounded and safe to show', () => {
  for (const [, fixture] of fixtures) {
    for (const { evidence, title, fix } of diagnose(evidenceOf(fixture))) {
      for (const text of [evidence, title, fix.text, ...fix.commands]) {
        assert.notEqual(text, '');
        assert.doesNotMatch(text, /[\u0000-\u001f]|undefined|null|NaN|\[object/);
        assert.ok(text.length <= 900, text);
      }
    }
  }
});

test('no finding switches a security check off', () => {
  const texts = fixtures.flatMap(([, f]) => diagnose(evidenceOf(f)).map(({ fix }) => JSON.stringify(fix)));
  for (const text of [...texts, ...CHECKS.map(({ fix }) => fix)]) {
    assert.doesNotMatch(
      text,
      /pasv_promiscuous["=:]+YES|require_ssl_reuse["=:]+NO|port_promiscuous["=:]+YES/,
    );
  }
});
