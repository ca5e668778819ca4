import assert from 'node:assert/strict';
import test from 'node:test';
import { compareService, type ServicePorts } from '../../../core/firewall/index.js';
import { firewallKindOf, readFirewallFile } from '../../../core/firewall/formats/index.js';
import type { FirewallReading, Packet, PortRun, TextSpan } from '../../../core/firewall/reading.js';
import { Random } from '../../oracle/random.js';
import { checkForm, withAdded } from '../reading-text.js';

const SERVICE: ServicePorts = {
  control: 21,
  implicitTls: false,
  passive: { low: 3001, high: 3300 },
  tls: false,
  advertised: null,
};

function read(path: string, text: string, packet?: Packet): FirewallReading {
  const reading = readFirewallFile(path, text, packet);
  assert.ok(reading, `${path} is not recognised`);
  checkForm(text, reading);
  return reading;
}

/** The runs that are not shut. */
function open(reading: FirewallReading, name?: string): string {
  const witness = reading.witnesses.find((one) => name === undefined || `${one.role} ${one.name}` === name);
  assert.ok(witness, `no witness ${name ?? ''}`);
  return witness.runs
    .filter(({ status }) => status !== 'rejected' && status !== 'dropped')
    .map(
      ({ ports, status, why }: PortRun) =>
        `${ports.low}-${ports.high} ${status}${why === undefined ? '' : ` (${why})`}`,
    )
    .join('; ');
}

function at(reading: FirewallReading, port: number): string | undefined {
  return reading.witnesses[0]?.runs.find(({ ports }) => ports.low <= port && port <= ports.high)?.status;
}

function words(text: string, { start, end }: TextSpan): string {
  return text.slice(start, end);
}

function script(...lines: readonly string[]): string {
  return `#!/bin/bash\n${lines.join('\n')}\n`;
}

test('commands in all their forms', () => {
  const forms: readonly (readonly [line: string, expected: string])[] = [
    ['ufw allow 21', '21-21 open'],
    ['ufw allow 21/tcp', '21-21 open'],
    ['ufw allow in 21/tcp', '21-21 open'],
    ['ufw allow 21/udp', ''],
    ['ufw allow 20,21,3001:3300/tcp', '20-21 open; 3001-3300 open'],
    ["ufw allow 21/tcp comment 'vsftpd'", '21-21 open'],
    ['ufw allow ftp', '21-21 open'],
    ['ufw allow ftps/tcp', '990-990 open'],
    ['ufw allow log 21/tcp', '21-21 open'],
    ['ufw allow proto tcp from any to any port 21', '21-21 open'],
    ['ufw allow proto tcp to any port 3001:3300', '3001-3300 open'],
    ['ufw allow from 203.0.113.0/24 to any port 21 proto tcp', '21-21 some (only for 203.0.113.0/24)'],
    ['ufw allow from 203.0.113.9', '1-65535 some (only for 203.0.113.9)'],
    ['ufw allow to 198.51.100.20 port 21 proto tcp', '21-21 some (only at 198.51.100.20)'],
    ['ufw allow in on eth0 to any port 21 proto tcp', '21-21 open'],
    ['ufw allow in on eth0', '1-65535 open'],
    ['ufw limit 21/tcp', '21-21 some (at most 6 connections in 30 seconds from one address)'],
    ['ufw allow OpenSSH', '22-22 open'],
    ["ufw allow 'Nginx Full'", '80-80 open; 443-443 open'],
    ['ufw allow to any app OpenSSH', '22-22 open'],
    ['ufw --force allow 21/tcp', '21-21 open'],
    ['sudo ufw allow 21/tcp', '21-21 open'],
    ['ufw rule allow 21/tcp', '21-21 open'],
  ];
  for (const [line, expected] of forms) assert.equal(open(read('fw.sh', script(line))), expected, line);
});

