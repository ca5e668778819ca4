import assert from 'node:assert/strict';
import test from 'node:test';
import {
  ConfigModel,
  build,
  readConfig,
  settingChanges,
  sourceFromText,
} from '../../../core/config/index.js';
import {
  compareService,
  filesAbout,
  type ComparedFile,
  type PortFix,
  type PortMismatch,
} from '../../../core/firewall/index.js';
import { readFirewallFile } from '../../../core/firewall/formats/index.js';
import { serviceOf } from '../../../core/verdict/index.js';
import { portMismatches } from '../../../core/verdict/port-agreement.js';

/** Files by their paths. */
type Files = Readonly<Record<string, string>>;

const PUBLIC = 'listen=YES\npasv_address=198.51.100.20\n';

function compared(config: string, files: Files): readonly PortMismatch[] {
  const read = Object.entries(files).flatMap(([path, text]): ComparedFile[] => {
    const reading = readFirewallFile(path, text);
    return reading ? [{ path, text, reading }] : [];
  });
  assert.equal(read.length, Object.keys(files).length, 'every file is read');
  const model = new ConfigModel(readConfig(sourceFromText(config)), build('upstream-3.0.3'));
  return portMismatches(model, read).map(({ mismatch }) => mismatch);
}

function mended(config: string, files: Files, fix: PortFix): readonly PortMismatch[] {
  const changed = Object.entries(files).map(([path, text]) => {
    const edits = fix.edits
      .filter((edit) => edit.path === path)
      .sort((a, b) => b.at.start - a.at.start)
      .reduce((before, { at, newText }) => before.slice(0, at.start) + newText + before.slice(at.end), text);
    return [path, edits] as const;
  });
  const lines = config.split('\n');
  for (const { line, start, end, newText } of settingChanges(config, fix.settings ?? {})) {
    const before = lines[line] ?? '';
    lines[line] = before.slice(0, start) + newText + before.slice(end);
  }
  return compared(lines.join('\n'), Object.fromEntries(changed));
}

test('files that are not about the service can be left out: the rest shows the same', () => {
  const files: Files = {
    'compose.yaml': 'services:\n  ftp:\n    image: x/vsftpd\n    ports: ["21:21", "3001-3100:3001-3100"]\n',
    'web.yaml': 'services:\n  web:\n    image: nginx\n    ports: ["80:80"]\n',
    'ufw/applications.d/ftp': '[Ours]\ntitle=Ours\ndescription=FTP\nports=21,3001:3100/tcp\n',
    'firewall.sh': '#!/bin/sh\nufw default deny incoming\nufw allow Ours\n',
    Dockerfile: 'FROM debian\nEXPOSE 80\n',
  };
  const read = Object.entries(files).flatMap(([path, text]): ComparedFile[] => {
    const reading = readFirewallFile(path, text);
    return reading ? [{ path, text, reading }] : [];
  });
  assert.equal(read.length, 5);
  const config = readConfig(sourceFromText('listen=YES\npasv_min_port=3001\npasv_max_port=3300\n'));
  const service = serviceOf(new ConfigModel(config, build('upstream-3.0.3')));
  assert.ok(service);
  const about = filesAbout(service, read);
  assert.deepEqual(
    about.map(({ path }) => path),
    ['compose.yaml', 'ufw/applications.d/ftp', 'firewall.sh'],
  );
  const found = compareService(service, read);
  assert.ok(
    found.some(({ path }) => path === 'compose.yaml') && found.some(({ path }) => path === 'firewall.sh'),
  );
  assert.deepEqual(compareService(service, about), found);
  const others = read.filter(({ path }) => !about.some((one) => one.path === path));
  assert.deepEqual(filesAbout(service, others), []);
});

const titles = (found: readonly PortMismatch[]): string[] =>
  found.flatMap(({ fixes }) => fixes.map(({ title }) => title));
const ids = (found: readonly PortMismatch[]): string[] => found.map(({ id }) => id);

