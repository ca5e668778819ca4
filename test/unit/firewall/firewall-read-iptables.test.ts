import assert from 'node:assert/strict';
import test from 'node:test';
import { compareService } from '../../../core/firewall/index.js';
import { firewallKindOf, readFirewallFile } from '../../../core/firewall/formats/index.js';
import type { FirewallReading, Packet } from '../../../core/firewall/reading.js';
import { Random } from '../../oracle/random.js';
import { at, cutOut, outline, witness, withAdditions } from './firewall-outline.js';
import { checkForm, mentioned, unread } from '../reading-text.js';

/** Read as iptables-save writes it, or as a script. */
function read(text: string, path = 'rules.v4', packet?: Packet): FirewallReading {
  const reading = readFirewallFile(path, text, packet);
  assert.ok(reading, `${path} is not recognised`);
  checkForm(text, reading);
  return reading;
}

function save(rules: readonly string[], policy = 'DROP', chains: readonly string[] = []): string {
  const own = chains.map((name) => `:${name} - [0:0]\n`).join('');
  const lines = rules.map((rule) => `${rule}\n`).join('');
  return `*filter\n:INPUT ${policy} [0:0]\n:FORWARD DROP [0:0]\n:OUTPUT ACCEPT [0:0]\n${own}${lines}COMMIT\n`;
}

/** What becomes of the ports by these rules of INPUT, the policy being to drop. */
function input(...rules: readonly string[]): string {
  const chains = new Set(rules.map((rule) => /^-[AI] (\S+)/.exec(rule)?.[1] ?? 'INPUT'));
  chains.delete('INPUT');
  return outline(witness(read(save(rules, 'DROP', [...chains])), 'input'));
}

/** The same of a script's lines. */
function script(...lines: readonly string[]): string {
  return outline(witness(read(`#!/bin/sh\n${lines.join('\n')}\n`, 'fw.sh'), 'input'));
}

test('a policy decides where no rule does, and is pointed at', () => {
  for (const [policy, status] of [
    ['ACCEPT', 'open'],
    ['DROP', 'dropped'],
  ] as const) {
    const text = save(['-A INPUT -p tcp --dport 22 -j ACCEPT'], policy);
    const found = witness(read(text), 'input');
    assert.equal(found.runs.at(-1)?.status, status);
    assert.equal(at(text, found, 22), 'open: -A INPUT -p tcp --dport 22 -j ACCEPT');
    assert.equal(at(text, found, 21), `${status}: -`);
    assert.equal(cutOut(text, found.at), `:INPUT ${policy} [0:0]`);
  }
});

test('each rule that decides is pointed at, the first one first', () => {
  const text = save([
    '-A INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT',
    '-A INPUT -p tcp -m tcp --dport 3050:3060 -j DROP',
    '-A INPUT -p tcp -m tcp --dport 3001:3100 -j ACCEPT',
    '-A INPUT -p tcp -m tcp --dport 3090:3110 -j REJECT --reject-with tcp-reset',
  ]);
  const found = witness(read(text), 'input');
  assert.equal(
    outline(found),
    '1-3000 dropped, 3001-3049 open, 3050-3060 dropped, 3061-3100 open, 3101-3110 rejected, 3111-65535 dropped',
  );
  assert.equal(at(text, found, 3055), 'dropped: -A INPUT -p tcp -m tcp --dport 3050:3060 -j DROP');
  assert.equal(at(text, found, 3090), 'open: -A INPUT -p tcp -m tcp --dport 3001:3100 -j ACCEPT');
  assert.equal(found.acceptsRelated, true);
});

