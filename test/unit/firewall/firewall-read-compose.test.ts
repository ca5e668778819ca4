import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { firewallKindOf, readFirewallFile } from '../../../core/firewall/formats/index.js';
import { Random } from '../../oracle/random.js';
import { checkForm, mentioned, shown, unread, withAdded } from '../reading-text.js';

const FILE = 'compose.yaml';

function service(ports: string, more = ''): string {
  return `services:\n  ftp:\n    image: fauria/vsftpd\n${more}    ports:\n${ports}`;
}

/** One item of `ports:`, and what it comes to. */
const ITEMS: readonly (readonly [item: string, expected: string])[] = [
  ['"21:21"', '21 open, else rejected'],
  ["'21100-21110:21100-21110'", '21100-21110 open, else rejected'],
  ['21100-21110:21100-21110', '21100-21110 open, else rejected'],
  ['"21100-21110:21100-21110/tcp"', '21100-21110 open, else rejected'],
  ['"21:21/TCP"', '21 open, else rejected'],
  ['"021:21"', '21 open, else rejected'],
  ['"2121:21"', '2121>21 open, else rejected'],
  ['"30000-30010:21100-21110"', '30000-30010>21100-21110 open, else rejected'],
  ['"21100-21110:21100-21110/udp"', '21100-21110 rejected (published for UDP only), else rejected'],
  ['"127.0.0.1:21:21"', '21 some (only from this machine), else rejected'],
  ['"127.1.2.3:21:21"', '21 some (only from this machine), else rejected'],
  ['"[::1]:21:21"', '21 some (only from this machine), else rejected'],
  ['"::1:21:21"', '21 some (only from this machine), else rejected'],
  ['"[::]:21:21"', '21 some (only over IPv6), else rejected'],
  ['"[2001:db8::1]:21:21"', '21 some (only over IPv6), else rejected'],
  ['"0.0.0.0:21:21"', '21 open, else rejected'],
  ['"3000-3005:21"', 'PICK, else rejected'],
  [
    '"21100-21110"',
    '21100-21110 rejected (without an outer port the engine picks one), 32768-60999 unknown (the engine picks the outer ports), else rejected',
  ],
  [
    '21',
    '21 rejected (without an outer port the engine picks one), 32768-60999 unknown (the engine picks the outer ports), else rejected',
  ],
  [
    '"127.0.0.1::21"',
    '21 rejected (without an outer port the engine picks one), 32768-60999 unknown (the engine picks the outer ports), else rejected',
  ],
  [
    '"0:21"',
    '21 rejected (without an outer port the engine picks one), 32768-60999 unknown (the engine picks the outer ports), else rejected',
  ],
  [
    '"21100-21110:21100-21109"',
    '21100-21110 rejected (the engine refuses it: 11 ports outside, 10 inside), else rejected',
  ],
  ['"70000:21"', 'else rejected'],
  ['"21110-21100:21110-21100"', 'else rejected'],
  ['"ftp:21"', 'else rejected'],
  ['"localhost:21:21"', 'else rejected'],
  ['" 21:21"', 'else rejected'],
  ['"21:21/ftp"', 'else rejected'],
  ['"${FTP_PORT:-21}:21"', '21 open, else rejected'],
  [
    '"${PASV_MIN:-21100}-${PASV_MAX-21110}:${PASV_MIN:-21100}-${PASV_MAX:-21110}"',
    '21100-21110 open, else rejected',
  ],
  ['"${A:-${B:-21}}:21"', '21 open, else rejected'],
  ['"${FTP_PORT}:21"', 'else unknown (the variable ${FTP_PORT})'],
  ['"$FTP_PORT:21"', 'else unknown (the variable $FTP_PORT)'],
  ['"${FTP_PORT:?set it}:21"', 'else unknown (the variable ${FTP_PORT:?set it})'],
  ['"${FTP_PORT:+21}:21"', 'else unknown (the variable ${FTP_PORT:+21})'],
  ['"${PASV_MIN}-${PASV_MAX}:21100-21110"', 'else unknown (the variable ${PASV_MIN})'],
  ['"${MAPPING}"', 'else unknown (the variable ${MAPPING})'],
  ['"21:${PORT}"', '21 unknown (the variable ${PORT}), else rejected'],
  ['"${BIND}:21:21"', '21 unknown (the variable ${BIND}), else rejected'],
  ['"${BIND:-127.0.0.1}:21:21"', '21 some (only from this machine), else rejected'],
  ['{{ ftp_port }}:21', 'else unknown (what a template fills in)'],
  ['"{{ ftp_port }}:{{ ftp_port }}"', 'else unknown (what a template fills in)'],
  ['{target: 21, published: 21}', '21 open, else rejected'],
  ['{target: 21, published: "2121", protocol: tcp, mode: host}', '2121>21 open, else rejected'],
  ['{target: 21, published: 21, host_ip: 127.0.0.1}', '21 some (only from this machine), else rejected'],
  ['{target: 21, published: 21, host_ip: "::1"}', '21 some (only from this machine), else rejected'],
  ['{target: 21, published: 21, protocol: udp}', '21 rejected (published for UDP only), else rejected'],
  ['{target: 21, published: "3000-3005"}', 'PICK, else rejected'],
  [
    '{target: "21100-21110", published: "21100-21110"}',
    '21100-21110 rejected (the engine refuses it: the long form takes one target port), else rejected',
  ],
  ['{target: 21, published: "${P}"}', 'else unknown (the variable ${P})'],
  ['{published: 21}', 'else unknown (a port without target)'],
  [
    '{target: 21}',
    '21 rejected (without an outer port the engine picks one), 32768-60999 unknown (the engine picks the outer ports), else rejected',
  ],
];

