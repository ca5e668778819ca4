// Transcripts, logs and saved reports, damaged: what comes out is short, clean, and within the text.
import assert from 'node:assert/strict';
import { readSavedReport, reportText } from '../../client/probe/saved-report.js';
import { runCommand } from '../../cli/commands.js';
import { memoryIo } from '../unit/cli/cli-io.js';
import { assertClean, NEVER } from './clean.js';
import { damaged, textsBelow } from './damage.js';
import { fuzz } from './rounds.js';

const TRANSCRIPTS = textsBelow('test/fixtures/transcripts', 'test/fixtures/reported-transcripts');
const REPORTS = textsBelow('examples').get('examples/report.json') ?? '';
const SECRET = 'Kn0wn-Secr3t';

interface Decoded {
  readonly endpoints: readonly { line: number; character: number; length: number; port: number | null }[];
  readonly findings: readonly { severity: string; evidence: string }[];
}

fuzz('transcripts', 3000, {}, async (random) => {
  const texts = [...TRANSCRIPTS.values()];
  const text = damaged(random.pick(texts), random, random.pick(texts));
  const withSecret = `${text}\n> PASS ${SECRET}\n${text.slice(0, 2000)}`;
  const json = await decode(withSecret, 'json');
  const { endpoints } = JSON.parse(json) as Decoded;
  const lines = withSecret.split(/\r\n|\n|\r/);
  for (const { line, character, length, port } of endpoints) {
    const at = lines[line];
    assert.ok(
      at !== undefined && character + length <= at.length,
      `an endpoint outside: ${line}:${character}`,
    );
    assert.ok(port === null || (port >= 0 && port <= 65_535), `port ${port}`);
  }
  assertClean(await decode(withSecret, 'text'), SECRET);
});

async function decode(text: string, format: 'json' | 'text'): Promise<string> {
  const { io, out, err } = memoryIo([text]);
  const status = await runCommand(['decode', '--format', format, '--fail-on', 'never', '-'], io, NEVER);
  assert.equal(status, 0, err());
  assert.ok(!out().includes(SECRET), 'a password is in the output');
  return out();
}

fuzz('saved reports', 3000, {}, (random) => {
  const changed = damaged(REPORTS, random, REPORTS);
  let run;
  try {
    run = readSavedReport(changed, '2026-11-22T00:00:00.000Z');
  } catch (error) {
    assert.ok(error instanceof Error);
    assertClean(error.message);
    return;
  }
  const again = reportText(run);
  for (const text of strings(JSON.parse(again))) assertClean(text);
});

function strings(json: unknown): string[] {
  if (typeof json === 'string') return [json];
  return typeof json === 'object' && json !== null ? Object.values(json).flatMap(strings) : [];
}
