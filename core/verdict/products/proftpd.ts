import type { Product } from './product.js';

const ADDRESS =
  'Set `MasqueradeAddress {outer}` in proftpd.conf and restart ProFTPD. Where inner clients use it too, give them a `<VirtualHost>` of their own without it.';
const RANGE =
  'Set `PassivePorts {low} {high}` in proftpd.conf, restart ProFTPD, and let exactly that range through the firewall and every NAT in between.';
const FOREIGN =
  'Pin FTP to one uplink or address on the client’s side, and avoid source NAT in front of the server. Keep `AllowForeignAddress off`: it keeps strangers from taking data connections. A known network can be named by a `<Class>` and let in with `AllowForeignAddress CLASS`.';

/** Directive reference of 1.3.8 (proftpd-doc); what it leaves open was tried with that version. */
export const PROFTPD: Product = {
  name: 'ProFTPD',
  // Its FEAT tells where the greeting is hidden: no other server lists these facts for MFF.
  signs: /ProFTPD|Direct comments to \S{1,100}@|MFF modify;UNIX\.group/i,
  advice: {
    'PASV-ADDR-PRIVATE': ADDRESS,
    'PASV-ADDR-LOOPBACK': ADDRESS,
    'PASV-ADDR-ZERO': ADDRESS,
    'PASV-ADDR-DIFF': `${ADDRESS} A name is looked up once, at the start: mod_dynmasq follows a changing address.`,
    'PASV-ADDR-RESERVED': `${ADDRESS} Behind a carrier’s NAT there is none: ask the provider for a public address or use a VPN.`,
    'DATA-WRONG-HOST': ADDRESS,
    'EPSV-ONLY': ADDRESS,
    'PASV-ALG': `Do not rely on the helper. ${RANGE} ${ADDRESS}`,
    'PASV-ALG-CONFLICT': `${RANGE} Keep \`MasqueradeAddress\`.`,
    'DATA-DROP': `${RANGE} Without it ProFTPD takes any port that the kernel gives, usually 32768-60999.`,
    'DATA-REJECT': `${RANGE} A gateway that forwards port 21 only refuses the data port itself.`,
    'DATA-PROHIB': RANGE,
    'DATA-WINDOW': RANGE,
    'PASV-RANGE-WIDE': RANGE,
    'PASV-RANGE-OUT':
      'ProFTPD leaves `PassivePorts` when no port of it is free, and takes any: widen the range. Otherwise an address translation changes the port.',
    'PASV-RANGE-EXHAUSTED': 'Widen `PassivePorts`, and open the new ports in the firewall too.',
    'PASV-FEW-PORTS':
      'Widen `PassivePorts` to at least twice the simultaneous transfers you expect, and open it.',
    'PASV-DISABLED': 'Look for `<Limit PASV EPSV>` with `DenyAll` in proftpd.conf.',
    'EPSV-UNSUPPORTED': 'Look for `<Limit EPSV>` with `DenyAll` in proftpd.conf.',
    'DATA-BAD-IP': FOREIGN,
    'NET-CLIENT-MULTI-EGRESS': FOREIGN,
    'DATA-STOLEN': FOREIGN,
    'SEC-PROMISC':
      'Write `AllowForeignAddress off` into proftpd.conf: only where it stands there does ProFTPD compare the address of passive data connections with that of the login. Under TLS, resumed sessions protect as well.',
    'ACT-BOUNCE': 'Set `AllowForeignAddress off`, or take the directive out.',
    'TLS-NONE':
      'Load mod_tls and set `TLSEngine on` with `TLSRSACertificateFile` and `TLSRSACertificateKeyFile`, then restart ProFTPD.',
    'TLS-REUSE-REQUIRED':
      'Use a client that resumes sessions: FileZilla, WinSCP, curl, lftp. The check protects against stolen data connections: `TLSOptions NoSessionReuseRequired` takes it away and is the last resort.',
    'TLS-IMPLICIT-MIX':
      'On port 21 use explicit TLS (FTPES, AUTH TLS); use implicit TLS (ftps://) only where a `<VirtualHost>` has `TLSOptions UseImplicitSSL`, usually on port 990.',
    'TLS-HRR':
      'It costs a round trip, and stops only clients without that group. `TLSECDHCurve X25519:prime256v1` lets ProFTPD take what clients offer first.',
    'TLS-VERSION': 'Set `TLSProtocol TLSv1.2 TLSv1.3` and restart ProFTPD.',
    'TLS-CIPHER': 'Set `TLSCipherSuite HIGH` and restart ProFTPD.',
    'TLS-CERT-TIME':
      'Renew the certificate, put it where `TLSRSACertificateFile` points and restart ProFTPD.',
    'TLS-CERT-CHAIN':
      'Name the intermediate certificates with `TLSCertificateChainFile`. A self-signed one must be given to the clients.',
    'TLS-DATA-CLEAR':
      'Set `TLSRequired on`: it covers the data connection too, which `ctrl` and `auth` leave out.',
    'AUTH-CLEAR': 'Set `TLSRequired on`.',
    'AUTH-DENIED-EARLY':
      'Look at `<Limit LOGIN>`, `AllowUser` and `DenyUser`, and at /etc/ftpusers (`UseFtpUsers`).',
    'AUTH-BAD':
      'Check name and password, and do not retry in a loop. On the server a missing shell in /etc/shells (`RequireValidShell`), /etc/ftpusers and PAM read the same.',
    'AUTH-ANON': 'If nobody needs it, take the `<Anonymous>` block out.',
    'CTL-SLOW': 'Set `UseReverseDNS off` and `IdentLookups off`, and see whether PAM waits for a directory.',
    'CTL-NOBANNER':
      'Port 990 usually expects TLS at once: try implicit TLS. On port 21 set `UseReverseDNS off` and look at the log.',
    'CTL-BUSY':
      'Raise the limit that the reply names (`MaxClients`, `MaxClientsPerHost`, `MaxClientsPerUser`, `MaxConnectionsPerHost`, `MaxInstances`), or wait.',
    'ACT-DISABLED':
      'Switch the client to passive mode. Only if old clients need active mode, look for `<Limit PORT EPRT>`.',
    'IDLE-SERVER': 'Raise `TimeoutIdle` (600 seconds by default), or let the client send NOOP now and then.',
    'DATA-TIMEOUT':
      'See why the client stopped. For slow links raise `TimeoutStalled` (3600 seconds by default).',
    RATE: 'If that is not meant so, raise `TransferRate`.',
    LOAD: 'Raise `MaxClients` and `MaxInstances`, and `PassivePorts` with them.',
    'EPSV-FAMILY': 'Let the client send EPSV without an argument. For both families set `UseIPv6 on`.',
    'NET-NAT64': 'Use EPSV only, or give the server an IPv6 address (`UseIPv6 on`).',
    'NET-DNS-AAAA-DEAD': 'Serve FTP on IPv6 too (`UseIPv6 on`), or take the AAAA record out of the DNS.',
  },
  settings: {
    pasv_address: 'MasqueradeAddress',
    pasv_min_port: 'PassivePorts',
    pasv_max_port: 'PassivePorts',
    pasv_promiscuous: 'AllowForeignAddress',
    port_promiscuous: 'AllowForeignAddress',
    idle_session_timeout: 'TimeoutIdle',
    data_connection_timeout: 'TimeoutStalled',
    max_clients: 'MaxClients',
    max_per_ip: 'MaxClientsPerHost',
    ssl_enable: 'TLSEngine',
    rsa_cert_file: 'TLSRSACertificateFile',
    rsa_private_key_file: 'TLSRSACertificateKeyFile',
    ssl_ciphers: 'TLSCipherSuite',
    local_max_rate: 'TransferRate',
    anon_max_rate: 'TransferRate',
    ftpd_banner: 'ServerIdent',
  },
};
