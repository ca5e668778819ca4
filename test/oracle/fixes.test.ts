import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { after, test } from 'node:test';
import { atHandAmong, readConfig, sourceFromText, type BuildId } from '../../core/config/index.js';
import { checkConfig, rank, RULES, type RuleFinding } from '../../core/rules/index.js';
import { withDaemons } from './daemon-test.js';
import { noWholeSession, WholeSessions } from './whole-session.js';

interface Case {
  readonly name: string;
  readonly text: string;
  readonly files?: Readonly<Record<string, string>>;
}

/** Every how many cases one is started; in long runs each on Debian 12, and a third of them on the others. */
const STEP = process.env['LONG'] === '1' ? 1 : Number(process.env['STEP'] ?? 60);

/** What a fix is there to take away, by the rule. */
const TAKES: Readonly<Record<string, RegExp>> = {
  'anonymous-by-default': /^anonymous/,
  'anonymous-write': /^anonymous/,
  // Over TLS all of it goes on.
  'tls-optional': /^(?!tls|start|greeting|anonymous|alone)/,
};

const SMALL = 'test/fixtures/config';

const CASES: readonly Case[] = [
  ...RULES.filter(({ files = ['main'] }) => files.includes('main')).map(({ code, bad, exampleFiles }) => ({
    name: code,
    text: bad,
    files: exampleFiles ?? {},
  })),
  ...readdirSync(SMALL)
    .filter((name) => /^\d.*\.conf$/.test(name))
    .map((name) => ({ name, text: readFileSync(path.join(SMALL, name), 'utf8') })),
];

function found(text: string, build: BuildId, files: Case['files']): readonly RuleFinding[] {
  return checkConfig(readConfig(sourceFromText(text)), { build, atHand: atHandAmong(files) });
}

function applied(text: string, edits: RuleFinding['fixes'][number]['edits']): string {
  const source = sourceFromText(text);
  let { bytes } = source;
  const spans = edits.map(({ range, newText }) => ({
    start: source.byteAt(range.start),
    end: source.byteAt(range.end),
    newText: Buffer.from(newText).toString('latin1'),
  }));
  for (const { start, end, newText } of spans.sort((a, b) => b.start - a.start))
    bytes = bytes.slice(0, start) + newText + bytes.slice(end);
  return Buffer.from(bytes, 'latin1').toString('utf8');
}

/** Errors and warnings that the text has more often than before. */
function added(before: readonly RuleFinding[], after: readonly RuleFinding[]): readonly string[] {
  const loud = (all: readonly RuleFinding[]): string[] =>
    all.filter(({ severity }) => rank(severity) >= rank('warning')).map(({ code }) => code);
  const left = loud(before);
  return loud(after).filter((code) => {
    const at = left.indexOf(code);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
}

const reason = noWholeSession();

withDaemons('with a fix, a file serves at least as well', (daemon) => {
  const sessions = reason === undefined ? new WholeSessions() : undefined;
  after(() => {
    sessions?.stop();
  });
  const { id } = daemon.build;
  CASES.forEach(({ name, text, files = {} }, i) => {
    if ((i + daemon.build.label.length) % (id === 'debian-12' ? STEP : 3 * STEP * STEP) !== 0) return;
    const before = found(text, id, files);
    const fixes = before.flatMap(({ code, fixes }) => fixes.map((fix) => ({ ...fix, code })));
    if (fixes.length === 0) return;
    test(`${name}: ${fixes.length} fixes`, { skip: reason ?? false }, async () => {
      assert.ok(sessions);
      const was = await sessions.use(daemon, text, files);
      const worse: string[] = [];
      for (const { code, title, edits } of fixes) {
        const fixed = applied(text, edits);
        const is = await sessions.use(daemon, fixed, files);
        const lost = Object.keys(was.got).filter(
          (what) => (is.got[what] ?? 0) < (was.got[what] ?? 0) && !TAKES[code]?.test(what),
        );
        // What says itself that it is less safe may be warned of; so may an address that counts only now.
        const louder = title.includes('less safe')
          ? []
          : added(before, found(fixed, id, files)).filter((by) => by !== 'pasv-address-unreachable');
        if (lost.length > 0 || louder.length > 0)
          worse.push(`${code}: ${title}: lost ${lost.join()}; now ${louder.join()}; ${is.said}\n${fixed}`);
      }
      assert.deepEqual(worse, []);
    });
  });
});
