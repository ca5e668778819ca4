import { MISMATCHES, READ_FORMATS, type MismatchKind } from '../../core/firewall/index.js';
import { cell, fenced, GENERATED } from './markdown.js';

/** docs/rules/CODE.md for what vsftpd.conf and a firewall, NAT or container file do not agree on. */
export function mismatchPage({ id, title, severity, means, fix }: MismatchKind): string {
  return [
    GENERATED,
    `# ${id}`,
    `**${title}.** Between vsftpd.conf and a firewall, NAT or container file beside it; ${severity}.`,
    means,
    '## Mended',
    fix,
    '## Silencing',
    'For the line of vsftpd.conf, for the file, and in the settings of the editor:',
    fenced(`# vsftpd-lens disable-next-line ${id}\n# vsftpd-lens disable-file ${id}\n`, 'vsftpd'),
    fenced(`"vsftpdLens.rules": { "${id}": "off" }`, 'json'),
    '[All rules](README.md)',
  ].join('\n\n');
}

/** The part of docs/rules/README.md on them. */
export function mismatchSection(): string {
  const rows = MISMATCHES.map(
    ({ id, title, severity }) => `| [${id}](${id}.md) | ${cell(title)} | ${severity} |`,
  );
  return [
    '## Between vsftpd.conf and the files beside it',
    `Files of ${READ_FORMATS.join(', ')}, and scripts with their commands or \`docker run\`, are ` +
      'read where they lie in the same workspace. Both files show what does not agree. What a file leaves open is never reported.',
    ['| Code | What is wrong | Severity |', '| --- | --- | --- |', ...rows].join('\n'),
  ].join('\n\n');
}
