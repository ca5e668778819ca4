import assert from 'node:assert/strict';
import test from 'node:test';
import { diagnoseTranscript } from '../../../core/verdict/index.js';

/** What people paste, and the first finding above information that it proves; empty: none. */
const PASTED: readonly (readonly [name: string, first: string, text: string])[] = [
  [
    'a mail server’s log',
    '',
    '220 mail.example.org ESMTP Postfix\nEHLO a\n250 SIZE 1000\n550 5.7.1 rejected\n',
  ],
  [
    'a store that ends for want of space',
    'DATA-UPLOAD-REFUSED',
    '> STOR a\n< 150 Ok\n< 552 Transfer aborted: insufficient storage\n',
  ],
  [
    'a login refused in the words of .NET',
    'AUTH-BAD',
    'System.Net.WebException: The remote server returned an error: (530) Not logged in.\n',
  ],
  [
    'rclone names the server by its URL, and then a port of it',
    'DATA-DROP',
    '2018/01/19 10:04:43 DEBUG : ftp://192.0.2.10:21: Connecting to FTP server\n2018/01/19 10:05:46 ERROR : : error listing: dial tcp 192.0.2.10:50276: i/o timeout\n',
  ],
  [
    'a library that hides why it could not connect',
    'DATA-DROP',
    '> EPSV\n< 229 Extended Passive mode OK (|||35571|)\n> PASV\n< 227 Entering Passive Mode (192,0,2,10,137,27)\nError: None of the available transfer strategies work.\n',
  ],
  [
    'inner lines of FEAT behind a mark of direction',
    '',
    'FTP Rx: "220 hi"\nFTP Tx: "USER bob"\nFTP Rx: "230 Login successful."\nFTP Tx: "FEAT"\nFTP Rx: "211-Features:"\nFTP Rx: " AUTH TLS"\nFTP Rx: " EPSV"\nFTP Rx: "211 End"\n',
  ],
  [
    'a stack of Python shows the command',
    'EPSV-BAD',
    "    untrusted_host, port = parse227(self.sendcmd('PASV'))\n    raise error_reply(resp)\nftplib.error_reply: 229 Entering Extended Passive Mode (|||45013|)\n",
  ],
  [
    'a full server in the words of a stack',
    'CTL-BUSY',
    "    resp = self.sendcmd('PASS ' + passwd)\nftplib.error_perm: 530 Sorry, max 40 users --try again later\n",
  ],
  [
    'the code in brackets of ftp4j',
    'TLS-REUSE-REQUIRED',
    'error=x.FTPException [code=425, message= Unable to build data connection: TLS session of data connection not resumed.]\n',
  ],
  ['an upload in a sentence', 'DATA-UPLOAD-REFUSED', 'Error sending a.csv : 553 Could not create file.\n'],
  [
    'an upload in an exception',
    'DATA-UPLOAD-REFUSED',
    'X.FtpCommandException: Code: 550 Message: Command STOR failed\n',
  ],
  ['an upload of curl', 'DATA-UPLOAD-REFUSED', 'curl: (25) Failed FTP upload: 553\n'],
  [
    'an upload in the log of vsftpd',
    'DATA-UPLOAD-REFUSED',
    'Fri Nov 20 10:00:01 2020 [pid 4] [bob] FAIL UPLOAD: Client "192.0.2.77", "/in/a.txt", 0.00Kbyte/sec\n',
  ],
  [
    'an upload that broke off in it',
    '',
    'Fri Nov 20 10:00:01 2020 [pid 4] [bob] FAIL UPLOAD: Client "192.0.2.77", "/in/a.txt", 12 bytes, 0.10Kbyte/sec\n',
  ],
  [
    'PASV without an answer',
    'CTL-NO-ANSWER',
    'Response: \t200 TYPE is now 8-bit binary\nCommand:\tPASV\nError:  \tConnection timed out after 20 seconds of inactivity\n',
  ],
  [
    'a refused PORT without its code',
    'ACT-NAT',
    'Error: I won’t open a connection to 127.0.0.1 (only to 172.20.0.1) (code=500)\n',
  ],
  [
    'a reply in an exception, and a refused connect to its port',
    'PASV-ADDR-PRIVATE',
    'System.Net.WebException: The remote server returned an error: 227 Entering Passive Mode (172,17,0,2,24,3)\n. ---> X: Connection refused 127.0.0.1:6147\n',
  ],
  [
    'curl at the control port',
    'NET-CTRL-TIMEOUT',
    'curl: (7) Failed to connect to ftp.example.org port 21 after 21046 ms: Couldn’t connect to server\n',
  ],
  ['curl at the login', 'AUTH-BAD', 'curl: (67) Access denied: 530\n'],
  [
    'curl in active mode',
    'ACT-CLIENT-FW',
    'curl: (12) FTP: The server timed out while waiting for connect\n',
  ],
  [
    'a 227 that the client could not read',
    'PASV-UNPARSABLE',
    '> PASV\n< 227 Entering Passive Mode\n* Couldn’t interpret the 227-reply\n',
  ],
  [
    'ncftp after its prompt',
    'DATA-PROHIB',
    'ncftp / > ls\nconnect failed: No route to host.\nList failed.\n',
  ],
  [
    'a data connection from another address, in the words of commons-net',
    'DATA-BAD-IP',
    'java.io.IOException: Host attempting data connection 10.0.0.5 is not same as server 192.0.2.10\n',
  ],
  [
    'a journal of JSON objects',
    'AUTH-CHROOT',
    '{"_PID":"4","MESSAGE":"[bob] FTP response: Client \\"192.0.2.77\\", \\"230 Login successful.\\""}\n{"_PID":"4","MESSAGE":"[bob] FTP response: Client \\"192.0.2.77\\", \\"500 OOPS: vsftpd: refusing to run with writable root inside chroot()\\""}\n',
  ],
  [
    'the log of a container, behind its name',
    'DATA-NEVER-ARRIVED',
    [
      'FTP command: Client "10.42.0.1", "PASV"',
      'FTP response: Client "10.42.0.1", "227 Entering Passive Mode (192,0,2,10,82,9)."',
      'FTP command: Client "10.42.0.1", "LIST"',
      'FTP response: Client "10.42.0.1", "425 Failed to establish connection."',
    ]
      .map((line) => `[ftp-7c9d8f vsftpd] Fri Nov 20 10:00:01 2020 [pid 7] [bob] ${line}\n`)
      .join(''),
  ],
  [
    'packets of tcpdump',
    'DATA-DROP',
    [
      '1:01.0 IP 192.0.2.77.50000 > 192.0.2.10.21: Flags [P.], length 6: FTP: PASV',
      '1:01.1 IP 192.0.2.10.21 > 192.0.2.77.50000: Flags [P.], length 50: FTP: 227 Entering Passive Mode (192,0,2,10,200,1).',
      ...[2, 3, 5].map(
        (s) => `1:0${s}.0 IP 192.0.2.77.50001 > 192.0.2.10.51201: Flags [S], seq 1000, win 64240, length 0`,
      ),
    ]
      .map((line) => `10:0${line}`)
      .join('\n'),
  ],
  [
    'a handshake that ends on the data connection',
    'TLS-REUSE-REQUIRED|DATA-TLS-STALL',
    "*cmd* 'PROT P'\n*resp* '200 PROT now Private.'\n*cmd* 'PASV'\n*resp* '227 Entering Passive Mode (192,0,2,10,200,1).'\n*cmd* 'LIST'\n*resp* '150 Here it comes.'\nssl.SSLEOFError: EOF occurred in violation of protocol (_ssl.c:1131)\n",
  ],
];

