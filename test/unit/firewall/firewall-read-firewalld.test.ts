import assert from 'node:assert/strict';
import test from 'node:test';
import { compareService, type ServicePorts } from '../../../core/firewall/index.js';
import { firewallKindOf, readFirewallFile } from '../../../core/firewall/formats/index.js';
import { stockService } from '../../../core/firewall/formats/firewalld/stock-services.js';
import type { FirewallReading, Packet, PortRun, TextSpan } from '../../../core/firewall/reading.js';
import { checkForm } from '../reading-text.js';

function read(path: string, text: string, packet?: Packet): FirewallReading {
  const reading = readFirewallFile(path, text, packet);
  assert.ok(reading, `${path} is not recognised`);
  checkForm(text, reading);
  return reading;
}

/** `22-22 open; 40000-40100 some (why)`: the runs that are not simply shut. */
function open(reading: FirewallReading, name?: string): string {
  const witness = reading.witnesses.find((one) => name === undefined || `${one.role} ${one.name}` === name);
  assert.ok(witness, `no witness ${name ?? ''}`);
  return witness.runs
    .filter(({ status }) => status !== 'rejected' && status !== 'dropped')
    .map(inWords)
    .join('; ');
}

function inWords({ ports, status, why, innerLow, innerHost }: PortRun): string {
  const inner = innerLow === undefined ? '' : ` to ${innerHost ?? ''}:${innerLow}`;
  return `${ports.low}-${ports.high} ${status}${inner}${why === undefined ? '' : ` (${why})`}`;
}

function words(text: string, { start, end }: TextSpan): string {
  return text.slice(start, end);
}

function zone(...elements: readonly string[]): string {
  return `<?xml version="1.0" encoding="utf-8"?>\n<zone>\n${elements.map((one) => `  ${one}\n`).join('')}</zone>\n`;
}

function script(...lines: readonly string[]): string {
  return `#!/bin/sh\n${lines.join('\n')}\n`;
}

test('zones, services and policies are told by their root element', () => {
  assert.equal(
    firewallKindOf('etc/firewalld/zones/public.xml', zone('<port port="21" protocol="tcp"/>')),
    'firewalld',
  );
  assert.equal(
    firewallKindOf('public.xml', zone('<forward-port port="21" protocol="tcp" to-port="2121"/>')),
    'firewalld',
  );
  assert.equal(
    firewallKindOf('vsftpd.xml', '<service><port port="21" protocol="tcp"/></service>'),
    'firewalld',
  );
  assert.equal(
    firewallKindOf('app.xml', '<service><id>app</id><executable>app.exe</executable></service>'),
    null,
  );
  assert.equal(firewallKindOf('page.xml', '<html><zone/></html>'), null);
  assert.equal(firewallKindOf('public.txt', zone('<port port="21" protocol="tcp"/>')), null);
});

test('a zone lets in what it names and answers the rest', () => {
  const text = zone(
    '<service name="ssh"/>',
    '<service name="ftp"/>',
    '<port port="40000-40100" protocol="tcp"/>',
    '<port port="50000" protocol="udp"/>',
  );
  const reading = read('zones/public.xml', text);
  assert.equal(open(reading, 'input zone public'), '21-21 open; 22-22 open; 40000-40100 open');
  const [witness] = reading.witnesses;
  assert.equal(witness?.acceptsRelated, true);
  assert.deepEqual(new Set(witness.runs.map(({ status }) => status)), new Set(['open', 'rejected']));
  assert.deepEqual(
    reading.mentions.map(({ at, ports, does }) => [words(text, at), ports.low, ports.high, does]),
    [
      ['ssh', 22, 22, 'accepts'],
      ['ftp', 21, 21, 'accepts'],
      ['40000-40100', 40_000, 40_100, 'accepts'],
    ],
  );
  assert.deepEqual(
    reading.helpers.map(({ at, ports, how }) => [words(text, at), ports, how]),
    [['ftp', [21], 'assigned']],
  );
});

test('the target decides on the rest', () => {
  const port = '<port port="21" protocol="tcp"/>';
  const statuses = (target: string): unknown => {
    const [witness] = read('z.xml', zone(port).replace('<zone>', `<zone target="${target}">`)).witnesses;
    return witness?.runs.map(({ status }) => status);
  };
  assert.deepEqual(statuses('default'), ['rejected', 'open', 'rejected']);
  assert.deepEqual(statuses('%%REJECT%%'), ['rejected', 'open', 'rejected']);
  assert.deepEqual(statuses('DROP'), ['dropped', 'open', 'dropped']);
  assert.deepEqual(statuses('ACCEPT'), ['open', 'open', 'open']);
  assert.deepEqual(statuses('NEW'), ['unknown', 'open', 'unknown']);
});