test('lines that ufw refuses open nothing', () => {
  for (const line of [
    'ufw allow 3001:3300',
    'ufw allow 3300:3001/tcp',
    'ufw allow 0/tcp',
    'ufw allow 70000/tcp',
    'ufw allow port 21',
    'ufw allow from any to any port',
    'ufw allow',
    'ufw --dry-run allow 21/tcp',
  ]) {
    const reading = read('fw.sh', script(line, 'ufw allow 22/tcp'));
    assert.equal(open(reading), '22-22 open', line);
  }
});

test('the first rule that matches decides; insert and prepend put one in front', () => {
  const status = (...lines: readonly string[]): string | undefined => at(read('fw.sh', script(...lines)), 21);
  assert.equal(status('ufw deny 1:1023/tcp', 'ufw allow 21/tcp'), 'dropped');
  assert.equal(status('ufw deny 1:1023/tcp', 'ufw insert 1 allow 21/tcp'), 'open');
  assert.equal(status('ufw reject 1:1023/tcp', 'ufw prepend allow 21/tcp'), 'open');
  assert.equal(status('ufw allow 21/tcp', 'ufw deny 21/tcp'), 'dropped');
  assert.equal(status('ufw allow 21/tcp', 'ufw delete allow 21/tcp'), 'dropped');
  assert.equal(status('ufw allow 21/tcp', 'ufw delete deny 21/tcp'), 'open');
  assert.equal(status('ufw allow 21/tcp', 'ufw --force reset', 'ufw allow 22/tcp'), 'dropped');
  assert.equal(status('ufw default allow incoming', 'ufw allow 22/tcp'), 'open');
  assert.equal(status('ufw default reject', 'ufw allow 22/tcp'), 'rejected');
  assert.equal(status('ufw allow 21/tcp', 'if test "$1"; then ufw delete allow 21/tcp; fi'), 'unknown');
  assert.equal(status('if test "$1"; then ufw allow 21/tcp; fi'), 'unknown');
  assert.equal(status('ufw allow 21/tcp', 'if test "$1"; then ufw allow 21/tcp; fi'), 'open');
});

test('where nobody is let in by a rule, the default that stands elsewhere may do it', () => {
  const entry = (action: string, port: number): string =>
    `### tuple ### ${action} tcp ${port} 0.0.0.0/0 any 0.0.0.0/0 in\n\n`;
  const stored = (...entries: readonly string[]): FirewallReading =>
    read('user.rules', `### RULES ###\n\n${entries.join('')}### END RULES ###\n`);
  const shut = stored(entry('deny', 3001));
  assert.equal(at(shut, 3001), 'dropped');
  assert.equal(at(shut, 21), 'unknown');
  assert.equal(at(stored(entry('deny', 3001), entry('limit', 22)), 21), 'dropped');
  const status = (...lines: readonly string[]): string | undefined => at(read('fw.sh', script(...lines)), 21);
  assert.equal(status('ufw reject 3001/tcp'), 'unknown');
  assert.equal(status('ufw default deny incoming', 'ufw reject 3001/tcp'), 'dropped');
  assert.equal(status('ufw --force reset', 'ufw reject 3001/tcp'), 'dropped');
});

test('a default that is not known leaves the rest unknown, and so does a rule for any port', () => {
  const status = (...lines: readonly string[]): string | undefined => at(read('fw.sh', script(...lines)), 21);
  assert.equal(status('ufw allow 22/tcp', 'if test -e /x; then ufw default allow; fi'), 'unknown');
  assert.equal(status('ufw allow 22/tcp', 'ufw default "$POLICY"'), 'unknown');
  assert.equal(status('ufw allow 22/tcp', 'ufw allow "$PORT/tcp"', 'ufw default deny incoming'), 'unknown');
});

test('rules of a firewall that is switched off in the end are none', () => {
  const script = (...lines: readonly string[]): FirewallReading =>
    read('setup.sh', `#!/bin/sh\nufw allow 21/tcp\n${lines.join('\n')}\n`);
  assert.deepEqual(script('ufw disable').witnesses, []);
  assert.equal(open(script('ufw disable', 'ufw --force enable')), '21-21 open');
  assert.equal(open(script('if x; then ufw disable; fi')), '21-21 open');
});

