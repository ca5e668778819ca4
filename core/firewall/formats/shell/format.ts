import type { FirewallFormat } from '../format.js';

const NAMES =
  'firewall iptables nft ufw ftp docker run start setup install deploy provision entry init bootstrap'.split(
    ' ',
  );
export const SHELL: FirewallFormat = {
  kind: 'shell',
  label: 'a shell script of such commands',
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
