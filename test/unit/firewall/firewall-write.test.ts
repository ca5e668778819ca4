import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import test from 'node:test';
import { firewallCommand } from '../../../cli/firewall.js';
import { DEFINITIONS, FIREWALL_TOOLS, writeRules, type PortRequest } from '../../../core/firewall/index.js';
import { memoryIo } from '../cli/cli-io.js';

async function run(args: string[], config: string): Promise<{ out: string; err: string; code: number }> {
  const { io, out, err } = memoryIo([config]);
  const code = await firewallCommand([...args, '-'], io);
  return { out: out(), err: err(), code };
}

const REQUEST: PortRequest = {
  control: 21,
  passive: { low: 40000, high: 40100 },
  tls: false,
  nat: null,
  remarks: [],
};
const GATEWAY: PortRequest = { ...REQUEST, nat: { outer: '198.51.100.20', inner: '10.0.0.5' } };

/** Rules without comments and blank lines. */
function active(tool: string, request: PortRequest): string[] {
  return writeRules(tool, request)
    .split('\n')
    .filter((line) => line !== '' && !/^\s*#/.test(line));
}

const EXPECTED: readonly [string, readonly string[]][] = [
  [
    'iptables',
    [
      '*filter',
      '-I INPUT 1 -m conntrack --ctstate ESTABLISHED,RELATED -j ACCEPT',
      '-I INPUT 2 -p tcp --dport 21 -m conntrack --ctstate NEW -j ACCEPT',
      '-I INPUT 3 -p tcp --dport 40000:40100 -m conntrack --ctstate NEW -j ACCEPT',
      'COMMIT',
    ],
  ],
  [
    'nftables',
    [
      'add table inet filter',
      'add chain inet filter input { type filter hook input priority 0; }',
      'insert rule inet filter input tcp dport 40000-40100 ct state new accept',
      'insert rule inet filter input tcp dport 21 ct state new accept',
      'insert rule inet filter input ct state established,related accept',
    ],
  ],
  [
    'firewalld',
    [
      'set -e',
      'firewall-cmd --permanent --add-port=21/tcp',
      'firewall-cmd --permanent --add-port=40000-40100/tcp',
      'firewall-cmd --reload',
    ],
  ],
  ['ufw', ['set -e', "ufw allow 21/tcp comment 'vsftpd'", "ufw allow 40000:40100/tcp comment 'vsftpd'"]],
  [
    'compose',
    ['services:', '  vsftpd:', '    ports:', '      - "21:21"', '      - "40000-40100:40000-40100"'],
  ],
];

for (const [tool, lines] of EXPECTED) {
  test(`rules for ${tool}`, () => {
    assert.deepEqual(active(tool, REQUEST), lines);
  });
}

test('rules for a gateway say which ports they take away from it', () => {
  for (const tool of ['iptables', 'nftables', 'firewalld', 'ufw'] as const) {
    const warning = /new ones to 21 and 40000-40100 of 198\.51\.100\.20 go to vsftpd: .*SSH/;
    assert.match(writeRules(tool, GATEWAY), warning, tool);
    assert.doesNotMatch(writeRules(tool, GATEWAY), /Nothing is closed/, tool);
    assert.doesNotMatch(writeRules(tool, REQUEST), /new ones to/, tool);
  }
});

test('a range of one port is said to be one, and AWS is told of IPv6 by itself', () => {
  assert.match(
    writeRules('nftables', { ...REQUEST, passive: { low: 40000, high: 40000 } }),
    /40000 \(one port\)/,
  );
  assert.match(writeRules('terraform', REQUEST), /^# .*ipv6_cidr_blocks/m);
});

test('terraform gets one rule per range', () => {
  const text = writeRules('terraform', REQUEST);
  assert.match(text, /"ftp_control" \{[^}]*from_port {9}= 21\n {2}to_port {11}= 21\n/);
  assert.match(text, /"ftp_passive" \{[^}]*from_port {9}= 40000\n {2}to_port {11}= 40100\n/);
});

test('a gateway forwards both and lets them pass', () => {
  const text = active('iptables', GATEWAY).join('\n');
  assert.match(
    text,
    /-A PREROUTING -d 198\.51\.100\.20 -p tcp --dport 21 -j DNAT --to-destination 10\.0\.0\.5/,
  );
  assert.match(
    text,
    /-A PREROUTING -d 198\.51\.100\.20 -p tcp --dport 40000:40100 -j DNAT --to-destination 10\.0\.0\.5/,
  );
  assert.match(text, /-I FORWARD 3 -d 10\.0\.0\.5 -p tcp --dport 40000:40100 .*ACCEPT/);
  assert.match(
    active('nftables', GATEWAY).join('\n'),
    /ip daddr 198\.51\.100\.20 tcp dport \{ 21, 40000-40100 \} dnat to 10\.0\.0\.5/,
  );
});

const FORMS: readonly [name: string, write: (request: PortRequest) => string][] = [
  ...FIREWALL_TOOLS.map((tool) => [tool, (request: PortRequest) => writeRules(tool, request)] as const),
  ...DEFINITIONS.map(({ tool, kind, write }) => [`${tool} ${kind}`, write] as const),
].map(([name, write]) => [name, write]);

for (const [name, write] of FORMS) {
  test(`${name}: says what each part is for, and how to prove it`, () => {
    const text = write({ ...REQUEST, control: 990, implicitTls: true, tls: true });
    assert.match(text, /The control port, with TLS from the start|control port and passive range/);
    assert.match(text, /vsftpd-lens probe ftps:\/\/SERVER\//);
    assert.match(write({ ...REQUEST, control: 2121 }), /vsftpd-lens probe ftp:\/\/SERVER:2121\//);
  });

  test(`${name}: shuts nothing and switches nothing off`, () => {
    for (const request of [REQUEST, GATEWAY]) {
      const rules = write(request)
        .split('\n')
        .filter((line) => !/^\s*#/.test(line))
        .join('\n');
      assert.doesNotMatch(rules, /\b(?:drop|deny|reject|policy|flush|delete|remove|disable|enable)\b/i);
      assert.doesNotMatch(rules, /(?:^|\s)-[PFDXR]\s/);
    }
  });
}

test('a service and a profile hold the same ports as the rules', async () => {
  const config = 'pasv_min_port=40000\npasv_max_port=40100\n';
  const service = await run(['--for', 'firewalld', '--as', 'service'], config);
  assert.match(service.out, /^<\?xml version="1\.0" encoding="utf-8"\?>\n/);
  assert.match(
    service.out,
    /<port protocol="tcp" port="21"\/>[^]*<port protocol="tcp" port="40000-40100"\/>/,
  );
  const profile = await run(['--for', 'ufw', '--as', 'profile'], config);
  assert.match(profile.out, /^\[vsftpd\]\n(?:.+\n)*ports=21,40000:40100\/tcp$/m);
  const json = await run(['--for', 'ufw', '--format', 'json'], config);
  const { files } = JSON.parse(json.out) as { files: { path: string; text: string }[] };
  assert.deepEqual(files, [{ path: '/etc/ufw/applications.d/vsftpd', text: profile.out }]);
});

test('every tool says in comments that the helper or a fixed range is needed', () => {
  for (const tool of FIREWALL_TOOLS)
    assert.match(
      writeRules(tool, { ...REQUEST, tls: true }),
      /# .*(?:nf_conntrack_ftp|helper|passive ports)/,
    );
});

test('the ports are those in force, not those written', async () => {
  const swapped = await run(['--for', 'ufw'], 'pasv_min_port=60000\npasv_max_port=50000\n');
  assert.match(swapped.out, /ufw allow 60000:65535\/tcp/);
  assert.match(swapped.out, /# vsftpd ignores pasv_max_port/);
  const octal = await run(['--for', 'ufw'], 'pasv_min_port=050000\npasv_max_port=050010\nlisten_port=2121\n');
  assert.match(octal.out, /ufw allow 2121\/tcp.*\n.*\n.*20480:20488/);
  const unset = await run(['--for', 'ufw'], 'listen=YES\n');
  assert.match(unset.out, /ufw allow 5001:65535\/tcp/);
  const one = await run(['--for', 'ufw'], 'pasv_min_port=50000\npasv_max_port=50000\n');
  assert.match(one.out, /ufw allow 50000\/tcp/);
  const off = await run(['--for', 'ufw'], 'pasv_enable=NO\n');
  assert.equal(off.out.match(/^ufw/gm)?.length, 1);
});

test('json holds the same rules', async () => {
  const { out, code } = await run(
    ['--for', 'iptables', '--format', 'json', '--nat', '198.51.100.20:10.0.0.5'],
    'pasv_min_port=40000\npasv_max_port=40100\n',
  );
  const report = JSON.parse(out) as { version: number; passive: object; nat: object; rules: string };
  assert.equal(code, 0);
  assert.equal(report.version, 1);
  assert.deepEqual(report.passive, { low: 40000, high: 40100 });
  assert.deepEqual(report.nat, { outer: '198.51.100.20', inner: '10.0.0.5' });
  assert.match(report.rules, /DNAT/);
});

test('what cannot be used is refused', async () => {
  await assert.rejects(run(['--for', 'pf'], ''), /--for takes/);
  await assert.rejects(run([], ''), /--for takes/);
  await assert.rejects(run(['--for', 'ufw', '--nat', '1.2.3.4'], ''), /--nat takes/);
  await assert.rejects(run(['--for', 'ufw', '--nat', '1.2.3.4:$(reboot)'], ''), /--nat takes/);
  await assert.rejects(run(['--for', 'ufw', '--nat', '1.2.3.4:::1'], ''), /--nat takes/);
  await assert.rejects(run(['--for', 'ufw'], 'pasv_min_port={{ low }}\n'), /leaves/);
  await assert.rejects(run(['--for', 'ufw'], 'listen_port=70000\n'), /no such port/);
  await assert.rejects(run(['--for', 'ufw', '--as', 'service'], ''), /--as service is for --for firewalld/);
  await assert.rejects(run(['--for', 'ufw', '--as', 'xml'], ''), /--as takes/);
  await assert.rejects(
    run(['--for', 'ufw', '--as', 'profile', '--nat', '198.51.100.20:10.0.0.5'], ''),
    /leave --nat out/,
  );
});

test('a file the daemon refuses is named on standard error', async () => {
  const { err, out } = await run(['--for', 'ufw'], 'foo=bar\n');
  assert.match(err, /unrecognised variable/);
  assert.match(out, /^ufw allow/m);
});

/** Asks the real tool in an empty network namespace, so that nothing on this machine changes. */
function accepted(command: string, args: readonly string[], input: string): string | null {
  const result = spawnSync('unshare', ['--net', command, ...args], { input, encoding: 'utf8' });
  return result.status === 0 ? null : `${result.stderr}${result.error?.message ?? ''}`;
}

function hasTool(command: string): boolean {
  return spawnSync('unshare', ['--net', command, '--version']).status === 0;
}

for (const [name, request] of [
  ['server', REQUEST],
  ['gateway', GATEWAY],
  ['one port', { ...REQUEST, passive: { low: 40000, high: 40000 } }],
  ['no passive mode', { ...REQUEST, passive: null }],
] as const) {
  test(
    `iptables-restore takes the rules: ${name}`,
    { skip: !hasTool('iptables-restore') && 'iptables-restore cannot be run here' },
    () => {
      assert.equal(
        accepted('iptables-restore', ['--test', '--noflush'], writeRules('iptables', request)),
        null,
      );
    },
  );
  test(`nft takes the rules: ${name}`, { skip: !hasTool('nft') && 'nft cannot be run here' }, () => {
    assert.equal(accepted('nft', ['-c', '-f', '-'], writeRules('nftables', request)), null);
  });
  test(`sh takes the scripts: ${name}`, () => {
    for (const tool of ['firewalld', 'ufw'] as const) {
      const result = spawnSync('sh', ['-n'], { input: writeRules(tool, request), encoding: 'utf8' });
      assert.equal(result.status, 0, result.stderr);
    }
  });
}
