import type { Product } from './product.js';

const HOW = ' (Debian: a file of that name in /etc/pure-ftpd/conf), and restart Pure-FTPd.';
const ADDRESS = `Set \`ForcePassiveIP {outer}\`${HOW}`;
const RANGE = `Set \`PassivePortRange {low} {high}\`${HOW} Let exactly that range through the firewall and every NAT in between.`;
const PEER =
  'Pin FTP to one uplink or address on the client’s side, and avoid source NAT in front of the server: Pure-FTPd takes data connections from the address of the login only, which protects them.';

/** pure-ftpd(8), pure-ftpd-wrapper(8), README.TLS and pure-ftpd.conf of 1.0.50; what they leave open was tried with it. */
export const PURE_FTPD: Product = {
  name: 'Pure-FTPd',
  signs:
    /Pure-?FTPd|^Too many connections \(\d{1,9}\) from this IP|users \(the maximum\) are already logged in/i,
  advice: {
    'PASV-ADDR-PRIVATE': ADDRESS,
    'PASV-ADDR-LOOPBACK': ADDRESS,
    'PASV-ADDR-ZERO': ADDRESS,
    'PASV-ADDR-DIFF': ADDRESS,
    'PASV-ADDR-RESERVED': `${ADDRESS} Behind a carrier’s NAT there is none: ask the provider for a public address or use a VPN.`,
    'DATA-WRONG-HOST': ADDRESS,
    'EPSV-ONLY': ADDRESS,
    'PASV-ALG': `Do not rely on the helper. ${RANGE} ${ADDRESS}`,
    'PASV-ALG-CONFLICT': `${RANGE} Keep \`ForcePassiveIP\`.`,
    'DATA-DROP': RANGE,
    'DATA-REJECT': `${RANGE} A gateway that forwards port 21 only refuses the data port itself.`,
    'DATA-PROHIB': RANGE,
    'DATA-WINDOW': RANGE,
    'PASV-RANGE-WIDE': RANGE,
    'PASV-RANGE-OUT':
      'An address translation changes the port: forward the range to the same numbers inside.',
    'PASV-RANGE-EXHAUSTED':
      'Widen `PassivePortRange`, and open the new ports in the firewall too. Pure-FTPd lets in half as many clients as it has ports.',
    'PASV-FEW-PORTS':
      'Widen `PassivePortRange` to at least twice the simultaneous transfers you expect, and open it.',
    'PASV-DISABLED':
      'Take `NATmode` (the option -N) away, which leaves active mode only. Where it is not set, a proxy or firewall in between refuses passive mode.',
    'EPSV-UNSUPPORTED':
      'Pure-FTPd refuses EPSV only with `BrokenClientsCompatibility` or behind a proxy: take that away.',
    'DATA-BAD-IP': PEER,
    'NET-CLIENT-MULTI-EGRESS': PEER,
    'DATA-STOLEN': PEER,
    'SEC-PROMISC': 'Set `AllowUserFXP no` and `AllowAnonymousFXP no`.',
    'ACT-BOUNCE': 'Set `AllowUserFXP no` and `AllowAnonymousFXP no`.',
    'TLS-IMPLICIT-MIX':
      'Use explicit TLS (FTPES, AUTH TLS) on port 21: Pure-FTPd has no implicit TLS of its own.',
    'TLS-NONE': `Put certificate and key into /etc/ssl/private/pure-ftpd.pem (or what \`CertFile\` names), and set \`TLS 1\`, 2 to demand it, 3 to demand it on data connections too${HOW}`,
    'TLS-REUSE-REQUIRED': 'Use a client that resumes sessions: FileZilla, WinSCP, curl, lftp.',
    'TLS-VERSION':
      'Update Pure-FTPd and OpenSSL: which versions of TLS they take is no setting of Pure-FTPd. The system’s openssl.cnf may limit them (`MinProtocol`).',
    'TLS-CIPHER': `Set \`TLSCipherSuite HIGH\`${HOW}`,
    'TLS-CERT-TIME': 'Renew the certificate, put it where `CertFile` points and restart Pure-FTPd.',
    'TLS-CERT-CHAIN':
      'Put the whole chain into `CertFile`: the server’s certificate first, then the intermediate ones. A self-signed one must be given to the clients.',
    'TLS-DATA-CLEAR': `Set \`TLS 3\`, which demands TLS on the data connection too${HOW}`,
    'AUTH-CLEAR': `Set \`TLS 2\`, or 3 to demand TLS on the data connection too${HOW}`,
    'AUTH-DENIED-EARLY': 'Look at `NoAnonymous`, `AnonymousOnly` and `TrustedIP`.',
    'AUTH-BAD':
      'Check name and password, and do not retry in a loop. On the server a uid below `MinUID`, a missing shell in /etc/shells and a database that was not rebuilt (`pure-pw mkdb`) read the same.',
    'AUTH-ANON': 'If nobody needs it, set `NoAnonymous yes`.',
    'SEC-ANON-WRITE': 'Set `AnonymousCantUpload yes` and `AnonymousCanCreateDirs no`.',
    'CTL-SLOW': `Set \`DontResolve yes\`${HOW}`,
    'CTL-NOBANNER':
      'Port 990 usually expects TLS at once: try implicit TLS. On port 21 set `DontResolve yes` and look at the log.',
    'CTL-BUSY':
      'Raise `MaxClientsNumber` or `MaxClientsPerIP`, or wait. With a `PassivePortRange` no more clients are let in than half its ports.',
    'IDLE-SERVER': 'Raise `MaxIdleTime` (minutes, 15 by default), or let the client send NOOP now and then.',
    'DATA-TIMEOUT': 'See why the client stopped. For slow links raise `MaxIdleTime`.',
    RATE: 'If that is not meant so, raise `UserBandwidth` or `AnonymousBandwidth`.',
    LOAD: 'Raise `MaxClientsNumber`, and `PassivePortRange` with it.',
    'EPSV-FAMILY': 'Let the client send EPSV without an argument. For both families set `IPV4Only no`.',
    'NET-NAT64': 'Use EPSV only, or give the server an IPv6 address (`IPV4Only no`).',
    'NET-DNS-AAAA-DEAD': 'Serve FTP on IPv6 too (`IPV4Only no`), or take the AAAA record out of the DNS.',
  },
  settings: {
    pasv_address: 'ForcePassiveIP',
    pasv_min_port: 'PassivePortRange',
    pasv_max_port: 'PassivePortRange',
    idle_session_timeout: 'MaxIdleTime',
    data_connection_timeout: 'MaxIdleTime',
    max_clients: 'MaxClientsNumber',
    max_per_ip: 'MaxClientsPerIP',
    ssl_enable: 'TLS',
    rsa_cert_file: 'CertFile',
    rsa_private_key_file: 'CertFile',
    ssl_ciphers: 'TLSCipherSuite',
    local_max_rate: 'UserBandwidth',
    anon_max_rate: 'AnonymousBandwidth',
  },
};
