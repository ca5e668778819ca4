// Written by "npm run generate" from the files of this folder.
import { IPTABLES_WRITER } from './iptables/write.js';
import { NFTABLES_WRITER } from './nftables/write.js';
import { FIREWALLD_WRITER } from './firewalld/write.js';
import { UFW_WRITER } from './ufw/write.js';
import { COMPOSE_WRITER } from './compose/write.js';
import { TERRAFORM_WRITER } from './terraform/write.js';
import type { FormatWriter } from './format.js';

/** Every writer, as lists for people have them. */
// prettier-ignore
export const WRITERS: readonly FormatWriter[] = [
  IPTABLES_WRITER, NFTABLES_WRITER, FIREWALLD_WRITER, UFW_WRITER, COMPOSE_WRITER, TERRAFORM_WRITER,
];
