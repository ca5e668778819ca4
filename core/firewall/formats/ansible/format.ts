import type { FirewallFormat } from '../format.js';

export const ANSIBLE: FirewallFormat = {
  kind: 'ansible',
  label: 'Ansible tasks',
  reads:
    'ufw, firewalld, iptables, docker_container, shell; lines written into vsftpd.conf; variables of a role',
  rank: 12,
  globs: [
    ...['tasks', 'defaults', 'vars', 'group_vars', 'host_vars'].map((folder) => `**/${folder}/**/*.y*ml`),
    ...['playbook', 'ftp', 'firewall', 'site'].map((name) => `**/*${name}*.y*ml`),
  ],
  languages: [],
  traits: { isNetfilter: true, isPart: true },
};
