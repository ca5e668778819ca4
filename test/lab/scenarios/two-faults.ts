import { PLAIN } from '../lab.js';
import type { Rules } from '../rules.js';
import type { Scenario } from '../scenario.js';
import { ADDRESS, SERVER_NAME } from '../topology.js';

const NO_DATA: Rules = { firewall: { stop: 'drop' } };

/** Two faults at once: the first finding is the one that meets the user first, and the other is found after it is mended. */
export const TWO_FAULTS: readonly Scenario[] = [
  {
    id: 'two-password-and-firewall',
    title: 'a wrong password, and the data ports are dropped',
    rules: NO_DATA,
    target: { password: 'not this one' },
    options: { timeoutMs: 6000 },
    expects: 'AUTH-BAD',
    mend: { target: {}, then: 'DATA-DROP' },
  },
  {
    id: 'two-address-and-firewall',
    title: 'the inner address is advertised, and the data ports are dropped',
    rules: NO_DATA,
    settings: { pasv_address: null },
    expects: 'PASV-ADDR-PRIVATE',
    mend: { then: 'DATA-DROP' },
  },
  {
    id: 'two-zero-and-gateway',
    title: '0,0,0,0 is advertised, and the gateway forwards port 21 only',
    rules: { forwards: 'none' },
    settings: { listen: 'NO', listen_ipv6: 'YES' },
    expects: 'PASV-ADDR-ZERO',
    mend: { then: 'DATA-REJECT' },
  },
  {
    id: 'two-root-and-window',
    title: 'a writable root, and only part of the range passes',
    rules: { firewall: { stop: 'drop', passes: [40000, 40050] } },
    settings: { chroot_local_user: 'YES' },
    options: { samples: 16 },
    expects: 'AUTH-CHROOT',
    mend: { commands: [['server', 'chmod a-w $LAB_FOLDER/home']], then: 'DATA-WINDOW' },
  },
  {
    id: 'two-passive-off-and-firewall',
    title: 'passive mode is off, and the data ports are dropped',
    rules: NO_DATA,
    settings: { pasv_enable: 'NO' },
    expects: 'PASV-DISABLED',
    mend: { then: 'DATA-DROP' },
  },
  {
    id: 'two-sandbox-and-clear',
    title: 'the sandbox kills transfers, and passwords may go in clear',
    settings: { seccomp_sandbox: 'YES', force_local_logins_ssl: 'NO', force_local_data_ssl: 'NO' },
    target: { tls: 'none' },
    expects: 'CTL-DIES-ON-DATA',
    mend: { then: 'AUTH-CLEAR' },
  },
  {
    id: 'two-clear-and-firewall',
    title: 'passwords may go in clear, and the data ports are dropped',
    rules: NO_DATA,
    settings: { force_local_logins_ssl: 'NO', force_local_data_ssl: 'NO' },
    target: { tls: 'none' },
    expects: 'DATA-DROP',
    mend: { rules: {}, then: 'AUTH-CLEAR' },
  },
  {
    id: 'two-ipv6-and-gateway',
    title: 'a dead IPv6 address, and the gateway forwards port 21 only',
    hosts: { [SERVER_NAME]: [ADDRESS.server6, ADDRESS.serverPublic] },
    rules: { forwards: 'none' },
    settings: PLAIN,
    expects: 'DATA-REJECT',
    mend: { rules: {}, then: 'NET-DNS-AAAA-DEAD' },
  },
  {
    id: 'two-name-and-password',
    title: 'an address-less name, and a wrong password',
    target: { host: 'nowhere.example.test', password: 'not this one' },
    options: { timeoutMs: 6000 },
    expects: 'NET-DNS-NONE',
    mend: { target: { password: 'not this one' }, then: 'AUTH-BAD' },
  },
];
