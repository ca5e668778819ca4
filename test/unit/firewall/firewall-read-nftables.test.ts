import assert from 'node:assert/strict';
import test from 'node:test';
import { compareService } from '../../../core/firewall/index.js';
import { firewallKindOf, readFirewallFile } from '../../../core/firewall/formats/index.js';
import type { FirewallReading, Packet } from '../../../core/firewall/reading.js';
import { Random } from '../../oracle/random.js';
import { at, cutOut, outline, witness, withAdditions } from './firewall-outline.js';
import { checkForm, mentioned, unread } from '../reading-text.js';

function read(text: string, path = 'nftables.conf', packet?: Packet): FirewallReading {
  const reading = readFirewallFile(path, text, packet);
  assert.ok(reading, `${path} is not recognised`);
  checkForm(text, reading);
  return reading;
}

const INPUT = 'type filter hook input priority filter; policy drop;';

/** A table with a chain for what comes in, and whatever else stands in front of it. */
function table(rules: readonly string[], before: readonly string[] = [], head = INPUT): string {
  const indented = (lines: readonly string[], by: string): string =>
    lines.map((line) => `${by}${line}\n`).join('');
  return `table inet filter {\n${indented(before, '  ')}  chain input {\n    ${head}\n${indented(rules, '    ')}  }\n}\n`;
}

function input(rules: readonly string[], before?: readonly string[], head?: string): string {
  return outline(witness(read(table(rules, before, head)), 'input'));
}

/** The runs that are not dropped. */
function open(rules: readonly string[], before?: readonly string[]): string {
  const found = witness(read(table(rules, before)), 'input');
  return outline({ ...found, runs: found.runs.filter(({ status }) => status !== 'dropped') });
}

test('the policy decides where no rule does: to accept, where none is given', () => {
  assert.equal(input([]), '1-65535 dropped');
  assert.equal(input(['tcp dport 21 accept']), '1-20 dropped, 21 open, 22-65535 dropped');
  const head = 'type filter hook input priority 0';
  assert.equal(input(['tcp dport 21 drop'], [], `${head};`), '1-20 open, 21 dropped, 22-65535 open');
  assert.equal(
    input(['tcp dport 21 reject with tcp reset'], [], `${head}; policy accept;`),
    '1-20 open, 21 rejected, 22-65535 open',
  );
});

test('what decides is pointed at: a rule, the policy, the number in a set', () => {
  const text = table(['ct state established,related accept', 'tcp dport { 21, 3001-3100 } accept', 'reject']);
  const found = witness(read(text), 'input');
  assert.equal(
    outline(found),
    '1-20 rejected, 21 open, 22-3000 rejected, 3001-3100 open, 3101-65535 rejected',
  );
  assert.equal(at(text, found, 3050), 'open: tcp dport { 21, 3001-3100 } accept');
  assert.equal(at(text, found, 22), 'rejected: reject');
  assert.equal(found.acceptsRelated, true);
  assert.equal(cutOut(text, witness(read(table([])), 'input').at), 'policy drop');
  assert.deepEqual(mentioned('nftables.conf', text), ['21 accepts', '3001-3100 accepts']);
});

