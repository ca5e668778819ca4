import assert from 'node:assert/strict';
import test from 'node:test';
import { judge, type Observation, SESSION } from '../../../core/verdict/index.js';
import {
  asked,
  epsv,
  finding,
  healthy,
  ids,
  labelled,
  list,
  LOCAL,
  login,
  OUTSIDE,
  pasv,
  PEER,
  reached,
  stat,
  tls,
} from '../observed.js';

const BAD_IP = asked('LIST', 425, 'Security: Bad IP connecting.');

test('a listing of no known form, and one that is empty or a list of names', () => {
  const unknown = [reached(), login(), epsv(40001), list({ format: 'unknown', entries: 1, bytes: 40 })];
  assert.deepEqual(ids(unknown), ['LIST-FORMAT']);
  assert.match(finding('LIST-FORMAT', unknown).evidence, /brought 1 line \(40 bytes\) of no known form/);
  const ssh = [reached(), login(), epsv(40001), list({ format: 'ssh', entries: 1, bytes: 32 })];
  assert.equal(finding('LIST-FORMAT', ssh).severity, 'error');
  assert.match(finding('LIST-FORMAT', ssh).evidence, /begins as an SSH server does/);
  const names = list({ command: 'NLST', format: 'unknown' });
  assert.deepEqual(ids([reached(), login(), epsv(40001), names]), []);
  assert.deepEqual(ids([reached(), login(), epsv(40001), list({ format: 'dos' })]), []);
  assert.deepEqual(ids([reached(), login(), epsv(40001), list({ bytes: 0, entries: 0 })]), []);
});

const STALLED: readonly Observation[] = [
  { kind: 'command', verb: 'LIST' },
  { kind: 'reply', code: 150, text: 'Here comes the directory listing.', to: 'LIST' },
  { kind: 'note', note: 'timeout', channel: 'data', text: 'not one byte came' },
  { kind: 'transfer', command: 'LIST', outcome: 'stalled', bytes: 0 },
];

test('large packets get lost: something small comes to its end', () => {
  const small = labelled(SESSION.small, reached(), login(), epsv(40002), list({ bytes: 0, entries: 0 }));
  assert.deepEqual(ids([reached(), login(), epsv(40001), STALLED, small]), ['DATA-MTU']);
  // Where that stalls too it is not the size.
  const stalls = labelled(SESSION.small, reached(), login(), epsv(40002), STALLED);
  const both = [reached(), login(), epsv(40001), STALLED, stalls];
  assert.deepEqual(ids(both), ['DATA-TIMEOUT']);
  const { severity, title } = finding('DATA-TIMEOUT', both);
  assert.equal(severity, 'warning');
  assert.match(title, /nothing came/);
});

test('a transfer that stops midway has not arrived', () => {
  const half = STALLED.map((one) =>
    one.kind === 'transfer' ? { ...one, bytes: 300, outcome: 'stalled' as const } : one,
  );
  const parts = [reached(), login(), epsv(40001), half];
  assert.deepEqual(ids(parts), ['DATA-TIMEOUT']);
  assert.match(finding('DATA-TIMEOUT', parts).evidence, /after 300 bytes nothing more came/);
  const ended = half.map((one) =>
    one.kind === 'transfer' ? { ...one, outcome: 'unfinished' as const } : one,
  );
  const whole = [reached(), login(), epsv(40001), ended];
  assert.deepEqual(ids(whole), ['DATA-NO-226']);
  assert.match(finding('DATA-NO-226', whole).evidence, /the data connection ended/);
});

test('a TLS handshake on the data connection without an answer says nothing of sizes', () => {
  const parts: readonly Observation[] = [
    { kind: 'command', verb: 'LIST' },
    { kind: 'tls', channel: 'data', outcome: 'stalled', mode: 'explicit', offered: true },
    { kind: 'reply', code: 150, text: 'Here comes the directory listing.', to: 'LIST' },
    { kind: 'note', note: 'timeout', channel: 'control', text: 'no answer to LIST' },
    { kind: 'transfer', command: 'LIST', outcome: 'no-data' },
  ];
  assert.deepEqual(ids([reached(), tls(), login(), epsv(40001), parts]), ['DATA-TLS-STALL']);
});