test('rich rules: refusals before what accepts, priorities around both', () => {
  const accept = '<rule><port port="21" protocol="tcp"/><accept/></rule>';
  const drop = '<rule><port port="21" protocol="tcp"/><drop/></rule>';
  const reject = drop.replace('drop', 'reject');
  const at21 = (...elements: readonly string[]): string | undefined =>
    read('z.xml', zone(...elements)).witnesses[0]?.runs.find(
      ({ ports }) => ports.low <= 21 && 21 <= ports.high,
    )?.status;
  assert.equal(at21(accept, drop), 'dropped');
  assert.equal(at21(accept, reject), 'rejected');
  assert.equal(at21(accept.replace('<rule>', '<rule priority="-1">'), drop), 'open');
  assert.equal(
    at21('<port port="21" protocol="tcp"/>', drop.replace('<rule>', '<rule priority="1">')),
    'open',
  );
  assert.equal(
    at21(drop.replace('<rule>', '<rule priority="-2">'), accept.replace('<rule>', '<rule priority="-1">')),
    'dropped',
  );
  assert.equal(at21('<rule><port port="21" protocol="tcp"/><log prefix="x"/></rule>'), 'rejected');
  assert.equal(at21('<rule><protocol value="tcp"/><accept/></rule>'), 'open');
  assert.equal(at21('<rule><protocol value="udp"/><accept/></rule>'), 'rejected');
});

test('rich rules for some clients', () => {
  const rule = (inner: string): string =>
    `<rule family="ipv4">${inner}<port port="21" protocol="tcp"/><accept/></rule>`;
  const of = (inner: string, packet?: Packet): string => open(read('z.xml', zone(rule(inner)), packet));
  assert.equal(of('<source address="203.0.113.0/24"/>'), '21-21 some (only for 203.0.113.0/24)');
  assert.equal(of('<source address="203.0.113.0/24"/>', { from: '203.0.113.9' }), '21-21 open');
  assert.equal(of('<source address="203.0.113.0/24"/>', { from: '198.51.100.9' }), '');
  assert.equal(of('<source invert="True" address="203.0.113.0/24"/>', { from: '203.0.113.9' }), '');
  assert.equal(of('<source address="0.0.0.0/0"/>'), '21-21 open');
  assert.equal(of('<source mac="00:11:22:33:44:55"/>'), '21-21 some (only for 00:11:22:33:44:55)');
  assert.equal(of('<source ipset="friends"/>'), '21-21 unknown (the ipset "friends")');
  assert.equal(of('<destination address="198.51.100.20"/>'), '21-21 some (only at 198.51.100.20)');
  const limit = '<rule><port port="21" protocol="tcp"/><accept><limit value="3/m"/></accept></rule>';
  assert.equal(open(read('z.xml', zone(limit))), '21-21 some (limited to 3/m)');
  const log = '<rule><port port="21" protocol="tcp"/><log><limit value="3/m"/></log><accept/></rule>';
  assert.equal(open(read('z.xml', zone(log))), '21-21 open');
  const six = '<rule family="ipv6"><port port="21" protocol="tcp"/><accept/></rule>';
  assert.equal(open(read('z.xml', zone(six))), '21-21 some (only over IPv6)');
});

test('a zone for some addresses is not for the others', () => {
  const text = zone('<source address="203.0.113.0/24"/>', '<port port="21" protocol="tcp"/>');
  assert.equal(open(read('z.xml', text)), '21-21 some (only for 203.0.113.0/24)');
});

test('ports that are forwarded', () => {
  const text = zone(
    '<port port="21" protocol="tcp"/>',
    '<forward-port port="2121" protocol="tcp" to-port="21"/>',
    '<forward-port port="990" protocol="tcp" to-port="990" to-addr="10.0.0.5"/>',
    '<rule family="ipv4"><destination address="198.51.100.20"/><forward-port port="3001-3300" protocol="tcp" to-port="3001-3300" to-addr="10.0.0.5"/></rule>',
  );
  const reading = read('zones/external.xml', text);
  assert.equal(
    open(reading, 'input zone external'),
    '21-21 open; 990-990 unknown to :990 (forwarded to 10.0.0.5); 2121-2121 open to :21; 3001-3300 unknown to :3001 (forwarded to 10.0.0.5)',
  );
  const gateways = reading.witnesses.filter(({ role }) => role === 'forward');
  assert.deepEqual(
    gateways.map(({ outerHost }) => outerHost),
    [undefined, '198.51.100.20'],
  );
  assert.equal(
    gateways[1]?.runs
      .filter(({ status }) => status === 'open')
      .map(inWords)
      .join(),
    '3001-3300 open to 10.0.0.5:3001',
  );
});