test('a number names a rule where the script has made all of them', () => {
  const reset = ['ufw --force reset', 'ufw allow 22/tcp', 'ufw allow 21/tcp', 'ufw allow 990/tcp'];
  const left = (...lines: readonly string[]): string => open(read('fw.sh', script(...reset, ...lines)));
  assert.equal(left('ufw delete 2'), '22-22 open; 990-990 open');
  assert.equal(
    left('ufw insert 1 allow 80/tcp', 'ufw --force delete 3'),
    '22-22 open; 80-80 open; 990-990 open',
  );
  assert.equal(left('ufw delete 9'), '21-21 open; 22-22 open; 990-990 open');
  assert.match(left('if test "$1"; then ufw delete 2; fi'), /^21-21 unknown .*; 22-22 open; 990-990 open$/);
  assert.match(
    open(read('fw.sh', script('ufw allow 21/tcp', 'ufw delete 2'))),
    /^21-21 unknown \(a rule that is named by its number\)$/,
  );
});

test('a client that is known is judged by name', () => {
  const text = script(
    'ufw deny from 203.0.113.0/24',
    'ufw allow in on eth1 to any port 21 proto tcp',
    'ufw allow in on eth0 to any port 22 proto tcp',
  );
  assert.equal(at(read('fw.sh', text, { from: '203.0.113.9', inInterface: 'eth1' }), 21), 'dropped');
  assert.equal(at(read('fw.sh', text, { from: '198.51.100.9', inInterface: 'eth1' }), 21), 'open');
  assert.equal(at(read('fw.sh', text, { from: '198.51.100.9', inInterface: 'eth0' }), 21), 'dropped');
  assert.equal(at(read('fw.sh', text), 21), 'some');
});

test('routes and outgoing connections are witnesses of their own', () => {
  const reading = read(
    'fw.sh',
    script(
      'ufw default deny outgoing',
      'ufw route allow proto tcp from any to 10.0.0.5 port 21',
      'ufw route allow proto tcp from any to 10.0.0.5 port 3001:3300',
      'ufw allow out from any port 20 proto tcp',
      'ufw allow 21/tcp',
    ),
  );
  assert.equal(open(reading, 'forward ufw routes to 10.0.0.5'), '21-21 open; 3001-3300 open');
  assert.equal(open(reading, 'output ufw rules for outgoing connections'), '20-20 open');
  assert.equal(open(reading, 'input ufw rules'), '21-21 open');
});

test('what cannot be known is said, and is no fault', () => {
  const variable = script('ufw allow 21/tcp', 'ufw allow $RANGE/tcp');
  const reading = read('fw.sh', variable);
  assert.match(open(reading), /^1-20 unknown \(the variable \$RANGE\); 21-21 open; 22-65535 unknown/);
  assert.deepEqual(compareService(SERVICE, [{ path: 'fw.sh', text: variable, reading }]), []);
  const number = script('ufw allow 21/tcp', 'ufw delete 3');
  assert.deepEqual(
    read('fw.sh', number).unread.map(({ at: place, why }) => [words(number, place), why]),
    [['ufw delete 3', 'a rule that is named by its number']],
  );
  const profile = read('fw.sh', script('ufw allow vsftpd'));
  assert.equal(open(profile), '1-65535 unknown (the application profile "vsftpd")');
});

const PROFILE = `[vsftpd]
title=FTP server
description=vsftpd
ports=21,3001:3100/tcp|990

[other]
title=Other
description=Something else
ports=53/udp
`;

test('application profiles', () => {
  assert.equal(firewallKindOf('etc/ufw/applications.d/vsftpd', PROFILE), 'ufw');
  assert.equal(firewallKindOf('notes.ini', PROFILE), 'ufw');
  assert.equal(firewallKindOf('notes.ini', '[a]\nport=21\n'), null);
  const reading = read('vsftpd.profile', PROFILE);
  assert.equal(open(reading, 'declare profile vsftpd'), '21-21 open; 990-990 open; 3001-3100 open');
  assert.equal(open(reading, 'declare profile other'), '');
  assert.deepEqual(
    reading.mentions.map(({ at: place, does }) => [words(PROFILE, place), does]),
    [
      ['21', 'exposes'],
      ['3001:3100', 'exposes'],
      ['990', 'exposes'],
    ],
  );
});