test('a TLS handshake without an answer, behind replies that come', () => {
  const parts = [
    reached(),
    asked('AUTH', 234, 'Proceed with negotiation.', 'TLS'),
    [{ kind: 'tls', channel: 'control', outcome: 'stalled', mode: 'explicit' } as const],
  ];
  assert.deepEqual(ids(parts), ['DATA-TLS-STALL']);
  assert.match(finding('DATA-TLS-STALL', parts).title, /handshake gets no answer/);
  // A few bytes come: it is the size.
  const alert = { kind: 'tls', channel: 'control', outcome: 'failed', error: 'alert 40' } as const;
  const small = labelled(SESSION.smallTls, [alert]);
  assert.deepEqual(ids([...parts, small]), ['DATA-MTU']);
  // Nothing comes at all.
  const silence = labelled(SESSION.smallTls, [{ ...alert, outcome: 'stalled' }]);
  assert.match(
    finding('DATA-TLS-STALL', [...parts, silence]).evidence,
    /nor to one that can only be refused/,
  );
});

test('accepted on the way, and never arrived', () => {
  const never = asked('LIST', 425, 'Failed to establish connection.');
  const parts = [reached(), login(), epsv(40001), never];
  assert.deepEqual(ids(parts), ['DATA-NEVER-ARRIVED']);
  const { cause, title } = finding('DATA-NEVER-ARRIVED', parts);
  assert.equal(cause, 'nat');
  assert.match(title, /accepted on the way/);
  const bare = [reached(), login(), epsv(40001, { dialled: 'none' }), never];
  assert.equal(finding('DATA-NEVER-ARRIVED', bare).cause, 'server-firewall');
});

test('refused much sooner than the server can answer', () => {
  const near = [reached(), login(), epsv(40001, { outcome: 'refused', ms: 0.3 })];
  assert.deepEqual(ids(near), ['DATA-WRONG-HOST']);
  assert.equal(finding('DATA-WRONG-HOST', near).cause, 'client');
  const far = [reached(), login(), epsv(40001, { outcome: 'refused', ms: 51 })];
  assert.deepEqual(ids(far), ['DATA-REJECT']);
  // Too near to tell.
  const close = [reached({ ms: 1 }), login(), epsv(40001, { outcome: 'refused', ms: 0.2 })];
  assert.deepEqual(ids(close), ['DATA-REJECT']);
});

const VPN = { peer: '10.0.0.5', local: '10.8.0.2', host: '10.0.0.5' };

test('over a VPN, the advertised inner address is a machine next to the client', () => {
  const other = (outcome: 'refused' | 'timeout', ms: number): readonly Observation[] =>
    pasv('192.168.1.1', 40000, { peer: VPN.peer, dialled: 'advertised', outcome, ms });
  assert.deepEqual(ids([reached(VPN), login(), other('refused', 0.2)]), ['DATA-WRONG-HOST']);
  assert.deepEqual(ids([reached(VPN), login(), other('timeout', 3000)]), ['PASV-ADDR-PRIVATE']);
});

