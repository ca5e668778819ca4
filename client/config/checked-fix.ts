import {
  buildsOf,
  changedText,
  ConfigModel,
  readConfig,
  sourceFromText,
  type BuildChoice,
} from '../../core/config/index.js';
import { checkConfig } from '../../core/rules/index.js';
import { t } from '../l10n.js';

/** Settings to write, and what they were worked out from. */
export interface PlannedFix {
  readonly settings: Readonly<Record<string, string>>;
  /** Passive range of the server when it was looked at; null where that is not known. */
  readonly range: readonly [number, number] | null;
}

/** Which file a fix is for, as far as its rules need it. */
interface ConfigText {
  readonly text: string;
  readonly build: BuildChoice;
  /** Forward slashes. */
  readonly path: string;
}

export interface CheckedFix {
  /** Why the file would be worse, one sentence each; empty where it may be written. */
  readonly worse: readonly string[];
  /** Names of settings without which vsftpd does not start, and whose values only a person knows. */
  readonly missing: readonly string[];
}

/** What a file would be with a fix: with new errors, or with another range than the one that is meant, it is no fix. */
export function checkFix({ text, build, path }: ConfigText, fix: PlannedFix): CheckedFix {
  const documents = [text, changedText(text, fix.settings)].map((one) => readConfig(sourceFromText(one)));
  const [before = [], after = []] = documents.map((document) =>
    checkConfig(document, { build, path })
      .filter(({ severity }) => severity === 'error')
      .map(({ message }) => message),
  );
  const [old, model] = documents.map((document) => new ConfigModel(document, firstOf(build)));
  const range = model ? rangeFault(model, fix) : undefined;
  return {
    worse: [...after.filter((message) => !before.includes(message)), ...(range === undefined ? [] : [range])],
    missing:
      old?.bool('ssl_enable') === false && model?.bool('ssl_enable') === true ? certificatesOf(model) : [],
  };
}

function firstOf(choice: BuildChoice): ReturnType<typeof buildsOf>[number] {
  const builds = buildsOf(choice);
  const [first] = choice === 'any' ? builds.filter(({ id }) => id === 'debian-13') : builds;
  if (!first) throw new RangeError(`There is no build "${choice}".`);
  return first;
}

const BOUNDS = ['pasv_min_port', 'pasv_max_port'] as const;

/** A bound that the fix leaves alone has to be what it was at the server. */
function rangeFault(model: ConfigModel, { settings, range }: PlannedFix): string | undefined {
  const written = BOUNDS.filter((name) => settings[name] !== undefined);
  const used = model.passiveRange();
  if (written.length === 0 || !used) return undefined;
  const words = written.map((name) => `${name}=${settings[name] ?? ''}`).join(' and ');
  const other = BOUNDS.find((name) => settings[name] === undefined);
  if (other && !range && !model.isSet(other))
    return t('{0} alone is no range: this file does not set {1}.', words, other);
  const now = [used.low, used.high];
  const isMeant = BOUNDS.every((name, i) => {
    const meant = settings[name] ?? range?.[i];
    return meant === undefined || Number(meant) === now[i];
  });
  return isMeant && !used.minIgnored && !used.maxIgnored
    ? undefined
    : t(
        'vsftpd would use ports {0}-{1} with {2} in this file: that is not what the fix means.',
        used.low,
        used.high,
        words,
      );
}

const CERTIFICATE = [
  ['rsa_cert_file', 'dsa_cert_file'],
  ['rsa_private_key_file', 'dsa_private_key_file'],
] as const;

/** The default paths are empty on most systems: vsftpd would not start. */
function certificatesOf(model: ConfigModel): readonly string[] {
  return CERTIFICATE.filter((names) => !names.some((name) => model.isSet(name))).map(([name]) => name);
}