test('a rule opens what it names, in every spelling', () => {
  const forms: readonly (readonly [rule: string, expected: string])[] = [
    ['-p tcp --dport 21 -j ACCEPT', '21 open'],
    ['-p tcp -m tcp --dport 21 -j ACCEPT', '21 open'],
    ['-p 6 --destination-port 21 -j ACCEPT', '21 open'],
    ['--protocol tcp --dport=21 --jump ACCEPT', '21 open'],
    ['-ptcp --dport ftp -jACCEPT', '21 open'],
    ['-p tcp --dport 3001:3003 -j ACCEPT', '3001-3003 open'],
    ['-p tcp --dport 65000: -j ACCEPT', '65000-65535 open'],
    ['-p tcp --dport :20 -j ACCEPT', '1-20 open'],
    ['-p tcp -m multiport --dports 21,990,3001:3003 -j ACCEPT', '21 open, 990 open, 3001-3003 open'],
    ['-p tcp -m multiport --ports 21,990 -j ACCEPT', '21 open, 990 open'],
    ['-p tcp -m multiport ! --dports 1:20,22:65535 -j ACCEPT', '21 open'],
    ['-p tcp ! --dport 2:65535 -j ACCEPT', '1 open'],
    ['-p tcp --dport ! 2:65535 -j ACCEPT', '1 open'],
    ['-p udp --dport 21 -j ACCEPT', ''],
    ['! -p tcp -j ACCEPT', ''],
    ['! -p udp -j ACCEPT', '1-65535 open'],
    ['-p tcp --syn --dport 21 -j ACCEPT', '21 open'],
    ['-p tcp ! --syn --dport 21 -j ACCEPT', ''],
    ['-p tcp --tcp-flags SYN,ACK SYN --dport 21 -j ACCEPT', '21 open'],
    ['-p tcp --sport 1024:65535 --dport 21 -j ACCEPT', '21 open'],
    ['-p tcp --sport 20 --dport 1024:65535 -j ACCEPT', ''],
    ['-m state --state NEW -p tcp --dport 21 -j ACCEPT', '21 open'],
    ['-m state --state NEW,RELATED,ESTABLISHED -p tcp --dport 21 -j ACCEPT', '21 open'],
    ['-m conntrack ! --ctstate NEW -p tcp --dport 21 -j ACCEPT', ''],
    ['-i lo -j ACCEPT', ''],
    ['! -i lo -p tcp --dport 21 -j ACCEPT', '21 open'],
    ['-s 127.0.0.0/8 -j ACCEPT', ''],
    ['-s 0.0.0.0/0 -d 0/0 -p tcp --dport 21 -j ACCEPT', '21 open'],
    ['-s 192.0.2.0/24 -p tcp --dport 21 -j ACCEPT', '21 some (from 192.0.2.0/24)'],
    ['! -s 192.0.2.0/24 -p tcp --dport 21 -j ACCEPT', '21 some (not from 192.0.2.0/24)'],
    ['-p tcp --dport 21 -m limit --limit 5/min -j ACCEPT', '21 some (a rate limit)'],
    ['-p tcp --dport 21 -m comment --comment "a -j DROP" -j ACCEPT', '21 open'],
    ['-m set --match-set friends src -j ACCEPT', '1-65535 unknown (the ipset "friends")'],
    ['-m bpf --bytecode 1 -j ACCEPT', '1-65535 unknown (the match "bpf")'],
    ['-p tcp --dport 21 -j NFQUEUE --queue-num 0', '21 unknown (a program that is asked by NFQUEUE)'],
    ['-p tcp --dport 21 -j NOWHERE', '21 unknown (the chain NOWHERE, which is not here)'],
    ['-p tcp --dport 21 -j LOG --log-prefix "-j ACCEPT "', ''],
    ['-p tcp --dport 21', ''],
  ];
  for (const [rule, expected] of forms) {
    const found = witness(read(save([`-A INPUT ${rule}`])), 'input');
    const other = { ...found, runs: found.runs.filter(({ status }) => status !== 'dropped') };
    assert.equal(outline(other), expected, rule);
  }
});

test('one client and one address that are known leave no doubt', () => {
  const text = save([
    '-A INPUT -s 192.0.2.0/24 -p tcp --dport 21 -j ACCEPT',
    '-A INPUT -i eth1 -d 198.51.100.5 -p tcp --dport 990 -j ACCEPT',
  ]);
  const as = (packet: Packet): string => outline(witness(read(text, 'rules.v4', packet), 'input'));
  const known = { from: '192.0.2.9', to: '198.51.100.5', inInterface: 'eth1' };
  assert.equal(as(known), '1-20 dropped, 21 open, 22-989 dropped, 990 open, 991-65535 dropped');
  assert.equal(as({ ...known, from: '203.0.113.1' }), '1-989 dropped, 990 open, 991-65535 dropped');
  assert.equal(as({ ...known, inInterface: 'eth0' }), '1-20 dropped, 21 open, 22-65535 dropped');
});

const CHAINS = ['-A INPUT -j FTP', '-A INPUT -p tcp --dport 990 -j ACCEPT'];

