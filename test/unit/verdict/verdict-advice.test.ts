/** Advice speaks of this server: its ports, its address family, its firewall, its product. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { readFirewallFile } from '../../../core/firewall/formats/index.js';
import type { Finding, Observation } from '../../../core/verdict/index.js';
import { asked, epsv, finding, healthy, login, pasv, reached } from '../observed.js';

const PORTS = [42006, 42142, 42042, 42185, 42100, 42077, 42120];

function silent(ports: readonly number[], peer?: string): readonly (readonly Observation[])[] {
  const at = peer === undefined ? {} : { peer };
  return [reached(at), login(), ports.flatMap((port) => epsv(port, { outcome: 'timeout', ms: 3200, ...at }))];
}

function linesOf({ fix }: Finding): readonly string[] {
  return [...fix.commands, ...(fix.alternatives ?? []).flatMap(({ commands }) => commands)];
}

test('without a file the ports to open are those that samples show, in round numbers', () => {
  const found = finding('DATA-DROP', silent(PORTS));
  assert.match(found.fix.text, /42000-42200 \(7 samples: 42006-42185\)/);
  assert.equal(found.fix.config, null);
  assert.deepEqual(found.fix.commands, [], 'of alternatives none is to be run as it stands');
  assert.deepEqual(
    found.fix.alternatives?.map((way) => way.for),
    ['iptables', 'nftables', 'firewalld', 'ufw'],
  );
  for (const line of linesOf(found)) assert.match(line, /42000[:-]42200/);
});

test('few samples, or ports far apart, make a narrow range around a port that was used', () => {
  for (const ports of [[31234], [31234, 60001, 21000, 52000, 1100, 40500, 2000]]) {
    const { fix } = finding('DATA-DROP', silent([...ports, ports[0] ?? 0]));
    assert.deepEqual(fix.config, { pasv_min_port: '31200', pasv_max_port: '31300' });
    assert.match(fix.text, /31200-31300/);
  }
});

test('over IPv6 the commands are those for IPv6', () => {
  const lines = linesOf(finding('DATA-DROP', silent(PORTS, '2001:db8:5::5')));
  assert.ok(lines.some((line) => line.startsWith('ip6tables ')));
  assert.ok(!lines.some((line) => line.startsWith('iptables ')));
});

test('where the file of one firewall is at hand, its command is to be run', () => {
  const text = '*filter\n:INPUT DROP [0:0]\n-A INPUT -p tcp --dport 21 -j ACCEPT\nCOMMIT\n';
  const reading = readFirewallFile('/etc/iptables/rules.v4', text);
  assert.ok(reading);
  const firewall = [{ path: 'rules.v4', text, reading }];
  const { fix } = finding('CONF-FIREWALL', silent(PORTS), { firewall });
  assert.equal(fix.alternatives, undefined);
  assert.deepEqual(
    fix.commands.map((line) => line.split(' ', 1)[0]),
    ['iptables'],
  );
});

const FOREIGN = [
  reached({ greeting: 'printer FTP server ready.' }),
  asked('USER', 331, 'Password required for demo.', 'demo'),
  asked('PASS', 230, 'User demo logged in.'),
  pasv('10.0.0.5', 42001),
];

test('a server that speaks otherwise than vsftpd is not told its settings, and is told whom to ask', () => {
  const { fix } = finding('PASV-ADDR-PRIVATE', FOREIGN);
  assert.doesNotMatch(fix.text, /pasv_address|vsftpd|listen_ipv6/);
  assert.match(fix.text, /198\.51\.100\.20.*hoster/);
  assert.equal(fix.config, null);
});

test('vsftpd that hides its name is known by its words, and pieces tell nothing', () => {
  const hidden = [reached({ greeting: 'Welcome' }), login(), ...FOREIGN.slice(3)];
  assert.match(finding('PASV-ADDR-PRIVATE', hidden).fix.text, /pasv_address/);
  assert.match(finding('PASV-ADDR-PRIVATE', FOREIGN.slice(3)).fix.text, /pasv_address/);
});

test('ProFTPD is told its own names for YES and NO', () => {
  const parts = healthy({ greeting: 'ProFTPD Server ready.' });
  const closed: Observation = { kind: 'closed', channel: 'control', by: 'server', after: 'USER' };
  const note: Observation = {
    kind: 'note',
    note: 'tls-error',
    channel: 'control',
    text: 'CERTIFICATE_REQUIRED',
  };
  const wanted = [
    ...parts.filter((seen) => seen.kind !== 'command' && (seen.kind !== 'reply' || seen.to === 'greeting')),
  ].slice(0, 3);
  const tls: Observation = { kind: 'tls', channel: 'control', outcome: 'established', mode: 'explicit' };
  const { fix } = finding('AUTH-BAD', [wanted, [tls, { kind: 'command', verb: 'USER' }, note, closed]]);
  assert.match(fix.text, /`TLSVerifyClient off`/);
});