test('a profile and the rule that names it belong together', () => {
  const text = script('ufw allow vsftpd');
  const files = [
    { path: 'fw.sh', text, reading: read('fw.sh', text) },
    { path: 'applications.d/vsftpd', text: PROFILE, reading: read('applications.d/vsftpd', PROFILE) },
  ];
  assert.deepEqual(
    compareService(SERVICE, files).map(({ path, message }) => [path, message]),
    [
      ['fw.sh', '3101-3300 of the passive range 3001-3300 are not let through by fw.sh:2.'],
      [
        'applications.d/vsftpd',
        '3101-3300 of the passive range 3001-3300 are not in profile vsftpd (vsftpd:4).',
      ],
    ],
  );
});

const RULES = `*filter
:ufw-user-input - [0:0]
### RULES ###

### tuple ### allow tcp 21 0.0.0.0/0 any 0.0.0.0/0 in comment=767366747064
-A ufw-user-input -p tcp --dport 21 -j ACCEPT

### tuple ### allow tcp 20,3001:3100 0.0.0.0/0 any 203.0.113.0/24 in_eth0
-A ufw-user-input -i eth0 -p tcp -m multiport --dports 20,3001:3100 -s 203.0.113.0/24 -j ACCEPT

### tuple ### limit tcp 22 0.0.0.0/0 any 0.0.0.0/0 in
-A ufw-user-input -p tcp --dport 22 -m conntrack --ctstate NEW -m recent --set
-A ufw-user-input -p tcp --dport 22 -j ufw-user-limit-accept

### tuple ### allow_log tcp 80,443 0.0.0.0/0 any 0.0.0.0/0 WWW%20Full - in
-A ufw-user-input -p tcp -m multiport --dports 80,443 -j ACCEPT -m comment --comment 'dapp_WWW%20Full'

### tuple ### route:allow tcp 2121 10.0.0.5 any 0.0.0.0/0 in
-A ufw-user-forward -p tcp -d 10.0.0.5 --dport 2121 -j ACCEPT

### tuple ### deny any 8080 0.0.0.0/0 any 0.0.0.0/0 in
-A ufw-user-input -p tcp --dport 8080 -j DROP
-A ufw-user-input -p udp --dport 8080 -j DROP

### END RULES ###
COMMIT
`;

test('what ufw stores', () => {
  const reading = read('etc/ufw/user.rules', RULES);
  assert.equal(reading.kind, 'ufw');
  assert.equal(
    open(reading, 'input ufw rules'),
    [
      '20-20 some (only for 203.0.113.0/24)',
      '21-21 open',
      '22-22 some (at most 6 connections in 30 seconds from one address)',
      '80-80 open',
      '443-443 open',
      '3001-3100 some (only for 203.0.113.0/24)',
    ].join('; '),
  );
  assert.equal(open(reading, 'forward ufw routes to 10.0.0.5'), '2121-2121 open');
  const [rule] = reading.witnesses[0]?.runs.filter(({ ports }) => ports.low === 21) ?? [];
  assert.ok(rule?.at);
  assert.equal(
    words(RULES, rule.at),
    RULES.slice(RULES.indexOf('### tuple'), RULES.indexOf('\n\n### tuple ### allow tcp 20')),
  );
  assert.deepEqual(
    reading.mentions.filter(({ ports }) => ports.low === 3001).map(({ at: place }) => words(RULES, place)),
    ['3001:3100', '3001:3100'],
  );
});