/** Any of six ports may lead to the one. */
const ONE_OF = [3000, 3001, 3002, 3003, 3004, 3005]
  .map((port) => `${port}>21 unknown (the engine takes one of these ports)`)
  .join(', ');

describe('an item of ports:', () => {
  for (const [item, expected] of ITEMS) {
    test(item, () => {
      const line = expected.replace('PICK', ONE_OF);
      assert.deepEqual(shown(FILE, service(`      - ${item}\n`)), [`forward service ftp: ${line}`]);
    });
  }

  test('without quotes, in the numbers of YAML 1.1', () => {
    assert.deepEqual(shown(FILE, service('      - 21:21\n      - 990:990\n')), [
      'forward service ftp: 21 open (docker-compose 1 reads it as the number 1281 unless it stands in quotes), 990 open, else rejected',
    ]);
  });

  test('on an address of the host', () => {
    assert.deepEqual(
      shown(FILE, service('      - 203.0.113.5:21:21\n      - 203.0.113.5:2100-2110:2100-2110\n')),
      ['forward service ftp at 203.0.113.5: 21 open, 2100-2110 open, else rejected'],
    );
    assert.deepEqual(shown(FILE, service('      - 203.0.113.5:21:21\n      - 203.0.113.6:22:22\n')), [
      'forward service ftp: 21 open, 22 open, else rejected',
    ]);
  });
});