test('a service of one’s own is unknown until its file is at hand', () => {
  const use = zone('<service name="files"/>', '<port port="21" protocol="tcp"/>');
  const reading = read('zones/public.xml', use);
  assert.equal(
    open(reading),
    '1-20 unknown (the service "files"); 21-21 open; 22-65535 unknown (the service "files")',
  );
  assert.deepEqual(
    reading.unread.map(({ at, why }) => [words(use, at), why]),
    [['files', 'the service "files"']],
  );
  const files = '<service><port port="3001-3100" protocol="tcp"/><include service="ssh"/></service>\n';
  const defined = read('services/files.xml', files);
  assert.equal(defined.witnesses[0]?.role, 'declare');
  assert.equal(open(defined, 'declare service files'), '22-22 open; 3001-3100 open');
  const service: ServicePorts = {
    control: 21,
    implicitTls: false,
    passive: { low: 3001, high: 3300 },
    tls: false,
    advertised: null,
  };
  const zoneFile = { path: 'zones/public.xml', text: use, reading };
  assert.deepEqual(compareService(service, [zoneFile]), []);
  assert.deepEqual(
    compareService(service, [zoneFile, { path: 'services/files.xml', text: files, reading: defined }]).map(
      ({ id, path }) => [id, path],
    ),
    [
      ['firewall-range-missing', 'zones/public.xml'],
      ['firewall-range-missing', 'services/files.xml'],
    ],
  );
});

test('a service with the FTP helper', () => {
  const text = '<service><port port="21" protocol="tcp"/><helper name="ftp"/></service>';
  assert.deepEqual(
    read('s.xml', text).helpers.map(({ how, ports }) => [how, ports]),
    [['assigned', [21]]],
  );
  const old = '<service><port port="21" protocol="tcp"/><module name="nf_conntrack_ftp"/></service>';
  assert.equal(read('s.xml', old).helpers.length, 1);
});

test('policies count where they are for the machine itself', () => {
  const inner = '<ingress-zone name="ANY"/><egress-zone name="HOST"/><port port="21" protocol="tcp"/>';
  const policy = `<policy target="REJECT">${inner}</policy>`;
  assert.equal(open(read('p.xml', policy), 'input policy p'), '21-21 open');
  const next = read('p.xml', policy.replace('REJECT', 'CONTINUE'));
  assert.match(open(next), /^1-20 unknown \(the zones, which are asked next\); 21-21 open/);
  assert.deepEqual(read('p.xml', policy.replace('HOST', 'public')).witnesses, []);
});

test('new ports go in front of the end of the file, in its own line ends', () => {
  for (const end of ['\n', '\r\n']) {
    const text = zone('<port port="21" protocol="tcp"/>').replaceAll('\n', end);
    const [addition] = read('z.xml', text).witnesses[0]?.additions ?? [];
    assert.ok(addition);
    const added = addition.text.replace('{ports}', '3001-3300');
    const mended = text.slice(0, addition.offset) + added + text.slice(addition.offset);
    assert.equal(
      mended,
      zone('<port port="21" protocol="tcp"/>', '<port port="3001-3300" protocol="tcp"/>').replaceAll(
        '\n',
        end,
      ),
    );
  }
  assert.equal(read('firewalld/z.xml', '<zone/>').witnesses[0]?.additions, undefined);
});

test('hostile and broken files are read in bounded time, or not at all', () => {
  const broken = read('etc/firewalld/zones/a.xml', '<zone><port port="21" protocol="tcp"></zone>');
  assert.deepEqual(broken.witnesses, []);
  assert.equal(broken.unread[0]?.why, 'it is no well-formed XML');
  assert.deepEqual(read('firewalld/a.xml', `<zone>${'<rule>'.repeat(100_000)}`).witnesses, []);
  const entities =
    '<!DOCTYPE zone [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><zone><port port="&b;" protocol="tcp"/></zone>';
  assert.equal(open(read('firewalld/a.xml', entities)), '');
  const many = zone(...Array.from({ length: 6000 }, (_, n) => `<port port="${n + 1}" protocol="tcp"/>`));
  assert.equal(read('z.xml', many).kind, 'firewalld');
  for (const port of ['0', '70000', '-1', '21-', 'a-b', '', '99999999999999999999', '021'])
    assert.match(open(read('z.xml', zone(`<port port="${port}" protocol="tcp"/>`))), /^(?:|21-21 open)$/);
  assert.equal(open(read('z.xml', zone('<port port="300-200" protocol="tcp"/>'))), '200-300 open');
});

