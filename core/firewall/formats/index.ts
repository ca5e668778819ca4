import type { FirewallFileKind, FirewallReading, Packet } from '../reading.js';
import { ALONE, type Beside } from './support/beside.js';
import { isCompose, readCompose } from './compose/compose.js';
import { isDockerfile, readDockerfile } from './dockerfile/dockerfile.js';
import { isKubernetes, readKubernetes } from './kubernetes/kubernetes.js';
import { isFirewalldXml, readFirewalldXml } from './firewalld/files.js';
import { isModulesFile, readModulesFile } from './modules/modules.js';
import { isForIpv6, isIptablesSave, readIptables } from './iptables/iptables.js';
import { isNftables, readNftables } from './nftables/nftables.js';
import type { Findings } from './support/findings.js';
import { namesFirewallCommand, readCommandLines } from './shell/shell-commands.js';
import { isUfwProfile, isUfwRules, readUfwProfiles, readUfwRules } from './ufw/files.js';

/** One kind of file: how it is told from others, and how it is read. */
interface FirewallFormat {
  readonly kind: FirewallFileKind;
  /** By its path (slashes forward, any case) and its text, at no great cost. */
  recognises(path: string, text: string): boolean;
  read(text: string, packet: Packet, path: string, beside: Beside): Findings;
}

/** Every kind of file that is read. The first one that recognises a file has it, so the narrow ones stand first. */
const FORMATS: readonly FirewallFormat[] = [
  { kind: 'firewalld', recognises: isFirewalldXml, read: readFirewalldXml },
  { kind: 'ufw', recognises: isUfwRules, read: readUfwRules },
  { kind: 'ufw', recognises: isUfwProfile, read: (text) => readUfwProfiles(text) },
  { kind: 'modules', recognises: isModulesFile, read: (text) => readModulesFile(text) },
  { kind: 'dockerfile', recognises: isDockerfile, read: (text) => readDockerfile(text) },
  {
    kind: 'compose',
    recognises: isCompose,
    read: (text, _packet, path, beside) => readCompose(text, path, beside),
  },
  { kind: 'kubernetes', recognises: isKubernetes, read: (text) => readKubernetes(text) },
  {
    kind: 'iptables',
    recognises: (path, text) => !isShellScript(path, text) && isIptablesSave(text),
    read: (text, packet, path) => readIptables(text, packet, isForIpv6(path) ? 6 : undefined),
  },
  {
    kind: 'nftables',
    recognises: (path, text) => !isShellScript(path, text) && isNftables(path, text),
    read: readNftables,
  },
  {
    kind: 'shell',
    recognises: (path, text) => isShellScript(path, text) && namesFirewallCommand(text),
    read: readCommandLines,
  },
];

/** Which kind of firewall, NAT or container file it is; null for any other. */
export function firewallKindOf(path: string, text: string): FirewallFileKind | null {
  return formatOf(path, text)?.kind ?? null;
}

/** What the file says about TCP ports; null where it is no file of these kinds. Never throws. */
export function readFirewallFile(
  path: string,
  text: string,
  packet: Packet = {},
  beside: Beside = ALONE,
): FirewallReading | null {
  const format = formatOf(path, text);
  return format
    ? { kind: format.kind, ...format.read(withoutMark(text, format.kind), packet, path, beside) }
    : null;
}

function formatOf(path: string, text: string): FirewallFormat | undefined {
  const slashed = path.replaceAll('\\', '/');
  const content = text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text;
  return FORMATS.find((format) => format.recognises(slashed, content));
}

const BYTE_ORDER_MARK = '\ufeff';

/** An empty line for the mark that some editors put first, so that every place stays where it is. XML has a use for it. */
function withoutMark(text: string, kind: FirewallFileKind): string {
  return text.startsWith(BYTE_ORDER_MARK) && kind !== 'firewalld' ? `\n${text.slice(1)}` : text;
}

function isShellScript(path: string, text: string): boolean {
  if (/\.(sh|bash|ash|dash|ksh|zsh)$/i.test(path) || /(^|\/)(makefile|rc\.local|\.?justfile)$/i.test(path))
    return true;
  return /^#!\s?\/\S{1,100}?(\/env\s{1,5})?(ba|da|a|k|z)?sh\b/.test(text.slice(0, 200));
}
