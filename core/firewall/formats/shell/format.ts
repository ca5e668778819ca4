import type { FirewallFormat } from '../format.js';

const NAMES =
  'firewall iptables nft ufw ftp docker run start setup install deploy provision entry init bootstrap'.split(
    ' ',
  );
export const SHELL: FirewallFormat = {
  kind: 'shell',
  label: 'a shell script of such commands',
  reads:
    'commands of the firewalls above, `docker run`, and what they make of vsftpd.conf: options, `echo`, here-documents, `sed`, functions; fenced blocks of a Markdown file for `docker run`',
  rank: 9,
  globs: [...NAMES.map((name) => `**/*${name}*.sh`), '**/[Mm]akefile', '**/*entrypoint'],
  wideGlobs: [
    ...['sh', 'bash', 'mk', 'md', 'markdown'].map((extension) => `**/*.${extension}`),
    ...['*start', '*setup', 'run', '*entry', 'init', 'boot', 'launch'].map((name) => `**/${name}*`),
    '**/GNUmakefile',
  ],
  languages: ['shellscript'],
  traits: { isNetfilter: true },
};