test('commands: stored and running rules, removed again', () => {
  const reading = read(
    'fw.sh',
    script(
      'firewall-cmd --permanent --add-service=ftp',
      'sudo firewall-cmd --permanent --zone=public --add-port=40000-40100/tcp --add-port=990/tcp',
      'firewall-cmd --permanent --remove-port=990/tcp',
      'firewall-cmd --permanent --add-port 2121/tcp',
      'firewall-cmd --reload',
    ),
  );
  assert.equal(reading.kind, 'shell');
  assert.equal(open(reading, 'input zone public'), '21-21 open; 2121-2121 open; 40000-40100 open');
  assert.deepEqual(reading.remarks, []);
  assert.equal(reading.helpers.length, 1);
});

test('commands without --permanent are remarked on, and lost by a reload', () => {
  const text = script(
    'firewall-cmd --add-port=21/tcp',
    'firewall-cmd --add-port=990/tcp',
    'firewall-cmd --permanent --add-port=990/tcp',
  );
  const reading = read('fw.sh', text);
  assert.equal(open(reading), '21-21 open; 990-990 open');
  assert.deepEqual(
    reading.remarks?.map(({ at, is }) => [words(text, at), is]),
    [['firewall-cmd --add-port=21/tcp', 'not-kept']],
  );
  assert.equal(open(read('fw.sh', `${text}firewall-cmd --reload\n`)), '990-990 open');
  const kept = read('fw.sh', `${text}firewall-cmd --runtime-to-permanent\n`);
  assert.deepEqual(kept.remarks, []);
});

test('commands for several zones, targets and sources', () => {
  const reading = read(
    'fw.sh',
    script(
      'firewall-cmd --permanent --zone=trusted --add-port=21/tcp',
      'firewall-cmd --permanent --zone=ftp --set-target=DROP',
      'firewall-cmd --permanent --zone=ftp --add-source=203.0.113.0/24',
      'firewall-cmd --permanent --zone=ftp --add-port=21/tcp',
      'firewall-cmd --set-default-zone=dmz',
      'firewall-cmd --permanent --add-port=990/tcp',
    ),
  );
  assert.equal(open(reading, 'input zone trusted'), '1-20 open; 21-21 open; 22-65535 open');
  assert.equal(open(reading, 'input zone ftp'), '21-21 some (only for 203.0.113.0/24)');
  assert.equal(open(reading, 'input zone dmz'), '990-990 open');
});

test('rich rules and forwards of commands, with their places', () => {
  const text = script(
    `firewall-cmd --permanent --add-rich-rule='rule family="ipv4" source address="203.0.113.0/24" port port="3001-3300" protocol="tcp" accept'`,
    'firewall-cmd --permanent --add-rich-rule="rule family=ipv4 source NOT address=203.0.113.9 port port=990 protocol=tcp reject"',
    `firewall-cmd --permanent --add-rich-rule='rule priority="-5" service name="ftp" log prefix="ftp" level="info" limit value="3/m" accept'`,
    'firewall-cmd --permanent --add-forward-port=port=2121:proto=tcp:toport=21:toaddr=10.0.0.5',
  );
  const reading = read('fw.sh', text);
  assert.equal(
    open(reading, 'input zone public'),
    '21-21 open; 2121-2121 unknown to :21 (forwarded to 10.0.0.5); 3001-3300 some (only for 203.0.113.0/24)',
  );
  assert.deepEqual(
    reading.mentions.map(({ at, does }) => [words(text, at), does]).sort(),
    [
      ['3001-3300', 'accepts'],
      ['990', 'rejects'],
      ['ftp', 'accepts'],
      ['port=2121:proto=tcp:toport=21:toaddr=10.0.0.5', 'forwards'],
    ].sort(),
  );
});

test('services that the script itself defines, and the offline forms', () => {
  const own = read(
    'fw.sh',
    script(
      'firewall-cmd --permanent --new-service=files',
      'firewall-cmd --permanent --service=files --add-port=21/tcp --add-port=3001-3300/tcp',
      'firewall-cmd --permanent --add-service=files',
    ),
  );
  assert.equal(open(own), '21-21 open; 3001-3300 open');
  const offline = read('fw.sh', script('firewall-offline-cmd --port=21:tcp --add-port=3001-3300/tcp -s ssh'));
  assert.equal(open(offline), '21-22 open; 3001-3300 open');
});

