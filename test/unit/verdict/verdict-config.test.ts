import assert from 'node:assert/strict';
import test from 'node:test';
import { readConfig, sourceFromText } from '../../../core/config/index.js';
import {
  anchorIn,
  configPlaces,
  SESSION,
  settingsOf,
  type Observation,
} from '../../../core/verdict/index.js';
import {
  asked,
  config,
  epsv,
  finding,
  findings,
  healthy,
  ids,
  labelled,
  list,
  login,
  OUTSIDE,
  pasv,
  PEER,
  reached,
  stat,
  tls,
} from '../observed.js';

const BASE = [
  'listen=YES',
  'listen_ipv6=NO',
  'anonymous_enable=NO',
  'local_enable=YES',
  `pasv_address=${PEER}`,
  'pasv_min_port=40000',
  'pasv_max_port=40100',
];

/** A whole file, with these lines instead of its own of the same names. */
function file(...lines: readonly string[]): { config: ReturnType<typeof config> } {
  const names = new Set(lines.map((line) => line.split('=', 1)[0]));
  const kept = BASE.filter((line) => !names.has(line.split('=', 1)[0]));
  return { config: config(`${[...kept, ...lines].join('\n')}\n`) };
}

const STAT = stat(OUTSIDE);
const PLAIN = [...healthy(), ...STAT];

function drift(parts: readonly (readonly Observation[])[], ...lines: readonly string[]): string {
  const { id, severity, evidence } = finding('CONF-DRIFT', parts, file(...lines));
  assert.equal(`${id} ${severity}`, 'CONF-DRIFT warning');
  return evidence;
}

test('a file that the server follows', () => {
  assert.deepEqual(ids([PLAIN], file()), []);
});

test('drift of address and range names both values', () => {
  assert.match(
    drift([PLAIN], 'pasv_address=203.0.113.99'),
    /pasv_address is 203\.0\.113\.99, the server says `227/,
  );
  assert.match(
    drift([PLAIN], 'pasv_min_port=40001'),
    /the passive range is 40001-40100, the server says `227/,
  );
  const lan = { peer: '10.0.0.5', local: '10.0.0.7', host: '10.0.0.5' };
  const outer = [
    ...reached(lan),
    ...login(),
    ...epsv(40001, { peer: lan.peer }),
    ...pasv(PEER, 40000, { peer: lan.peer }),
  ];
  const unset = config('listen=YES\nlocal_enable=YES\n');
  assert.match(
    finding('CONF-DRIFT', [outer], { config: unset }).evidence,
    /pasv_address is not set, the server says/,
  );
});

test('drift of the modes', () => {
  assert.match(drift([PLAIN], 'pasv_enable=NO'), /pasv_enable is NO, the server says `22[79]/);
  assert.match(drift([PLAIN], 'cmds_denied=EPSV'), /EPSV is denied, the server says `229/);
  const denied = [
    ...reached(),
    ...login(),
    ...epsv(40001),
    ...asked('PASV', 550, 'Permission denied.'),
    ...epsv(40002),
    ...list(),
  ];
  assert.match(drift([denied]), /PASV is allowed, the server answers `550/);
  // An empty item ends the list, and another case matches nothing.
  assert.deepEqual(ids([PLAIN], file('cmds_denied=STOR,,PASV')), []);
  assert.deepEqual(ids([PLAIN], file('cmds_denied=pasv')), []);
});

test('drift of the greeting, and what hides it', () => {
  assert.match(
    drift([PLAIN], 'ftpd_banner=Welcome'),
    /ftpd_banner is "Welcome", the greeting is `\(vsFTPd 3\.0\.3\)`/,
  );
  const other = [...healthy({ greeting: 'ProFTPD Server ready.' })];
  assert.match(drift([other]), /ftpd_banner is not set, the greeting is `ProFTPD/);
  assert.deepEqual(ids([healthy({ greeting: '********************' })], file('ftpd_banner=Welcome')), []);
  assert.deepEqual(ids([PLAIN], file('ftpd_banner=Welcome', 'banner_file=/etc/banner')), []);
});

test('drift of time and rate limits', () => {
  const said = (...more: readonly string[]): readonly Observation[] => [...healthy(), ...stat(OUTSIDE, more)];
  assert.match(drift([said()], 'idle_session_timeout=900'), /idle_session_timeout is 900, STAT says 300 s/);
  assert.match(drift([said()], 'local_max_rate=50000'), /local_max_rate is 50000, STAT says no limit/);
  const limited = said('Session bandwidth limit in byte/s is 50000');
  assert.ok(!ids([limited], file('local_max_rate=50000')).includes('CONF-DRIFT'));
});

