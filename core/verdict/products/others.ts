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

/** FileZilla Server 1.x: its administration interface has no names of settings to put into sentences. */
export const FILEZILLA_SERVER: Product = {
  key: 'filezillaServer',
  name: 'FileZilla Server',
  signs: /FileZilla Server/i,
  settings: {},
};

/** Internet Information Services from 7.5, set up in a manager. */
export const IIS: Product = {
  key: 'iis',
  name: 'IIS',
  signs: /Microsoft FTP Service|Windows_NT/i,
  settings: {},
};

/** Known by name only. */
export const OTHERS: readonly Product[] = NAMES.map(([name, signs]) => ({
  key: 'others',
  name,
  signs,
  settings: {},
}));

/** None of these, and not vsftpd: what it answers is not in vsftpd's words. */
export const UNKNOWN: Product = {
  key: 'others',
  name: 'the server',
  signs: /(?!)/,
  settings: {},
  hint: 'If you do not run the server yourself, send this finding to those who do, your hoster for example.',
};
