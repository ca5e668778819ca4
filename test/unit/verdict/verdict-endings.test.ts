import assert from 'node:assert/strict';
import test from 'node:test';
import { diagnoseTranscript, SESSION, type Observation } from '../../../core/verdict/index.js';
import {
  asked,
  epsv,
  finding,
  findings,
  ids,
  labelled,
  list,
  login,
  pasv,
  PEER,
  reached,
} from '../observed.js';

type Part = readonly Observation[];
type Outcome = 'reset' | 'stalled' | 'unfinished' | 'no-data' | 'complete';

const BEGUN: Part = [
  { kind: 'command', verb: 'LIST' },
  { kind: 'reply', code: 150, text: 'Here comes the directory listing.', to: 'LIST' },
];
const SAID_OK: Part = [{ kind: 'reply', code: 226, text: 'Directory send OK.', to: 'LIST' }];
const SAID_CUT: Part = [{ kind: 'reply', code: 426, text: 'Failure writing network stream.', to: 'LIST' }];
const LEFT: Part = [{ kind: 'closed', channel: 'control', by: 'server', after: 'LIST' }];
const MUTE: Part = [{ kind: 'note', note: 'timeout', channel: 'control', text: 'no answer to LIST' }];

/** A listing that began, and how its two connections ended. */
function ends(outcome: Outcome, bytes: number, words: Part): readonly Part[] {
  const stood: Part =
    outcome === 'stalled' ? [{ kind: 'note', note: 'timeout', channel: 'data', text: 'no more came' }] : [];
  const transfer: Part = [{ kind: 'transfer', command: 'LIST', outcome, bytes }];
  return [reached(), login(), epsv(40001), BEGUN, words, stood, transfer];
}