const MENDED: readonly { readonly name: string; readonly config: string; readonly files: Files }[] = [
  {
    name: 'a hole between two published ranges',
    config: `${PUBLIC}pasv_min_port=3001\npasv_max_port=3030\n`,
    files: {
      '/w/compose.yaml':
        'services:\n  ftp:\n    build: .\n    ports:\n      - "21:21"\n      - "3001-3010:3001-3010"\n      - "3012-3030:3012-3030"\n',
    },
  },
  {
    name: 'bounds that are swapped',
    config: 'listen=YES\npasv_min_port=21110\npasv_max_port=21100\n',
    files: {
      '/w/rules.v4':
        '*filter\n:INPUT DROP [0:0]\n-A INPUT -p tcp -m tcp --dport 21 -j ACCEPT\n-A INPUT -p tcp -m tcp --dport 21100:21110 -j ACCEPT\nCOMMIT\n',
    },
  },
  {
    name: 'a rule with the limits of the control port’s rule',
    config: 'listen=YES\npasv_min_port=21100\npasv_max_port=21120\n',
    files: {
      '/w/rules.v4':
        '*filter\n:INPUT DROP [0:0]\n-A INPUT -s 192.0.2.0/24 -p tcp --dport 21 -j ACCEPT\n-A INPUT -s 192.0.2.0/24 -p tcp --dport 21100:21119 -j ACCEPT\nCOMMIT\n',
    },
  },
  {
    name: 'a forward of firewalld with both numbers',
    config: `${PUBLIC}pasv_min_port=30000\npasv_max_port=30009\n`,
    files: {
      '/etc/firewalld/zones/external.xml':
        '<?xml version="1.0"?>\n<zone>\n  <forward-port port="21" protocol="tcp" to-port="21" to-addr="10.0.0.5"/>\n  <forward-port port="30000-30008" protocol="tcp" to-port="30000-30008" to-addr="10.0.0.5"/>\n</zone>\n',
    },
  },
];

for (const { name, config, files } of MENDED)
  test(`every fix mends ${name}`, () => {
    const found = compared(config, files);
    assert.ok(titles(found).length > 0, ids(found).join());
    for (const fix of found.flatMap(({ fixes }) => fixes))
      assert.deepEqual(ids(mended(config, files, fix)), [], fix.title);
  });

test('a gap is closed without running into the next published range', () => {
  const [hole] = MENDED;
  assert.ok(hole);
  const { config, files } = hole;
  assert.ok(titles(compared(config, files)).includes('Publish 3001-3011 instead of 3001-3010'));
});

test('nobody is told to open nearly all ports for a range that was not chosen', () => {
  const rules = (range: string): Files => ({
    '/w/rules.v4': `*filter\n:INPUT DROP [0:0]\n-A INPUT -p tcp --dport 21 -j ACCEPT\n-A INPUT -p tcp --dport ${range} -j ACCEPT\nCOMMIT\n`,
  });
  assert.deepEqual(titles(compared('listen=YES\n', rules('40000:40100'))), [
    'Set pasv_min_port=40000 and pasv_max_port=40100',
  ]);
  assert.deepEqual(
    titles(compared('listen=YES\npasv_min_port=21110\npasv_max_port=21100\n', rules('21100:21110'))),
    ['Set pasv_min_port=21100 and pasv_max_port=21110'],
  );
});

test('a fix that would change nothing is not offered', () => {
  const shadowed = {
    '/w/rules.v4':
      '*filter\n:INPUT DROP [0:0]\n-A INPUT -p tcp --dport 21111 -j REJECT\n-A INPUT -p tcp --dport 21 -j ACCEPT\n-A INPUT -p tcp --dport 21100:21120 -j ACCEPT\nCOMMIT\n',
  };
  assert.deepEqual(titles(compared('listen=YES\npasv_min_port=21100\npasv_max_port=21120\n', shadowed)), [
    'Set pasv_min_port=21100 and pasv_max_port=21110',
  ]);
  const offset = {
    '/w/gateway.rules':
      '*nat\n-A PREROUTING -d 198.51.100.20/32 -p tcp --dport 21 -j DNAT --to-destination 10.0.0.5:21\n-A PREROUTING -d 198.51.100.20/32 -p tcp --dport 40000:40100 -j DNAT --to-destination 10.0.0.5:30000-30100/40000\nCOMMIT\n',
  };
  const found = compared(`${PUBLIC}pasv_min_port=30000\npasv_max_port=30100\n`, offset);
  assert.deepEqual(ids(found), ['forward-shifted']);
  assert.deepEqual(titles(found), []);
});

test('implicit TLS is not moved to the port of sessions in clear', () => {
  const files = {
    '/w/compose.yaml':
      'services:\n  ftp:\n    build: .\n    ports:\n      - "21:21"\n      - "30000-30009:30000-30009"\n',
  };
  const config = `${PUBLIC}ssl_enable=YES\nimplicit_ssl=YES\nlisten_port=990\npasv_min_port=30000\npasv_max_port=30009\n`;
  assert.deepEqual(titles(compared(config, files)), ['Publish 990']);
});

const COMPOSE = (ports: string, environment = ''): Files => ({
  '/w/docker-compose.yml': `services:\n  ftp:\n    build: .\n${environment}    ports:\n      - "21:21"\n      - "${ports}"\n`,
});

