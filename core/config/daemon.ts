import type { Build } from './builds.js';
import type { ConfigDocument } from './document.js';
import { FILE_LIMIT, splitLines, type SettingLine } from './lines.js';
import { knows, settingNamed } from './settings.js';
import type { Setting } from './setting.js';
import { decodeUtf8 } from './utf8.js';
import { parseBool, trim } from './values.js';

export type LineFault = 'missing-value' | 'bad-bool' | 'unrecognised' | 'crash';

/** What a build's parser does with one line: a fault, or undefined where it is taken. */
export function faultOf(line: Pick<SettingLine, 'name' | 'value'>, build: Build): LineFault | undefined {
  const everything = build.trim === 'everything';
  const name = everything ? trim(line.name) : line.name;
  const value = everything ? trim(line.value) : line.value;
  const setting = knownSetting(name, build);
  if (setting?.type === 'string') {
    return build.blankStringCrashes && value !== '' && trim(value) === '' ? 'crash' : undefined;
  }
  if (value === '') return 'missing-value';
  if (!setting) return 'unrecognised';
  return setting.type === 'bool' && parseBool(value) === undefined ? 'bad-bool' : undefined;
}

const TEXTS: Record<Exclude<LineFault, 'crash'>, string> = {
  'missing-value': 'missing value in config file for: ',
  'bad-bool': 'bad bool value in config file for: ',
  unrecognised: 'unrecognised variable in config file: ',
};

/** The daemon's own words for a fault, as a byte string; undefined for a crash, which has none. */
function faultMessage(line: SettingLine, fault: LineFault, build: Build): string | undefined {
  if (fault === 'crash') return undefined;
  return `500 OOPS: ${TEXTS[fault]}${build.trim === 'everything' ? trim(line.name) : line.name}`;
}

export interface DaemonVerdict {
  readonly verdict: 'accepts' | 'refuses' | 'crashes';
  /** The first (and only) message without its CRLF; bytes that are not UTF-8 show as U+FFFD. */
  readonly message: string | null;
  /** The same, one char code per byte. */
  readonly messageBytes: string | null;
  /** The line it stops at. */
  readonly at: SettingLine | undefined;
}

/** What a build's parser does with a file: it ends at the first fault. */
export function daemonVerdict(document: ConfigDocument, build: Build): DaemonVerdict {
  return daemonVerdicts(document, [build])[0] ?? ACCEPTED;
}

const ACCEPTED: DaemonVerdict = { verdict: 'accepts', message: null, messageBytes: null, at: undefined };

/** The same for several builds, in their order; the lines are read once. */
export function daemonVerdicts(document: ConfigDocument, builds: readonly Build[]): readonly DaemonVerdict[] {
  const verdicts = builds.map(() => ACCEPTED);
  const left = new Map(builds.entries());
  for (const line of daemonLines(document)) {
    if (isTakenByAll(line)) continue;
    for (const [at, build] of left) {
      const fault = faultOf(line, build);
      if (!fault) continue;
      verdicts[at] = verdictAt(line, fault, build);
      left.delete(at);
    }
    if (left.size === 0) break;
  }
  return verdicts;
}

function verdictAt(line: SettingLine, fault: LineFault, build: Build): DaemonVerdict {
  const bytes = faultMessage(line, fault, build) ?? null;
  const message = bytes === null ? null : decodeUtf8(bytes);
  return { verdict: fault === 'crash' ? 'crashes' : 'refuses', message, messageBytes: bytes, at: line };
}

/** Whether no build can find a fault, as with most lines: then the builds need not be asked. */
function isTakenByAll({ name, value }: SettingLine): boolean {
  const setting = settingNamed(name);
  if (setting === undefined || setting.builds !== undefined || trim(value) === '') return false;
  return setting.type !== 'bool' || parseBool(value) !== undefined;
}

/** A template's own lines mean nothing to us, but the daemon would read them like any other. */
function daemonLines(document: ConfigDocument): readonly SettingLine[] {
  if (!document.rendersLf && !document.lines.some((line) => line.kind === 'template'))
    return document.settings;
  return splitLines(document.source.bytes.slice(0, FILE_LIMIT), 'none').filter(
    (line) => line.kind === 'setting',
  );
}

function knownSetting(name: string, build: Build): Setting | undefined {
  const setting = settingNamed(name);
  return setting && knows(build.id, setting) ? setting : undefined;
}
