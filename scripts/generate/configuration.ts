import { readFileSync } from 'node:fs';
import { BUILDS } from '../../core/config/index.js';
import { MISMATCHES } from '../../core/firewall/index.js';
import { RULES, SEVERITIES } from '../../core/rules/index.js';

/** A description by its key in package.nls.json. */
type Say = (key: string) => string;

const TEXTS = JSON.parse(readFileSync('package.nls.json', 'utf8')) as Readonly<Record<string, string>>;

/** For other readers than VS Code, which know no package.nls.json. */
const inEnglish: Say = (key) => {
  const text = TEXTS[key];
  if (text === undefined) throw new RangeError(`package.nls.json has no ${key}.`);
  return text;
};

/** package.json with `contributes.configuration` from the tables. */
export function withConfiguration(packageJson: string): string {
  const manifest = JSON.parse(packageJson) as { contributes?: Record<string, unknown> };
  manifest.contributes = { ...manifest.contributes, configuration: configuration() };
  return JSON.stringify(manifest);
}

function configuration(): unknown {
  const byKey: Say = (key) => `%${key}%`;
  return {
    title: 'vsftpd Lens',
    properties: {
      'vsftpdLens.build': buildSetting(byKey),
      'vsftpdLens.rules': rulesSetting(byKey),
      'vsftpdLens.customSettings': customSettings(byKey),
      'vsftpdLens.codeLens': {
        type: 'boolean',
        default: true,
        scope: 'resource',
        description: byKey('setting.codeLens'),
      },
      'vsftpdLens.trace.server': {
        type: 'string',
        enum: ['off', 'messages', 'verbose'],
        default: 'off',
        scope: 'window',
        description: byKey('setting.trace'),
      },
    },
  };
}

export function customSettings(say = inEnglish): Record<string, unknown> {
  return {
    type: 'array',
    items: { type: 'string' },
    uniqueItems: true,
    default: [],
    scope: 'resource',
    markdownDescription: say('setting.customSettings'),
  };
}

export function buildSetting(say = inEnglish): Record<string, unknown> {
  return {
    type: 'string',
    enum: ['any', ...BUILDS.map((build) => build.id)],
    enumItemLabels: [say('setting.build.any'), ...BUILDS.map((build) => build.label)],
    markdownEnumDescriptions: [
      say('setting.build.anyMeans'),
      ...BUILDS.map((build) => `${build.version}, \`${build.configPath}\``),
    ],
    default: 'any',
    scope: 'resource',
    markdownDescription: say('setting.build'),
  };
}

/** Codes are listed twice: `if` only makes the editor complete and explain them, `patternProperties` refuses others. */
export function rulesSetting(say = inEnglish): Record<string, unknown> {
  const kinds = [...RULES, ...MISMATCHES.map(({ id, title }) => ({ code: id, title }))];
  const codes = kinds.map(({ code }) => code);
  const severity = { type: 'string', enum: ['off', ...[...SEVERITIES].reverse()] };
  return {
    type: 'object',
    if: { propertyNames: { enum: codes, enumDescriptions: kinds.map(({ title }) => title) } },
    patternProperties: { [`^(?:${codes.join('|')})$|\\*`]: severity },
    additionalProperties: false,
    default: {},
    scope: 'resource',
    markdownDescription: say('setting.rules'),
  };
}
