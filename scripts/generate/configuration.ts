import { BUILDS } from '../../core/config/index.js';
import { MISMATCHES } from '../../core/firewall/index.js';
import { RULES, SEVERITIES } from '../../core/rules/index.js';

/** package.json with `contributes.configuration` from the tables. */
export function withConfiguration(packageJson: string): string {
  const manifest = JSON.parse(packageJson) as { contributes?: Record<string, unknown> };
  manifest.contributes = { ...manifest.contributes, configuration: configuration() };
  return JSON.stringify(manifest);
}

function configuration(): unknown {
  return {
    title: 'vsftpd Lens',
    properties: {
      'vsftpdLens.build': buildSetting(),
      'vsftpdLens.rules': rulesSetting(),
      'vsftpdLens.customSettings': customSettings(),
      'vsftpdLens.codeLens': {
        type: 'boolean',
        default: true,
        scope: 'resource',
        description:
          'Show "Probe this server" and the last result above `listen=` or the addresses of a vsftpd.conf.',
      },
      'vsftpdLens.trace.server': {
        type: 'string',
        enum: ['off', 'messages', 'verbose'],
        default: 'off',
        scope: 'window',
        description: 'Writes the traffic between the editor and the language server to the output channel.',
      },
    },
  };
}

export function customSettings(): Record<string, unknown> {
  return {
    type: 'array',
    items: { type: 'string' },
    uniqueItems: true,
    default: [],
    scope: 'resource',
    markdownDescription:
      'Setting names that your patched vsftpd knows. They are not reported as unknown. `*` stands for any characters: `my_*`. Counts only in trusted workspaces.',
  };
}

export function buildSetting(): Record<string, unknown> {
  return {
    type: 'string',
    enum: ['any', ...BUILDS.map((build) => build.id)],
    enumItemLabels: ['any build', ...BUILDS.map((build) => build.label)],
    markdownEnumDescriptions: [
      'An error where every build refuses, a warning that names the builds where only some do.',
      ...BUILDS.map((build) => `${build.version}, \`${build.configPath}\``),
    ],
    default: 'any',
    scope: 'resource',
    markdownDescription:
      'The build of vsftpd that the file is for. Builds differ in the settings they know, in defaults and in what they forgive.',
  };
}

/** Codes are listed twice: `if` only makes the editor complete and explain them, `patternProperties` refuses others. */
export function rulesSetting(): Record<string, unknown> {
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
    markdownDescription:
      'Override the severity of rules, or turn them off, by code. `*` stands for any part of a code: `"passive-*": "off"`. The most exact entry wins.',
  };
}
