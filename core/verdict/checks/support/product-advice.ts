import type { ProductAdvice } from '../../products/product.js';

/** How a setting of Pure-FTPd is set. */
export const PURE_FTPD_HOW = ' (Debian: a file of that name in /etc/pure-ftpd/conf), and restart Pure-FTPd.';

/** The address that passive replies are to name. */
export const ADDRESS_ADVICE = {
  proftpd:
    'Set `MasqueradeAddress {outer}` in proftpd.conf and restart ProFTPD. Where inner clients use it too, give them a separate `<VirtualHost>` without it.',
  pureFtpd: `Set \`ForcePassiveIP {outer}\`${PURE_FTPD_HOW}`,
  filezillaServer:
    'In the administration interface open "Protocols settings, FTP and FTP over TLS (FTPS), Passive mode", enter {outer} under "Use the following host", and tick "Use default host for local connections".',
  iis: 'In IIS Manager open "FTP Firewall Support" of the site, enter {outer} under "External IP Address of Firewall" and apply it, then restart the FTP service (ftpsvc).',
  others:
    'Let {name} name {outer} in its answers to PASV: look for an address for passive mode, for NAT or “external IP” among its settings, and restart it.',
} as const satisfies ProductAdvice;

/** The range of passive ports, to be set and opened. */
export const RANGE_ADVICE = {
  proftpd:
    'Set `PassivePorts {low} {high}` in proftpd.conf, restart ProFTPD, and let exactly that range through the firewall and every NAT in between.',
  pureFtpd: `Set \`PassivePortRange {low} {high}\`${PURE_FTPD_HOW} Let exactly that range through the firewall and every NAT in between.`,
  filezillaServer:
    'Open "Protocols settings, FTP and FTP over TLS (FTPS), Passive mode", tick "Use custom port range" and enter {low}-{high}; let exactly that range through the firewall and every NAT in between.',
  iis: 'In IIS Manager open "FTP Firewall Support" of the server itself (a site cannot set it), enter {low}-{high} under "Data Channel Port Range", restart the FTP service (ftpsvc), and let that range through the firewall and every NAT in between.',
  others:
    'Give {name} a narrow range of passive ports, for example {low}-{high}, and let exactly that range through the firewall and every NAT in between.',
} as const satisfies ProductAdvice;

/** Data connections that arrive from another address than the login. */
export const PEER_ADVICE = {
  proftpd:
    'Pin FTP to one uplink or address on the client’s side, and avoid source NAT in front of the server. Keep `AllowForeignAddress off`: it keeps strangers from taking data connections. A known network can be named by a `<Class>` and let in with `AllowForeignAddress CLASS`.',
  pureFtpd:
    'Pin FTP to one uplink or address on the client’s side, and avoid source NAT in front of the server: Pure-FTPd takes data connections from the address of the login only, which protects them.',
  others:
    'Make both connections arrive from one address: pin the client to one uplink, and avoid source NAT in front of the server. Keep the check of {name} on.',
} as const satisfies ProductAdvice;
