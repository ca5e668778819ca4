import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { after, test } from 'node:test';
import {
  atHandAmong,
  readConfig,
  sourceFromText,
  type BuildId,
  type FileKind,
} from '../../core/config/index.js';
import { checkConfig, rank, RULES, type RuleFinding } from '../../core/rules/index.js';
import { withDaemons } from './daemon-test.js';
import { noWholeSession, WholeSessions, type Outcome } from './whole-session.js';

interface Case {
  readonly name: string;
  readonly text: string;
  readonly files?: Readonly<Record<string, string>>;
  readonly kind?: FileKind;
  readonly path?: string;
  /** What a daemon is started with, where that is not the text itself. */
  readonly started?: (text: string) => Started;
}

interface Started {
  readonly config: string;
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

/** Users' files are read over this one. */
const MAIN =
  'listen=YES\nanonymous_enable=NO\nlocal_enable=YES\nwrite_enable=YES\nlocal_umask=022\nuser_config_dir=/etc/vsftpd/users.d\n';

/** The rules' bad examples as one user's file. */
const PER_USER = RULES.filter(({ files = [] }) => files.includes('per-user')).map(
  ({ code, bad, exampleFiles }): Case => ({
    name: `${code}, per user`,
    text: bad,
    kind: 'per-user',
    started: (text) => ({ config: MAIN, files: { ...exampleFiles, '/etc/vsftpd/users.d/joe': text } }),
  }),
);

const HEAD = '# {{ ansible_managed }}\n{% if true %}\n';
const FOOT = '{% endif %}\nftpd_banner={{ banner }}\n';

/** The same in a template; some bytes of a file are no text that a template could have. */
const TEMPLATES = RULES.filter(
  ({ files = ['main'], bad }) => files.includes('main') && /^[\n -~]+$/.test(bad),
).map(({ code, bad, exampleFiles = {} }): Case => ({
  name: `${code}, in a template`,
  text: `${HEAD}${bad}${bad.endsWith('\n') ? '' : '\n'}${FOOT}`,
  files: exampleFiles,
  path: 'templates/vsftpd.conf.j2',
  started: (text) => ({
    config: text.replace(/^\{%.*%\}\n/gm, '').replaceAll('{{ banner }}', 'Welcome'),
    files: exampleFiles,
  }),
}));

const CASES: readonly Case[] = [
  // In long runs; FIX=", per user" takes those whose name has it.
  ...(STEP === 1 ? [...PER_USER, ...TEMPLATES] : []),
  ...RULES.filter(({ files = ['main'] }) => files.includes('main')).map(({ code, bad, exampleFiles }) => ({
    name: code,
    text: bad,
    files: exampleFiles ?? {},
  })),
  ...readdirSync(SMALL)
    .filter((name) => /^\d.*\.conf$/.test(name))
    .map((name) => ({ name, text: readFileSync(path.join(SMALL, name), 'utf8') })),
];

function found({ files = {}, kind, path = '' }: Case, text: string, build: BuildId): readonly RuleFinding[] {
  return checkConfig(readConfig(sourceFromText(text), kind, path), {
    build,
    path,
    atHand: atHandAmong(files),
  });
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
  CASES.filter(({ name }) => name.includes(process.env['FIX'] ?? '')).forEach((one, i) => {
    const { name, text, files = {}, started = (config: string): Started => ({ config, files }) } = one;
    if ((i + daemon.build.label.length) % (id === 'debian-12' ? STEP : 3 * STEP * STEP) !== 0) return;
    const before = found(one, text, id);
    const fixes = before.flatMap(({ code, fixes }) => fixes.map((fix) => ({ ...fix, code })));
    if (fixes.length === 0) return;
    test(`${name}: ${fixes.length} fixes`, { skip: reason ?? false }, async () => {
      assert.ok(sessions);
      const use = (now: string): Promise<Outcome> => {
        const { config, files: beside } = started(now);
        return sessions.use(daemon, config, beside);
      };
      const was = await use(text);
      const worse: string[] = [];
      for (const { code, title, edits } of fixes) {
        const fixed = applied(text, edits);
        const is = await use(fixed);
        const lost = Object.keys(was.got).filter(
          (what) => (is.got[what] ?? 0) < (was.got[what] ?? 0) && !TAKES[code]?.test(what),
        );
        // What says itself that it is less safe may be warned of; so may an address that counts only now.
        const louder = title.includes('less safe')
          ? []
          : added(before, found(one, fixed, id)).filter((by) => by !== 'pasv-address-unreachable');
        if (lost.length > 0 || louder.length > 0)
          worse.push(`${code}: ${title}: lost ${lost.join()}; now ${louder.join()}; ${is.said}\n${fixed}`);
      }
      assert.deepEqual(worse, []);
    });
  });
});