test('a rule opens what it names, in every spelling', () => {
  const forms: readonly (readonly [rule: string, expected: string])[] = [
    ['tcp dport ftp accept', '21 open'],
    ['tcp dport 21 counter packets 3 bytes 180 accept comment "ftp drop"', '21 open'],
    ['tcp dport { 21, 990 } accept', '21 open, 990 open'],
    ['tcp dport 3001-3003 accept', '3001-3003 open'],
    ['tcp dport != 2-65535 accept', '1 open'],
    ['tcp dport != { 1-20, 22-65535 } accept', '21 open'],
    ['tcp dport >= 65000 accept', '65000-65535 open'],
    ['tcp dport < 3 accept', '1-2 open'],
    ['th dport 21 accept', '21 open'],
    ['meta l4proto tcp th dport 21 accept', '21 open'],
    ['meta l4proto { tcp, udp } th dport 53 accept', '53 open'],
    ['ip protocol tcp tcp dport 21 accept', '21 open'],
    ['udp dport 21 accept', ''],
    ['meta l4proto udp accept', ''],
    ['icmp type echo-request accept', ''],
    ['tcp flags syn tcp dport 21 accept', '21 open'],
    ['tcp flags & (fin|syn|rst|ack) == syn tcp dport 21 accept', '21 open'],
    ['tcp flags & (fin|syn|rst|ack) != syn accept', ''],
    ['ct state new tcp dport 21 accept', '21 open'],
    ['ct state { new, established } tcp dport 21 accept', '21 open'],
    ['ct state established,related accept', ''],
    ['ct state != new accept', ''],
    ['iif lo accept', ''],
    ['iifname "lo" accept', ''],
    ['iifname != "lo" tcp dport 21 accept', '21 open'],
    ['ip saddr 127.0.0.0/8 accept', ''],
    ['ip saddr 192.0.2.0/24 tcp dport 21 accept', '21 some (from 192.0.2.0/24)'],
    ['ip saddr { 192.0.2.1, 192.0.2.9 } tcp dport 21 accept', '21 some (from 192.0.2.1, 192.0.2.9)'],
    ['tcp dport 21 limit rate 5/minute accept', '21 some (a rate limit)'],
    ['ip6 nexthdr tcp tcp dport 21 accept', ''],
    ['meta nfproto ipv4 tcp dport 21 accept', '21 open'],
    ['tcp dport 21 log prefix "accept " ', ''],
    ['tcp dport 21 queue num 0', '21 unknown ("queue", which hands packets to something else)'],
    ['tcp dport @ports accept', '1-65535 unknown (the set @ports, which is filled elsewhere)'],
    ['tcp dport $PORTS accept', '1-65535 unknown (the variable $PORTS)'],
    ['tcp dport 21 jump nowhere', '21 unknown (the chain nowhere, which is not here)'],
  ];
  for (const [rule, expected] of forms) assert.equal(open([rule]), expected, rule);
});