test('somebody who takes the connection too soon, or speaks first', () => {
  const stranger = pasv('192.168.1.1', 40000, { peer: VPN.peer, dialled: 'advertised', ms: 0.4 });
  const parts = [reached(VPN), login(), stranger, asked('LIST', 425, 'Failed to establish connection.')];
  assert.equal(ids(parts)[0], 'DATA-WRONG-HOST');
  const early: Observation = { kind: 'note', note: 'early-data', channel: 'data', text: 'SSH-2.0-OpenSSH' };
  const speaks = pasv('192.168.1.1', 40000, { peer: VPN.peer, dialled: 'advertised', ms: 50 });
  assert.match(
    finding('DATA-WRONG-HOST', [reached(VPN), login(), speaks, [early]]).evidence,
    /spoke first: `SSH-2\.0/,
  );
});

test('a stolen connection: another one of this client was taken', () => {
  const main = [...reached(), ...tls(), ...login(), ...epsv(40001), ...BAD_IP];
  assert.deepEqual(ids([main]), ['DATA-BAD-IP']);
  const taken = labelled(SESSION.fresh, reached(), tls(), login(), epsv(40002), [
    { kind: 'command', verb: 'LIST' },
    { kind: 'reply', code: 150, text: 'Here comes the directory listing.', to: 'LIST' },
    { kind: 'reply', code: 522, text: 'SSL connection failed: session reuse required', to: 'LIST' },
  ]);
  assert.equal(ids([main, taken])[0], 'DATA-STOLEN');
});

test('a client that leaves by several addresses', () => {
  const second = labelled('sample 1', reached(), login(), stat('203.0.113.11'));
  const parts = [reached(), login(), stat(OUTSIDE), epsv(40001), pasv(PEER, 40000), list(), second];
  assert.deepEqual(ids(parts), ['NET-CLIENT-MULTI-EGRESS']);
  assert.equal(finding('NET-CLIENT-MULTI-EGRESS', parts).severity, 'warning');
  const refused = [reached(), login(), stat(OUTSIDE), epsv(40001), BAD_IP, second];
  assert.deepEqual(ids(refused), ['NET-CLIENT-MULTI-EGRESS']);
  assert.equal(finding('NET-CLIENT-MULTI-EGRESS', refused).severity, 'error');
});

test('addresses of another family, or chosen on purpose, are no second uplink', () => {
  const IPV6 = '2001:db8:5::5';
  const over6 = labelled(SESSION.address(IPV6), reached({ peer: IPV6 }), login(), stat('2001:db8:1::10'));
  const chosen = labelled(SESSION.foreign, reached(), login(), stat('203.0.113.11'));
  const mapped = labelled('sample 1', reached(), login(), stat(`::ffff:${OUTSIDE}`));
  const main = [reached(), login(), stat(OUTSIDE), epsv(40001), pasv(PEER, 40000), list()];
  assert.deepEqual(ids([...main, over6, chosen, mapped]), []);
});

test('a few late connects among many are what an ordinary line does', () => {
  const many = (late: number): readonly Observation[] =>
    Array.from({ length: 16 }, (_, i) => epsv(40002 + i, { ms: i < late ? 1051 : 50 })).flat();
  assert.deepEqual(ids([healthy(), many(2)]), []);
  assert.deepEqual(ids([healthy(), many(3)]), ['DATA-LOSSY']);
});

test('late and lost connects together are a limit of new connections', () => {
  const dials = Array.from({ length: 8 }, (_, i) =>
    epsv(40002 + i, i < 2 ? { outcome: 'timeout' } : { ms: 1051 }),
  );
  assert.deepEqual(ids([healthy(), dials.flat()]), ['DATA-LOSSY']);
});

const ACTIVE = { kind: 'endpoint', mode: 'PORT', host: LOCAL, port: 51210, raw: '', problems: [] } as const;
const ASKED = asked('PORT', 200, 'PORT command successful. Consider using PASV.', '192,168,1,10,200,10');

function accepted(port: number): Observation {
  return { kind: 'connect', channel: 'data', host: PEER, port, outcome: 'open', accepted: true };
}

test('active mode from port 20, and from another one', () => {
  const outside = [reached({ local: OUTSIDE }), login(), epsv(40001), list(), ASKED];
  const endpoint = { ...ACTIVE, host: OUTSIDE };
  assert.deepEqual(ids([...outside, [endpoint, accepted(20)], list()]), []);
  const other = [...outside, [endpoint, accepted(45123)], list()];
  assert.deepEqual(ids(other), ['ACT-SRC20']);
  assert.deepEqual(finding('ACT-SRC20', other).fix.config, { connect_from_port_20: 'YES' });
});

test('NAT is spoken of where active mode was tested', () => {
  const main = [reached(), login(), stat(OUTSIDE), epsv(40001), pasv(PEER, 40000), list()];
  assert.deepEqual(ids(main), []);
  // A helper on the client's router put the address right.
  assert.deepEqual(ids([...main, ASKED, [ACTIVE, accepted(20)], list()]), ['NET-CLIENT-NAT']);
  const under = [
    [...reached(), ...tls(), ...login(), ...stat(OUTSIDE), ...epsv(40001), ...list({}, { reused: true })],
    labelled(
      'active',
      reached(),
      tls(),
      login(),
      ASKED,
      [ACTIVE],
      asked('LIST', 425, 'Failed to establish connection.'),
    ),
  ];
  assert.equal(ids(under)[0], 'NET-CLIENT-NAT');
  assert.equal(finding('NET-CLIENT-NAT', under).severity, 'error');
  assert.ok(!ids(under).includes('ACT-CLIENT-FW'));
});

test('a server that connects to any address', () => {
  const bounce = (reply: readonly Observation[]): readonly Observation[] =>
    labelled(SESSION.foreign, reached({ local: OUTSIDE }), login(), reply, [
      { ...ACTIVE, host: '203.0.113.11' },
    ]);
  const main = [reached({ local: OUTSIDE }), login(), stat(OUTSIDE), epsv(40001), pasv(PEER, 40000), list()];
  assert.deepEqual(ids([...main, bounce(ASKED)]), ['ACT-BOUNCE']);
  assert.deepEqual(ids([...main, bounce(asked('PORT', 500, 'Illegal PORT command.'))]), []);
});

test('data connections from a second address', () => {
  const from = (...end: readonly (readonly Observation[])[]): readonly Observation[] =>
    labelled(
      SESSION.foreign,
      reached({ local: OUTSIDE }),
      login(),
      [
        ...asked('EPSV', 229, 'Entering Extended Passive Mode (|||40009|)'),
        { kind: 'endpoint', mode: 'EPSV', host: null, port: 40009, raw: '', problems: [] },
        {
          kind: 'connect',
          channel: 'data',
          host: PEER,
          port: 40009,
          outcome: 'open',
          mode: 'EPSV',
          dialled: 'peer',
          local: '203.0.113.11',
        },
      ],
      ...end,
    );
  assert.deepEqual(ids([healthy(), from(list())]), ['SEC-PROMISC']);
  assert.deepEqual(ids([healthy(), from(BAD_IP)]), []);
});

test('the data connection of active mode would need a port that the process may not use', () => {
  const words = 'OOPS: vsf_sysutil_bind';
  const parts = [
    reached(),
    login(),
    asked('PORT', 200, 'PORT command successful. Consider using PASV.', '203,0,113,10,152,141'),
    asked('LIST', 500, words),
    [{ kind: 'reply', code: 500, text: 'OOPS: priv_sock_get_cmd', to: 'LIST' } as const],
    [{ kind: 'closed', channel: 'control', by: 'server', after: 'LIST' } as const],
  ];
  assert.deepEqual(ids(parts), ['CTL-DIES-ON-DATA']);
  const { evidence, fix } = finding('CTL-DIES-ON-DATA', parts);
  assert.match(evidence, /PORT was accepted, and LIST was answered by `500 OOPS: vsf_sysutil_bind`/);
  assert.deepEqual(fix.config, { port_promiscuous: 'NO' });
  // Behind PASV it is another port that is missing.
  assert.ok(!ids([reached(), login(), asked('PASV', 500, words)]).includes('CTL-DIES-ON-DATA'));
});

test('a second look at something without bytes is no empty directory', () => {
  const small = labelled(SESSION.small, reached(), login(), epsv(40002), list({ bytes: 0, entries: 0 }));
  const observations = [reached(), login(), epsv(40001), STALLED, small].flat();
  assert.ok(!judge({ witness: 'probe', observations }).notTested.some((line) => line.includes('empty')));
  const empty = [reached(), login(), epsv(40001), list({ bytes: 0, entries: 0 })].flat();
  assert.ok(
    judge({ witness: 'probe', observations: empty }).notTested.some((line) => line.includes('empty')),
  );
});
