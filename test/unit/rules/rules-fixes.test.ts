import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { readConfig, sourceFromText, type BuildChoice, type FileKind } from '../../../core/config/index.js';
import { checkConfig, rank, RULES, type RuleFinding } from '../../../core/rules/index.js';
import { withSafeFixes } from '../../../core/rules/safe-fixes.js';
import { fixAll } from '../../../server/features/code-actions.js';

/** Every text that some rule has something to say about: the examples, the fixtures and the small public files. */
interface Sample {
  readonly name: string;
  readonly text: string;
  readonly build: BuildChoice;
  readonly kind: FileKind;
}

/** What the fixes of one line do to another. */
const TOGETHER = [
  'one_process_model=YES\nlocal_enable=YES\nanonymous_enable=NO\n',
  'xferlog_enable=YES\nxferlog_std_format=YES\nlog_ftp_protocol=YES\nvsftpd_log_file=/var/log/\n',
  'xferlog_enable=YES\nxferlog_std_format=YES\nlog_ftp_protocol=YES\nvsftpd_log_file=\n',
  'listen=YES\nlisten_ipv6=YES\nlocal_enable=YES\nanonymous_enable=NO\npasv_address=8.8.4.4\n',
  'listen_ipv6=YES\nlocal_enable=YES\nanonymous_enable=NO\npasv_address=8.8.4.4\n',
  'listen=YES\nlisten_ipv6=YES\nlocal_enable=YES\nanonymous_enable=NO\nlisten_address=8.8.4.4\n',
  'listen=YES\nlocal_enable=YES\nanonymous_enable=NO\nxferlog_file=/var/log/x\nvsftpd_log_file=/dev/stdout\n',
  'local_enable=YES\nxferlog_enable=YES\nxferlog_std_format=YES\nxferlog_file=\nvsftpd_log_file=/var/log/x\n',
];

const SAMPLES: readonly Sample[] = [
  ...TOGETHER.flatMap((text) =>
    (['debian-12', 'el9'] as const).map((build) => ({ name: text, text, build, kind: 'main' as const })),
  ),
  ...RULES.map(({ code, bad, exampleBuild = 'debian-12', files }) => ({
    name: code,
    text: bad,
    build: exampleBuild,
    kind: files?.[0] ?? ('main' as const),
  })),
  ...['test/fixtures/rules', 'test/fixtures/config'].flatMap((folder) =>
    readdirSync(folder)
      .filter((name) => name.endsWith('.conf'))
      .flatMap((name) =>
        (['debian-12', 'debian-13', 'el9', 'alpine'] as const).map((build) => ({
          name,
          text: readFileSync(path.join(folder, name), 'utf8'),
          build,
          kind: 'main' as const,
        })),
      ),
  ),
];

const judged = ({ kind, build }: Sample, text: string): RuleFinding[] =>
  checkConfig(readConfig(sourceFromText(text), kind), { build });

type Edits = readonly {
  readonly range: RuleFinding['range'];
  readonly newText: string;
}[];

function applied(text: string, edits: Edits): string {
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

/** How often each code is an error or a warning. */
function grave(found: readonly RuleFinding[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { code, severity } of found)
    if (rank(severity) >= 2) counts.set(code, (counts.get(code) ?? 0) + 1);
  return counts;
}

/** Faults of other lines, or of an example's own value, that stand there already and come into force with the fix. */
const UNMASKED: ReadonlySet<string> = new Set([
  'cmds-unknown > cmds-transfer',
  // Its title says that the file must exist, and every connection ends already.
  'empty-needed-value > list-file-not-shipped',
  // The title says "less safe".
  'mode-not-octal > umask-zero',
  'umask-owner > umask-zero',
  'pasv-address-surprise > pasv-address-unreachable',
  'pasv-off > passive-max-ignored',
  'pasv-off > pasv-promiscuous',
  'two-settings > no-listener',
  'unknown-setting > pasv-address-unreachable',
]);

/** The codes that are graver afterwards. */
function made(before: readonly RuleFinding[], after: readonly RuleFinding[]): string[] {
  const known = grave(before);
  return [...grave(after)].filter(([code, count]) => count > (known.get(code) ?? 0)).map(([code]) => code);
}

test('no fix makes an error or a warning of another rule', () => {
  const harm = new Set<string>();
  for (const sample of SAMPLES) {
    const before = judged(sample, sample.text);
    for (const { code, fixes } of before)
      for (const { title, edits } of fixes) {
        const text = applied(sample.text, edits);
        const codes = made(before, judged(sample, text)).filter((one) => !UNMASKED.has(`${code} > ${one}`));
        if (codes.length > 0)
          harm.add(`${sample.name} (${sample.build}) ${code}: ${title} makes ${codes.join(', ')}\n${text}`);
      }
  }
  assert.equal([...harm].join('\n'), '');
});

test('a fix silences its finding and no fix brings back what another took away', () => {
  const loops = new Set<string>();
  for (const sample of SAMPLES) {
    for (const { code, fixes, range } of judged(sample, sample.text))
      for (const { title, edits } of fixes) {
        const text = applied(sample.text, edits);
        for (const next of judged(sample, text))
          for (const fix of next.fixes)
            if (applied(text, fix.edits) === sample.text)
              loops.add(
                `${sample.name} (${sample.build}) ${range.start.line + 1} ${code}: ${title} <> ${next.code}: ${fix.title}`,
              );
      }
  }
  assert.equal([...loops].join('\n'), '');
});

test('fix all is done after one time and makes nothing worse', () => {
  for (const sample of SAMPLES) {
    const { kind, build, text } = sample;
    const once = applied(text, fixAll(readConfig(sourceFromText(text), kind), { build }));
    const again = fixAll(readConfig(sourceFromText(once), kind), { build });
    assert.deepEqual(again, [], `${sample.name} (${build})`);
    assert.deepEqual(made(judged(sample, text), judged(sample, once)), [], `${sample.name} (${build})`);
  }
});

test('the command line fixes a file as the editor does', () => {
  for (const { name, kind, build, text } of SAMPLES) {
    const document = readConfig(sourceFromText(text), kind);
    const inEditor = applied(text, fixAll(document, { build }));
    assert.equal(withSafeFixes(document, { build }).source.text, inEditor, `${name} (${build})`);
  }
});
