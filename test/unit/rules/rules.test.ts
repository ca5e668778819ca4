import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import {
  atHandAmong,
  readConfig,
  sourceFromBytes,
  sourceFromText,
  type BuildChoice,
  type FileKind,
} from '../../../core/config/index.js';
import { checkConfig, RULES, type Rule, type RuleFinding } from '../../../core/rules/index.js';
import { IS_UPDATE } from '../../update.js';

const FIXTURES = 'test/fixtures/rules';

function check(
  text: string,
  build: BuildChoice,
  rules: readonly Rule[],
  kind: FileKind = 'main',
): RuleFinding[] {
  const atHand = atHandAmong(rules[0]?.exampleFiles);
  return checkConfig(readConfig(sourceFromText(text), kind), { build, rules, atHand });
}

/** The text with all of a finding's first fixes applied, last edit first. */
function applyFixes(text: string, findings: readonly RuleFinding[]): string {
  const source = sourceFromText(text);
  const edits = findings.flatMap((finding) => finding.fixes[0]?.edits ?? []);
  const spans = edits.map((edit) => ({
    start: source.byteAt(edit.range.start),
    end: source.byteAt(edit.range.end),
    newText: edit.newText,
  }));
  spans.sort((a, b) => b.start - a.start);
  let bytes = source.bytes;
  let limit = Infinity;
  for (const span of spans) {
    if (span.end > limit) continue;
    bytes = bytes.slice(0, span.start) + Buffer.from(span.newText).toString('latin1') + bytes.slice(span.end);
    limit = span.start;
  }
  return Buffer.from(bytes, 'latin1').toString('utf8');
}

test('codes are unique, lower-case and in the table once', () => {
  const codes = RULES.map((rule) => rule.code);
  assert.deepEqual([...new Set(codes)], codes);
  for (const code of codes) assert.match(code, /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/);
});

test('a rule lies in the folder of its stage', () => {
  const files = readdirSync('core/rules', { recursive: true, encoding: 'utf8' });
  const rules = files.filter((file) => file.split(path.sep).length === 3 && file.endsWith('.ts'));
  assert.equal(rules.length, RULES.length);
  for (const file of rules) {
    const stage = /^ {2}stage: '(\w+)',$/m.exec(readFileSync(path.join('core/rules', file), 'utf8'))?.[1];
    assert.equal(stage, file.split(path.sep)[0], file);
  }
});

for (const rule of RULES) {
  const build = rule.exampleBuild ?? 'debian-12';
  const kind = rule.files?.[0] ?? 'main';

  test(`${rule.code}: its page tells the truth`, () => {
    const found = check(rule.bad, build, [rule], kind);
    assert.ok(found.length > 0, 'the bad example is not reported');
    assert.deepEqual(check(rule.good, build, [rule], kind), [], 'the good example is reported');
    const ways = [rule.checkDocument, rule.checkModel].filter((way) => way !== undefined);
    assert.equal(ways.length, 1, 'a rule checks the document or the model');
    for (const { message } of found) assert.match(message, /^[A-Z0-9"_a-z].*[.)"]$/s);
  });

  test(`${rule.code}: its first fix mends the bad example`, () => {
    let text = rule.bad;
    const before = check(text, build, [rule], kind);
    if (!before.some((finding) => finding.fixes.length > 0)) return;
    for (let round = 0; round < 5; round++) text = applyFixes(text, check(text, build, [rule], kind));
    assert.deepEqual(
      check(text, build, [rule], kind).filter((finding) => finding.fixes.length > 0),
      [],
      `still reported after the fix: ${JSON.stringify(text)}`,
    );
  });
}

interface Expectation {
  readonly code: string;
  readonly severity: string;
  readonly line: number;
  readonly from: number;
  readonly to: number;
  readonly words: string;
}

/**
 * A fixture is a config in which the expected findings stand as comments under the line they belong to:
 * `#= code severity from-to words of the message`. `#? build=any kind=per-user rules=a,b` at the top sets the scene; without
 * `rules` only the rule that the file is named after runs, `rules=*` runs all. `UPDATE=1 npm run test:unit rules` writes
 * the comments anew.
 */
for (const name of readdirSync(FIXTURES)) {
  test(`fixture ${name}`, () => {
    const data = readFileSync(path.join(FIXTURES, name));
    const source = sourceFromBytes(data);
    const lines = source.text.split('\n');
    const scene = new Map(
      [...(lines[0] ?? '').matchAll(/(\w+)=(\S+)/g)].map((m) => [m[1] ?? '', m[2] ?? '']),
    );
    const wanted = scene.get('rules')?.split(',') ?? [name.replace(/\..*$/, '')];
    const rules = RULES.filter((rule) => wanted.includes('*') || wanted.includes(rule.code));
    assert.ok(rules.length > 0, 'no such rule');
    const kind = scene.get('kind') === 'per-user' ? 'per-user' : 'main';
    const build = (scene.get('build') ?? 'debian-12') as BuildChoice;
    const found = checkConfig(readConfig(source, kind), { build, rules });
    const expected = expectations(lines);
    if (IS_UPDATE) {
      writeFileSync(path.join(FIXTURES, name), withExpectations(data, found, expected));
      return;
    }
    const shown = found.map(
      (f) =>
        `${f.range.start.line}: ${f.code} ${f.severity} ${f.range.start.character}-${f.range.end.character}`,
    );
    assert.deepEqual(
      shown,
      expected.map((e) => `${e.line}: ${e.code} ${e.severity} ${e.from}-${e.to}`),
    );
    expected.forEach((e, i) => {
      assert.ok(
        found[i]?.message.includes(e.words),
        `"${found[i]?.message ?? ''}" does not say "${e.words}"`,
      );
    });
  });
}

/** The fixture with its findings as comments; words of a message that still stand in it are kept. */
function withExpectations(
  data: Buffer,
  found: readonly RuleFinding[],
  before: readonly Expectation[],
): Buffer {
  const lines = data.toString('latin1').split('\n');
  const left = lines.flatMap((line, i) => {
    const end = line.endsWith('\r') ? '\r' : '';
    const comments = found
      .filter(({ range }) => range.start.line === i)
      .map((finding) => `${expectationOf(finding, before)}${end}`);
    return line.startsWith('#= ') ? [] : [line, ...comments];
  });
  return Buffer.from(left.join('\n'), 'latin1');
}

/** As UTF-8, one character for each byte. */
function expectationOf(
  { code, severity, range, message }: RuleFinding,
  before: readonly Expectation[],
): string {
  const { start, end } = range;
  const kept = before.find(
    (one) => one.code === code && one.line === start.line && message.includes(one.words),
  );
  const words = kept?.words ?? message.split('\n', 1)[0] ?? '';
  const text = `#= ${code} ${severity} ${start.character}-${end.character} ${words}`.trimEnd();
  return Buffer.from(text).toString('latin1');
}

function expectations(lines: readonly string[]): Expectation[] {
  const found: Expectation[] = [];
  let last = 0;
  lines.forEach((line, i) => {
    const match = /^#= (\S+) (\S+) (\d+)-(\d+) ?(.*?)\r?$/.exec(line);
    if (!match) {
      last = i;
      return;
    }
    const [, code = '', severity = '', from, to, words = ''] = match;
    found.push({ code, severity, line: last, from: Number(from), to: Number(to), words });
  });
  return found;
}