describe('files of popular images', () => {
  test('fauria/vsftpd', () => {
    const text = `version: '3'
services:
  vsftpd:
    container_name: vsftpd
    image: fauria/vsftpd:latest
    ports:
      - "20:20"
      - "21:21"
      - "21100-21110:21100-21110"
    environment:
      FTP_USER: me
      PASV_ADDRESS: 127.0.0.1
      PASV_MIN_PORT: 21100
      PASV_MAX_PORT: 21110
    volumes:
      - ./data:/home/vsftpd
    restart: always
`;
    assert.deepEqual(shown('docker-compose.yml', text), [
      'forward service vsftpd: 20 open, 21 open, 21100-21110 open, else rejected',
    ]);
    assert.deepEqual(mentioned('docker-compose.yml', text), [
      '20:20 publishes',
      '21:21 publishes',
      '21100-21110:21100-21110 publishes',
    ]);
  });

  test('delfer/alpine-ftp-server on the network of the host', () => {
    const text = `services:
  ftp:
    image: delfer/alpine-ftp-server
    network_mode: "host"
    environment:
      - USERS=one|1234
`;
    assert.deepEqual(shown('compose.yml', text), ['forward service ftp: 1-65535 open']);
  });

  test('stilliard/pure-ftpd, each passive port in a line of its own', () => {
    const ports = Array.from({ length: 10 }, (_, i) => `      - "3000${i}:3000${i}"\n`).join('');
    const [line] = shown('docker-compose.yaml', service(`      - "21:21"\n${ports}`));
    assert.match(line ?? '', /: 21 open, 30000 open, 30001 open,.* 30009 open, else rejected$/);
  });

  test('a file of the first version, without services:', () => {
    const text = 'ftp:\n  image: fauria/vsftpd\n  ports:\n    - "21:21"\n';
    assert.deepEqual(shown('docker-compose.yml', text), ['forward service ftp: 21 open, else rejected']);
    assert.deepEqual(shown('other/docker-compose.prod.yml', text), [
      'forward service ftp: 21 open, else rejected',
    ]);
    assert.equal(firewallKindOf('values.yml', text), null);
  });

  test('expose: names ports for other containers', () => {
    const text =
      'services:\n  ftp:\n    build: .\n    expose:\n      - 21\n      - "21100-21110/tcp"\n      - 53/udp\n';
    assert.deepEqual(shown(FILE, text), [
      'declare expose of ftp: 21 open, 21100-21110 open, else unknown (expose opens no port)',
    ]);
    assert.deepEqual(mentioned(FILE, text), ['21 exposes', '21100-21110/tcp exposes']);
  });
});

describe('what is elsewhere is unknown', () => {
  test('a part of a service, as override files have it', () => {
    const text = 'services:\n  ftp:\n    ports:\n      - "21:21"\n';
    const expected =
      'forward service ftp: 21 open, else unknown (the rest of the service is in another file)';
    assert.deepEqual(shown(FILE, text), [expected]);
    assert.deepEqual(shown(FILE, text.replace('ports:', 'ports: !override')), [
      'forward service ftp: 21 open, else rejected',
    ]);
  });

  test('extends', () => {
    const base = '  base:\n    image: x\n    ports: ["21:21"]\n';
    const text = (from: string): string =>
      `services:\n${base}  ftp:\n    extends: ${from}\n    ports: ["22:22"]\n`;
    const here = 'forward service ftp: 21 open, 22 open, else rejected';
    const there = 'forward service ftp: 22 open, else unknown (it extends a service of another file)';
    assert.equal(shown(FILE, text('base'))[1], here);
    assert.equal(shown(FILE, text('{service: base}'))[1], here);
    assert.equal(shown(FILE, text('{service: base, file: other.yml}'))[1], there);
    assert.equal(shown(FILE, text('nobody'))[1], there);
    assert.equal(shown(FILE, text('ftp'))[1], there);
    const host = 'services:\n  base:\n    image: x\n    network_mode: host\n  ftp:\n    extends: base\n';
    assert.equal(shown(FILE, host)[1], 'forward service ftp: 1-65535 open');
    assert.equal(
      shown(FILE, text('base').replace('ports: ["22:22"]', 'ports: !override ["22:22"]'))[1],
      'forward service ftp: 22 open, else rejected',
    );
  });

  test('a macvlan network', () => {
    const text = `${service('      - "21:21"\n', '    networks: [lan]\n')}networks:\n  lan:\n    driver: macvlan\n`;
    assert.deepEqual(shown(FILE, text), [
      'forward service ftp: 21 open, else unknown (the macvlan network leads to the container directly)',
    ]);
  });

  test('templates round items', () => {
    const text = service(
      '      - "21:21"\n{% for port in ports %}\n      - "{{ port }}:{{ port }}"\n{% endfor %}\n',
    );
    assert.deepEqual(shown('docker-compose.yml.j2', text), [
      'forward service ftp: 21 open, else unknown (what a template fills in)',
    ]);
    assert.deepEqual(shown(FILE, service('      - "21:21"\n{% include "ports.yml" %}\n')), [
      'forward service ftp: 21 open, else unknown (a template writes a part of it)',
    ]);
    assert.deepEqual(shown(FILE, service('      - "21:21"\n', '    hostname: "{{.Node.Hostname}}"\n')), [
      'forward service ftp: 21 open, else rejected',
    ]);
  });

  test('a file that is no valid YAML yet', () => {
    const text = service('      - "21:21"\n      - "2110\n');
    assert.deepEqual(shown(FILE, text), [
      'forward service ftp: 21 open, 32768-60999 unknown (the engine picks the outer ports), else unknown (the file is not valid YAML)',
    ]);
  });
});

