import type { Product } from './product.js';

/** FileZilla Server 1.x: its administration interface, as its manual names the fields. */
export const FILEZILLA_SERVER: Product = {
  name: 'FileZilla Server',
  signs: /FileZilla Server/i,
  advice: {
    ...ofAddress(
      'In the administration interface open "Protocols settings, FTP and FTP over TLS (FTPS), Passive mode", enter {outer} under "Use the following host", and tick "Use default host for local connections".',
    ),
    ...ofRange(
      'Open "Protocols settings, FTP and FTP over TLS (FTPS), Passive mode", tick "Use custom port range" and enter {low}-{high}; let exactly that range through the firewall and every NAT in between.',
    ),
    'TLS-REUSE-REQUIRED':
      'Use a client that resumes sessions: FileZilla, WinSCP, curl, lftp. FileZilla Server demands it so that nobody can take a data connection.',
  },
  settings: {},
};

/** Internet Information Services from 7.5: its manager, as its reference (system.ftpServer/firewallSupport) names the fields. */
export const IIS: Product = {
  name: 'IIS',
  signs: /Microsoft FTP Service|Windows_NT/i,
  advice: {
    ...ofAddress(
      'In IIS Manager open "FTP Firewall Support" of the site, enter {outer} under "External IP Address of Firewall" and apply it, then restart the FTP service (ftpsvc).',
    ),
    ...ofRange(
      'In IIS Manager open "FTP Firewall Support" of the server itself (a site cannot set it), enter {low}-{high} under "Data Channel Port Range", restart the FTP service (ftpsvc), and let that range through the firewall and every NAT in between.',
    ),
  },
  settings: {},
};

function ofAddress(text: string): Record<string, string> {
  const ids = ['PRIVATE', 'LOOPBACK', 'ZERO', 'DIFF', 'RESERVED'].map((kind) => `PASV-ADDR-${kind}`);
  return Object.fromEntries([...ids, 'DATA-WRONG-HOST', 'EPSV-ONLY'].map((id) => [id, text]));
}

function ofRange(text: string): Record<string, string> {
  const ids = [
    'DATA-DROP',
    'DATA-REJECT',
    'DATA-PROHIB',
    'DATA-WINDOW',
    'PASV-RANGE-WIDE',
    'PASV-RANGE-EXHAUSTED',
  ];
  return Object.fromEntries([...ids, 'PASV-FEW-PORTS'].map((id) => [id, text]));
}
