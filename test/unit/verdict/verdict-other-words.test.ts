/** The same causes in the words of other servers: the verdict is the same, and speaks no vsftpd. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { settingNamed } from '../../../core/config/index.js';
import type { Observation } from '../../../core/verdict/index.js';
import { asked, epsv, findings, labelled, list, login, pasv, reached, tls } from '../observed.js';

type Part = readonly Observation[];

const GREETINGS: Readonly<Record<string, string>> = {
  ProFTPD: 'ProFTPD Server (Debian) [::ffff:198.51.100.20]',
  'Pure-FTPd':
    '---------- Welcome to Pure-FTPd [privsep] [TLS] ----------\nYou are user number 1 of 50 allowed.',
  'FileZilla Server': 'FileZilla Server 1.8.2\nPlease visit https://filezilla-project.org/',
  IIS: 'Microsoft FTP Service',
  'Serv-U': 'Serv-U FTP Server v15.2 ready...',
  pyftpdlib: 'pyftpdlib 1.5.9 ready.',
  'Gene6 FTP Server': 'Gene6 FTP Server v3.10.0 (Build 15) ready...',
  'Titan FTP Server': 'Titan FTP Server 19.00.3666 Ready.',
  CrushFTP: 'CrushFTP Server Ready!',
  'Globalscape EFT': 'GlobalSCAPE EFT Server (v. 8.0) * UNREGISTERED COPY *',
};

const DROPPED = epsv(40001, { outcome: 'timeout' });
const DROPPED_TOO = pasv('198.51.100.20', 40002, { outcome: 'timeout' });
const SECURE: Part = [...tls(), ...login()];

/** By id of the verdict: what may be said where, behind the greeting. */
const CAUSES: Readonly<Record<string, readonly (readonly Part[])[]>> = {
  'AUTH-BAD': [
    'User cannot log in.',
    'Login or password incorrect!',
    'Login incorrect.',
    'Login authentication failed',
    'Authentication failed.',
    'Not logged in.',
    'Invalid password / Check your username or password.',
    'Login or Password incorrect. Please try again.',
  ].map((text) => [asked('USER', 331, 'Password required for demo.', 'demo'), asked('PASS', 530, text)]),
  'AUTH-HOME': [
    'User cannot log in, home directory inaccessible.',
    'User demo: can’t change directory to /home/demo.',
    'Home directory not available - aborting',
    'Not logged in, home directory does not exist.',
    'Anmeldung fehlgeschlagen, auf das Basisverzeichnis kann nicht zugegriffen werden.',
    'Le répertoire de base de l’utilisateur est inaccessible.',
    'Unable to chdir to home.',
    '/home/demo: No such file or directory.',
  ].map((text) => [asked('USER', 331, 'Password required for demo.', 'demo'), asked('PASS', 530, text)]),
  'AUTH-NEED-TLS': [
    [asked('USER', 534, 'Policy requires SSL.', 'demo')],
    [asked('USER', 534, 'Die Richtlinie erfordert SSL.', 'demo')],
    [asked('USER', 530, 'This server does not allow plain FTP. You have to use FTP over TLS.', 'demo')],
    [asked('USER', 503, 'Use AUTH first.', 'demo')],
    [asked('USER', 550, 'SSL/TLS required on the control channel', 'demo')],
    [
      asked(
        'USER',
        421,
        'Sorry, cleartext sessions and weak ciphers are not accepted on this server.\nPlease reconnect using TLS security mechanisms.',
        'demo',
      ),
    ],
    [asked('USER', 530, 'SSL required.', 'demo')],
    [asked('USER', 530, 'This server requires encryption. You must issue the AUTH command first.', 'demo')],
    [
      asked('USER', 331, 'Password required', 'demo'),
      asked('PASS', 530, 'Must perform authentication before identifying USER. SSL is required.'),
    ],
  ],
  'CTL-BUSY': [
    [asked('USER', 421, 'Too many connections. Service temporarily unavailable.', 'demo')],
    [
      asked('USER', 331, 'Password required', 'demo'),
      asked('PASS', 530, 'Sorry, the maximum number clients (1) for this user are already connected.'),
    ],
    [
      asked('USER', 331, 'Password required', 'demo'),
      asked('PASS', 421, 'Too many users are connected, please try again later.'),
    ],
    [asked('USER', 421, 'Maximum session limit reached. Try again later.', 'demo')],
    [asked('USER', 421, 'Too many users - please try again later.', 'demo')],
  ],
  'DATA-NEVER-ARRIVED': [
    'Can\'t open data connection for transfer of "/"',
    'Cannot open data connection.',
    'Can’t open data connection.',
    'No data connection',
    'Unable to build data connection: Connection timed out',
    'Passive data channel timed out.',
    'Cannot open data connection (timed out waiting for client).',
    'Data connection could not be established.',
  ].map((text) => [login(), epsv(40001, { dialled: 'none' }), asked('LIST', 425, text)]),
  'DATA-BAD-IP': [
    'Rejected data connection from foreign address 203.0.113.9:50000.',
    'Unable to build data connection: Permission denied',
    'Data connection IP address does not match control connection IP address.',
  ].map((text) => [login(), epsv(40001), asked('LIST', 425, text)]),
  'TLS-REUSE-REQUIRED': [
    [
      SECURE,
      epsv(40001),
      asked('LIST', 425, 'Unable to build data connection: TLS session of data connection not resumed.'),
    ],
    [
      SECURE,
      epsv(40001),
      asked(
        'LIST',
        450,
        'TLS session of data connection has not resumed or the session does not match the control connection',
      ),
    ],
    [SECURE, epsv(40001), asked('LIST', 522, 'SSL/TLS session reuse required')],
  ],
  'TLS-DATA-REQUIRED': [
    [SECURE, epsv(40001), asked('LIST', 521, 'PROT P required')],
    [SECURE, epsv(40001), asked('LIST', 521, 'SSL/TLS required on the data channel.')],
    [SECURE, epsv(40001), asked('LIST', 522, 'SSL/TLS required on the data channel')],
    [SECURE, epsv(40001), asked('LIST', 534, 'Policy requires SSL.')],
    [
      SECURE,
      epsv(40001),
      asked('LIST', 521, 'Data connection cannot be opened with this PROT setting, PROT P is required.'),
    ],
  ],
  'PASV-DISABLED': [
    [login(), asked('EPSV', 500, 'Unknown command.'), asked('PASV', 502, 'Command not implemented.')],
    [login(), asked('EPSV', 501, 'Server cannot accept argument.'), asked('PASV', 550, 'Access is denied.')],
  ],
  'PASV-RANGE-EXHAUSTED': [
    [login(), asked('EPSV', 425, "Can't open passive connection: Address already in use")],
    [login(), asked('EPSV', 421, 'Could not create socket, unable to find free port')],
    [login(), asked('EPSV', 425, 'No free data ports available.')],
  ],
  'DATA-DROP': [[login(), DROPPED, DROPPED_TOO]],
  'PASV-ADDR-PRIVATE': [[login(), pasv('10.0.0.5', 40000, { dialled: 'advertised', outcome: 'timeout' })]],
  'DATA-NO-226': [
    [426, 'Connection closed; transfer aborted.'],
    [426, 'Data connection closed, file transfer x aborted.'],
    [426, 'Failure writing network stream.'],
    [451, 'Requested action aborted: local error in processing.'],
  ].map(([code, text]) => [
    login(),
    epsv(40001),
    [
      { kind: 'command', verb: 'LIST' },
      { kind: 'reply', code: 125, text: 'Data connection already open; Transfer starting.', to: 'LIST' },
      { kind: 'reply', code: Number(code), text: String(text), to: 'LIST' },
      { kind: 'transfer', command: 'LIST', outcome: 'unfinished', bytes: 100 },
    ],
  ]),
  healthy: [[login(), epsv(40001), pasv('198.51.100.20', 40002), list()]],
};

