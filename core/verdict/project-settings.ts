import { BUILD_IDS, isBuildChoice, type BuildChoice } from '../config/builds.js';
import { isRecord } from '../events/record.js';
import { MISMATCHES } from '../firewall/compare/mismatch.js';
import { RULES } from '../rules/index.js';
import { severityFor, SEVERITIES, type SeverityOverrides } from '../rules/severities.js';
import { FINDING_SEVERITIES, type Finding, type FindingSeverity } from './finding.js';

/** The file that holds for its folder and all below, up to the next one. */
export const PROJECT_FILE = '.vsftpd-lens.json';

/** By id or wildcard: another severity, or `off`. */
type FindingOverrides = Readonly<Record<string, FindingSeverity | 'off'>>;

/** What the people of a project agreed on, for editors and command line alike. */
export interface ProjectSettings {
  /** Absent: the file leaves it open. */
  readonly build?: BuildChoice;
  readonly rules: SeverityOverrides;
  readonly findings: FindingOverrides;
  /** Names, and `*` for any characters. */
  readonly customSettings: readonly string[];
}

export const NO_PROJECT_SETTINGS: ProjectSettings = { rules: {}, findings: {}, customSettings: [] };

const KEYS = new Set(['$schema', 'build', 'rules', 'findings', 'customSettings']);
/** An entry that is longer is no name of ours. */
const LONGEST = 200;

interface ReadSettings {
  readonly settings: ProjectSettings;
  /** What does not count, in words. */
  readonly problems: readonly string[];
}

/** Reads the text of the file. What does not fit does not count, and is told. */
export function readProjectSettings(text: string): ReadSettings {
  const json = parsed(text);
  if (!isRecord(json)) return { settings: NO_PROJECT_SETTINGS, problems: ['it is no JSON object'] };
  const problems = Object.keys(json)
    .filter((key) => !KEYS.has(key))
    .map((key) => `it has no setting ${shown(key)}`);
  const { build, customSettings: custom = [] } = json;
  const isNamed = typeof build === 'string' && isBuildChoice(build);
  if (build !== undefined && !isNamed)
    problems.push(`build is one of any, ${BUILD_IDS.join(', ')}; not ${shown(build)}`);
  const names = Array.isArray(custom) ? custom.filter((name) => typeof name === 'string') : [];
  const customSettings = names.filter((name) => name.length <= LONGEST && !name.startsWith('/'));
  if (!Array.isArray(custom) || customSettings.length < custom.length)
    problems.push('customSettings is a list of names, with * for any characters');
  const codes = new Set<string>([...RULES.map(({ code }) => code), ...MISMATCHES.map(({ id }) => id)]);
  problems.push(
    ...Object.keys(isRecord(json['rules']) ? json['rules'] : {})
      .filter((pattern) => !pattern.includes('*') && !codes.has(pattern))
      .map((pattern) => `rules has ${shown(pattern)}, and no rule has that code`),
  );
  const settings = {
    rules: overrides('rules', json['rules'], SEVERITIES, problems),
    findings: overrides('findings', json['findings'], FINDING_SEVERITIES, problems),
    customSettings,
    ...(isNamed ? { build } : {}),
  };
  return { settings, problems };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\ufeff/, ''));
  } catch {
    return undefined;
  }
}

function overrides<S extends string>(
  key: string,
  said: unknown,
  known: readonly S[],
  problems: string[],
): Record<string, S | 'off'> {
  if (said !== undefined && !isRecord(said)) problems.push(`${key} is an object`);
  const read: [string, S | 'off'][] = [];
  for (const [pattern, value] of Object.entries(isRecord(said) ? said : {})) {
    const severity = value === 'off' ? value : known.find((one) => one === value);
    if (severity !== undefined && pattern.length <= LONGEST) read.push([pattern, severity]);
    else problems.push(`${key} takes ${known.join(', ')} or off for ${shown(pattern)}; not ${shown(value)}`);
  }
  return Object.fromEntries(read);
}

/** Quoted and short; JSON escapes what could steer a terminal, as far as it is a control character. */
function shown(value: unknown): string {
  const text = JSON.stringify(value).replace(/[^ -~]/g, '?');
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

/** Findings as the project wants them, and how many it does not want. */
export interface JudgedFindings {
  readonly findings: readonly Finding[];
  readonly switchedOff: number;
}

/** By severity again; findings of one severity keep their order. */
export function withOverrides(findings: readonly Finding[], overridden: FindingOverrides): JudgedFindings {
  const kept = findings.flatMap((finding) => {
    const severity = severityFor(finding.id, finding.severity, overridden);
    const wanted = FINDING_SEVERITIES.find((one) => one === severity);
    return wanted === undefined ? [] : [{ ...finding, severity: wanted }];
  });
  const byRank = FINDING_SEVERITIES.flatMap((one) => kept.filter(({ severity }) => severity === one));
  return { findings: byRank, switchedOff: findings.length - kept.length };
}