test('named sets, and elements that are added to them later', () => {
  const set = 'set ftp { type inet_service; flags interval; elements = { 21, 3001-3100 } }';
  assert.equal(open(['tcp dport @ftp accept'], [set]), '21 open, 3001-3100 open');
  assert.equal(open(['tcp dport != @ftp drop', 'tcp dport 21-22 accept'], [set]), '21 open');
  const text = table(['tcp dport @ftp accept'], [set]);
  const more = `${text}add element inet filter ftp { 990, 3101-3300 }\n`;
  const found = witness(read(more), 'input');
  assert.equal(
    outline(found),
    '1-20 dropped, 21 open, 22-989 dropped, 990 open, 991-3000 dropped, 3001-3300 open, 3301-65535 dropped',
  );
  // The numbers stand in the set, the rule is somewhere else.
  const mention = read(text).mentions.find(({ ports }) => ports.low === 3001);
  assert.equal(cutOut(text, mention?.at), '3001-3100');
  assert.equal(cutOut(text, mention?.rule), 'tcp dport @ftp accept');
  assert.match(
    outline(witness(read(`${text}delete element inet filter ftp { 21 }\n`), 'input')),
    /^1-65535 unknown/,
  );
  const changing = 'set seen { type ipv4_addr; flags dynamic,timeout; timeout 1m; }';
  assert.match(open(['ip saddr @seen accept'], [changing]), /^1-65535 unknown \(the set @seen/);
});

test('verdict maps: in place, by name, and for what is not in them', () => {
  assert.equal(
    input(['tcp dport vmap { 21 : accept, 990 : reject, 3001-3100 : accept }']),
    '1-20 dropped, 21 open, 22-989 dropped, 990 rejected, 991-3000 dropped, 3001-3100 open, 3101-65535 dropped',
  );
  const named = 'map ports { type inet_service : verdict; elements = { 21 : jump ftp, 22 : accept } }';
  const chain = ['chain ftp {', '  ip saddr 203.0.113.0/24 drop', '  accept', '}'];
  assert.equal(
    open(['tcp dport vmap @ports'], [named, ...chain]),
    '21 some (not from 203.0.113.0/24), 22 open',
  );
  assert.equal(
    open(
      ['ct state vmap { established : accept, new : jump ftp }'],
      ['chain ftp {', '  tcp dport 21 accept', '}'],
    ),
    '21 open',
  );
  assert.equal(
    open(['tcp dport vmap { 21 : accept, * : reject }']),
    '1-20 rejected, 21 open, 22-65535 rejected',
  );
  assert.match(open(['tcp dport vmap @nowhere']), /^1-65535 unknown/);
});

test('fields that are joined', () => {
  assert.equal(
    open(['ip saddr . tcp dport { 192.0.2.1 . 21, 192.0.2.2 . 990, 0.0.0.0/0 . 3001-3100 } accept']),
    '21 some (from 192.0.2.1), 990 some (from 192.0.2.2), 3001-3100 open',
  );
  assert.equal(open(['meta l4proto . th dport { tcp . 21, udp . 990 } accept']), '21 open');
  assert.equal(open(['meta l4proto . th dport vmap { tcp . 21 : accept, tcp . 990 : drop }']), '21 open');
});

test('one client that is known leaves no doubt', () => {
  const text = table(['ip saddr 192.0.2.0/24 tcp dport 21 accept', 'iifname "eth1" tcp dport 990 accept']);
  const as = (packet: Packet): string => outline(witness(read(text, 'nftables.conf', packet), 'input'));
  assert.equal(
    as({ from: '192.0.2.9', inInterface: 'eth1' }),
    '1-20 dropped, 21 open, 22-989 dropped, 990 open, 991-65535 dropped',
  );
  assert.equal(as({ from: '203.0.113.9', inInterface: 'eth0' }), '1-65535 dropped');
});

test('defines, one within another, and in a set', () => {
  const defines = 'define ftp = 21\ndefine passive = 3001-3100\ndefine all = { $ftp, $passive }\n';
  const text = `${defines}${table(['tcp dport $all accept'])}`;
  const found = witness(read(text), 'input');
  assert.equal(outline(found), '1-20 dropped, 21 open, 22-3000 dropped, 3001-3100 open, 3101-65535 dropped');
  assert.deepEqual(
    read(text).mentions.map(({ at: place, rule }) => [cutOut(text, place), cutOut(text, rule)]),
    [
      ['21', 'tcp dport $all accept'],
      ['3001-3100', 'tcp dport $all accept'],
    ],
  );
});

test('what an included file adds is unknown, and is no fault', () => {
  for (const text of [
    `${table(['tcp dport 21 accept'])}include "/etc/nftables.d/*.nft"\n`,
    table(['tcp dport 21 accept', 'include "/etc/nftables.d/ftp.nft"']),
  ]) {
    const reading = read(text);
    const found = witness(reading, 'input');
    assert.match(outline(found), /^1-20 unknown \(the file .*\), 21 open, 22-65535 unknown/);
    assert.equal(unread('nftables.conf', text).length, 1);
    const service = {
      control: 21,
      implicitTls: false,
      passive: { low: 3001, high: 3300 },
      tls: false,
      advertised: null,
    };
    assert.deepEqual(compareService(service, [{ path: 'nftables.conf', text, reading }]), []);
  }
});

test('chains: jump, goto, return, and those that no hook calls', () => {
  const chain = (name: string, ...rules: readonly string[]): readonly string[] => [
    `chain ${name} {`,
    ...rules.map((rule) => `  ${rule}`),
    '}',
  ];
  assert.equal(
    open(['jump ftp'], chain('ftp', 'tcp dport 21 return', 'tcp dport 20-22 accept')),
    '20 open, 22 open',
  );
  assert.equal(open(['goto ftp', 'accept'], chain('ftp', 'tcp dport 21 accept')), '21 open');
  assert.equal(open([], chain('ftp', 'accept')), '');
  const pointed = table(['tcp dport 21 jump ftp'], chain('ftp', 'accept'));
  assert.equal(at(pointed, witness(read(pointed), 'input'), 21), 'open: tcp dport 21 jump ftp');
});

test('every chain of a hook has to let it through, by priority', () => {
  const second = (rule: string): string =>
    `table ip other {\n  chain in {\n    type filter hook input priority 10; policy accept;\n    ${rule}\n  }\n}\n`;
  const both = (rule: string): string =>
    outline(witness(read(table(['tcp dport 20-22 accept']) + second(rule)), 'input'));
  assert.equal(both('tcp dport 21 drop'), '1-19 dropped, 20 open, 21 dropped, 22 open, 23-65535 dropped');
  assert.equal(both('tcp dport 30 accept'), '1-19 dropped, 20-22 open, 23-65535 dropped');
  const dormant = second('tcp dport 21 drop').replace('{\n', '{\n  flags dormant;\n');
  assert.match(outline(witness(read(table(['tcp dport 21 accept']) + dormant), 'input')), /21 open/);
});

function gateway(nat: readonly string[], forward: readonly string[]): string {
  return `table ip nat {\n  chain pre {\n    type nat hook prerouting priority dstnat;\n    ${nat.join('\n    ')}\n  }\n}\ntable ip filter {\n  chain forward {\n    type filter hook forward priority 0; policy drop;\n    ${forward.join('\n    ')}\n  }\n}\n`;
}

test('dnat: to an address, a port, a range, and by maps', () => {
  const forms: readonly (readonly [rule: string, expected: string])[] = [
    ['tcp dport 3001-3100 dnat to 10.0.0.5', '3001-3100 open 10.0.0.5:3001'],
    ['tcp dport 3001-3100 dnat to 10.0.0.5:2121', '3001-3100 open 10.0.0.5:2121 for all'],
    ['tcp dport 3001-3100 dnat ip to 10.0.0.5:3001-3100', '3001-3100 open 10.0.0.5:3001'],
    ['dnat to tcp dport map { 21 : 10.0.0.5, 990 : 10.0.0.6 }', '21 open 10.0.0.5:21, 990 open 10.0.0.6:990'],
    ['dnat ip to tcp dport map { 21 : 10.0.0.5 . 2121 }', '21 open 10.0.0.5:2121'],
    ['dnat ip addr . port to tcp dport map { 21 : 10.0.0.5 . 2121 }', '21 open 10.0.0.5:2121'],
    ['tcp dport 21 dnat to $SERVER', '21 unknown (the variable $SERVER)'],
  ];
  for (const [rule, expected] of forms) {
    const text = gateway([rule], ['ct status dnat accept']);
    const { runs, ...rest } = witness(read(text), 'forward');
    const led = runs.filter(({ status }) => status === 'open' || status === 'unknown');
    assert.equal(outline({ ...rest, runs: led }), expected, rule);
  }
});

test('what the forward chain judges is the port behind the translation', () => {
  const nat = ['tcp dport 2121 dnat to 10.0.0.5:21'];
  const status = (rule: string): string => {
    const text = gateway(nat, [rule]);
    return at(text, witness(read(text), 'forward'), 2121);
  };
  assert.equal(status('tcp dport 21 accept'), 'open: tcp dport 2121 dnat to 10.0.0.5:21');
  assert.match(status('tcp dport 2121 accept'), /^dropped/);
  assert.match(status('ct original proto-dst 2121 accept'), /^open/);
});

test('the helper is an object of its table, and a rule gives it connections', () => {
  const text = table(
    ['tcp dport { 21, 2121 } ct helper set "ftp-std"'],
    ['ct helper ftp-std { type "ftp" protocol tcp; }'],
  );
  assert.deepEqual(
    read(text).helpers.map(({ ports, how }) => [ports, how]),
    [[[21, 2121], 'assigned']],
  );
  const map = table(
    ['ct helper set tcp dport map { 21 : "ftp-std", 5060 : "sip-std" }'],
    ['ct helper ftp-std { type "ftp" protocol tcp; }', 'ct helper sip-std { type "sip" protocol udp; }'],
  );
  assert.deepEqual(
    read(map).helpers.map(({ ports }) => ports),
    [[21]],
  );
});

test('commands: add, insert, index, flush, delete and rename', () => {
  const base = table(['tcp dport 21 accept']);
  const after = (...lines: readonly string[]): string =>
    outline(witness(read(`${base}${lines.join('\n')}\n`), 'input'));
  const untouched = '1-20 dropped, 21 open, 22-65535 dropped';
  assert.equal(after(), untouched);
  assert.equal(
    after('add rule inet filter input tcp dport 22 accept'),
    '1-20 dropped, 21 open, 22 open, 23-65535 dropped',
  );
  assert.equal(
    after('insert rule inet filter input tcp dport 21 drop'),
    '1-20 dropped, 21 dropped, 22-65535 dropped',
  );
  assert.equal(after('add rule inet filter input index 0 tcp dport 21 drop'), untouched);
  assert.equal(after('flush chain inet filter input'), '1-65535 dropped');
  assert.equal(after('flush table ip filter'), untouched);
  assert.match(after('delete rule inet filter input handle 4'), /^1-20 dropped, 21 unknown/);
  assert.equal(
    after('flush ruleset', 'table inet filter {', 'chain input {', INPUT, 'tcp dport 22 accept', '}', '}'),
    '1-21 dropped, 22 open, 23-65535 dropped',
  );
  assert.deepEqual(read(`${base}delete table inet filter\n`).witnesses, []);
});

test('nft in scripts: lines, and texts handed in', () => {
  const lines = `#!/bin/sh
nft add table inet f
nft 'add chain inet f input { type filter hook input priority 0; policy drop; }'
for p in 21 3001-3100; do nft add rule inet f input tcp dport $p accept; done
`;
  assert.equal(
    outline(witness(read(lines, 'fw.sh'), 'input')),
    '1-20 dropped, 21 open, 22-3000 dropped, 3001-3100 open, 3101-65535 dropped',
  );
  const text = `#!/bin/sh\nPORT=21\nnft -f - <<END\n${table(['tcp dport $PORT accept'])}END\n`;
  assert.equal(outline(witness(read(text, 'fw.sh'), 'input')), '1-20 dropped, 21 open, 22-65535 dropped');
  const file = `${lines}nft -f /etc/more.nft\n`;
  assert.match(
    outline(witness(read(file, 'fw.sh'), 'input')),
    /^1-20 unknown \(the rules in \/etc\/more.nft\)/,
  );
});

test('families: ip alone, ip6 alone, both; other families do not count', () => {
  const family = (name: string): readonly string[] =>
    read(table(['tcp dport 21 accept']).replace('inet', name)).witnesses.map((each) => each.name);
  assert.deepEqual(family('inet'), ['chain inet filter input']);
  assert.deepEqual(family('ip'), ['chain ip filter input']);
  assert.deepEqual(family('ip6'), ['chain ip6 filter input (IPv6)']);
  assert.deepEqual(family('bridge'), []);
});

test('templates leave rules out, or not', () => {
  const found = input([
    'tcp dport 21 accept',
    '{% if ftps %}',
    'tcp dport 990 accept',
    '{% endif %}',
    'tcp dport 22 accept',
  ]);
  assert.match(
    found,
    /^1-20 dropped, 21 open, 22 open, 23-989 dropped, 990 unknown \(.*\), 991-65535 dropped$/,
  );
});

test('additions open what they are filled with', () => {
  for (const rules of [
    ['tcp dport 21 accept'],
    ['tcp dport 21 accept', 'reject'],
    ['tcp dport { 21, 990 } accept', 'log prefix "no " drop'],
  ]) {
    const text = table(rules);
    const changed = withAdditions(text, witness(read(text), 'input'), 3001, 3300);
    assert.match(
      outline(witness(read(changed), 'input')),
      /, 3001-3300 open, 3301-65535 (?:dropped|rejected)$/,
    );
  }
});

test('what is no ruleset is not taken for one', () => {
  assert.equal(firewallKindOf('nftables.conf', 'table inet filter { }\n'), null);
  assert.equal(firewallKindOf('notes.md', 'table of contents {\n}\n'), null);
  assert.equal(firewallKindOf('main.nft', 'add rule inet filter input tcp dport 21 accept\n'), 'nftables');
  assert.equal(firewallKindOf('any', '#!/usr/sbin/nft -f\n'), 'nftables');
});

test('a policy and a priority may be variables', () => {
  const head = (policy: string): string => `type filter hook input priority 0; policy ${policy};`;
  const named = `define pol = "drop"\n${table(['tcp dport 21 accept'], [], head('$pol'))}`;
  assert.equal(outline(witness(read(named), 'input')), '1-20 dropped, 21 open, 22-65535 dropped');
  assert.match(input(['tcp dport 21 accept'], [], head('$elsewhere')), /^1-20 unknown \(.*\), 21 open/);
  const before = ['chain early {', '  type filter hook input priority $early;', '  meta mark set 1', '}'];
  const text = `define early = filter - 10\n${table(['meta mark 1 accept'], before)}`;
  assert.equal(outline(witness(read(text), 'input')), '1-65535 open');
});

test('a redirection takes its port without a colon too', () => {
  const nat = [
    'chain pre {',
    '  type nat hook prerouting priority dstnat;',
    '  tcp dport 990 redirect to 21',
    '}',
  ];
  assert.equal(
    input(['tcp dport 21 accept'], nat),
    '1-20 dropped, 21 open, 22-989 dropped, 990 open here:21, 991-65535 dropped',
  );
});

test('the direction of a connection is compared, not passed over', () => {
  assert.equal(
    input(['tcp dport 21 ct direction original counter accept']),
    '1-20 dropped, 21 open, 22-65535 dropped',
  );
  assert.equal(input(['tcp dport 21 ct direction reply counter accept']), '1-65535 dropped');
});

test('a listing of what iptables has put in leaves out what its extensions were told', () => {
  const counted = 'counter packets 0 bytes 0';
  for (const name of ['string', '"string"'])
    assert.match(
      open([`tcp dport 21 xt match ${name} ${counted} accept`, 'tcp dport 3001-3100 accept']),
      /^21 unknown \(what the match string is told\), 3001-3100 open$/,
    );
  assert.match(open([`tcp dport 21 xt match "recent" ${counted} accept`]), /^21 (?:some|unknown)/);
  assert.match(open([`tcp dport 21 xt match "hashlimit" ${counted} accept`]), /^21 some \(a rate limit\)$/);
  assert.equal(open([`tcp dport 21 xt match icmp ${counted} accept`]), '');
  const shifted = (target: string): string => {
    const nat = [
      'chain pre {',
      '  type nat hook prerouting priority dstnat;',
      `  tcp dport 990 ${counted} ${target}`,
      '}',
    ];
    return open(['tcp dport 21 accept'], nat);
  };
  for (const target of ['xt target DNAT', 'xt target "DNAT"', '# xt_DNAT'])
    assert.match(shifted(target), /990 unknown/);
  for (const target of ['xt target "CT"', 'xt target LOG', '# xt_LOG'])
    assert.equal(shifted(`${target} accept`), '21 open');
  assert.equal(open([`${counted} xt target "LOG"`, `tcp dport 21 ${counted} accept`]), '21 open');
  // The rest of the rule stands in the comment.
  assert.match(open([`tcp dport 21 # match-set friends src ${counted} accept`]), /^21 unknown/);
  assert.equal(
    open([`tcp dport 21 ${counted} accept # handle 5`, `# tcp dport 22 ${counted} accept`]),
    '21 open',
  );
});

test('a condition behind a counter counts', () => {
  for (const condition of ['iifgroup 7', 'skuid 0', 'cpu 3', 'pkttype broadcast', 'hour "08:00"-"18:00"'])
    assert.doesNotMatch(open([`tcp dport 21 counter ${condition} accept`]), /^21 open/);
  assert.equal(
    open(['tcp dport 21 counter limit rate 5/day accept', 'tcp dport 22 accept']),
    '21 some (a rate limit), 22 open',
  );
});

test('long rulesets, and sets that many rules name, are read to their end or said to be unknown', () => {
  const list = (count: number, one: (i: number) => string): string =>
    Array.from({ length: count }, (_, i) => one(i)).join(', ');
  const text = table([`tcp dport vmap { ${list(20_000, (i) => `${1 + i * 3} : accept`)} }`]);
  const map = read(text);
  assert.equal(witness(map, 'input').runs.length, 40_000);
  const passive = { low: 1024, high: 65_535 };
  const service = { control: 1, implicitTls: false, passive, tls: false, advertised: null };
  const [found] = compareService(service, [{ path: 'big.nft', text, reading: map }]);
  assert.match(found?.message ?? '', /^The passive range 1024-65535 is not let through/);
  const many = read(
    table(
      Array.from({ length: 1000 }, (_, i) => `ip saddr 10.0.${i >> 8}.${i & 255} tcp dport @s accept`),
      [`set s { type inet_service; elements = { ${list(15_000, (i) => `${1 + i * 3}`)} } }`],
    ),
  );
  assert.ok(witness(many, 'input').runs.every(({ status }) => status === 'some' || status === 'unknown'));
  const rules = Array.from(
    { length: 12_000 },
    (_, i) => `ip saddr 10.0.${i >> 8}.${i & 255} tcp dport ${1 + i} accept`,
  );
  assert.match(at('', witness(read(table(rules)), 'input'), 11_999), /^some/);
});

test('defines that grow, chains that call each other, brackets without end', () => {
  const grown = Array.from(
    { length: 30 },
    (_, i) => `define a${i + 1} = { ${i === 0 ? '1-2' : Array<string>(10).fill(`$a${i}`).join(', ')} }`,
  );
  assert.match(
    outline(witness(read(`${grown.join('\n')}\n${table(['tcp dport $a30 accept'])}`), 'input')),
    /unknown/,
  );
  assert.match(
    open(['jump a'], ['chain a {', '  jump b', '}', 'chain b {', '  jump a', '}']),
    /^1-65535 unknown/,
  );
  const self = 'define a = $a\ndefine b = $a\n';
  assert.match(
    outline(witness(read(`${self}${table(['tcp dport $b accept'])}`), 'input')),
    /^1-65535 unknown/,
  );
  read(`${table(['tcp dport 21 accept'])}${'table inet x { chain y { tcp dport { '.repeat(20_000)}`);
  read(`${table([])}${'{'.repeat(300_000)}`);
  read(`${table([])}add rule inet filter input ${'tcp dport 1 '.repeat(60_000)}accept\n`);
});

test('any text that looks like a ruleset is read without harm', () => {
  const random = new Random(20_260_312);
  const words =
    'table inet ip filter chain input { } ; : , . - / != == & | ( ) @set $x define x = type hook input priority policy drop accept reject jump goto vmap map tcp udp dport sport 21 1-2 99999 saddr 10.0.0.0/8 ct state new helper set "ftp" dnat to redirect add insert delete rule element flush ruleset {% if %} {{x}} meta mark 0x1 limit rate over 5/minute \n elements'.split(
      ' ',
    );
  for (let round = 0; round < 300; round++) {
    const line = (): string =>
      Array.from({ length: random.between(1, 14) }, () => random.pick(words)).join(' ');
    read(table([line(), line(), line()], [line()]) + Array.from({ length: 6 }, line).join('\n'));
  }
});

test('a chain at a device is told as unread, and changes nothing', () => {
  for (const head of [
    'type filter hook ingress device "eth0" priority -500;',
    'type filter hook ingress devices = {\n      "eth1",\n      "eth0",\n    } priority 0; policy drop;',
    'type filter hook egress priority 0; devices = { "eth*" };',
  ]) {
    const chain = `chain front {\n    ${head}\n    tcp dport 40000 drop\n  }`;
    const text = `table netdev edge {\n  ${chain}\n}\n${table(['tcp dport 21-40100 accept'])}`;
    const open = '1-20 dropped, 21-40100 open, 40101-65535 dropped';
    assert.equal(outline(witness(read(text), 'input')), open, head);
    assert.match(unread('nftables.conf', text).join(), /a chain of the hook (?:in|e)gress/);
  }
});

/** What nft lists of a rule that iptables-nft has put in, in front of one that accepts port 60000. */
function translated(match: string, verdict: string): string {
  return `table ip filter {\n\tchain INPUT {\n\t\ttype filter hook input priority filter; policy drop;\n\t\t${match} counter packets 0 bytes 0 ${verdict}\n\t\ttcp dport 60000 counter packets 0 bytes 0 accept\n\t}\n}\n`;
}

function translatedInput(match: string, verdict: string): string {
  return outline(witness(read(translated(match, verdict)), 'input'));
}

test('where nft lists less than iptables was told, nothing is sure', () => {
  const why = 'ports of either side, which nft lists only a part of';
  // Of `--ports 50000:50100`, of `! --ports 21` and of `! --ports 21,990`.
  const ports = [
    '{ 0-65535 . 50000, 50000 . 0-65535, 0-65535 . 50100, 50100 . 0-65535 }',
    '{ 0-65535 . 21, 21 . 0-65535 }',
    '{ 0-65535 . 21, 21 . 0-65535, 0-65535 . 990, 990 . 0-65535 }',
  ];
  for (const set of ports) {
    const match = `meta l4proto tcp tcp sport . tcp dport ${set}`;
    const open = `1-59999 unknown (${why}), 60000 open, 60001-65535 unknown (${why})`;
    assert.equal(translatedInput(match, 'accept'), open);
    assert.equal(
      translatedInput(match, 'drop'),
      `1-59999 dropped, 60000 unknown (${why}), 60001-65535 dropped`,
    );
  }
  assert.match(translatedInput('tcp sport . tcp dport { 1024-65535 . 21 }', 'accept'), /, 21 open,/);
  // Of `--ctstate DNAT`, `--ctstate NEW,DNAT` and `! --ctstate DNAT` alike.
  const state = 'a state that nft lists only a part of';
  assert.match(
    translatedInput('ct status dnat', 'accept'),
    new RegExp(`^1-59999 unknown \\(${state}\\), 60000 open`),
  );
  assert.equal(open(['ct status dnat accept']), '');
});

test('none of several bits is something else than not one of them', () => {
  const dropped = '1-59999 dropped, 60000 open, 60001-65535 dropped';
  assert.equal(translatedInput('tcp flags ! fin,syn,rst,psh,ack,urg', 'drop'), dropped);
  assert.equal(translatedInput('tcp flags ! fin,syn,rst,psh,ack,urg', 'accept'), dropped);
  assert.equal(translatedInput('tcp flags ! fin,rst', 'accept'), '1-65535 open');
  assert.equal(translatedInput('tcp flags ! syn', 'drop'), dropped);
  assert.match(translatedInput('ct status ! seen-reply,assured', 'accept'), /^1-65535 open$/);
  assert.equal(translatedInput('ct status seen-reply,assured', 'accept'), dropped);
  assert.equal(translatedInput('ct state ! new', 'accept'), dropped);
});

test('a first packet is no fragment', () => {
  const dropped = '1-59999 dropped, 60000 open, 60001-65535 dropped';
  assert.equal(translatedInput('ip frag-off & 8191 != 0', 'drop'), dropped);
  assert.equal(translatedInput('ip frag-off & 0x1fff == 0', 'drop'), '1-65535 dropped');
  assert.match(translatedInput('ip frag-off & 0x4000 != 0', 'drop'), /60000 unknown/);
});
