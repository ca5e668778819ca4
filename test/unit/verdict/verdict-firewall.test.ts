import assert from 'node:assert/strict';
import test from 'node:test';
import { readFirewallFile } from '../../../core/firewall/formats/index.js';
import { type Evidence, type FirewallFile, judge, type Observation } from '../../../core/verdict/index.js';
import { config, epsv, finding, healthy, ids, list, login, pasv, PEER, reached } from '../observed.js';

function read(path: string, text: string): FirewallFile {
  const reading = readFirewallFile(path, text);
  if (!reading) throw new Error(`${path} is no firewall file`);
  return { path, text, reading };
}

const RULES = read(
  '/etc/iptables/rules.v4',
  [
    '*filter',
    ':INPUT DROP [0:0]',
    '-A INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT',
    '-A INPUT -p tcp --dport 21 -j ACCEPT',
    '-A INPUT -p tcp --dport 3001:3100 -j ACCEPT',
    'COMMIT',
    '',
  ].join('\n'),
);

const COMPOSE = read(
  'compose.yaml',
  'services:\n  ftp:\n    image: fauria/vsftpd\n    ports:\n      - "21:21"\n      - "3001-3100:3001-3100"\n',
);

const RANGE = config('listen=YES\nlocal_enable=YES\npasv_min_port=3001\npasv_max_port=3300\n');

function at(...dials: readonly (readonly Observation[])[]): readonly (readonly Observation[])[] {
  return [reached(), login(), ...dials];
}

const MORE: Partial<Evidence> = { config: RANGE, firewall: [RULES] };

test('the rule that closes the ports which fail is the verdict', () => {
  const parts = at(
    epsv(3050),
    epsv(3150, { outcome: 'timeout' }),
    epsv(3250, { outcome: 'timeout' }),
    epsv(3090),
    list(),
  );
  const found = finding('CONF-FIREWALL', parts, MORE);
  assert.equal(ids(parts, MORE)[0], 'CONF-FIREWALL');
  assert.equal(found.severity, 'error');
  assert.equal(found.cause, 'server-firewall');
  assert.match(found.evidence, /3101-3300.*rules\.v4:5.*each of 3150, 3250 gets no answer; 3050, 3090 open/);
  assert.deepEqual(
    found.files?.map(({ path, line }) => [path, line]),
    [['/etc/iptables/rules.v4', 4]],
  );
  assert.ok(found.lines?.some(({ setting }) => setting === 'pasv_max_port'));
  assert.match(found.fix.text, /probe again afterwards/);
  assert.ok(found.fix.commands.some((line) => line.includes('3101:3300')));
  // What the rule explains is not said again.
  assert.ok(!ids(parts, MORE).some((id) => id === 'DATA-WINDOW' || id === 'DATA-DROP'));
});

test('failures at ports that the rule lets through have another cause', () => {
  const parts = at(epsv(3050, { outcome: 'timeout' }), epsv(3060, { outcome: 'timeout' }));
  const found = finding('CONF-FIREWALL', parts, MORE);
  assert.equal(ids(parts, MORE)[0], 'DATA-DROP');
  assert.equal(found.severity, 'warning');
  assert.match(found.evidence, /No connect tried it/);
});

test('a port that answers although the file closes it: the file is not what runs', () => {
  const found = finding('CONF-FIREWALL', at(epsv(3050), epsv(3200), list()), MORE);
  assert.equal(found.severity, 'information');
  assert.match(found.evidence, /Yet port 3200 answered/);
});

test('what the FTP helper opens for EPSV, and not for PASV, is no other file’s doing', () => {
  const helped = read(
    'rules.v4',
    '*filter\n:INPUT DROP [0:0]\n-A INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT\n-A INPUT -p tcp --dport 21 -j ACCEPT\nCOMMIT\n*raw\n-A PREROUTING -p tcp --dport 21 -j CT --helper ftp\nCOMMIT\n',
  );
  const outer = config(
    `listen=YES\nlocal_enable=YES\npasv_min_port=3001\npasv_max_port=3300\npasv_address=${PEER}\n`,
  );
  const more = { config: outer, firewall: [helped] };
  const parts = at(epsv(3050), epsv(3150), pasv(PEER, 3200, { outcome: 'timeout' }), list());
  assert.ok(!ids(parts, more).includes('CONF-FIREWALL'), ids(parts, more).join(' '));
  const byPasv = at(epsv(3050), pasv(PEER, 3200), list());
  assert.match(finding('CONF-FIREWALL', byPasv, more).evidence, /Yet port/);
});

test('a wrong address stays the cause of its own failure', () => {
  const parts = at(epsv(3050), pasv('10.0.0.5', 3200, { dialled: 'advertised', outcome: 'timeout' }));
  assert.equal(ids(parts, MORE)[0], 'PASV-ADDR-PRIVATE');
});

test('without vsftpd.conf the ports that were seen are compared', () => {
  const parts = at(epsv(3050), epsv(3150, { outcome: 'refused' }), epsv(3299, { outcome: 'refused' }));
  const found = finding('CONF-FIREWALL', parts, { firewall: [RULES] });
  assert.equal(found.severity, 'error');
  assert.match(found.evidence, /what the probe saw of it/);
  assert.equal('lines' in found, false);
});

test('ports that a container does not publish are the gateway’s', () => {
  const parts = at(epsv(3050), epsv(3150, { outcome: 'refused' }), epsv(3250, { outcome: 'refused' }));
  const found = finding('CONF-FIREWALL', parts, { config: RANGE, firewall: [COMPOSE] });
  assert.equal(found.cause, 'nat');
  assert.match(found.evidence, /compose\.yaml:/);
});

test('inside, nobody comes by the gateway', () => {
  const lan = { peer: '10.0.0.5', local: '10.0.0.7', host: '10.0.0.5' };
  const parts = [reached(lan), login(), epsv(3200, { peer: lan.peer }), list()];
  const found = finding('CONF-FIREWALL', parts, { config: RANGE, firewall: [COMPOSE] });
  assert.equal(found.severity, 'warning');
});

test('a file that lets everything through is no finding, and what it leaves open is said', () => {
  const open = read(RULES.path, RULES.text.replace('3001:3100', '3001:3300'));
  assert.deepEqual(ids(at(epsv(3200), list()), { config: RANGE, firewall: [open] }), []);
  const lines = judge({ witness: 'probe', observations: [...healthy()], firewall: [open] }).notTested;
  assert.ok(lines.includes('whether /etc/iptables/rules.v4 is what really runs'), lines.join('\n'));
});

test('the rule that closes the control port', () => {
  const shut = read(RULES.path, RULES.text.replace('--dport 21 ', '--dport 22 '));
  const parts = [
    [
      { kind: 'target', host: 'ftp.example.test', port: 21, peer: null, local: null, resolved: [PEER] },
      { kind: 'connect', channel: 'control', host: PEER, port: 21, outcome: 'timeout', durationMs: 3000 },
    ] as const,
  ];
  const found = finding('CONF-FIREWALL', parts, { config: RANGE, firewall: [shut] });
  assert.equal(found.severity, 'error');
  assert.deepEqual(
    ids(parts, { config: RANGE, firewall: [shut] }).filter((id) => id.startsWith('NET')),
    [],
  );
});
