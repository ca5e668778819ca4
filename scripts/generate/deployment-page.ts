import { MISMATCHES, READ_FORMATS, type MismatchKind } from '../../core/firewall/index.js';
import { cell, GENERATED } from './markdown.js';

const TITLE = 'Between vsftpd.conf and the files around it';

const INTRODUCTION =
  `Files of ${READ_FORMATS.join(', ')}, and scripts with their commands or \`docker run\`, are read in the workspace of a ` +
  'vsftpd.conf. Where they do not agree with it, both files show it. What a file leaves open is never reported.';

/** docs/rules/deployment.md: where vsftpd.conf and a firewall, NAT or container file do not agree. */
export function deploymentPage(silencing: readonly string[]): string {
  return [
    GENERATED,
    `# ${TITLE}`,
    INTRODUCTION,
    ...silencing,
    '[All rules](README.md)',
    ...MISMATCHES.map(section),
  ].join('\n\n');
}

function section({ id, title, severity, means, fix }: MismatchKind): string {
  return [`## ${id}`, `**${title}.** ${severity}.`, means, `**Fix.** ${fix}`].join('\n\n');
}

/** The part of docs/rules/README.md on them. */
export function deploymentIndex(): readonly string[] {
  const rows = MISMATCHES.map(
    ({ id, title, severity }) => `| [${id}](deployment.md#${id}) | ${cell(title)} | ${severity} |`,
  );
  return [
    `## ${TITLE}`,
    INTRODUCTION,
    ['| Code | What is wrong | Severity |', '| --- | --- | --- |', ...rows].join('\n'),
  ];
}
