import { isBuildChoice, type BuildChoice, type BuildId } from '../core/config/index.js';
import {
  refusedCustomSettings,
  SEVERITIES,
  type CheckOptions,
  type Severity,
  type SeverityOverrides,
} from '../core/rules/index.js';
import { matchesWildcard } from '../core/rules/severities.js';
import { isRecord } from '../core/events/record.js';
import {
  NO_PROJECT_SETTINGS,
  readProjectSettings,
  type ProjectSettings,
} from '../core/verdict/project-settings.js';
import type { Runtime } from './runtime.js';

/** The user's settings for one document. */
export interface Settings {
  readonly build: BuildChoice;
  readonly check: CheckOptions;
  /** Equal for equal settings. */
  readonly key: string;
}

/**
 * Reads the section `vsftpdLens` as a client sends it. Anything that does not fit counts as not said. What the user
 * wrote goes before what the project says.
 */
function readSettings(section: unknown, project: ProjectSettings, around?: BuildId): Settings {
  const said = isRecord(section) ? section : {};
  const own = typeof said['build'] === 'string' && isBuildChoice(said['build']) ? said['build'] : 'any';
  const build = own === 'any' ? (project.build ?? around ?? own) : own;
  const severities = withProject(readSeverities(said['rules']), project.rules);
  const custom = said['customSettings'];
  const customSettings = Array.isArray(custom)
    ? custom.filter((name): name is string => typeof name === 'string')
    : [];
  customSettings.push(...project.customSettings);
  const check = { build, severities, customSettings };
  return { build, check, key: JSON.stringify(check) };
}

/** A pattern of the user stands above all that it matches of the project, exact or not. */
function withProject(
  own: Record<string, Severity | 'off'>,
  project: SeverityOverrides,
): Record<string, Severity | 'off'> {
  const patterns = Object.keys(own);
  const others = Object.entries(project).filter(
    ([code]) => !patterns.some((pattern) => matchesWildcard(pattern, code)),
  );
  return { ...Object.fromEntries(others), ...own };
}

function readSeverities(rules: unknown): Record<string, Severity | 'off'> {
  const severities: Record<string, Severity | 'off'> = {};
  for (const [code, severity] of Object.entries(isRecord(rules) ? rules : {})) {
    const known = severity === 'off' ? severity : SEVERITIES.find((one) => one === severity);
    if (known) severities[code] = known;
  }
  return severities;
}

/** A client that has not answered by then may never do. Milliseconds. */
const PATIENCE = 2000;

/** Where settings come from, as far as the client and the place allow. */
interface SettingsSources {
  /** Absent for clients that cannot be asked: they send all at `initialize` or with the notification. */
  readonly section?: (uri: string) => Promise<unknown>;
  readonly projectFile?: Runtime['projectFile'];
  /** The build that the files around a document tell of, for one that no one has chosen a build for. */
  readonly buildAround?: (uri: string) => BuildId | undefined;
  /** The client has answered at last, after others were answered without its settings. */
  readonly late?: () => void;
}

/** Settings per document, asked for once and kept until the client says that they changed. */
export class SettingsCache {
  private readonly known = new Map<string, Settings | Promise<Settings>>();
  private sent: unknown;
  private readonly isImmediate: boolean;
  private fallback: Settings;
  /** What the user was told already: each refusal once. */
  private readonly told = new Set<string>();

  constructor(
    initial: unknown,
    private readonly sources: SettingsSources,
    private readonly warn: (text: string) => void = () => undefined,
  ) {
    this.sent = initial;
    this.isImmediate = !sources.section && !sources.projectFile;
    this.fallback = this.read(initial);
  }

  private read(section: unknown, project = NO_PROJECT_SETTINGS, around?: BuildId): Settings {
    const settings = readSettings(section, project, around);
    this.tell(refusedCustomSettings(settings.check.customSettings ?? []));
    return settings;
  }

  private tell(text: string | null): void {
    if (text === null || this.told.has(text)) return;
    this.told.add(text);
    this.warn(text);
  }

  /** The settings of a document: at once where they are known, so that no request waits a turn for nothing. */
  of(uri: string): Settings | Promise<Settings> {
    if (this.isImmediate) return this.fallback;
    const known = this.known.get(uri);
    if (known) return known;
    const asked = this.search(uri).catch(() => this.fallback);
    this.known.set(uri, asked);
    void asked.then((settings) => {
      if (this.known.get(uri) === asked) this.known.set(uri, settings);
    });
    return asked;
  }

  private async search(uri: string): Promise<Settings> {
    const [section, project] = await Promise.all([this.sectionOf(uri), this.projectOf(uri)]);
    return this.read(isRecord(section) ? section : this.sent, project, this.sources.buildAround?.(uri));
  }

  /** What the client says, undefined where it says nothing in time; what it says later counts from then on. */
  private sectionOf(uri: string): Promise<unknown> {
    const asked = this.sources.section?.(uri).catch(() => undefined);
    if (!asked) return Promise.resolve(undefined);
    return new Promise((resolve) => {
      let isLate = false;
      const timer = setTimeout(() => {
        isLate = true;
        resolve(undefined);
      }, PATIENCE);
      void asked.then((section) => {
        clearTimeout(timer);
        resolve(section);
        if (!isLate || !isRecord(section)) return;
        void this.projectOf(uri).then((project) => {
          this.known.set(uri, this.read(section, project, this.sources.buildAround?.(uri)));
          this.sources.late?.();
        });
      });
    });
  }

  private async projectOf(uri: string): Promise<ProjectSettings> {
    const file = await this.sources.projectFile?.(uri).catch(() => undefined);
    if (!file) return NO_PROJECT_SETTINGS;
    const { settings, problems } = readProjectSettings(file.text);
    this.tell(problems.length > 0 ? `${file.path}: ${problems.join('; ')}.` : null);
    return settings;
  }

  /** The settings of a document, where they are known already: nothing is asked. */
  ifKnown(uri: string): Settings | undefined {
    const known = this.isImmediate ? this.fallback : this.known.get(uri);
    return known instanceof Promise ? undefined : known;
  }

  /** Drops what is known; `section` is what the notification carried, for clients that push. */
  changed(section: unknown): void {
    this.known.clear();
    if (this.sources.section || !isRecord(section)) return;
    this.sent = section;
    this.fallback = this.read(section);
  }

  forget(uri: string): void {
    this.known.delete(uri);
  }
}
