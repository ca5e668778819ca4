import type { Product } from './product.js';

/**
 * Servers whose settings are not known here: advice says what to set, not what it is called there, and never names
 * vsftpd's settings to their owners. Signs are what their greetings, HELP or SITE say in logs that people post.
 */
const NAMES: readonly (readonly [name: string, signs: RegExp])[] = [
  ['Serv-U', /\bServ-U\b/i],
  ['pyftpdlib', /\bpyftpdlib\b/i],
  ['Gene6 FTP Server', /\b(?:Gene6|G6) FTP Server\b/i],
  ['Titan FTP Server', /\bTitan FTP\b/i],
  ['CrushFTP', /\bCrushFTP\b/i],
  ['Globalscape EFT', /\bGlobalSCAPE\b|\bEFT Server\b/i],
  ['WS_FTP Server', /\bWS_FTP Server\b/i],
  ['Wing FTP Server', /\bWing FTP Server\b/i],
  ['Cerberus FTP Server', /\bCerberus FTP\b/i],
  ['Xlight FTP Server', /\bXlight FTP\b/i],
  ['Core FTP Server', /\bCore FTP Server\b/i],
  ['SFTPGo', /\bSFTPGo\b/i],
  ['bftpd', /\bbftpd\b/i],
  ['glFTPd', /\bglFTPd\b/i],
  ['DrFTPD', /\bDrFTPD\b/i],
  ['MikroTik', /\bMikroTik FTP\b/i],
];

const ADDRESS =
  'Let {name} name {outer} in its answers to PASV: look for an address for passive mode, for NAT or “external IP” among its settings, and restart it.';
const RANGE =
  'Give {name} a narrow range of passive ports, for example {low}-{high}, and let exactly that range through the firewall and every NAT in between.';
const PEER =
  'Make both connections arrive from one address: pin the client to one uplink, and avoid source NAT in front of the server. Keep the check of {name} on.';

function each(ids: readonly string[], text: string): Readonly<Record<string, string>> {
  return Object.fromEntries(ids.map((id) => [id, text]));
}

const ADVICE: Readonly<Record<string, string>> = {
  ...each(
    [
      ...['PRIVATE', 'LOOPBACK', 'ZERO', 'DIFF', 'RESERVED'].map((kind) => `PASV-ADDR-${kind}`),
      ...['DATA-WRONG-HOST', 'EPSV-ONLY'],
    ],
    ADDRESS,
  ),
  ...each(
    ['DATA-DROP', 'DATA-REJECT', 'DATA-PROHIB', 'DATA-WINDOW', 'DATA-NEVER-ARRIVED', 'PASV-RANGE-WIDE'],
    RANGE,
  ),
  ...each(
    ['PASV-RANGE-EXHAUSTED', 'PASV-FEW-PORTS'],
    'Widen the range of passive ports of {name} to at least twice the simultaneous transfers you expect, and open it in the firewall too.',
  ),
  'PASV-ALG': `Do not rely on the helper. ${RANGE} ${ADDRESS}`,
  'PASV-ALG-CONFLICT': `${RANGE} Keep the address that it names.`,
  ...each(['DATA-BAD-IP', 'NET-CLIENT-MULTI-EGRESS', 'DATA-STOLEN'], PEER),
};

/** Known by name only. */
export const OTHERS: readonly Product[] = NAMES.map(([name, signs]) => ({
  name,
  signs,
  advice: ADVICE,
  settings: {},
}));
