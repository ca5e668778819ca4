import { MISMATCHES, READ_FORMATS, READ_KINDS, type MismatchKind } from '../../core/firewall/index.js';
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
    ...kinds(),
    ...MISMATCHES.map(section),
  ].join('\n\n');
}

/** Which files are read, and what of them. */
function kinds(): readonly string[] {
  const rows = READ_KINDS.map(({ label, reads, globs, wideGlobs }) => {
    const names = [...globs, ...wideGlobs].map((glob) => `\`${glob.replace('**/', '')}\``);
    return `| ${cell(label)} | ${cell(reads)} | ${cell(names.join(' '))} |`;
  });
  return [
    '## What is read',
    'Names that say little, such as `*.yml`, are looked into where the file speaks of FTP. Terraform files are written and not read. ' +
      'A config is judged as it is started: what a script, an option or a variable gives to it counts, and what is not at hand is unknown.',
    ['| Kind | What is read | Names |', '| --- | --- | --- |', ...rows].join('\n'),
  ];
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