test('chains of the user are followed: jump, goto and RETURN', () => {
  const open = (...rules: readonly string[]): string => input(...CHAINS, ...rules);
  assert.equal(
    open('-A FTP -p tcp --dport 21 -j ACCEPT'),
    '1-20 dropped, 21 open, 22-989 dropped, 990 open, 991-65535 dropped',
  );
  assert.equal(
    open('-A FTP -p tcp --dport 990 -j RETURN', '-A FTP -j DROP'),
    '1-989 dropped, 990 open, 991-65535 dropped',
  );
  assert.equal(
    open(
      '-A FTP -p tcp --dport 900:1000 -g TWO',
      '-A FTP -j REJECT',
      '-A TWO -p tcp --dport 990 -j RETURN',
      '-A TWO -j DROP',
    ),
    '1-899 rejected, 900-989 dropped, 990 open, 991-1000 dropped, 1001-65535 rejected',
  );
  // A RETURN of a base chain asks the policy.
  assert.equal(
    input('-A INPUT -p tcp --dport 21 -j RETURN', '-A INPUT -j ACCEPT'),
    '1-20 open, 21 dropped, 22-65535 open',
  );
});

test('the rule that names the ports is pointed at, not the one in its chain that lets all in', () => {
  const text = save(['-A INPUT -p tcp --dport 21 -j FTP', '-A FTP -j ACCEPT'], 'DROP', ['FTP']);
  assert.equal(at(text, witness(read(text), 'input'), 21), 'open: -A INPUT -p tcp --dport 21 -j FTP');
});

test('-I, -R, -F, -X and -P change what was there', () => {
  const base = ['iptables -P INPUT DROP', 'iptables -A INPUT -p tcp --dport 21 -j ACCEPT'];
  const after = (...lines: readonly string[]): string => script(...base, ...lines);
  const open = '1-20 dropped, 21 open, 22-65535 dropped';
  const shut = '1-65535 dropped';
  assert.equal(after(), open);
  assert.equal(after('iptables -I INPUT -p tcp -j DROP'), shut);
  assert.equal(after('iptables -I INPUT 2 -p tcp -j DROP'), open);
  assert.equal(
    after('iptables -R INPUT 1 -p tcp --dport 22 -j ACCEPT'),
    '1-21 dropped, 22 open, 23-65535 dropped',
  );
  assert.equal(after('iptables -R INPUT 5 -p tcp --dport 22 -j ACCEPT'), open);
  assert.equal(after('iptables -D INPUT 1'), shut);
  assert.equal(after('iptables -D INPUT 2'), open);
  assert.equal(after('iptables -F INPUT'), shut);
  assert.equal(after('iptables -F OUTPUT'), open);
  assert.equal(after('iptables -F'), shut);
  assert.equal(after('iptables -t nat -F'), open);
  assert.equal(after('iptables -P INPUT ACCEPT'), '1-20 open, 21 open, 22-65535 open');
  assert.equal(after('ip6tables -F'), open);
  assert.equal(
    after('iptables -C INPUT -p tcp --dport 21 -j ACCEPT || iptables -A INPUT -p tcp --dport 22 -j ACCEPT'),
    '1-20 dropped, 21 open, 22 open, 23-65535 dropped',
  );
});

test('-D takes away the rule that is the same to iptables, and no other', () => {
  const left = (rule: string, deleted: string): string =>
    script('iptables -P INPUT DROP', `iptables -A INPUT ${rule}`, `iptables -D INPUT ${deleted}`);
  const same: readonly (readonly [rule: string, deleted: string])[] = [
    ['-p tcp --dport 21 -j ACCEPT', '-p tcp -m tcp --dport 21 -j ACCEPT'],
    ['-p tcp --dport 21 -j ACCEPT', '--protocol 6 --destination-port ftp --jump ACCEPT'],
    ['-s 192.0.2.7/24 -p tcp -j ACCEPT', '-p tcp --source 192.0.2.0/255.255.255.0 -j ACCEPT'],
    ['-s 0/0 -p tcp --dport 21 -j ACCEPT', '-p tcp --dport 21 -j ACCEPT'],
    ['-p tcp -m state --state NEW,RELATED -j ACCEPT', '-p tcp -m state --state RELATED,NEW -j ACCEPT'],
    ['-p tcp -j REJECT', '-p tcp -j REJECT --reject-with port-unreach'],
  ];
  const nothing = '1-65535 dropped';
  for (const [rule, deleted] of same) assert.equal(left(rule, deleted), nothing, deleted);
  const different: readonly (readonly [rule: string, deleted: string])[] = [
    ['-p tcp -j ACCEPT', '-p tcp -m tcp -j ACCEPT'],
    ['-p tcp -m state --state NEW -j ACCEPT', '-p tcp -m conntrack --ctstate NEW -j ACCEPT'],
    ['-p tcp -m multiport --dports 21,22 -j ACCEPT', '-p tcp -m multiport --dports 22,21 -j ACCEPT'],
    ['-p tcp -m comment --comment ftp -j ACCEPT', '-p tcp -j ACCEPT'],
    ['-p tcp --dport 21 -j ACCEPT', '-p tcp --dport 21 -j DROP'],
    ['! -s 192.0.2.0/24 -p tcp -j ACCEPT', '-s 192.0.2.0/24 -p tcp -j ACCEPT'],
  ];
  for (const [rule, deleted] of different) assert.notEqual(left(rule, deleted), nothing, deleted);
  const answers = script(
    'iptables -P INPUT DROP',
    'iptables -A INPUT -p tcp -j REJECT --reject-with tcp-reset',
    'iptables -D INPUT -p tcp -j REJECT',
  );
  assert.equal(answers, '1-65535 rejected');
});