test('what a user’s own file may set proves no drift', () => {
  const personal = [
    'user_config_dir=/etc/vsftpd/users',
    'idle_session_timeout=900',
    'pasv_address=192.0.2.1',
  ];
  assert.ok(!ids([PLAIN], file(...personal)).includes('CONF-DRIFT'));
  // Listeners are nobody's own.
  const dual = [...healthy(), ...stat(`::ffff:${OUTSIDE}`)];
  assert.match(
    drift([dual], 'user_config_dir=/etc/vsftpd/users'),
    /listen is YES, the server’s IPv6 listener/,
  );
});

test('drift of the listener and its port', () => {
  assert.match(
    drift([PLAIN], 'listen=NO', 'listen_ipv6=YES', 'pasv_address='),
    /listen_ipv6 is YES, the server listens on IPv4 only/,
  );
  const lan = healthy({ peer: '10.0.0.5', local: '10.0.0.7', port: 2121 });
  assert.match(
    drift([lan], 'pasv_address=', 'listen_port=21'),
    /listen_port is 21, the server answers on 2121/,
  );
  // Behind a NAT the outer port is the gateway's.
  assert.ok(!ids([healthy({ port: 2121 })], file('listen_port=21')).includes('CONF-DRIFT'));
});

test('drift of TLS', () => {
  const refused = [
    ...reached(),
    ...asked('AUTH', 530, 'Please login with USER and PASS.', 'TLS'),
    ...login(),
  ];
  assert.match(drift([refused], 'ssl_enable=YES'), /ssl_enable is YES, the server does not know AUTH TLS/);
  const under = [...reached(), ...tls(), ...login(), ...epsv(40001), ...list({}, { reused: true })];
  assert.match(drift([under], 'ssl_enable=NO'), /ssl_enable is NO, the server speaks TLS/);
  assert.match(
    drift([under], 'ssl_enable=YES', 'implicit_ssl=YES'),
    /implicit_ssl is YES, the server greets in clear/,
  );
  assert.match(drift([PLAIN], 'ssl_enable=YES'), /force_local_logins_ssl is YES, a login in clear succeeded/);
  const unresumed = labelled(
    SESSION.fresh,
    reached(),
    tls(),
    login(),
    epsv(40002),
    list({}, { reused: false, offered: false }),
  );
  assert.match(
    drift([under, unresumed], 'ssl_enable=YES'),
    /require_ssl_reuse is YES, a data connection without it was taken/,
  );
  assert.ok(!ids([under], file('ssl_enable=YES')).includes('CONF-DRIFT'));
});

test('guests are anonymous to vsftpd, and so are their data connections, unless they have local privileges', () => {
  const clear = labelled(SESSION.fresh, reached(), tls(), login(), epsv(40002), list());
  const under = [...reached(), ...tls(), ...login(), ...epsv(40001), ...list({}, { reused: true })];
  const parts = [under, clear];
  assert.match(drift(parts, 'ssl_enable=YES'), /force_local_data_ssl is YES, a transfer in clear succeeded/);
  const guests = ['ssl_enable=YES', 'guest_enable=YES'];
  assert.ok(!ids(parts, file(...guests)).includes('CONF-DRIFT'));
  assert.match(drift(parts, ...guests, 'force_anon_data_ssl=YES'), /force_anon_data_ssl is YES/);
  assert.match(drift(parts, ...guests, 'virtual_use_local_privs=YES'), /force_local_data_ssl is YES/);
  const prot = labelled(SESSION.fresh, reached(), tls(), login(), asked('PROT', 200, 'PROT now Clear.', 'C'));
  const open = [under, [...prot, ...labelled(SESSION.fresh, epsv(40002), list())]];
  assert.deepEqual(finding('TLS-DATA-CLEAR', open, file(...guests)).fix.config, {
    force_anon_data_ssl: 'YES',
  });
  assert.deepEqual(finding('TLS-DATA-CLEAR', open).fix.config, { force_local_data_ssl: 'YES' });
});

test('drift of logins and of connections at once', () => {
  assert.match(drift([PLAIN], 'local_enable=NO'), /local_enable is NO, the login of a user succeeded/);
  const anonymous = labelled(SESSION.anonymous, reached(), login('anonymous'));
  assert.match(drift([PLAIN, anonymous]), /anonymous_enable is NO, an anonymous login succeeded/);
  const timed = (parts: readonly Observation[], from: number): readonly Observation[] =>
    parts.map((seen, index) => ({ ...seen, ms: from + index * 50 }));
  const both = [timed(PLAIN, 0), timed(labelled('sample 1', reached(), login()), 200)];
  assert.match(drift(both, 'max_per_ip=1'), /max_per_ip is 1, 2 connections were open at once/);
  const after = [timed(PLAIN, 0), timed(labelled('sample 1', reached(), login()), 60_000)];
  assert.ok(!ids(after, file('max_per_ip=1')).includes('CONF-DRIFT'));
});

