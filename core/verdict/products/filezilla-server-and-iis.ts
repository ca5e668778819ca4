import type { Product } from './product.js';

/** FileZilla Server 1.x, its administration interface. */
export const FILEZILLA_SERVER: Product = {
  name: 'FileZilla Server',
  signs: /FileZilla Server/i,
  advice: {
    ...ofAddress(
      'In the administration interface under "Protocols settings, FTP and FTP over TLS, Passive mode" enter {outer} as public address, and let it use the local address for local connections.',
    ),
    ...ofRange(
      'Under "Protocols settings, FTP and FTP over TLS, Passive mode" set the custom port range {low}-{high}, and let exactly that range through the firewall and every NAT in between.',
    ),
    'TLS-REUSE-REQUIRED':
      'Use a client that resumes sessions: FileZilla, WinSCP, curl, lftp. FileZilla Server demands it so that nobody can take a data connection.',
  },
  settings: {},
};

/** Internet Information Services, its manager. */
export const IIS: Product = {
  name: 'IIS',
  signs: /Microsoft FTP Service|Windows_NT/i,
  advice: {
    ...ofAddress(
      'In IIS Manager open "FTP Firewall Support" of the site and enter {outer} as external address of the firewall, then restart the FTP service.',
    ),
    ...ofRange(
      'In IIS Manager open "FTP Firewall Support" of the server and set the data channel port range {low}-{high}, restart the FTP service, and let that range through the firewall and every NAT in between.',
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
