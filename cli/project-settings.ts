import path from 'node:path';
import type { Finding } from '../core/verdict/finding.js';
import {
  NO_PROJECT_SETTINGS,
  PROJECT_FILE,
  readProjectSettings,
  withOverrides,
  type JudgedFindings,
  type ProjectSettings,
} from '../core/verdict/project-settings.js';
import { fileOf, type InputKind } from './input.js';
import { UsageError } from './io.js';
import { withoutControls } from './terminal-text.js';

const SETTINGS_INPUT: InputKind = { what: PROJECT_FILE, limit: 1024 * 1024 };

/** The settings of the project for each file, read once per folder. */
export class ProjectFiles {
  private readonly known = new Map<string, Promise<ProjectSettings>>();
  private readonly given: Promise<ProjectSettings> | undefined;

  /** @param named the file of --settings: it holds for all */
  constructor(named: string | undefined) {
    this.given = named === undefined ? undefined : settingsIn(named);
    this.given?.catch(() => undefined);
  }

  /** For a file, by its absolute path; empty for what has none. @throws UsageError for settings that cannot be read */
  of(file: string): Promise<ProjectSettings> {
    return file === '' ? this.here() : (this.given ?? this.inFolder(path.dirname(file)));
  }

  /** For what has no file. */
  here(): Promise<ProjectSettings> {
    return this.given ?? this.inFolder(process.cwd());
  }

  private inFolder(folder: string): Promise<ProjectSettings> {
    const known = this.known.get(folder) ?? this.search(folder);
    this.known.set(folder, known);
    return known;
  }

  private async search(folder: string): Promise<ProjectSettings> {
    const own = await settingsIn(path.join(folder, PROJECT_FILE), true);
    if (own) return own;
    const above = path.dirname(folder);
    return above === folder ? NO_PROJECT_SETTINGS : this.inFolder(above);
  }
}

async function settingsIn(file: string): Promise<ProjectSettings>;
async function settingsIn(file: string, mayBeMissing: true): Promise<ProjectSettings | undefined>;
async function settingsIn(file: string, mayBeMissing = false): Promise<ProjectSettings | undefined> {
  let data: Buffer;
  try {
    data = await fileOf(file, SETTINGS_INPUT);
  } catch (error) {
    const isMissing = error instanceof UsageError && isNoFile(error.cause);
    if (mayBeMissing && isMissing) return undefined;
    throw error;
  }
  const { settings, problems } = readProjectSettings(data.toString('utf8'));
  // A build service that judges by other rules than the project agreed on is worse than one that stops.
  if (problems.length > 0) throw new UsageError(`${withoutControls(file)}: ${problems.join('; ')}.`);
  return settings;
}

function isNoFile(cause: unknown): boolean {
  return cause instanceof Error && 'code' in cause && (cause.code === 'ENOENT' || cause.code === 'ENOTDIR');
}

/** The ids that --ignore names. @throws UsageError for what is none */
export function ignoredIds(ids: readonly string[]): readonly string[] {
  const wrong = ids.find((id) => !/^[A-Z*][A-Z0-9*-]{0,60}$/.test(id));
  if (wrong === undefined) return ids;
  throw new UsageError(`--ignore takes the id of a finding, as TLS-CERT-CHAIN; not "${wrong}".`);
}

/** What is left of findings after --ignore and the project's file, and how many are not. */
export function wantedFindings(
  found: readonly Finding[],
  ignored: readonly string[],
  project: ProjectSettings,
): JudgedFindings {
  const first = withOverrides(found, Object.fromEntries(ignored.map((id) => [id, 'off'] as const)));
  const { findings, switchedOff } = withOverrides(first.findings, project.findings);
  return { findings, switchedOff: first.switchedOff + switchedOff };
}

/** For people: what is not shown is counted. */
export function switchedOffWords(count: number): string {
  return `${count} finding${count === 1 ? ' is' : 's are'} switched off by ${PROJECT_FILE} or --ignore.`;
}