describe('aliases', () => {
  test('a list, an item, a merged service', () => {
    const text = `x-ports: &ports
  - "21:21"
  - &range "21100-21110:21100-21110"
x-ftp: &ftp
  image: vsftpd
  ports: *ports
services:
  one:
    <<: *ftp
  two:
    <<: [*ftp]
    ports:
      - *range
  three:
    image: vsftpd
    ports: *unknown
`;
    assert.deepEqual(shown(FILE, text), [
      'forward service one: 21 open, 21100-21110 open, else rejected',
      'forward service two: 21100-21110 open, else rejected',
    ]);
    assert.deepEqual(mentioned(FILE, text), ['21:21 publishes', '21100-21110:21100-21110 publishes']);
  });

  test('loops and bombs', () => {
    const bomb = Array.from({ length: 30 }, (_, i) => `  - &a${i + 1} [*a${i}, *a${i}, *a${i}]`).join('\n');
    const text = `x:\n  - &a0 "21:21"\n${bomb}\nservices:\n  ftp:\n    image: x\n    ports: *a30\n`;
    assert.deepEqual(shown(FILE, text), ['forward service ftp: else unknown (a port without target)']);
    const loop =
      'services: &s\n  ftp:\n    <<: &f\n      <<: *f\n      <<: *s\n    image: x\n    ports: &p ["21:21", *p]\n';
    assert.equal(shown(FILE, loop).length, 1);
  });

  test('one list for many services', () => {
    const many = Array.from({ length: 300 }, (_, i) => `  s${i}:\n    image: x\n    ports: *p\n`).join('');
    const text = `x-p: &p\n${'  - "21:21"\n'.repeat(2000)}services:\n${many}`;
    const found = readFirewallFile(FILE, text);
    assert.equal(found?.witnesses.length, 10);
    assert.equal(found.mentions.length, 2000);
  });
});

describe('places', () => {
  test('of items, of the service, of what is not read', () => {
    const text = service(
      '      - "21:21"   # control\n      - target: 990\n        published: 990\n\n      - "${P}:1"\n',
    );
    const found = readFirewallFile(FILE, text);
    const [witness] = found?.witnesses ?? [];
    assert.ok(witness);
    assert.equal(text.slice(witness.at.start, witness.at.end), 'ports');
    const rules = witness.runs.flatMap(({ at }) => (at ? [text.slice(at.start, at.end)] : []));
    assert.deepEqual(rules, ['"21:21"', 'target: 990\n        published: 990']);
    assert.deepEqual(unread(FILE, text), ['${P}:1: the variable ${P}']);
    assert.deepEqual(mentioned(FILE, text), ['21:21 publishes', '990 publishes']);
  });
});

