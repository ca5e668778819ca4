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
  languages: ['shellscript'],
  traits: { isNetfilter: true },
};