test('a stored rule is widened where it stands twice, and new ones go to the end', () => {
  const text = RULES.replace(' any 203.0.113.0/24 in_eth0', ' any 0.0.0.0/0 in').replace(
    ' -s 203.0.113.0/24',
    '',
  );
  const [found] = compareService(SERVICE, [{ path: 'user.rules', text, reading: read('user.rules', text) }]);
  const edits = [...(found?.fixes[0]?.edits ?? [])].sort((a, b) => b.at.start - a.at.start);
  const mended = edits.reduce(
    (all, { at: place, newText }) => all.slice(0, place.start) + newText + all.slice(place.end),
    text,
  );
  assert.equal(mended, text.replaceAll('3001:3100', '3001:3300'));
  assert.equal(
    open(read('user.rules', withAdded('user.rules', RULES, 3101, 3300))).includes('3101-3300 open'),
    true,
  );
});

test('broken stored rules are passed over', () => {
  const text = `### RULES ###\n### tuple ### allow tcp\n### tuple ### open tcp 21 0.0.0.0/0 any 0.0.0.0/0 in\n### tuple ### allow tcp x 0.0.0.0/0 any 0.0.0.0/0 in\n### tuple ### allow tcp 21 0.0.0.0/0 any 0.0.0.0/0 in`;
  assert.equal(open(read('user.rules', text)), '21-21 open');
  const long = `### tuple ### allow tcp ${'1,'.repeat(3000)}1 0.0.0.0/0 any 0.0.0.0/0 in\n`.repeat(50);
  assert.equal(read('user.rules', long).kind, 'ufw');
  const many = '### tuple ### allow tcp 21 0.0.0.0/0 any 0.0.0.0/0 in\n\n'.repeat(6000);
  assert.match(
    open(read('user.rules', many)),
    /^1-20 unknown \(more rules than can be followed\); 21-21 open/,
  );
});

/** Texts of all kinds of files, cut and mixed. */
test('mutilated files are read without a throw, and what comes of it has its form', () => {
  const random = new Random(7);
  const sources: readonly (readonly [path: string, text: string])[] = [
    ['user.rules', RULES],
    ['applications.d/vsftpd', PROFILE],
    [
      'fw.sh',
      script(
        'ufw allow 21,3001:3300/tcp',
        "ufw allow 'Nginx Full'",
        'ufw route allow proto tcp from any to 10.0.0.5 port 21',
        'ufw insert 1 deny in on eth0 from 203.0.113.0/24 to any port 22 proto tcp',
      ),
    ],
    [
      'fw.sh',
      script(
        `firewall-cmd --permanent --add-rich-rule='rule family="ipv4" source address="203.0.113.0/24" forward-port port="21-30" protocol="tcp" to-port="21" to-addr="10.0.0.5"'`,
        'firewall-cmd --add-port=21/tcp --zone=dmz',
      ),
    ],
    [
      'zones/public.xml',
      '<?xml version="1.0"?><zone target="DROP"><service name="ftp"/><port port="21-30" protocol="tcp"/><rule priority="-1"><source ipset="x"/><forward-port port="21" protocol="tcp" to-port="22-31" to-addr="10.0.0.5"/></rule></zone>',
    ],
    ['etc/modules', 'nf_conntrack_ftp ports=21,990\nnet.netfilter.nf_conntrack_helper=1\n'],
  ];
  const pieces = [
    '"',
    "'",
    '$',
    '\\',
    '\n',
    '/tcp',
    ':',
    '-',
    ',',
    '0',
    '99999',
    '<',
    '/>',
    '###',
    ' ',
    '\u0000',
    '٣',
    '😀',
  ];
  for (let round = 0; round < 600; round++) {
    const [path, text] = random.pick(sources);
    const from = random.between(0, text.length);
    const to = random.chance(0.5) ? from : random.between(from, Math.min(text.length, from + 30));
    const mutilated = text.slice(0, from) + random.word(pieces, random.between(0, 3)) + text.slice(to);
    const reading = readFirewallFile(path, mutilated);
    if (reading) checkForm(mutilated, reading);
    if (reading) compareService(SERVICE, [{ path, text: mutilated, reading }]);
  }
});