describe('additions', () => {
  /** The file with 21100-21110 added. */
  const cases: readonly (readonly [name: string, text: string, added: string])[] = [
    ['quotes and indent of the list', service('      - "21:21"\n'), '\n      - "21100-21110:21100-21110"\n'],
    ['single quotes, no indent', service("    - '21:21'\n"), "\n    - '21100-21110:21100-21110'\n"],
    ['plain items', service('      - 990:990\n'), '\n      - "21100-21110:21100-21110"\n'],
    ['blanks behind the dash', service('      -   "21:21"\n'), '\n      -   "21100-21110:21100-21110"\n'],
    [
      'behind a comment',
      service('      - "21:21" # control\n    restart: always\n'),
      ' # control\n      - "21100-21110:21100-21110"\n    restart',
    ],
    ['the protocol', service('      - "21:21/tcp"\n'), '\n      - "21100-21110:21100-21110/tcp"\n'],
    [
      'the address',
      service('      - 203.0.113.5:21:21\n'),
      '\n      - "203.0.113.5:21100-21110:21100-21110"\n',
    ],
    [
      'a list in brackets',
      'services:\n  ftp:\n    image: x\n    ports: ["21:21"]\n',
      '["21:21", "21100-21110:21100-21110"]\n',
    ],
    [
      'the end of the text',
      service('      - "21:21"').trimEnd(),
      '"21:21"\n      - "21100-21110:21100-21110"',
    ],
    [
      'line ends of Windows',
      service('      - "21:21"\n').replaceAll('\n', '\r\n'),
      '"21:21"\r\n      - "21100-21110:21100-21110"\r\n',
    ],
    [
      'the long form',
      service('      - target: 21\n        published: 21\n'),
      'published: 21\n      - "21100-21110:21100-21110"\n',
    ],
  ];
  for (const [name, text, added] of cases) {
    test(name, () => {
      const result = withAdded(FILE, text, 21100, 21110);
      assert.ok(result.includes(added), result);
      assert.match(shown(FILE, result)[0] ?? '', /21100-21110 open/);
    });
  }
});

describe('which files', () => {
  const text = service('      - "21:21"\n');
  const other = 'services:\n  - docker:dind\nports: 1\n';
  for (const [path, content, kind] of [
    ['compose.yaml', text, 'compose'],
    ['docker-compose.yml', text, 'compose'],
    ['deploy/docker-compose.prod.yaml', text, 'compose'],
    ['DOCKER-COMPOSE.YML', text, 'compose'],
    ['stack.yml', text, 'compose'],
    ['stack.yml.j2', text, 'compose'],
    ['notes.md', text, null],
    ['stack.yml', 'a: 1\n', null],
  ] as const) {
    test(`${path}: ${kind ?? 'none'}`, () => {
      assert.equal(firewallKindOf(path, content), kind);
    });
  }

  test('what only looks like one says nothing', () => {
    assert.deepEqual(shown('.gitlab-ci.yml', other), []);
    assert.deepEqual(shown('x.yml', 'services:\n  a: {b: {ports: 1}}\n'), []);
    assert.deepEqual(shown(FILE, 'ports'), []);
    assert.deepEqual(shown(FILE, service('')), []);
    assert.deepEqual(shown(FILE, service('      - "21:21"\n').replace('ports:', 'ports: !reset')), []);
  });
});

test('anything is read without harm', () => {
  const seed = 20_260_401;
  const random = new Random(seed);
  const base = service(
    '      - "21:21"\n      - target: 21\n        published: "${P:-21}"\n',
    '    extends: &a {service: b}\n    <<: *a\n',
  );
  const pieces = [
    ...base.split(/(\s+|[:"-])/).filter(Boolean),
    '{{',
    '}}',
    '{%',
    '%}',
    '- ',
    '[',
    ']',
    '{',
    '}',
    '&a ',
    '*a',
    '<<: ',
    '!x ',
    '"',
    "'",
    '\n',
    '\t',
    '|',
    '>',
    '# ',
    '\r\n',
    '\u{1f600}',
    '\0',
    '${',
    '$',
    '-',
    ':',
    '0',
    '65536',
    '\ufffc',
  ];
  for (let round = 0; round < 800; round++) {
    let text = base;
    for (let i = random.between(1, 6); i > 0; i--) {
      const at = random.between(0, text.length);
      text =
        text.slice(0, at) + random.word(pieces, random.between(0, 4)) + text.slice(at + random.between(0, 8));
    }
    const found = readFirewallFile(FILE, text);
    if (found) checkForm(text, found);
  }
});

test('hostile sizes', () => {
  for (const piece of ['[', '- ', 'a: {', '? ', '&a ', '{{', '"', ',', '#\n', '---\n']) {
    const text = `services:\n  a:\n    image: x\n    ports: ${piece.repeat(50_000 / piece.length)}`;
    const found = readFirewallFile(FILE, text);
    assert.ok(found);
    checkForm(text, found);
  }
  const long = service(`      - "21:21"\n#${'x'.repeat(500_000)}\n`);
  assert.deepEqual(shown(FILE, long), []);
});
