// Written by "npm run generate" from the files of this folder.
import { IPTABLES } from './iptables/format.js';
import { NFTABLES } from './nftables/format.js';
import { FIREWALLD } from './firewalld/format.js';
import { UFW_FORMAT } from './ufw/format.js';
import { COMPOSE } from './compose/format.js';
import { DOCKERFILE } from './dockerfile/format.js';
import { KUBERNETES } from './kubernetes/format.js';
import { TERRAFORM } from './terraform/format.js';
import { SHELL } from './shell/format.js';
import { MODULES } from './modules/format.js';
import { UNITS } from './units/format.js';
import { ANSIBLE } from './ansible/format.js';
import { CI } from './ci/format.js';
import type { FirewallFormat } from './format.js';

/** Every firewall and container format, as lists for people have them. */
// prettier-ignore
export const FORMATS: readonly FirewallFormat[] = [
  IPTABLES, NFTABLES, FIREWALLD, UFW_FORMAT, COMPOSE, DOCKERFILE, KUBERNETES, TERRAFORM, SHELL, MODULES,
  UNITS, ANSIBLE, CI,
];