test('what a script leaves open is unknown', () => {
  const variable = read(
    'fw.sh',
    script('firewall-cmd --permanent --add-port=$PORTS/tcp', 'firewall-cmd --permanent --add-port=21/tcp'),
  );
  assert.match(open(variable), /^1-20 unknown \(the variable \$PORTS\); 21-21 open; 22-65535 unknown/);
  const direct = read(
    'fw.sh',
    script(
      'firewall-cmd --permanent --add-port=21/tcp',
      'firewall-cmd --direct --add-rule ipv4 filter INPUT 0 -p tcp --dport 3001:3300 -j ACCEPT',
    ),
  );
  assert.match(open(direct), /^1-20 unknown \(direct rules\)/);
  const conditional = read(
    'fw.sh',
    script(
      'firewall-cmd --permanent --add-port=21/tcp',
      'if test "$1"; then firewall-cmd --permanent --remove-port=21/tcp; fi',
    ),
  );
  assert.equal(open(conditional), '21-21 open');
});

test('the services that firewalld brings along', () => {
  assert.deepEqual(stockService('ftp'), [{ low: 21, high: 21 }]);
  assert.deepEqual(stockService('ntp'), []);
  assert.equal(stockService('files'), null);
  assert.equal(stockService('constructor'), null);
});

test('direct rules are read for what they are: unknown', () => {
  const rule =
    '<rule ipv="ipv4" table="filter" chain="INPUT" priority="0">-p tcp --dport 21 -j ACCEPT</rule>';
  const text = `<?xml version="1.0" encoding="utf-8"?>\n<direct>\n  ${rule}\n</direct>\n`;
  for (const path of ['etc/firewalld/direct.xml', 'backup/direct.xml']) {
    const reading = readFirewallFile(path, text);
    assert.equal(reading?.kind, 'firewalld');
    assert.deepEqual(reading.witnesses, []);
    assert.deepEqual(
      reading.unread.map(({ at, why }) => [text.slice(at.start, at.end), why]),
      [[rule, 'a direct rule, which counts as the backend of firewalld has it']],
    );
  }
  assert.equal(firewallKindOf('any.xml', '<direct><rule>x</rule></direct>'), null);
});

test('a service that firewalld brings along may be defined anew in a file of its own', () => {
  const use = zone('<service name="ftp"/>', '<service name="ssh"/>');
  const zoneFile = { path: 'zones/public.xml', text: use, reading: read('zones/public.xml', use) };
  const own = '<service><port port="21" protocol="tcp"/><port port="3001-3100" protocol="tcp"/></service>\n';
  const serviceFile = { path: 'services/ftp.xml', text: own, reading: read('services/ftp.xml', own) };
  const found = (high: number, ...files: readonly (typeof zoneFile)[]): readonly string[] =>
    compareService(
      { control: 21, implicitTls: false, passive: { low: 3001, high }, tls: true, advertised: null },
      files,
    ).map(({ path, ports }) => `${path} ${ports.map((each) => `${each.low}-${each.high}`).join()}`);
  assert.deepEqual(found(3100, zoneFile), ['zones/public.xml 3001-3100']);
  assert.deepEqual(found(3100, zoneFile, serviceFile), []);
  assert.deepEqual(found(3200, zoneFile, serviceFile), [
    'zones/public.xml 3101-3200',
    'services/ftp.xml 3101-3200',
  ]);
});

test('commands: what is removed need not be written as it was added', () => {
  const after = (...lines: readonly string[]): string =>
    open(
      read(
        'fw.sh',
        script(...lines.map((line) => `firewall-cmd --permanent ${line}`), 'firewall-cmd --reload'),
      ),
    );
  assert.equal(
    after(
      '--add-port=3001-3050/tcp',
      '--add-port=3040-3100/tcp',
      '--add-port=21/tcp',
      '--remove-port=3045-3060/tcp',
    ),
    '21-21 open; 3001-3044 open; 3061-3100 open',
  );
  const rule = (text: string): string =>
    `rule family=${text}ipv4${text}  port port=${text}21${text} protocol=tcp accept`;
  assert.equal(
    after('--add-port=22/tcp', `--add-rich-rule='${rule('"')}'`, `--remove-rich-rule='${rule('')}'`),
    '22-22 open',
  );
});

test('firewall-cmd takes one kind of change at a time, and does nothing otherwise', () => {
  const reading = read(
    'fw.sh',
    script('firewall-cmd --add-port=22/tcp', 'firewall-cmd --add-service=ftp --add-port=3001-3100/tcp'),
  );
  assert.match(
    open(reading),
    /^1-21 unknown .*; 22-22 open; 23-65535 unknown \(--add-service and --add-port/,
  );
});
