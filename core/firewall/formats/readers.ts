// Written by "npm run generate" from the files of this folder.
import { CI_READER } from './ci/format-reader.js';
import { FIREWALLD_READER } from './firewalld/format-reader.js';
import { UFW_READER } from './ufw/format-reader.js';
import { MODULES_READER } from './modules/format-reader.js';
import { DOCKERFILE_READER } from './dockerfile/format-reader.js';
import { COMPOSE_READER } from './compose/format-reader.js';
import { KUBERNETES_READER } from './kubernetes/format-reader.js';
import { IPTABLES_READER } from './iptables/format-reader.js';
import { NFTABLES_READER } from './nftables/format-reader.js';
import { SHELL_READER } from './shell/format-reader.js';
import { UNITS_READER } from './units/format-reader.js';
import { ANSIBLE_READER } from './ansible/format-reader.js';
import type { FormatReader } from './format.js';

/** Every reader; the first that recognises a file has it. */
// prettier-ignore
export const READERS: readonly FormatReader[] = [
  CI_READER, FIREWALLD_READER, UFW_READER, MODULES_READER, DOCKERFILE_READER, COMPOSE_READER,
  KUBERNETES_READER, IPTABLES_READER, NFTABLES_READER, SHELL_READER, UNITS_READER, ANSIBLE_READER,
];
