import { version } from '../../package.json';
import { COMMAND_WORDS } from '../../cli/options/all.js';
import { described, spelt, type CommandWords } from '../../cli/options/words.js';

export const MAN_PAGE = 'docs/vsftpd-lens.1';

/** The manual of the command in the macros of man(7). */
export function manPage(): string {
  return [
    '.\\" Written by "npm run generate" from the tables in cli/options.',
    `.TH VSFTPD-LENS 1 "" "vsftpd Lens ${version}" "User Commands"`,
    '.SH NAME',
    'vsftpd-lens \\- checks vsftpd.conf, decodes FTP transcripts and probes FTP servers',
    '.SH SYNOPSIS',
    ...COMMAND_WORDS.flatMap(({ name, takes }, index) => [
      ...(index > 0 ? ['.br'] : []),
      `.B vsftpd\\-lens ${name}`,
      `[OPTION]... ${escaped(takes)}`,
    ]),
    '.SH COMMANDS',
    ...COMMAND_WORDS.flatMap(sectionOf),
    '.SH EXIT STATUS',
    ...entry('0', 'nothing at or above \\-\\-fail\\-on'),
    ...entry('1', 'findings, or a server that was reached and listed nothing'),
    ...entry('2', 'the job could not be done'),
    'With \\-\\-format nagios: 0 OK, 1 warning, 2 critical, 3 unknown.',
    '.SH FILES',
    ...entry('.vsftpd\\-lens.json', escaped('settings of a project, nearest above the file that is checked')),
    '.SH SEE ALSO',
    '.BR vsftpd (8),',
    '.BR vsftpd.conf (5)',
    '',
  ].join('\n');
}

function sectionOf({ name, help, options }: CommandWords): readonly string[] {
  return [
    `.SS ${name}`,
    escaped(help),
    ...Object.entries(options).flatMap(([option, words]) => {
      const about = Object.entries(words.about ?? {}).flatMap(([value, meaning]) => [
        '.br',
        escaped(`${value}: ${meaning}`),
      ]);
      return [...entry(escaped(spelt(option, words)), escaped(described(words))), ...about];
    }),
  ];
}

function entry(term: string, text: string): readonly string[] {
  return ['.TP', `.B ${term}`, text];
}

function hexOf(character: string): string {
  return character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0');
}

/** A line of roff must not begin with a control character; hyphens of options are minus signs. */
function escaped(text: string): string {
  return text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replace(/[^ -~]/g, (character) => `\\[u${hexOf(character)}]`)
    .replace(/^(?=[.'])/, '\\&');
}