for (const [name, first, text] of PASTED)
  test(`pasted: ${name}`, () => {
    const { findings } = diagnoseTranscript(text);
    const told = findings.find(({ severity }) => severity !== 'information');
    assert.ok(first.split('|').includes(told?.id ?? ''), JSON.stringify(findings.map(({ id }) => id)));
  });

const DIALOGUE = [
  'Response:\t220 (vsFTPd 3.0.5)',
  'Command:\tUSER bob',
  'Response:\t331 Please specify the password.',
  'Command:\tPASS ****',
  'Response:\t230 Login successful.',
  'Command:\tPASV',
  'Response:\t227 Entering Passive Mode (192,0,2,10,200,1).',
  'Command:\tMLSD',
  'Error:\tConnection timed out after 20 seconds of inactivity',
];

test('a log with its newest line first is read from its end, and places stay those of the text', () => {
  const [told] = diagnoseTranscript([...DIALOGUE].reverse().join('\n')).findings;
  assert.equal(told?.id, 'DATA-DROP');
  assert.equal(told.at?.line, 0);
});

test('two sessions, the first without its head, are no log in reverse', () => {
  const { findings } = diagnoseTranscript([...DIALOGUE.slice(4), ...DIALOGUE].join('\n'));
  assert.equal(findings[0]?.at?.line, 4);
});

test('lines that a narrow window broke are read in one piece', () => {
  const broken = DIALOGUE.map((line) => line.replace(/(.{20}\S*) /g, '$1\n')).join('\n');
  assert.equal(diagnoseTranscript(broken).findings[0]?.id, 'DATA-DROP');
});