for (const [id, ways] of Object.entries(CAUSES))
  test(`in the words of other servers: ${id}`, () => {
    for (const [name, greeting] of Object.entries(GREETINGS))
      for (const way of ways) {
        const parts = [reached({ greeting }), ...way];
        const [first] = findings(parts);
        const words = JSON.stringify(way.flat().flatMap((seen) => (seen.kind === 'reply' ? seen.text : [])));
        if (id === 'healthy') assert.ok(first === undefined || first.severity === 'information', words);
        else assert.equal(first?.id, id, `${name}: ${words}`);
        for (const { fix, id: of } of findings(parts)) {
          assert.equal(fix.config, null, `${name}: ${of}`);
          for (const [word] of fix.text.matchAll(/\b[a-z]+(?:_[a-z0-9]+)+\b/g))
            assert.equal(settingNamed(word), undefined, `${name}, ${of}: ${word}`);
          assert.doesNotMatch(fix.text, /\bvsftpd\b/i, `${name}, ${of}: ${fix.text}`);
        }
      }
  });

/** Closed with these words in place of the greeting. */
function greeted(code: number, text: string): Part {
  const closed = { kind: 'closed', channel: 'control', by: 'server' } as const;
  return [...reached().slice(0, 2), { kind: 'reply', code, text, to: 'greeting', durationMs: 50 }, closed];
}