test('a part of a file says nothing about what it does not name', () => {
  assert.deepEqual(ids([PLAIN], { config: config('pasv_min_port=40000\npasv_max_port=40100\n') }), []);
  assert.match(
    finding('CONF-DRIFT', [PLAIN], { config: config('idle_session_timeout=900\n') }).evidence,
    /idle_session_timeout is 900/,
  );
});

test('dangers that this client did not meet', () => {
  const latent = (parts: readonly (readonly Observation[])[], ...lines: readonly string[]): string =>
    finding('CONF-LATENT', parts, file(...lines)).evidence;
  const peer = '2001:db8:5::5';
  const over6 = [
    ...reached({ peer }),
    ...login(),
    ...epsv(40001, { peer }),
    ...pasv('0.0.0.0', 40000, { peer, dialled: 'none' }),
    ...list(),
  ];
  assert.match(latent([over6], 'listen=NO', 'listen_ipv6=YES'), /told 0,0,0,0/);
  assert.match(
    latent([PLAIN], 'max_clients=200'),
    /max_clients=200, but the passive range 40000-40100 has 101 ports/,
  );
  const epsvOnly = [...reached(), ...login(), ...epsv(40001), ...list()];
  assert.match(latent([epsvOnly], 'pasv_address=10.0.0.5'), /10\.0\.0\.5 is an inner address/);
  assert.match(latent([epsvOnly], 'pasv_address="198.51.100.20"'), /cannot be read as an address/);
  const el9 = config(
    `listen=YES\nlocal_enable=YES\npasv_address=ftp.example.test\npasv_addr_resolve=YES\n`,
    'el9',
  );
  assert.match(finding('CONF-LATENT', [epsvOnly], { config: el9 }).evidence, /16,0,0,0/);
});

test('what was seen on the wire is not said again of the file', () => {
  const zero = [...reached(), ...login(), ...epsv(40001), ...pasv('0.0.0.0', 40000, { dialled: 'none' })];
  assert.ok(!ids([zero], file('listen=NO', 'listen_ipv6=YES')).includes('CONF-LATENT'));
  assert.ok(!ids([PLAIN], file('max_clients=0')).includes('CONF-LATENT'));
});

test('findings carry the lines of the file that they are about', () => {
  const text = '# server\nlisten=YES\nlocal_enable=YES\npasv_min_port=3001\n\tpasv_max_port=3300 \n';
  const more = { config: config(text) };
  const [first] = findings(
    [reached(), login(), epsv(3200, { outcome: 'timeout' }), epsv(3201, { outcome: 'timeout' })],
    more,
  );
  assert.equal(first?.id, 'DATA-DROP');
  assert.deepEqual(first.lines, [
    {
      setting: 'pasv_min_port',
      line: 3,
      range: { start: { line: 3, character: 0 }, end: { line: 3, character: 18 } },
    },
    {
      setting: 'pasv_max_port',
      line: 4,
      range: { start: { line: 4, character: 1 }, end: { line: 4, character: 19 } },
    },
  ]);
  // None of its settings stands there: no line; without a file: none at all.
  const bare = finding(
    'TLS-NONE',
    [reached(), asked('AUTH', 530, 'Please login with USER and PASS.', 'TLS')],
    more,
  );
  assert.deepEqual(bare.lines, []);
  assert.equal(
    'lines' in finding('DATA-DROP', [reached(), login(), epsv(3200, { outcome: 'timeout' })]),
    false,
  );
});

test('characters are counted as editors do, and the last of repeated lines is in force', () => {
  const document = readConfig(sourceFromText('ftpd_banner=Grüße 😀\nlisten_port=21\nlisten_port=2121\n'));
  const [port] = configPlaces(['listen_port'], document);
  assert.deepEqual(port?.range, { start: { line: 2, character: 0 }, end: { line: 2, character: 16 } });
  const [banner] = configPlaces(['ftpd_banner'], document);
  assert.equal(banner?.range.end.character, 'ftpd_banner=Grüße 😀'.length);
});

test('the settings of a finding, for a file that holds none of them', () => {
  assert.deepEqual(settingsOf('PASV-DISABLED'), ['pasv_enable', 'cmds_denied', 'cmds_allowed']);
  assert.deepEqual(settingsOf('NET-DNS-NONE'), []);
  assert.deepEqual(settingsOf('NO-SUCH-FINDING'), []);
});

test('where an editor shows a finding whose settings are not in the file', () => {
  const document = readConfig(sourceFromText('# server\nlisten=YES\npasv_enable=YES\n'));
  const at = (settings: readonly string[]): number =>
    anchorIn(configPlaces(settings, document), settings, document).start.line;
  assert.equal(at(['pasv_enable']), 2);
  // Another passive setting, else the first line that sets anything, else the top.
  assert.equal(at(['pasv_address']), 2);
  assert.equal(at(['ssl_enable']), 1);
  const empty = readConfig(sourceFromText('# nothing\n'));
  assert.equal(anchorIn([], ['ssl_enable'], empty).start.line, 0);
});
