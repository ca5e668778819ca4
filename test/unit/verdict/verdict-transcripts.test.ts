import assert from 'node:assert/strict';
import test from 'node:test';
import { build, ConfigModel, readConfig, sourceFromBytes } from '../../../core/config/index.js';
import { diagnoseTranscript, type Finding } from '../../../core/verdict/index.js';

const PEER = '198.51.100.20';
const model = (text: string): ConfigModel =>
  new ConfigModel(readConfig(sourceFromBytes(Buffer.from(text))), build('debian-12'));

const LOGIN = `< 220 (vsFTPd 3.0.3)
> USER demo
< 331 Please specify the password.
> PASS ****
< 230 Login successful.
`;
const TLS_LOGIN = `< 220 (vsFTPd 3.0.3)
> AUTH TLS
< 234 Proceed with negotiation.
> USER demo
< 331 Please specify the password.
> PASS ****
< 230 Login successful.
> PBSZ 0
< 200 PBSZ set to 0.
> PROT P
< 200 PROT now Private.
`;
const PASV = (tuple: string): string => `> PASV\n< 227 Entering Passive Mode (${tuple}).\n`;
const EPSV = (port: number): string => `> EPSV\n< 229 Entering Extended Passive Mode (|||${port}|)\n`;
const GOOD = '> LIST\n< 150 Here comes the directory listing.\n< 226 Directory send OK.\n';
const NEVER = '> LIST\n< 425 Failed to establish connection.\n';

interface Case {
  readonly name: string;
  readonly log: string;
  /** Ids in order; the first is the verdict. */
  readonly ids: readonly string[];
  readonly peer?: string;
  readonly config?: string;
  /** Line of the first finding. */
  readonly line?: number;
  readonly evidence?: RegExp;
  readonly fix?: Readonly<Record<string, string>>;
}