test('a variable in a port is no setting of the container', () => {
  const ports =
    '${PASV_MIN_PORT:-21100}-${PASV_MAX_PORT:-21110}:${PASV_MIN_PORT:-21100}-${PASV_MAX_PORT:-21110}';
  const config = `${PUBLIC}pasv_min_port=21000\npasv_max_port=21010\n`;
  assert.deepEqual(ids(compared(config, COMPOSE(ports))), ['forward-missing']);
  const given =
    '    environment:\n      PASV_MIN_PORT: ${PASV_MIN_PORT:-21100}\n      PASV_MAX_PORT: ${PASV_MAX_PORT:-21110}\n';
  assert.deepEqual(ids(compared(config, COMPOSE(ports, given))), []);
  const short = '    environment:\n      - MIN_PORT=21100\n      - MAX_PORT=21110\n';
  assert.deepEqual(ids(compared(config, COMPOSE('21100-21110:21100-21110', short))), []);
});

test('a script’s own variables say nothing about vsftpd', () => {
  const files = {
    '/w/fw.sh':
      '#!/bin/sh\nPASV_MIN_PORT=21000\nPASV_MAX_PORT=21010\niptables -P INPUT DROP\niptables -A INPUT -p tcp --dport 21 -j ACCEPT\niptables -A INPUT -p tcp --dport $PASV_MIN_PORT:$PASV_MAX_PORT -j ACCEPT\n',
  };
  const found = compared('listen=YES\npasv_min_port=21000\npasv_max_port=21020\n', files);
  assert.deepEqual(
    found.map(({ id, ports }) => [id, ports]),
    [['firewall-range-missing', [{ low: 21011, high: 21020 }]]],
  );
});

test('an image that is given the outer address needs none in vsftpd.conf', () => {
  const config = 'listen=YES\npasv_min_port=21000\npasv_max_port=21010\n';
  const ports = '21000-21010:21000-21010';
  const given = '    environment:\n      - ADDRESS=ftp.example.com\n';
  assert.deepEqual(ids(compared(config, COMPOSE(ports, given))), []);
  const network = '    networks:\n      lan:\n        ipv4_address: 172.20.0.5\n';
  assert.deepEqual(ids(compared(config, COMPOSE(ports, network))), ['forward-address-missing']);
});

test('an override file adds its ports to those of the service', () => {
  const files = {
    '/w/docker-compose.yml': 'services:\n  ftp:\n    image: x/vsftpd\n    ports: ["21:21"]\n',
    '/w/docker-compose.override.yml': 'services:\n  ftp:\n    ports: ["30000-30009:30000-30009"]\n',
  };
  assert.deepEqual(compared(`${PUBLIC}pasv_min_port=30000\npasv_max_port=30009\n`, files), []);
});

test('passive ports on a loopback address are a fault where the control port is public', () => {
  const [found, ...more] = compared(
    `${PUBLIC}pasv_min_port=30000\npasv_max_port=30009\n`,
    COMPOSE('127.0.0.1:30000-30009:30000-30009'),
  );
  assert.deepEqual(more, []);
  assert.deepEqual([found?.id, found?.severity], ['forward-loopback', 'warning']);
});

test('the helper lets the connections of active mode out as well', () => {
  const rules = (helper: string): Files => ({
    '/w/rules.v4': `${helper}*filter\n:INPUT DROP [0:0]\n:OUTPUT DROP [0:0]\n-A INPUT -p tcp --dport 21 -j ACCEPT\n-A OUTPUT -m conntrack --ctstate ESTABLISHED,RELATED -j ACCEPT\nCOMMIT\n`,
  });
  const config = 'listen=YES\nconnect_from_port_20=YES\npasv_enable=NO\n';
  const helper = '*raw\n-A PREROUTING -p tcp --dport 21 -j CT --helper ftp\nCOMMIT\n';
  assert.deepEqual(ids(compared(config, rules(''))), ['firewall-active-blocked']);
  assert.deepEqual(ids(compared(config, rules(helper))), []);
});

test('stored rules of firewalld wait for a reload', () => {
  const script = (end: string): Files => ({
    '/w/setup.sh': `#!/bin/sh\nfirewall-cmd --permanent --add-port=21/tcp\nfirewall-cmd --permanent --add-port=30000-30009/tcp\n${end}`,
  });
  const config = 'listen=YES\npasv_min_port=30000\npasv_max_port=30009\n';
  assert.deepEqual(ids(compared(config, script(''))), ['rule-not-loaded', 'rule-not-loaded']);
  assert.deepEqual(compared(config, script('firewall-cmd --reload\n')), []);
  assert.deepEqual(compared(config, script('systemctl restart firewalld\n')), []);
});

