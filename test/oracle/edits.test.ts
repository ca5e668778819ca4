import assert from 'node:assert/strict';
import test from 'node:test';
import { isDeepStrictEqual } from 'node:util';
import type { TextEdit } from 'vscode-languageserver';
import {
  BUILDS,
  byteStringOf,
  faultOf,
  FILE_LIMIT,
  isUtf8,
  knows,
  parseBool,
  parseNumber,
  readConfig,
  settingNamed,
  sourceFromText,
  splitLines,
  trim,
  type Build,
  type ConfigDocument,
  type Setting,
  type SettingLine,
} from '../../core/config/index.js';
import { fixAll } from '../../server/features/code-actions.js';
import { formatConfig } from '../../server/format.js';
import { escaped, modelVerdict } from './compare.js';
import { withDaemons } from './daemon-test.js';
import { randomConfig } from './generate.js';
import { askParser, type Bytes } from './parser-oracle.js';
import { Random, roundsOf, seedOfRun } from './random.js';

const FILES = roundsOf(200, 10_000);

interface Edited {
  readonly before: Bytes;
  readonly after: Bytes;
}

withDaemons('edits and the daemon', (daemon) => {
  test('formatting changes no verdict, no message and no value', async (t) => {
    const seed = seedOfRun();
    t.diagnostic(`SEED=${seed}`);
    const edited = files(seed, daemon.build).flatMap((before, i): Edited[] => {
      const document = documentOf(before);
      const builds = i % 3 === 0 ? BUILDS : [daemon.build];
      const after = edit(document, formatConfig(document, { builds }));
      for (const one of builds) assertSameToModel(before, after, one);
      // A CR decides whether the last line gets an LF, and formatting may remove the last CR.
      if (!before.includes('\r')) {
        const again = documentOf(after);
        must(edit(again, formatConfig(again, { builds })) === after, 'not done at once', before, after);
      }
      return after === before ? [] : [{ before, after }];
    });
    const { before, after } = await answers(edited);
    edited.forEach((pair, i) => {
      must(isDeepStrictEqual(after[i], before[i]), 'another answer', pair.before, pair.after);
    });
    assert.ok(edited.length > FILES / 10, 'formatting must have had something to do');
    t.diagnostic(`${daemon.build.label}: ${edited.length} formatted files`);
  });

  test('safe fixes never make the daemon refuse what it accepted', async (t) => {
    const seed = seedOfRun();
    t.diagnostic(`SEED=${seed}`);
    const edited = files(seed, daemon.build).flatMap((before, i): Edited[] => {
      const document = documentOf(before);
      const choice = i % 2 === 0 ? 'any' : daemon.build.id;
      const after = edit(document, fixAll(document, { build: choice }));
      for (const one of choice === 'any' ? BUILDS : [daemon.build]) {
        const [early, late] = [faults(before, one), faults(after, one)];
        must(late <= early, `${one.label} refuses ${late} lines, not ${early}; for ${choice}`, before, after);
      }
      return after === before ? [] : [{ before, after }];
    });
    const { before, after } = await answers(edited);
    let repaired = 0;
    edited.forEach((pair, i) => {
      if (before[i]?.verdict !== 'accepts') repaired += after[i]?.verdict === 'accepts' ? 1 : 0;
      else must(after[i]?.verdict === 'accepts', 'now refused', pair.before, pair.after);
    });
    assert.ok(repaired > FILES / 100, 'safe fixes must have repaired something');
    t.diagnostic(
      `${daemon.build.label}: ${edited.length} fixed files, ${repaired} of them accepted only then`,
    );
  });

  async function answers(
    edited: readonly Edited[],
  ): Promise<Record<keyof Edited, Awaited<ReturnType<typeof askParser>>>> {
    const good = (file: Bytes): boolean => modelVerdict(file, daemon.build).verdict === 'accepts';
    const ask = (texts: readonly Bytes[]): ReturnType<typeof askParser> =>
      askParser(daemon, texts, (i) => good(texts[i] ?? ''));
    return { before: await ask(edited.map((e) => e.before)), after: await ask(edited.map((e) => e.after)) };
  }
});

/** What an editor can hold: other bytes never reach the formatter. */
function files(seed: number, build: Build): Bytes[] {
  const random = new Random(seed);
  const found: Bytes[] = [];
  while (found.length < FILES) {
    const file = randomConfig(random, build);
    if (isUtf8(file)) found.push(file);
  }
  return found;
}

function documentOf(file: Bytes): ConfigDocument {
  return readConfig(sourceFromText(Buffer.from(file, 'latin1').toString('utf8')));
}

/** Applies edits as a client does: all refer to the old text, and none may overlap another. */
function edit(document: ConfigDocument, edits: readonly TextEdit[]): Bytes {
  const { source } = document;
  const parts: Bytes[] = [];
  let at = 0;
  for (const { range, newText } of edits) {
    const [start, end] = [source.byteAt(range.start), source.byteAt(range.end)];
    must(at <= start && start <= end, 'edits overlap', source.bytes);
    parts.push(source.bytes.slice(at, start), byteStringOf(newText));
    at = end;
  }
  return parts.join('') + source.bytes.slice(at);
}

function assertSameToModel(before: Bytes, after: Bytes, build: Build): void {
  const [old, now] = [modelVerdict(before, build), modelVerdict(after, build)];
  must(now.verdict === old.verdict, `${build.label}: another verdict`, before, after);
  must(now.messageBytes === old.messageBytes, `${build.label}: another message`, before, after);
  const same = old.verdict !== 'accepts' || isDeepStrictEqual(values(after, build), values(before, build));
  must(same, `${build.label}: another value`, before, after);
}

/** Escaping a long file costs more than judging it: only a failure pays for that. */
function must(holds: boolean, what: string, ...files: Bytes[]): void {
  if (!holds) assert.fail(`${what}: ${files.map(escaped).join('\nbecame ')}`);
}

/** The lines that the daemon reads, template code included. */
function linesOf(file: Bytes): SettingLine[] {
  return splitLines(file.slice(0, FILE_LIMIT), 'none').filter((line) => line.kind === 'setting');
}

/** Lines that a build refuses. */
function faults(file: Bytes, build: Build): number {
  return linesOf(file).filter((line) => faultOf(line, build) !== undefined).length;
}

/** What a build makes of each setting of an accepted file, the last line of each name in force. */
function values(file: Bytes, build: Build): Map<string, string | number | boolean | null | undefined> {
  const found = new Map<string, string | number | boolean | null | undefined>();
  for (const line of linesOf(file)) {
    const all = build.trim === 'everything';
    const setting = settingNamed(all ? trim(line.name) : line.name);
    if (setting && knows(build.id, setting)) {
      found.set(setting.name, valueOf(setting, all ? trim(line.value) : line.value, build));
    }
  }
  return new Map([...found].sort());
}

function valueOf(setting: Setting, value: Bytes, build: Build): string | number | boolean | null | undefined {
  if (setting.type === 'bool') return parseBool(value);
  if (setting.type !== 'string') return parseNumber(value).value;
  return (build.trim === 'nothing' ? value : trim(value)) || null;
}