const CASES: readonly Case[] = [
  {
    name: 'a healthy session',
    log: `${LOGIN}${PASV('198,51,100,20,156,64')}${GOOD}${EPSV(40001)}${GOOD}`,
    ids: [],
    peer: PEER,
  },
  {
    name: 'a healthy session of a server that the log does not name',
    log: `${LOGIN}${PASV('192,0,2,5,156,64')}${GOOD}`,
    ids: [],
  },
  {
    name: 'a private address that the client dials in vain: one finding',
    log: `${LOGIN}${PASV('10,0,0,5,240,143')}${NEVER}`,
    ids: ['PASV-ADDR-PRIVATE'],
    peer: PEER,
    line: 6,
    evidence: /10,0,0,5,240,143.*198\.51\.100\.20.*425 Failed to establish/,
    fix: { pasv_address: PEER },
  },
  {
    name: 'a private address, with the file on an IPv6 listener',
    log: `${LOGIN}${PASV('10,0,0,5,240,143')}${NEVER}`,
    ids: ['PASV-ADDR-PRIVATE'],
    peer: PEER,
    config: 'listen=NO\nlisten_ipv6=YES\n',
    fix: { pasv_address: PEER, listen: 'YES', listen_ipv6: 'NO' },
  },
  {
    name: 'a bare 227 with a private address',
    log: '227 Entering Passive Mode (192,168,1,10,15,128).',
    ids: ['PASV-ADDR-PRIVATE'],
  },
  {
    name: 'trap: both addresses private and the same',
    log: `${LOGIN}${PASV('192,168,1,10,15,128')}${GOOD}`,
    ids: [],
    peer: '192.168.1.10',
  },
  {
    name: 'trap: both addresses private, nobody dialled',
    log: `${LOGIN}${PASV('10,1,2,3,15,128')}`,
    ids: [],
    peer: '10.1.2.4',
  },
  {
    name: 'a container’s address on a LAN',
    log: `${LOGIN}${PASV('172,17,0,2,15,128')}${NEVER}`,
    ids: ['PASV-ADDR-PRIVATE'],
    peer: '192.168.1.10',
  },
  {
    name: 'trap: a private address that works',
    log: `${LOGIN}${PASV('192,168,1,10,15,128')}${GOOD}`,
    ids: [],
  },
  {
    name: '0.0.0.0',
    log: `${LOGIN}${PASV('0,0,0,0,156,64')}${NEVER}`,
    ids: ['PASV-ADDR-ZERO'],
    peer: PEER,
    fix: { listen: 'YES', listen_ipv6: 'NO' },
  },
  {
    name: '0.0.0.0 over IPv6 is PASV itself',
    log: `${LOGIN}${PASV('0,0,0,0,156,64')}${NEVER}`,
    ids: ['PASV-OVER-V6'],
    peer: '2001:db8:5::5',
  },
  {
    name: 'loopback',
    log: `${LOGIN}${PASV('127,0,0,1,156,64')}${NEVER}`,
    ids: ['PASV-ADDR-LOOPBACK'],
    peer: PEER,
  },
  {
    name: 'trap: loopback on the server itself',
    log: `${LOGIN}${PASV('127,0,0,1,156,64')}${GOOD}`,
    ids: [],
    peer: '127.0.0.1',
  },
  {
    name: 'carrier address',
    log: `${LOGIN}${PASV('100,64,7,7,156,64')}${NEVER}`,
    ids: ['PASV-ADDR-RESERVED'],
    peer: PEER,
  },
  {
    name: 'trap: both inside an overlay network',
    log: `${LOGIN}${PASV('100,64,7,7,156,64')}${GOOD}`,
    ids: [],
    peer: '100.64.7.7',
  },
  {
    name: 'somebody else’s address',
    log: `${LOGIN}${PASV('8,8,4,4,156,64')}${NEVER}`,
    ids: ['PASV-ADDR-DIFF'],
    peer: '8.8.8.8',
    fix: { pasv_address: '8.8.8.8' },
  },
  {
    name: 'the bug of pasv_addr_resolve',
    log: `${LOGIN}${PASV('16,0,0,0,156,64')}${NEVER}`,
    ids: ['PASV-ADDR-DIFF'],
    peer: '8.8.8.8',
  },
  {
    name: 'trap: a server with two addresses that works',
    log: `${LOGIN}${PASV('8,8,4,4,156,64')}${GOOD}`,
    ids: [],
    peer: '8.8.8.8',
  },
  {
    name: 'the outer address on the LAN',
    log: `${LOGIN}${PASV('198,51,100,20,156,64')}${NEVER}`,
    ids: ['PASV-ADDR-PUBLIC-ON-LAN'],
    peer: '10.0.0.5',
  },
  {
    name: 'trap: the outer address on a LAN with NAT loopback',
    log: `${LOGIN}${PASV('198,51,100,20,156,64')}${GOOD}`,
    ids: [],
    peer: '10.0.0.5',
  },
  { name: 'masked address', log: `${LOGIN}${PASV('x,x,x,x,238,85')}${GOOD}`, ids: [] },
  {
    name: 'unreadable',
    log: `${LOGIN}> PASV\n< 227 Entering Passive Mode (192,168,1,100,229)\n`,
    ids: ['PASV-UNPARSABLE'],
  },
  { name: 'port 0', log: `${LOGIN}${PASV('198,51,100,20,0,0')}`, ids: ['PASV-PORT-BAD'], peer: PEER },
  {
    name: 'trap: a port that is SIP’s and works',
    log: `${LOGIN}${PASV('198,51,100,20,19,196')}${GOOD}`,
    ids: [],
    peer: PEER,
  },
  {
    name: 'a port that is SIP’s',
    log: `${LOGIN}${PASV('198,51,100,20,19,196')}`,
    ids: ['PASV-PORT-HOT'],
    peer: PEER,
  },
  {
    name: 'no answer at the right address',
    log: `${LOGIN}${PASV('198,51,100,20,156,64')}${NEVER}`,
    ids: ['DATA-NEVER-ARRIVED'],
    peer: PEER,
    fix: { pasv_min_port: '40000', pasv_max_port: '40100' },
  },
  {
    name: 'passive mode off',
    log: `${LOGIN}> EPSV\n< 550 Permission denied.\n> PASV\n< 550 Permission denied.\n`,
    ids: ['PASV-DISABLED'],
    fix: { pasv_enable: 'YES' },
  },
  {
    name: 'PASV after EPSV ALL is no passive mode switched off',
    log: `${LOGIN}> EPSV ALL\n< 200 EPSV ALL ok.\n> PASV\n< 550 Permission denied.\n${EPSV(40000)}${GOOD}`,
    ids: ['EPSV-ALL'],
  },
  {
    name: 'EPSV denied only',
    log: `${LOGIN}> EPSV\n< 550 Permission denied.\n${PASV('198,51,100,20,156,64')}${GOOD}`,
    ids: ['EPSV-UNSUPPORTED'],
    peer: PEER,
  },
  {
    name: 'PASV denied only',
    log: `${LOGIN}> PASV\n< 550 Permission denied.\n${EPSV(40000)}${GOOD}`,
    ids: ['EPSV-ONLY'],
    peer: PEER,
  },
  {
    name: 'EPSV works, PASV not, for its address',
    log: `${LOGIN}${EPSV(40000)}${GOOD}${PASV('10,0,0,5,156,64')}${NEVER}`,
    ids: ['PASV-ADDR-PRIVATE', 'EPSV-ONLY'],
    peer: PEER,
  },
  {
    name: 'PASV works, EPSV not',
    log: `${LOGIN}${EPSV(40000)}${NEVER}${PASV('198,51,100,20,156,65')}${GOOD}`,
    ids: ['EPSV-BROKEN'],
    peer: PEER,
  },
  {
    name: 'bad pasv_address',
    log: `${LOGIN}> PASV\n< 500 OOPS: invalid pasv_address\n`,
    ids: ['PASV-OOPS-ADDR'],
  },
  {
    name: 'bad pasv_address, a name in the file',
    log: `${LOGIN}> PASV\n< 500 OOPS: invalid pasv_address\n`,
    ids: ['PASV-OOPS-ADDR'],
    config: 'pasv_address=ftp.example.org\n',
    fix: { pasv_addr_resolve: 'YES' },
  },
  {
    name: 'no free port',
    log: `${LOGIN}> EPSV\n< 500 OOPS: vsf_sysutil_bind\n< 500 OOPS: priv_sock_get_int\n`,
    ids: ['PASV-RANGE-EXHAUSTED'],
  },
  {
    name: 'no free port, RHEL 9',
    log: `${LOGIN}> PASV\n< 500 OOPS: vsf_sysutil_bind, maximum number of attempts to find a listening port exceeded\n`,
    ids: ['PASV-RANGE-EXHAUSTED'],
  },
  {
    name: 'bad IP',
    log: `${LOGIN}${PASV('198,51,100,20,156,64')}> LIST\n< 425 Security: Bad IP connecting.\n`,
    ids: ['DATA-BAD-IP'],
    peer: PEER,
  },
  {
    name: 'bad IP once, then it works',
    log: `${LOGIN}${PASV('198,51,100,20,156,64')}> LIST\n< 425 Security: Bad IP connecting.\n${PASV('198,51,100,20,156,65')}${GOOD}`,
    ids: ['DATA-STOLEN'],
    peer: PEER,
  },
  {
    name: 'session reuse',
    log: `${TLS_LOGIN}${EPSV(40000)}> LIST\n< 150 Here comes the directory listing.\n< 522 SSL connection failed: session reuse required\n`,
    ids: ['TLS-REUSE-REQUIRED'],
  },
  {
    name: 'data in clear refused',
    log: `${TLS_LOGIN}${EPSV(40000)}> LIST\n< 522 Data connections must be encrypted.\n`,
    ids: ['TLS-DATA-REQUIRED'],
  },
  {
    name: 'TLS wanted for the login',
    log: '< 220 hi\n> USER demo\n< 530 Non-anonymous sessions must use encryption.\n',
    ids: ['AUTH-NEED-TLS'],
  },
  {
    name: 'trap: 530 is a wrong password too',
    log: '< 220 hi\n> USER demo\n< 331 Please specify the password.\n> PASS x\n< 530 Login incorrect.\n',
    ids: ['AUTH-BAD'],
  },
  {
    name: 'user refused',
    log: '< 220 hi\n> USER demo\n< 530 Permission denied.\n',
    ids: ['AUTH-DENIED-EARLY'],
  },
  {
    name: 'anonymous only',
    log: '< 220 hi\n> USER demo\n< 530 This FTP server is anonymous only.\n',
    ids: ['AUTH-DENIED-EARLY'],
    fix: { local_enable: 'YES' },
  },
  {
    name: 'writable root',
    log: '< 220 hi\n> USER demo\n< 331 Please specify the password.\n> PASS x\n< 500 OOPS: vsftpd: refusing to run with writable root inside chroot()\n',
    ids: ['AUTH-CHROOT'],
  },
  {
    name: 'no TLS, and the client leaves',
    log: '< 220 hi\n> AUTH TLS\n< 530 Please login with USER and PASS.\n',
    ids: ['TLS-NONE'],
  },
  {
    name: 'no TLS, and the client goes on',
    log: `< 220 hi\n> AUTH TLS\n< 530 Please login with USER and PASS.\n> USER a\n< 331 Please specify the password.\n> PASS x\n< 230 Login successful.\n`,
    ids: ['TLS-NONE'],
  },
  { name: 'full', log: '< 421 There are too many connected users, please try later.\n', ids: ['CTL-BUSY'] },
  {
    name: 'too many of one address',
    log: '< 421 There are too many connections from your internet address.\n',
    ids: ['CTL-BUSY'],
  },
  {
    name: 'the sandbox',
    log: `${LOGIN}${EPSV(40000)}> LIST\n< 500 OOPS: priv_sock_get_cmd\n`,
    ids: ['CTL-DIES-ON-DATA'],
    fix: { seccomp_sandbox: 'NO' },
  },
  {
    name: 'active behind NAT',
    log: `${LOGIN}> PORT 192,168,1,10,200,10\n< 500 Illegal PORT command.\n`,
    ids: ['ACT-NAT'],
  },
  {
    name: 'active off',
    log: `${LOGIN}> PORT 192,168,1,10,200,10\n< 550 Permission denied.\n${PASV('198,51,100,20,156,64')}${GOOD}`,
    ids: ['ACT-DISABLED'],
    peer: PEER,
  },
  {
    name: 'active, the client’s firewall',
    log: `${LOGIN}> PORT 203,0,113,9,200,10\n< 200 PORT command successful. Consider using PASV.\n> LIST\n< 425 Failed to establish connection.\n`,
    ids: ['ACT-CLIENT-FW'],
  },
  {
    name: 'healthy active mode',
    log: `${LOGIN}> PORT 203,0,113,9,200,10\n< 200 PORT command successful. Consider using PASV.\n${GOOD}`,
    ids: [],
  },
  { name: 'idle', log: `${LOGIN}< 421 Timeout.\n`, ids: ['IDLE-SERVER'] },
  {
    name: 'a stalled transfer',
    log: `${LOGIN}${EPSV(40000)}> RETR big\n< 150 Opening BINARY mode data connection for big (99999 bytes).\n< 421 Data timeout. Reconnect. Sorry.\n`,
    ids: ['DATA-TIMEOUT'],
  },
  {
    name: 'curl gives up midway',
    log: `${LOGIN}${EPSV(40000)}> RETR big\n< 150 Opening BINARY mode data connection for big (99999 bytes).\n* Operation timed out after 30001 milliseconds with 1448 out of 99999 bytes received\n`,
    ids: ['DATA-TIMEOUT'],
    evidence: /after 1448 bytes nothing more came/,
  },
  {
    name: 'curl gives up with all bytes at hand',
    log: `${LOGIN}${EPSV(40000)}> RETR big\n< 150 Opening BINARY mode data connection for big (99999 bytes).\n* Operation timed out after 30001 milliseconds with 99999 out of 99999 bytes received\n`,
    ids: ['DATA-NO-226'],
    evidence: /99999 bytes arrived/,
  },
  { name: 'the back door', log: '< 220 (vsFTPd 2.3.4)\n', ids: ['SEC-VERSION'] },
  {
    name: 'a port outside the file’s range',
    log: `${LOGIN}${PASV('198,51,100,20,156,64')}${GOOD}`,
    ids: ['PASV-RANGE-OUT'],
    peer: PEER,
    config: 'pasv_min_port=3001\npasv_max_port=3300\n',
  },
  {
    name: 'swapped bounds',
    log: `${LOGIN}${PASV('198,51,100,20,156,64')}${GOOD}`,
    ids: ['PASV-RANGE-OUT'],
    peer: PEER,
    config: 'pasv_min_port=10800\npasv_max_port=10500\n',
    fix: { pasv_min_port: '10500', pasv_max_port: '10800' },
  },
  {
    name: 'a port inside the file’s range',
    log: `${LOGIN}${PASV('198,51,100,20,12,166')}${GOOD}`,
    ids: [],
    peer: PEER,
    config: 'pasv_min_port=3001\npasv_max_port=3300\n',
  },
  {
    name: 'another address than the file’s',
    log: `${LOGIN}${PASV('198,51,100,20,156,64')}${GOOD}`,
    ids: ['CONF-DRIFT'],
    peer: PEER,
    config: 'listen=YES\npasv_address=198.51.100.99\n',
  },
  {
    name: 'another greeting than the file’s',
    log: LOGIN,
    ids: ['CONF-DRIFT'],
    config: 'ftpd_banner=Welcome to blah FTP service.\n',
  },
  {
    name: 'a danger in the file',
    log: `${LOGIN}${EPSV(40000)}${GOOD}`,
    ids: ['CONF-LATENT'],
    peer: PEER,
    config: `listen=NO\nlisten_ipv6=YES\npasv_address=${PEER}\n`,
  },
  {
    name: 'few ports for many clients',
    log: `${LOGIN}${EPSV(40000)}${GOOD}`,
    ids: ['CONF-LATENT'],
    config: 'pasv_min_port=40000\npasv_max_port=40009\nmax_clients=100\n',
  },
  // Pasted alone, a reply's own words say what it answers.
  ...(
    [
      ['500 OOPS: invalid pasv_address', 'PASV-OOPS-ADDR'],
      ['500 OOPS: vsf_sysutil_bind', 'PASV-RANGE-EXHAUSTED'],
      ['500 OOPS: vsftpd: refusing to run with writable root inside chroot()', 'AUTH-CHROOT'],
      ['425 Security: Bad IP connecting.', 'DATA-BAD-IP'],
      ['425 Failed to establish connection.', 'DATA-NEVER-ARRIVED'],
      ['522 SSL connection failed: session reuse required', 'TLS-REUSE-REQUIRED'],
      ['530 Non-anonymous sessions must use encryption.', 'AUTH-NEED-TLS'],
      ['530 Login incorrect.', 'AUTH-BAD'],
      ['500 Illegal PORT command.', 'ACT-NAT'],
      ['421 Timeout.', 'IDLE-SERVER'],
      ['421 Data timeout. Reconnect. Sorry.', 'DATA-TIMEOUT'],
      ['421 There are too many connected users, please try later.', 'CTL-BUSY'],
      ['GnuTLS error -15: An unexpected TLS packet was received.', 'CTL-OOPS-IN-TLS'],
    ] as const
  ).map(([log, id]) => ({ name: `alone: ${log}`, log, ids: [id], line: 0 })),
  {
    name: 'a plain reply that the client hides behind a TLS error, after PASS',
    log: `${TLS_LOGIN.slice(0, TLS_LOGIN.indexOf('< 230'))}* OpenSSL SSL_read: error:0A00010B:SSL routines::wrong version number, errno 0\n`,
    ids: ['CTL-OOPS-IN-TLS'],
    evidence: /PASS got no reply.*wrong version number/,
    line: 6,
  },
  {
    name: 'implicit TLS on the port of explicit TLS',
    log: '*   Trying 198.51.100.20:21...\n* Connected to ftp.example.test (198.51.100.20) port 21 (#0)\n* error:1408F10B:SSL routines:ssl3_get_record:wrong version number\n',
    ids: ['TLS-IMPLICIT-MIX'],
  },
  {
    name: 'a private address that the client repairs without a word',
    log: `${LOGIN}${PASV('10,0,0,5,240,143')}${GOOD}`,
    ids: ['PASV-ADDR-PRIVATE'],
    peer: PEER,
    line: 6,
    evidence: /transfer worked.*others fail/,
  },
  {
    name: 'a private address in the server’s own log, for a client outside',
    log: [
      'command: Client "::ffff:203.0.113.7", "PASV"',
      'response: Client "::ffff:203.0.113.7", "227 Entering Passive Mode (192,168,1,20,156,64)."',
      'command: Client "::ffff:203.0.113.7", "LIST"',
      'response: Client "::ffff:203.0.113.7", "150 Here comes the directory listing."',
      'response: Client "::ffff:203.0.113.7", "226 Directory send OK."',
    ]
      .map((line) => `Mon Mar  3 10:00:00 2025 [pid 11] [bob] FTP ${line}\n`)
      .join(''),
    ids: ['PASV-ADDR-PRIVATE'],
    line: 1,
  },
  {
    name: 'trap: the same for a client of the inner network',
    log: [
      'command: Client "192.168.1.7", "PASV"',
      'response: Client "192.168.1.7", "227 Entering Passive Mode (192,168,1,20,156,64)."',
      'command: Client "192.168.1.7", "LIST"',
      'response: Client "192.168.1.7", "150 Here comes the directory listing."',
      'response: Client "192.168.1.7", "226 Directory send OK."',
    ]
      .map((line) => `Mon Mar  3 10:00:00 2025 [pid 11] [bob] FTP ${line}\n`)
      .join(''),
    ids: [],
  },
  {
    name: 'an address for examples, advertised by a server with a real one',
    log: `${LOGIN}${PASV('203,0,113,5,156,64')}${NEVER}`,
    ids: ['PASV-ADDR-RESERVED'],
    peer: '81.2.69.160',
  },
  {
    name: 'trap: a file of known size, and nobody counted the bytes',
    log: `${LOGIN}${PASV('198,51,100,20,156,64')}> RETR big.iso\n< 150 Opening BINARY mode data connection for big.iso (99999 bytes).\n< 226 Transfer complete.\n`,
    ids: [],
    peer: PEER,
  },
  {
    name: 'success without a byte, as vsftpd logs it',
    log: [
      'FTP response: Client "203.0.113.7", "227 Entering Passive Mode (198,51,100,20,156,64)."',
      'FTP command: Client "203.0.113.7", "RETR big"',
      'FTP response: Client "203.0.113.7", "150 Opening BINARY mode data connection for big (99999 bytes)."',
      'FAIL DOWNLOAD: Client "203.0.113.7", "/big", 0.00Kbyte/sec',
      'FTP response: Client "203.0.113.7", "226 Transfer complete."',
    ]
      .map((line) => `Mon Mar  3 10:00:00 2025 [pid 11] [bob] ${line}\n`)
      .join(''),
    ids: ['DATA-MTU'],
    line: 4,
  },
  {
    name: 'trap: other programs’ failures in a system log',
    log: 'Mar  3 10:10:10 h sshd[12]: Connection reset by 198.51.100.7 port 2200\nMar  3 10:10:10 h kernel: nfs: server not responding, timed out\n203.0.113.200 - - [03/Mar/2025:10:10:10 +0000] "GET / HTTP/1.1" 200 123\n',
    ids: [],
  },
  {
    name: 'trap: a line of a packet beside its summary',
    log: '10:11:12.123456 IP 198.51.100.20.21 > 203.0.113.10.51234: Flags [P.], seq 1:7, ack 1, win 229, length 6: FTP: 220 ready\n10:11:12.133456 IP 198.51.100.20.21 > 203.0.113.10.51234: Flags [P.], seq 1:7, ack 1, win 229, length 6: FTP: 421 Timeout.\nE..:..@.@...d...q......421 Timeout.\n',
    ids: ['IDLE-SERVER'],
    line: 1,
  },
  {
    name: 'SSH',
    log: 'SSH-2.0-OpenSSH_9.2p1 Debian-2\n',
    ids: ['CTL-NOTFTP'],
    line: 0,
    evidence: /SSH-2\.0/,
  },
  {
    name: 'SSH, as FileZilla shows it',
    log: 'Status:\tConnecting to 198.51.100.20:22...\nResponse:\tSSH-2.0-OpenSSH_9.2p1\nError:\tCannot establish FTP connection to an SFTP server.\nError:\tCould not connect to server\n',
    ids: ['CTL-NOTFTP'],
    line: 1,
  },
  {
    name: 'a web server on the FTP port',
    log: '*   Trying 198.51.100.20:21...\n* Connected to ftp.example.test (198.51.100.20) port 21 (#0)\n< HTTP/1.1 400 Bad Request\n',
    ids: ['CTL-NOTFTP'],
    line: 2,
  },
  {
    name: 'trap: a web session',
    log: '*   Trying 198.51.100.20:80...\n* Connected to www.example.test (198.51.100.20) port 80 (#0)\n> GET / HTTP/1.1\n< HTTP/1.1 400 Bad Request\n',
    ids: [],
  },
];

for (const one of CASES) {
  test(`transcript: ${one.name}`, () => {
    const { findings } = diagnoseTranscript(one.log, {
      ...(one.peer === undefined ? {} : { peer: one.peer }),
      ...(one.config === undefined ? {} : { config: model(one.config) }),
    });
    assert.deepEqual(ids(findings), one.ids, JSON.stringify(findings, null, 1));
    const [first] = findings;
    if (one.line !== undefined) assert.equal(first?.at?.line, one.line);
    if (one.evidence) assert.match(first?.evidence ?? '', one.evidence);
    if (one.fix) assert.deepEqual(first?.fix.config, one.fix);
  });
}

function ids(findings: readonly Finding[]): readonly string[] {
  return findings.map(({ id }) => id);
}