const NAMED = asked('USER', 331, 'Password required for demo.', 'demo');

test('a login that has to be written in another way', () => {
  const said: readonly (readonly [words: RegExp, id: string, part: Part])[] = [
    [/USER@SERVER/, 'AUTH-BAD', [...NAMED, ...asked('PASS', 530, 'Use username@hostname to log in')]],
    [/USER@SERVER/, 'AUTH-DENIED-EARLY', asked('USER', 530, 'Login with USER user@site', 'demo')],
    [/HOST\|USER/, 'AUTH-DENIED-EARLY', asked('USER', 530, 'Valid hostname is expected.', 'demo')],
  ];
  for (const [words, id, part] of said) {
    const [first] = findings([reached(), part]);
    assert.equal(first?.id, id);
    assert.match(first.fix.text, words);
  }
  const [other] = findings([reached(), NAMED, asked('PASS', 530, 'No. Write to joe@host.example.com')]);
  assert.match(other?.fix.text ?? '', /name and password/);
});

test('words that tell another cause than their code or their neighbours', () => {
  const said: readonly (readonly [id: string, ...parts: Part[]])[] = [
    ['CTL-NOBANNER', greeted(421, 'Too many failed login attempts from your address, try again later.')],
    ['CTL-NOBANNER', greeted(421, 'Connections from your country are not accepted.')],
    ['CTL-GREETING-OOPS', greeted(500, 'OOPS: unrecognised variable in config file: allow_writable_chroot')],
    [
      'TLS-AUTH-FAILS',
      reached(),
      asked('AUTH', 535, 'Failed TLS negotiation on control channel', 'TLS'),
      login(),
    ],
    ['TLS-AUTH-FAILS', reached(), asked('AUTH', 500, 'OOPS: SSL: cannot load RSA certificate', 'TLS')],
    [
      'AUTH-LIMITED',
      ...[reached(), login()],
      ...[asked('EPSV', 550, 'Password must be changed.'), asked('PASV', 550, 'Password must be changed.')],
    ],
  ];
  for (const [id, ...parts] of said) assert.equal(findings(parts)[0]?.id, id, JSON.stringify(parts.at(-1)));
  const [port] = findings([reached(), login(), asked('EPSV', 229, 'Entering (|||0|)')]);
  assert.doesNotMatch(port?.fix.text ?? '', /All common clients read it/);
  const home = asked('PASS', 500, 'OOPS: cannot change directory:/srv/ftp data/joe');
  assert.match(findings([reached(), NAMED, home])[0]?.fix.text ?? '', /"?\/srv\/ftp data\/joe/);
});

test('a greeting that is slow to come once is no mix of implicit and explicit TLS', () => {
  const aside = labelled('implicit-tls', [
    {
      ...{ kind: 'tls', channel: 'control', outcome: 'failed', mode: 'implicit' },
      ...{ error: 'plain text instead of a TLS record', plainText: '220 ProFTPD Server' },
    },
  ]);
  const ids = findings([reached({ ms: 6000 }), aside, login(), epsv(40001), list()]).map(({ id }) => id);
  assert.ok(!ids.includes('TLS-IMPLICIT-MIX'), ids.join());
});
