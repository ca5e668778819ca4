import { ALL_PORTS, isPort } from '../../ports/port-spans.js';
import type { PortRange } from '../../reading.js';
import { portNames } from './port-names.js';

/** The names of /etc/services that rules for machines with an FTP server are likely to use. TCP. */
const SERVICES = portNames(`
  ftp-data=20; ftp=21; ssh=22; telnet=23; smtp=25; mail=25; time=37; whois=43; tacacs=49; domain=53; gopher=70;
  finger=79; http=80; www=80; kerberos=88; pop3=110; sunrpc=111; portmapper=111; auth=113; ident=113; nntp=119;
  ntp=123; epmap=135; netbios-ns=137; netbios-dgm=138; netbios-ssn=139; imap2=143; imap=143; snmp=161; bgp=179;
  irc=194; ldap=389; https=443; microsoft-ds=445; kpasswd=464; submissions=465; ssmtp=465; smtps=465; urd=465;
  exec=512; login=513; shell=514; printer=515; nntps=563; submission=587; ldaps=636; domain-s=853; rsync=873;
  ftps-data=989; ftps=990; telnets=992; imaps=993; pop3s=995; socks=1080; openvpn=1194; ms-sql-s=1433; nfs=2049;
  mysql=3306; ms-wbt-server=3389; svn=3690; sip=5060; sip-tls=5061; postgresql=5432; x11=6000; http-alt=8080;
  webcache=8080; git=9418; bacula=9101; webmin=10000; zabbix-agent=10050; zabbix-trapper=10051
`);

/** A port by its number (decimal, octal or hexadecimal as C reads it) or by its service's name; null for neither. */
export function readPort(text: string): number | null {
  if (/^(0[xX][0-9a-fA-F]{1,8}|\d{1,10})$/.test(text)) {
    const value = /^0\d/.test(text) ? parseInt(text, 8) : Number(text);
    return value <= ALL_PORTS.high ? value : null;
  }
  return SERVICES.get(text)?.[0]?.low ?? null;
}

/** The same with decimal numbers alone, as firewalld and ufw have them. */
export function decimalPort(text: string): number | null {
  const port = /^\d{1,10}$/.test(text) ? Number(text) : /^\d/.test(text) ? null : readPort(text);
  return port !== null && isPort(port) ? port : null;
}

/** Ports as a rule names them, and where in its text. */
export interface NamedPorts {
  readonly ports: PortRange;
  readonly start: number;
  readonly end: number;
}

/** `21`, `ftp`, `3000:3100`, `:1023`, `1024:`; with `separator` `-` as nft has them. */
export function readPortRange(text: string, separator: ':' | '-'): PortRange | null {
  const whole = readPort(text);
  if (whole !== null) return { low: whole, high: whole };
  const cut = text.indexOf(separator);
  if (cut < 0) return null;
  const [first, last] = [text.slice(0, cut), text.slice(cut + 1)];
  const low = first === '' && separator === ':' ? 0 : readPort(first);
  const high = last === '' && separator === ':' ? ALL_PORTS.high : readPort(last);
  return low === null || high === null || low > high ? null : { low, high };
}

/** A list with commas between; null where a part of it is no port. */
export function readPortList(text: string): readonly NamedPorts[] | null {
  const found: NamedPorts[] = [];
  let start = 0;
  for (const part of text.split(',')) {
    const ports = readPortRange(part, ':');
    if (!ports) return null;
    found.push({ ports, start, end: start + part.length });
    start += part.length + 1;
  }
  return found;
}
