import { isBuildChoice, type BuildChoice } from '../core/config/index.js';
import { refusedCustomSettings, SEVERITIES, type CheckOptions, type Severity } from '../core/rules/index.js';
import { isRecord } from '../core/events/record.js';

/** The user's settings for one document. */
export interface Settings {
  readonly build: BuildChoice;
  readonly check: CheckOptions;
  /** Equal for equal settings. */
  readonly key: string;
}

/** Reads the section `vsftpdLens` as a client sends it. Anything that does not fit counts as not said. */
function readSettings(section: unknown): Settings {
  const said = isRecord(section) ? section : {};
  const build = typeof said['build'] === 'string' && isBuildChoice(said['build']) ? said['build'] : 'any';
  const severities = readSeverities(said['rules']);
  const custom = said['customSettings'];
  const customSettings = Array.isArray(custom)
    ? custom.filter((name): name is string => typeof name === 'string')
    : [];
  const check = { build, severities, customSettings };
  return { build, check, key: JSON.stringify(check) };
}

function readSeverities(rules: unknown): Record<string, Severity | 'off'> {
  const severities: Record<string, Severity | 'off'> = {};
  for (const [code, severity] of Object.entries(isRecord(rules) ? rules : {})) {
    const known = severity === 'off' ? severity : SEVERITIES.find((one) => one === severity);
    if (known) severities[code] = known;
  }
  return severities;
}

/** Settings per document, asked for once and kept until the client says that they changed. */
export class SettingsCache {
  private readonly known = new Map<string, Settings | Promise<Settings>>();
  private fallback: Settings;
  /** What the user was told already: each refusal once. */
  private readonly told = new Set<string>();

  /** `ask` is undefined for clients that cannot be asked: they send all at `initialize` or with the notification. */
  constructor(
    initial: unknown,
    private readonly ask: ((uri: string) => Promise<unknown>) | undefined,
    private readonly warn: (text: string) => void = () => undefined,
  ) {
    this.fallback = this.read(initial);
  }

  private read(section: unknown): Settings {
    const settings = readSettings(section);
    const refused = refusedCustomSettings(settings.check.customSettings ?? []);
    if (refused !== null && !this.told.has(refused)) {
      this.told.add(refused);
      this.warn(refused);
    }
    return settings;
  }

  /** The settings of a document: at once where they are known, so that no request waits a turn for nothing. */
  of(uri: string): Settings | Promise<Settings> {
    if (!this.ask) return this.fallback;
    const known = this.known.get(uri);
    if (known) return known;
    const asked = this.ask(uri).then(
      (section) => (isRecord(section) ? this.read(section) : this.fallback),
      () => this.fallback,
    );
    this.known.set(uri, asked);
    void asked.then((settings) => {
      if (this.known.get(uri) === asked) this.known.set(uri, settings);
    });
    return asked;
  }

  /** The settings of a document, where they are known already: nothing is asked. */
  ifKnown(uri: string): Settings | undefined {
    const known = this.ask ? this.known.get(uri) : this.fallback;
    return known instanceof Promise ? undefined : known;
  }

  /** Drops what is known; `section` is what the notification carried, for clients that push. */
  changed(section: unknown): void {
    this.known.clear();
    if (!this.ask && isRecord(section)) this.fallback = this.read(section);
  }

  forget(uri: string): void {
    this.known.delete(uri);
  }
}