test('a transfer that was cut is no directory that the server refuses', () => {
  for (const [outcome, bytes] of [
    ['reset', 0],
    ['reset', 100],
    ['unfinished', 100],
  ] as const) {
    assert.deepEqual(ids(ends(outcome, bytes, SAID_CUT)), ['DATA-NO-226']);
    assert.match(finding('DATA-NO-226', ends(outcome, bytes, SAID_CUT)).evidence, /150.*then `426 Failure/);
  }
  for (const words of [LEFT, MUTE]) {
    const cut = ends('reset', 100, words);
    assert.deepEqual(ids(cut), ['DATA-NO-226']);
    assert.match(finding('DATA-NO-226', cut).evidence, /reset after 100 bytes, and no final reply/);
  }
  const disk = asked('LIST', 451, 'Failure reading local file.').slice(1);
  assert.equal(finding('DATA-NO-226', ends('unfinished', 100, disk)).cause, 'server-host');
});

test('a probe that has read enough breaks off itself', () => {
  assert.deepEqual(ids(ends('complete', 1_048_576, SAID_CUT)), []);
});

test('226 proves nothing where the data connection was reset or never ended', () => {
  for (const bytes of [0, 100]) {
    const [first] = findings(ends('reset', bytes, SAID_OK));
    assert.deepEqual([first?.id, first?.severity], ['DATA-FALSE-226', 'warning']);
    const [stalled] = findings(ends('stalled', bytes, SAID_OK));
    assert.deepEqual([stalled?.id, stalled?.severity], ['DATA-FALSE-226', 'error']);
  }
  // All that there is has come.
  const whole = [
    ...BEGUN,
    ...SAID_OK,
    { kind: 'transfer', command: 'LIST', outcome: 'reset', bytes: 0, expectedBytes: 0 } as const,
  ];
  assert.deepEqual(ids([reached(), login(), epsv(40001), whole]), []);
});

test('a process that dies in a transfer says nothing of the user’s directory', () => {
  const dies: Part = [{ kind: 'reply', code: 500, text: 'OOPS: child died', to: 'LIST' }, ...LEFT];
  assert.deepEqual(ids(ends('reset', 100, dies)), ['CTL-DIES-ON-DATA']);
  assert.deepEqual(ids([reached(), login(), epsv(40001), [{ kind: 'command', verb: 'LIST' }, ...dies]]), [
    'CTL-DIES-ON-DATA',
  ]);
});

test('the last words of a server count, whether or not its end is seen in time', () => {
  const oops: Part = [
    { kind: 'reply', code: 500, text: 'OOPS: cannot read user list file:/etc/no', to: 'greeting' },
  ];
  const connected = reached().slice(0, 2);
  const end: Part = [{ kind: 'closed', channel: 'control', by: 'server', after: 'greeting' }];
  assert.deepEqual(ids([connected, oops]), ids([connected, oops, end]));
  assert.deepEqual(ids([connected, oops]), ['CTL-GREETING-OOPS']);
});

test('a listing over a second connection hides no server that left the first', () => {
  const second = labelled('second', reached(), login(), epsv(40002), list());
  const leaves: Part = [
    { kind: 'command', verb: 'PASV' },
    { kind: 'closed', channel: 'control', by: 'server', after: 'PASV' },
  ];
  const [first] = findings([reached(), login(), epsv(40001), leaves, second]);
  assert.deepEqual([first?.id, first?.severity], ['EPSV-ONLY', 'warning']);
  assert.match(first?.evidence ?? '', /after PASV/);
  const mute: Part = [
    { kind: 'command', verb: 'PASV' },
    { kind: 'note', note: 'timeout', channel: 'control', text: 'no answer to PASV' },
  ];
  assert.deepEqual(ids([reached(), login(), epsv(40001), mute, second]), ['EPSV-ONLY']);
});

test('whoever said QUIT is left, however that looks', () => {
  const quit: Observation = { kind: 'command', verb: 'QUIT' };
  const ways: readonly Part[] = [
    [{ kind: 'closed', channel: 'control', by: 'server', after: 'QUIT' }],
    [{ kind: 'note', note: 'timeout', channel: 'control', text: 'no answer to QUIT' }],
    [{ kind: 'reply', code: 500, text: 'OOPS: child died', to: 'QUIT' }],
  ];
  for (const way of ways) {
    assert.deepEqual(ids([reached(), login(), epsv(40001), list(), [quit, ...way]]), []);
    assert.deepEqual(ids([reached(), login(), epsv(40001), [quit, ...way]]), []);
  }
});

test('a node that has no place left for this probe is no worse a node', () => {
  const other = '198.51.100.21';
  const full = 'Sorry, the maximum number of clients (5) for this user are already connected.';
  const both = { resolved: [PEER, other] };
  for (const [code, text] of [
    [530, full],
    [421, 'Too many users.'],
  ] as const) {
    const second = labelled(SESSION.address(other), reached({ ...both, peer: other }), [
      ...asked('USER', 331, 'Password required.', 'demo'),
      ...asked('PASS', code, text),
    ]);
    assert.deepEqual(ids([reached(both), login(), epsv(40001), pasv(PEER, 40000), list(), second]), []);
  }
});

test('one late refusal among quick ones does not move what refuses them', () => {
  const refused = (port: number, ms: number): Part => epsv(port, { outcome: 'refused', ms });
  const near = [reached(), login(), refused(40001, 0.4), refused(40002, 480), refused(40003, 0.3)];
  assert.deepEqual(ids(near), ['DATA-WRONG-HOST']);
  assert.match(finding('DATA-WRONG-HOST', near).evidence, /40001/);
  assert.deepEqual(ids([reached(), login(), refused(40001, 60), refused(40002, 55), refused(40003, 1)]), [
    'DATA-REJECT',
  ]);
});

test('what a busy tester sees late was not lost on the way', () => {
  const late = (busyMs: number): readonly Part[] => [
    reached(),
    login(),
    ...[40001, 40002, 40003].map((port) =>
      epsv(port, { ms: 1060 }).map((seen) => (seen.kind === 'connect' ? { ...seen, busyMs } : seen)),
    ),
    list(),
  ];
  assert.deepEqual(ids(late(0)), ['DATA-LOSSY']);
  assert.deepEqual(ids(late(1000)), []);
});

test('other servers say 150 first, and 425 when no connection came', () => {
  const log = (last: string): string =>
    [
      '220 Ready',
      'USER demo',
      '331 Password required',
      'PASS ****',
      '230 Logged on',
      'PASV',
      '227 Entering Passive Mode (198,51,100,20,156,78)',
      'LIST',
      last,
    ].join('\n');
  const verdict = (last: string): readonly string[] =>
    diagnoseTranscript(log(last)).findings.map(({ id }) => id);
  for (const words of [
    '150 Opening data channel for directory listing of "/"\n425 Can\'t open data connection for transfer of "/"',
    '150 Opening ASCII mode data connection.\n425 Cannot open data connection.',
    '150 File status okay. About to open data connection.\n425 Unable to build data connection: Connection timed out',
  ])
    assert.deepEqual(verdict(words), ['DATA-NEVER-ARRIVED']);
  const cut =
    '125 Data connection already open; Transfer starting.\n426 Connection closed; transfer aborted.';
  assert.deepEqual(verdict(cut), ['DATA-NO-226']);
  const [told] = diagnoseTranscript(log(cut)).findings;
  assert.equal(told?.severity, 'warning');
  // The client wanted it so.
  assert.deepEqual(verdict('150 Here it comes.\nABOR\n426 Transfer aborted.\n226 Abort successful.'), []);
});

const told = (...lines: readonly string[]): readonly string[] =>
  diagnoseTranscript(lines.join('\n')).findings.flatMap(({ id, severity }) =>
    severity === 'information' ? [] : [id],
  );

test('a log in which the connection stands names no port that does not answer', () => {
  const connected = [
    '*   Trying 198.51.100.20:21...',
    '* Connected to ftp.example.test (198.51.100.20) port 21',
  ];
  const late = '* Operation timed out after 10000 milliseconds with 0 bytes received';
  assert.deepEqual(told(...connected, late), ['CTL-NOBANNER']);
  const inWindow = [
    'Status:\tConnecting to 198.51.100.20:21...',
    'Status:\tConnection established, waiting for welcome message...',
  ];
  assert.deepEqual(told(...inWindow, 'Error:\tConnection timed out after 20 seconds of inactivity'), [
    'CTL-NOBANNER',
  ]);
  assert.deepEqual(told(...inWindow, 'Error:\tConnection closed by server'), ['CTL-NOBANNER']);
  assert.deepEqual(
    told(...inWindow.slice(0, 1), 'Error:\tConnection timed out after 20 seconds of inactivity'),
    ['NET-CTRL-TIMEOUT'],
  );
  const session = [
    ...connected,
    '< 220 (vsFTPd 3.0.3)',
    '> USER demo',
    '< 331 Please specify the password.',
    '> PASS ****',
    '< 230 Login successful.',
  ];
  const dialled = [
    '> PASV',
    '< 227 Entering Passive Mode (198,51,100,20,156,158).',
    '* Connecting to 198.51.100.20 (198.51.100.20) port 40094',
  ];
  assert.deepEqual(told(...session, ...dialled, late), ['DATA-DROP']);
  const begun = [...session, ...dialled, '> LIST', '< 150 Here comes the directory listing.'];
  assert.deepEqual(told(...begun, late), ['DATA-TIMEOUT']);
  assert.deepEqual(told(...begun, '< 421 Data timeout. Reconnect. Sorry.', late), ['DATA-TIMEOUT']);
});

test('a log that ends where the server does not answer the login, or breaks down', () => {
  const greeted = ['Response:\t220 (vsFTPd 3.0.3)', 'Command:\tUSER demo'];
  assert.deepEqual(told(...greeted, 'Error:\tConnection timed out after 20 seconds of inactivity'), [
    'CTL-SLOW',
  ]);
  assert.deepEqual(
    told(
      'Connected to ftp.example.test.',
      '500 OOPS: vsftpd: cannot read user list file:/etc/vsftpd.user_list',
    ),
    ['CTL-GREETING-OOPS'],
  );
  const dies = [
    '220 (vsFTPd 3.0.3)',
    'USER demo',
    '331 Please specify the password.',
    'PASS ****',
    '500 OOPS: something new',
  ];
  assert.deepEqual(told(...dies), ['CTL-BREAKS-DOWN']);
});

test('replies of several lines are whole in a log', () => {
  const quit = ['> QUIT', '< 221-Goodbye. You uploaded 0 and downloaded 8 kbytes.', '< 221 Logout.'];
  assert.deepEqual(told('< 220 Ready', ...quit), []);
  const listed = ['LIST', '150 Accepted data connection', '226-Options: -l', '226 4 matches total'];
  assert.deepEqual(told('220 Ready', ...listed, 'QUIT', '221-Goodbye.', '221 Logout.'), []);
  assert.deepEqual(told('< 220 Ready', ...quit, '< 220 Ready', '> USER demo', '< 331 Password', ...quit), []);
});
