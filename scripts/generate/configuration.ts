import { BUILDS } from '../../core/config/index.js';
import { MISMATCHES } from '../../core/firewall/index.js';
import { SEVERITIES } from '../../core/rules/index.js';
import { RULE_PAGES } from './rule-pages.js';

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
      'vsftpdLens.customSettings': {
        type: 'array',
        items: { type: 'string' },
        uniqueItems: true,
        default: [],
        scope: 'resource',
        markdownDescription:
          'Setting names that a patched vsftpd of yours knows. They are not called unknown. A name, or a `/regular expression/` for the whole name.',
      },
      'vsftpdLens.codeLens': {
        type: 'boolean',
        default: true,
        scope: 'resource',
        description:
          'Offers above the address of a vsftpd.conf to probe its server, and tells what the last probe found.',
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

function buildSetting(): unknown {
  return {
    type: 'string',
    enum: ['any', ...BUILDS.map((build) => build.id)],
    enumItemLabels: ['any build', ...BUILDS.map((build) => build.label)],
    markdownEnumDescriptions: [
      'An error where every build refuses, a warning that names the builds where only some do.',
      ...BUILDS.map((build) => `vsftpd ${build.version}; reads \`${build.configPath}\`.`),
    ],
    default: 'any',
    scope: 'resource',
    markdownDescription:
      'The build of vsftpd that the file is for. Builds differ in the settings they know, in defaults and in what they forgive.',
  };
}

function rulesSetting(): unknown {
  const severities = ['off', ...[...SEVERITIES].reverse()];
  return {
    type: 'object',
    properties: Object.fromEntries(
      [...RULE_PAGES, ...MISMATCHES.map(({ id, title, severity }) => ({ code: id, title, severity }))].map(
        ({ code, title, severity }) => [
          code,
          { type: 'string', enum: severities, description: `${title}. Usually: ${severity}.` },
        ],
      ),
    ),
    patternProperties: { '\\*': { type: 'string', enum: severities } },
    additionalProperties: false,
    default: {},
    scope: 'resource',
    markdownDescription:
      'Another severity for a rule, or `off`, by its code. `*` stands for any part of a code: `"passive-*": "off"`. The most exact entry wins.',
  };
}