test('what stands under a condition, or is not known, is unknown', () => {
  const base = ['iptables -P INPUT DROP', 'iptables -A INPUT -p tcp --dport 21 -j ACCEPT'];
  const maybe = script(
    ...base,
    'if test -e /etc/ftps; then iptables -A INPUT -p tcp --dport 990 -j ACCEPT; fi',
  );
  assert.match(
    maybe,
    /^1-20 dropped, 21 open, 22-989 dropped, 990 unknown \(a rule .*condition\), 991-65535 dropped$/,
  );
  assert.equal(
    script(...base, 'iptables -A INPUT -p tcp --dport $PORTS -j ACCEPT'),
    '1-20 unknown (the variable $PORTS), 21 open, 22-65535 unknown (the variable $PORTS)',
  );
  assert.equal(
    script(...base, 'for p in 990 3001:3003; do iptables -A INPUT -p tcp --dport $p -j ACCEPT; done'),
    '1-20 dropped, 21 open, 22-989 dropped, 990 open, 991-3000 dropped, 3001-3003 open, 3004-65535 dropped',
  );
  for (const line of [
    'iptables $RULE',
    'iptables-restore < /etc/more.rules',
    'iptables -A INPUT -p tcp -j "$WHAT"',
  ]) {
    const text = `#!/bin/sh\n${[...base, line].join('\n')}\n`;
    const reading = read(text, 'fw.sh');
    const other = reading.witnesses.find(({ role }) => role === 'input')?.runs;
    assert.equal(other?.at(-1)?.status, 'unknown', line);
    const service = {
      control: 21,
      implicitTls: false,
      passive: { low: 3001, high: 3300 },
      tls: false,
      advertised: null,
    };
    assert.deepEqual(compareService(service, [{ path: 'fw.sh', text, reading }]), [], line);
    assert.equal(unread('fw.sh', text).length, 1, line);
  }
});

test('what a template leaves out or not is unknown, and what stands behind it is not', () => {
  const rules = (before: string, behind: string): string =>
    input(
      '-A INPUT -p tcp --dport 21 -j ACCEPT',
      before,
      '-A INPUT -p tcp --dport 990 -j ACCEPT',
      behind,
      '-A INPUT -p tcp --dport 22 -j ACCEPT',
    );
  for (const [before, behind] of [
    ['{% if ftps %}', '{% endif %}'],
    ['{%- for zone in zones -%}', '{%- endfor %}'],
    ['<% if @ftps -%>', '<% end -%>'],
    ['<% @zones.each do |zone| -%>', '<% end %>'],
  ] as const) {
    assert.match(
      rules(before, behind),
      /^1-20 dropped, 21 open, 22 open, 23-989 dropped, 990 unknown \(.*\), 991-65535 dropped$/,
    );
  }
  assert.match(rules('{% set zone = 1 %}', '{# note #}'), /, 990 open, /);
});

const SETS = [
  'ipset create ports bitmap:port range 0-65535',
  'ipset add ports 21',
  'ipset -exist add ports 3001-3003',
  'iptables -P INPUT DROP',
];

