import { CHECKS } from '../../core/verdict/checks/index.js';
import { FINDING_SEVERITIES } from '../../core/verdict/finding.js';
import { PROJECT_FILE } from '../../core/verdict/project-settings.js';
import { HISTORY } from '../../core/verdict/history.js';
import { buildSetting, customSettings, rulesSetting } from './configuration.js';

export const SCHEMA = 'docs/vsftpd-lens.schema.json';

/** The JSON schema of the settings of a project: what they mean is what the settings of the editor mean. */
export function projectSchema(): string {
  const pages = [...CHECKS, HISTORY].sort((a, b) => (a.id < b.id ? -1 : 1));
  const ids = pages.map(({ id }) => id);
  return JSON.stringify({
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: `vsftpd Lens: ${PROJECT_FILE}`,
    type: 'object',
    properties: {
      $schema: { type: 'string' },
      build: forFile(buildSetting()),
      rules: forFile(rulesSetting()),
      findings: {
        type: 'object',
        if: { propertyNames: { enum: ids, enumDescriptions: pages.map(({ title }) => title) } },
        patternProperties: {
          [`^(?:${ids.join('|')})$|\\*`]: {
            type: 'string',
            enum: ['off', ...[...FINDING_SEVERITIES].reverse()],
          },
        },
        additionalProperties: false,
        description:
          'Override the severity of findings of probes and logs, or accept them, by id; * stands for any part of it. One that is off is still counted.',
      },
      customSettings: forFile(customSettings()),
    },
    additionalProperties: false,
  });
}

/** Without what only an editor's page of settings needs. */
function forFile(setting: Record<string, unknown>): Record<string, unknown> {
  const { markdownDescription } = setting;
  const kept = Object.entries(setting).filter(
    ([key]) => !['scope', 'enumItemLabels', 'markdownDescription'].includes(key),
  );
  const description = String(markdownDescription)
    .replaceAll('`', '')
    .replace(' Counts only in trusted workspaces.', '');
  return { ...Object.fromEntries(kept), description };
}

/** package.json with the schema for the editors that read it there. */
export function withSchema(packageJson: string): string {
  const manifest = JSON.parse(packageJson) as { contributes?: Record<string, unknown> };
  const jsonValidation = [{ fileMatch: PROJECT_FILE, url: `./${SCHEMA}` }];
  manifest.contributes = { ...manifest.contributes, jsonValidation };
  return JSON.stringify(manifest);
}
