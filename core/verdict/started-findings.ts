import type { ConfigDocument } from '../config/index.js';
import { withLines, type Started } from '../deployment/index.js';
import { checkConfig, type CheckOptions, type RuleFinding } from '../rules/index.js';

/** What a config is started with, by the setting. */
type Given = ReadonlyMap<string, Started>;

/**
 * The findings of a config as it is started: what a start script, an option or a variable puts in place of a line is
 * judged, not the line. What is not known is no fault.
 */
export function checkStarted(
  document: ConfigDocument,
  all: Given,
  options: CheckOptions,
): readonly RuleFinding[] {
  const given = new Map([...all].filter(([, { isGuess }]) => isGuess !== true));
  const isReached = all.get('pasv_address')?.isReached === true;
  // Clients of that network are served, and it is the one that is meant.
  const written = checkConfig(document, options).filter(
    ({ code }) => !isReached || code !== 'pasv-address-unreachable',
  );
  if (given.size === 0 || document.kind !== 'main') return written;
  const started = checkConfig(withLines(document, given.values()), { ...options, memory: undefined });
  const replaced = replacedLines(document, given);
  const same = new Set(started.map(keyOf));
  const left = written.filter((one) => same.has(keyOf(one)) && !replaced.has(one.range.start.line));
  const before = new Set(written.map((one) => `${keyOf(one)} ${one.message}`));
  const added = started.flatMap((one) => {
    const isNew = one.stage === 'passive' && !before.has(`${keyOf(one)} ${one.message}`);
    const places = isNew ? placesOf(one, given) : [];
    return places.length > 0 ? [asStarted(one, places)] : [];
  });
  return [...left, ...added].sort((a, b) => a.range.start.line - b.range.start.line);
}

function keyOf({ code, range }: RuleFinding): string {
  return `${code} ${range.start.line}`;
}

/** The lines of settings that get another value, or perhaps do. */
function replacedLines({ byName, source }: ConfigDocument, given: Given): ReadonlySet<number> {
  return new Set(
    [...given.values()].flatMap(({ name, value }) => {
      const lines = byName.get(name) ?? [];
      return lines.at(-1)?.value === value ? [] : lines.map(({ start }) => source.positionAt(start).line);
    }),
  );
}

const RANGE = ['pasv_min_port', 'pasv_max_port'];

/** Where the range comes from that a finding is about; none where it is about something else, or not known. */
function placesOf({ code }: RuleFinding, given: Given): readonly string[] {
  if (!code.startsWith('passive-')) return [];
  const about = RANGE.flatMap((name) => given.get(name) ?? []);
  return about.some(({ value }) => value === null) ? [] : [...new Set(about.map(({ place }) => place))];
}

function asStarted(finding: RuleFinding, places: readonly string[]): RuleFinding {
  return {
    ...finding,
    message: `${finding.message} That is so as it is started, by ${places.join(' and ')}.`,
    range: { start: finding.range.start, end: finding.range.start },
    fixes: [],
    related: [],
  };
}