test('what is in an ipset may change at any time', () => {
  for (const line of ['ipset add ports 22', 'ipset add ports $PORT', 'ipset restore < /etc/ipset.conf']) {
    const found = script(...SETS, 'iptables -A INPUT -p tcp -m set --match-set ports dst -j ACCEPT', line);
    assert.match(found, /^1-65535 unknown \(the ipset "ports"/, line);
  }
});

test('rules of another file, and rules that are put together, leave the rest unknown', () => {
  const open = 'iptables -A INPUT -p tcp --dport 21 -j ACCEPT';
  for (const more of [
    './open-ports.sh',
    '. /etc/firewall.d/ftp.sh',
    `awk '{print "iptables -A INPUT -p tcp --dport " $1 " -j ACCEPT"}' ports | sh`,
    'xargs -n1 iptables -A INPUT -j ACCEPT -p tcp --dport < ports',
    'xargs -I% iptables -A INPUT -p tcp --dport % -j ACCEPT < ports',
  ])
    assert.match(script('iptables -P INPUT DROP', open, more), /^1-65535 unknown/, more);
});

test('a list of more ports than multiport takes is unknown', () => {
  const list = (count: number): string => Array.from({ length: count }, (_, i) => i + 1).join(',');
  assert.match(input(`-A INPUT -p tcp -m multiport --dports ${list(15)} -j ACCEPT`), /^1-15 open/);
  assert.match(input(`-A INPUT -p tcp -m multiport --dports ${list(13)},20:30 -j ACCEPT`), /^1-13 open/);
  assert.match(input(`-A INPUT -p tcp -m multiport --dports ${list(16)} -j ACCEPT`), /^1-65535 unknown/);
  assert.match(
    input(`-A INPUT -p tcp -m multiport --dports ${list(14)},20:30 -j ACCEPT`),
    /^1-65535 unknown/,
  );
});

test('how a command waits and speaks does not matter', () => {
  assert.equal(
    script(
      'iptables -w -P INPUT DROP',
      'iptables -w 5 -A INPUT -p tcp --dport 21 -j DROP',
      'iptables --wait=2 -A INPUT -p tcp --dport 22 -j DROP',
      'iptables -vn -W 100 -I INPUT 2 -p tcp --dport 20:22 -j ACCEPT',
      'iptables -w -D INPUT 1',
    ),
    '1-19 dropped, 20-22 open, 23-65535 dropped',
  );
});

test('a ruleset in a here-document is read, one that comes through a file or a pipe is unknown', () => {
  const lines = ['*filter', ':INPUT DROP [0:0]', '-A INPUT -p tcp --dport 21 -j ACCEPT', 'COMMIT'];
  assert.equal(
    script('PORT=21', 'iptables-restore <<E', ...lines.map((line) => line.replace('21', '$PORT')), 'E'),
    '1-20 dropped, 21 open, 22-65535 dropped',
  );
  const first = (line: string, i: number): string => `echo "${line}" ${i === 0 ? '>' : '>>'} /tmp/rules`;
  for (const written of [
    [...lines.map(first), 'iptables-restore < /tmp/rules'],
    ['{', ...lines.map((line) => `echo "${line}"`), '} | iptables-restore'],
    ['cat > /r <<E', ...lines, 'E', 'iptables-restore /r'],
    ['cat <<E | iptables-restore', ...lines, 'E'],
  ])
    assert.match(script(...written), /^1-65535 unknown/, written.join());
});

test('a rule line that a template fills in is unknown', () => {
  const text = save(['-A INPUT -p tcp --dport {{ ftp_port }} -j ACCEPT']);
  assert.equal(outline(witness(read(text), 'input')), '1-65535 unknown (the variable {{ ftp_port }})');
});

const GATEWAY = (nat: readonly string[], forward: readonly string[]): string =>
  `*nat\n:PREROUTING ACCEPT [0:0]\n${nat.join('\n')}\nCOMMIT\n` +
  `*filter\n:INPUT DROP [0:0]\n:FORWARD DROP [0:0]\n${forward.join('\n')}\nCOMMIT\n`;

test('DNAT: the port stays, is replaced, or shifts in step', () => {
  const forms: readonly (readonly [target: string, expected: string])[] = [
    ['10.0.0.5', '3001-3100 open 10.0.0.5:3001'],
    ['10.0.0.5:2121', '3001-3100 open 10.0.0.5:2121 for all'],
    ['10.0.0.5:3001-3100', '3001-3100 open 10.0.0.5:3001'],
    ['10.0.0.5:13001-13100/3001', '3001-3100 open 10.0.0.5:13001'],
    ['10.0.0.5:nonsense', '3001-3100 unknown (the destination 10.0.0.5:nonsense)'],
  ];
  for (const [target, expected] of forms) {
    const text = GATEWAY(
      [`-A PREROUTING -p tcp --dport 3001:3100 -j DNAT --to-destination ${target}`],
      ['-A FORWARD -p tcp -d 10.0.0.5 -j ACCEPT'],
    );
    const found = witness(read(text), 'forward');
    assert.equal(outline({ ...found, runs: found.runs.slice(1, 2) }), expected, target);
    assert.equal(
      at(text, found, 3001).replace(/^\w+: /, ''),
      `-A PREROUTING -p tcp --dport 3001:3100 -j DNAT --to-destination ${target}`,
    );
  }
});

test('what FORWARD judges is the port behind the translation', () => {
  const nat = ['-A PREROUTING -p tcp --dport 3001:3100 -j DNAT --to-destination 10.0.0.5:13001-13100/3001'];
  const passed = (rule: string): string => {
    const text = GATEWAY(nat, [rule]);
    const found = witness(read(text), 'forward');
    return `${at(text, found, 3050).split(':')[0] ?? ''} ${at(text, found, 3051).split(':')[0] ?? ''}`;
  };
  assert.equal(passed('-A FORWARD -p tcp --dport 13001:13050 -j ACCEPT'), 'open dropped');
  assert.equal(passed('-A FORWARD -p tcp --dport 3001:3100 -j ACCEPT'), 'dropped dropped');
  assert.equal(passed('-A FORWARD -m conntrack --ctstate DNAT -j ACCEPT'), 'open open');
  assert.equal(passed('-A FORWARD -p tcp -m conntrack --ctorigdstport 3050 -j ACCEPT'), 'open dropped');
});

test('a redirection to another port of the machine itself', () => {
  const text = GATEWAY(
    ['-A PREROUTING -p tcp --dport 21 -j REDIRECT --to-ports 2121'],
    ['-A INPUT -p tcp --dport 2121 -j ACCEPT'],
  );
  const found = witness(read(text), 'input');
  assert.equal(
    outline(found),
    '1-20 dropped, 21 open here:2121, 22-2120 dropped, 2121 open, 2122-65535 dropped',
  );
});

test('marks, connection tracking that is left out, and other tables in front', () => {
  const raw = (rule: string, ...rules: readonly string[]): string =>
    outline(witness(read(`*raw\n:PREROUTING ACCEPT [0:0]\n${rule}\nCOMMIT\n${save(rules)}`), 'input'));
  assert.equal(
    raw('-A PREROUTING -p tcp --dport 21 -j DROP', '-A INPUT -p tcp --dport 20:22 -j ACCEPT'),
    '1-19 dropped, 20 open, 21 dropped, 22 open, 23-65535 dropped',
  );
  assert.equal(
    raw('-A PREROUTING -p tcp --dport 21 -j CT --notrack', '-A INPUT -m conntrack --ctstate NEW -j ACCEPT'),
    '1-20 open, 21 dropped, 22-65535 open',
  );
  assert.equal(
    raw('-A PREROUTING -p tcp --dport 21 -j MARK --set-mark 7', '-A INPUT -m mark --mark 7 -j ACCEPT'),
    '1-20 dropped, 21 open, 22-65535 dropped',
  );
});

test('the helper is given to connections by a rule of raw', () => {
  const text = `*raw\n:PREROUTING ACCEPT [0:0]\n-A PREROUTING -p tcp -m multiport --dports 21,2121 -j CT --helper ftp\nCOMMIT\n${save(['-A INPUT -m helper --helper ftp -j ACCEPT'])}`;
  const { helpers, witnesses } = read(text);
  assert.deepEqual(
    helpers.map(({ ports, how, at: place }) => [ports, how, cutOut(text, place)]),
    [[[21, 2121], 'assigned', '-A PREROUTING -p tcp -m multiport --dports 21,2121 -j CT --helper ftp']],
  );
  assert.equal(
    witnesses.some(({ acceptsRelated }) => acceptsRelated === true),
    true,
  );
  const other = read(`*raw\n-A PREROUTING -p tcp --dport 5060 -j CT --helper sip\nCOMMIT\n${save([])}`);
  assert.deepEqual(other.helpers, []);
});

test('mentions are the numbers themselves, also where a variable is set', () => {
  const text = save([
    '-A INPUT -p tcp -m multiport --dports 21,3001:3100 -j ACCEPT',
    '-A INPUT -p tcp --dport 990 -j DROP',
    '-A INPUT -p udp --dport 53 -j ACCEPT',
  ]);
  assert.deepEqual(mentioned('rules.v4', text), ['21 accepts', '3001:3100 accepts', '990 drops']);
  assert.deepEqual(
    mentioned('fw.sh', '#!/bin/sh\nPORTS=3001:3100\niptables -A INPUT -p tcp --dport $PORTS -j ACCEPT\n'),
    ['3001:3100 accepts'],
  );
});

test('IPv6 by the name of the file or of the program', () => {
  const text = save(['-A INPUT -p tcp --dport 21 -j ACCEPT']);
  assert.equal(read(text, 'rules.v6').witnesses[0]?.name, 'chain INPUT (IPv6)');
  assert.equal(
    read(`# Generated by ip6tables-save v1.8.9\n${text}`, 'dump').witnesses[0]?.name,
    'chain INPUT (IPv6)',
  );
  const both = read('#!/bin/sh\niptables -P INPUT DROP\nip6tables -P INPUT ACCEPT\n', 'fw.sh');
  assert.deepEqual(
    both.witnesses.filter(({ role }) => role === 'input').map((each) => outline(each)),
    ['1-65535 dropped', '1-65535 open'],
  );
});

test('heredocs and here-strings for iptables-restore are read where they stand', () => {
  const text = `#!/bin/bash
RANGE=3001:3100
iptables-restore <<EOF
*filter
:INPUT DROP [0:0]
-A INPUT -p tcp --dport $RANGE -j ACCEPT
COMMIT
EOF
iptables -A INPUT -p tcp --dport 21 -j ACCEPT
`;
  const found = witness(read(text, 'fw.sh'), 'input');
  assert.equal(outline(found), '1-20 dropped, 21 open, 22-3000 dropped, 3001-3100 open, 3101-65535 dropped');
  assert.equal(at(text, found, 3001), 'open: -A INPUT -p tcp --dport $RANGE -j ACCEPT');
  const before = 'iptables -A INPUT -p tcp --dport 990 -j ACCEPT\niptables-restore';
  const dropped = read(text.replace('iptables-restore', before), 'fw.sh');
  assert.doesNotMatch(outline(witness(dropped, 'input')), /990 open/);
  const kept = read(text.replace('iptables-restore', `${before} -n`), 'fw.sh');
  assert.match(outline(witness(kept, 'input')), /990 open/);
});

test('additions open what they are filled with', () => {
  for (const rules of [
    ['-A INPUT -p tcp --dport 21 -j ACCEPT'],
    ['-A INPUT -p tcp --dport 21 -j ACCEPT', '-A INPUT -j REJECT --reject-with icmp-host-prohibited'],
    ['-A INPUT -j OWN', '-A OWN -p tcp --dport 21 -j ACCEPT', '-A OWN -j DROP'],
  ]) {
    const text = save(rules, 'DROP', ['OWN']);
    const changed = withAdditions(text, witness(read(text), 'input'), 3001, 3300);
    const found = witness(read(changed), 'input');
    assert.match(
      outline(found),
      /\b21 open, .*3001-3300 open, 3301-65535 (?:dropped|rejected)$/,
      rules.join(),
    );
  }
});

test('what is no ruleset is not taken for one', () => {
  const rule = 'iptables -A INPUT -p tcp --dport 21 -j ACCEPT';
  assert.equal(firewallKindOf('notes.txt', `We tried ${rule}`), null);
  assert.equal(firewallKindOf('rules.txt', rule), 'shell');
  assert.equal(firewallKindOf('rules.v4', '*filter\n'), null);
  assert.equal(firewallKindOf('rules.v4', save([])), 'iptables');
});

test('long rulesets are read to their end, or said to be unknown', () => {
  const many = (count: number, line: (i: number) => string): string =>
    save(Array.from({ length: count }, (_, i) => line(i)));
  const alike = many(15_000, (i) => `-A INPUT -p tcp -m tcp --dport ${1 + i} -j ACCEPT`);
  assert.equal(at(alike, witness(read(alike), 'input'), 15_000).split(':')[0], 'open');
  const own = many(12_000, (i) => `-A INPUT -s 10.${i >> 8}.${i & 255}.1 -p tcp --dport ${1 + i} -j ACCEPT`);
  assert.ok(own.length > 600_000);
  const { runs } = witness(read(own), 'input');
  assert.ok(runs.every(({ status }) => status === 'some' || status === 'dropped' || status === 'unknown'));
});

test('chains that call each other for ever, and very deep ones, come to an end', () => {
  const loop = input('-A INPUT -j A', '-A A -j B', '-A B -j A', '-A B -j ACCEPT');
  assert.match(loop, /unknown/);
  assert.match(input('-A INPUT -j A', '-A A -j A', '-A A -g A'), /unknown/);
  const bush = Array.from({ length: 60 }, (_, i) => [
    `-A C${i} -j C${i + 1}`,
    `-A C${i} -j C${i + 1}`,
  ]).flat();
  assert.match(input('-A INPUT -j C0', ...bush, '-A C60 -p tcp --dport 21 -j ACCEPT'), /unknown|21 open/);
  const deep = Array.from({ length: 3000 }, (_, i) => `-A C${i} -j C${i + 1}`);
  assert.match(input('-A INPUT -j C0', ...deep, '-A C3000 -j ACCEPT'), /^1-65535 unknown/);
});

test('any text that looks like a ruleset is read without harm', () => {
  const random = new Random(20_260_311);
  const words =
    '-A -I -D -R -P -N INPUT FORWARD OWN -p tcp udp ! -m multiport set state --dport --dports --state NEW 21 1:2 99999 -s 10.0.0.0/8 ::/0 -i eth+ -j -g ACCEPT DROP DNAT --to-destination 10.0.0.1:1-2/3 -t nat *nat :INPUT $X "\' " {{x}} [1:2] \\ COMMIT'.split(
      ' ',
    );
  for (let round = 0; round < 300; round++) {
    const lines = Array.from({ length: 12 }, () =>
      Array.from({ length: random.between(1, 12) }, () => random.pick(words)).join(' '),
    );
    read(`*filter\n:INPUT DROP [0:0]\n${lines.join('\n')}\nCOMMIT\n`);
    const commands = lines.map((line) => `iptables ${line}`).join('\n');
    read(`#!/bin/sh\niptables -P INPUT DROP\n${commands}\n`, 'fw.sh');
  }
});

test('quotes are double for iptables-restore: an apostrophe in a word is a letter', () => {
  const rule = '-A INPUT -p tcp -m comment --comment';
  assert.equal(input(`${rule} bob's -m tcp --dport 21 -j ACCEPT`), '1-20 dropped, 21 open, 22-65535 dropped');
  assert.equal(
    input(`${rule} a\\ -m tcp --dport 21 -j ACCEPT`, `${rule} 'two words' -m tcp --dport 22 -j ACCEPT`),
    '1-20 dropped, 21 open, 22 open, 23-65535 dropped',
  );
});

test('what is declared behind its rules keeps them if it is a chain of the kernel, and is emptied if not', () => {
  const first = '-A INPUT -p tcp --dport 21 -j ACCEPT';
  assert.equal(
    outline(
      witness(
        read(`*filter\n${first}\n:INPUT DROP [0:0]\n-A INPUT -p tcp --dport 22 -j ACCEPT\nCOMMIT\n`),
        'input',
      ),
    ),
    '1-20 dropped, 21 open, 22 open, 23-65535 dropped',
  );
  const lines = [
    'iptables -P INPUT DROP',
    'iptables -N ftp',
    'iptables -A INPUT -j ftp',
    'iptables -A ftp -j ACCEPT',
  ];
  const restored = (...rules: readonly string[]): readonly string[] => [
    'iptables-restore --noflush <<END',
    '*filter',
    ...rules,
    'COMMIT',
    'END',
  ];
  const again = restored(':INPUT - [0:0]', ':ftp - [0:0]', '-A ftp -p tcp --dport 21 -j ACCEPT');
  assert.equal(script(...lines, ...again), '1-20 dropped, 21 open, 22-65535 dropped');
  assert.match(script(...lines, 'if test -e /etc/ftp; then', ...again, 'fi'), /^1-65535 unknown/);
  assert.match(
    script(...lines.slice(0, 1), 'if test -e /etc/ftp; then', ...restored(':INPUT ACCEPT [0:0]'), 'fi'),
    /^1-65535 unknown/,
  );
});

test('no connection has the status NONE: it is no bit that could be set', () => {
  const rule = '-A INPUT -p tcp --dport 21 -m conntrack';
  assert.equal(input(`${rule} --ctstatus NONE -j ACCEPT`), '1-65535 dropped');
  assert.equal(input(`${rule} ! --ctstatus NONE -j ACCEPT`), '1-20 dropped, 21 open, 22-65535 dropped');
});