test('the rule that is one port short is pointed at, whomever it lets in', () => {
  const rule = (ports: string): string => `-A INPUT -s 198.51.100.0/24 -p tcp --dport ${ports} -j ACCEPT\n`;
  const text = `*filter\n:INPUT DROP [0:0]\n${rule('21')}${rule('3001:3299')}COMMIT\n`;
  const [found] = compared('listen=YES\npasv_min_port=3001\npasv_max_port=3300\n', { '/w/rules.v4': text });
  assert.ok(found);
  assert.equal(text.slice(found.at.start, found.at.end), rule('3001:3299').trimEnd());
  assert.deepEqual(titles([found]), ['Let 3001-3300 through instead of 3001-3299']);
});

test('long lists of rules, each with a source and a port of its own, are followed to their end', () => {
  const rules = Array.from(
    { length: 2000 },
    (_, i) => `-A INPUT -s 10.${i >> 8}.${i % 256}.0/24 -p tcp -m tcp --dport ${2000 + i} -j ACCEPT\n`,
  );
  const text = `*filter\n:INPUT DROP [0:0]\n-A INPUT -p tcp -m tcp --dport 21 -j ACCEPT\n${rules.join('')}COMMIT\n`;
  const [input] = readFirewallFile('/w/rules.v4', text)?.witnesses ?? [];
  const statusOf = (port: number): string | undefined =>
    input?.runs.find(({ ports }) => ports.low <= port && port <= ports.high)?.status;
  assert.deepEqual([21, 1999, 2000, 3999, 4000].map(statusOf), [
    'open',
    'dropped',
    'some',
    'some',
    'dropped',
  ]);
});

test('a byte order mark changes neither what is read nor where it stands', () => {
  const files: Files = {
    '/w/Dockerfile': 'FROM x\r\n# 😀\r\nEXPOSE 21 \\\r\n  3000-3010\r\n',
    '/w/compose.yaml':
      'services:\r\n  ftp:\r\n    build: . # 😀\r\n    ports:\r\n      - "21:21"\r\n      - "3000-3010:3000-3010"\r\n',
    '/w/x.nft':
      'table inet f {\r\n chain i {\r\n type filter hook input priority 0; policy drop;\r\n tcp dport { 21, 3000-3010 } accept\r\n }\r\n}\r\n',
    '/w/rules.v4':
      '*filter\r\n:INPUT DROP [0:0]\r\n-A INPUT -p tcp -m multiport --dports 21,3000:3010 -j ACCEPT\r\nCOMMIT\r\n',
    '/w/run.sh': '#!/bin/sh\r\n# 😀\r\ndocker run -p 21:21 \\\r\n -p 3000-3010:3000-3010 vsftpd\r\n',
    '/etc/firewalld/zones/public.xml':
      '<?xml version="1.0"?>\r\n<zone>\r\n<port port="21" protocol="tcp"/>\r\n</zone>\r\n',
  };
  for (const [path, text] of Object.entries(files)) {
    const spelt = (whole: string): readonly string[] =>
      readFirewallFile(path, whole)?.mentions.map(({ at }) => whole.slice(at.start, at.end)) ?? [];
    assert.ok(spelt(text).length > 0, path);
    assert.deepEqual(spelt(`\ufeff${text}`), spelt(text), path);
  }
});

test('a chain that machines behind share with the server itself is told of once', () => {
  const rules = [
    '*filter',
    ':INPUT ACCEPT [0:0]',
    ':FORWARD ACCEPT [0:0]',
    ':OURS - [0:0]',
    '-A INPUT -j OURS',
    '-A FORWARD -j OURS',
    '-A OURS -m state --state ESTABLISHED -j ACCEPT',
    '-A OURS -p tcp --dport 21 -j ACCEPT',
    '-A OURS -j REJECT',
    'COMMIT',
    '',
  ].join('\n');
  const config = 'listen=YES\npasv_min_port=3001\npasv_max_port=3300\n';
  assert.deepEqual(ids(compared(config, { 'rules.v4': rules })), ['firewall-range-missing']);
});

test('of several servers that a script starts, one is the one that is asked about', () => {
  const server = (name: string, control: number, low: number): string =>
    `docker run -d --name ${name} -p ${control}:21 -p ${low}-${low + 9}:${low}-${low + 9} x/vsftpd\n`;
  const script = `#!/bin/sh\n${server('one', 21, 3001)}${server('two', 2121, 4001)}`;
  const config = (low: number, high: number): string =>
    `${PUBLIC}pasv_min_port=${low}\npasv_max_port=${high}\n`;
  assert.deepEqual(ids(compared(config(3001, 3010), { 'run.sh': script })), []);
  assert.deepEqual(ids(compared(config(5001, 5010), { 'run.sh': script })), ['forward-missing']);
});
