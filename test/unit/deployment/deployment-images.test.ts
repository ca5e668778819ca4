import assert from 'node:assert/strict';
import test from 'node:test';
import { judgeImages } from '../../../core/deployment/index.js';
import { readFirewallFile } from '../../../core/firewall/formats/index.js';

function judged(path: string, text: string): readonly string[] {
  const reading = readFirewallFile(path, text);
  assert.ok(reading);
  return judgeImages({ path, text, reading }).map(({ id, message }) => `${id}: ${message}`);
}

const compose = (image: string, ports: string, environment = '', more = ''): string =>
  `services:\n  files:\n    image: ${image}\n    ports: [${ports}]\n${environment === '' ? '' : `    environment:\n${environment}`}${more}`;
const PORTS = '"21:21", "21100-21110:21100-21110"';
const ADDRESS = '      PASV_ADDRESS: 192.0.2.1\n';
const JUDGED: readonly (readonly [what: string, text: string, expected: readonly string[]])[] = [
  ['all of it', compose('fauria/vsftpd', PORTS, ADDRESS), []],
  ['another image', compose('me/vsftpd', '"21:21"'), []],
  [
    'a service that extends one with the same port',
    `${compose('fauria/vsftpd', PORTS, ADDRESS)}  more:\n    extends: files\n    ports: ["21:21"]\n`,
    [],
  ],
  [
    'a part of the default range',
    compose('fauria/vsftpd:latest', '"21:21", "21100-21105:21100-21105"', ADDRESS),
    [
      'forward-missing: fauria/vsftpd: 21106-21110 of the passive range 21100-21110 are not published by compose.yaml:4.',
    ],
  ],
  [
    'a range that is given',
    compose(
      'docker.io/delfer/alpine-ftp-server',
      '"21:21", "21000-21010:21000-21010"',
      '      - USERS=one|secret\n      - ADDRESS=ftp.example.com\n      - MIN_PORT=21000\n      - MAX_PORT=21020\n',
    ),
    [
      'forward-missing: delfer/alpine-ftp-server: 21011-21020 of the passive range 21000-21020 are not published by compose.yaml:4.',
    ],
  ],
  [
    'no address, no login',
    compose('delfer/alpine-ftp-server', '"21:21", "21000-21010:21000-21010"'),
    [
      'forward-address-missing: delfer/alpine-ftp-server: ADDRESS is not set, so PASV names the container’s own address (compose.yaml:3).',
      'image-default-password: delfer/alpine-ftp-server: USERS is not set, so the login of the image’s own documentation is in force (compose.yaml:3).',
    ],
  ],
  [
    'no address, and a control port that is another outside',
    compose('delfer/alpine-ftp-server', '"2121:21", "21000-21010:21000-21010"', '      USERS: one|secret\n'),
    [
      'forward-address-missing: delfer/alpine-ftp-server: ADDRESS is not set, so PASV names the container’s own address (compose.yaml:3).',
    ],
  ],
  [
    'an address of this machine',
    compose('fauria/vsftpd', PORTS, '      PASV_ADDRESS: 127.0.0.1\n'),
    [
      'forward-address-inner: fauria/vsftpd: PASV_ADDRESS=127.0.0.1 is this machine itself for every client: those on other machines get no listing (compose.yaml:6).',
    ],
  ],
  [
    'an address of no machine',
    compose('fauria/vsftpd', PORTS, '      PASV_ADDRESS: 0.0.0.0\n'),
    [
      'forward-address-inner: fauria/vsftpd: PASV_ADDRESS=0.0.0.0 is no address that clients can connect to (compose.yaml:6).',
    ],
  ],
  [
    'a range upside down',
    compose('fauria/vsftpd', PORTS, `${ADDRESS}      PASV_MIN_PORT: 21110\n      PASV_MAX_PORT: 21100\n`),
    [
      'image-range-swapped: fauria/vsftpd: the first passive port, 21110, is above the last one, 21100 (compose.yaml:7).',
    ],
  ],
  ['variables of another file', compose('fauria/vsftpd', '"21:21"', '', '    env_file: ftp.env\n'), []],
  [
    'a value that is not known',
    compose('fauria/vsftpd', '"21:21"', '      PASV_ADDRESS: ${IP}\n      PASV_MIN_PORT: ${MIN}\n'),
    [],
  ],
  [
    'a config of the host',
    compose('fauria/vsftpd', '"21:21"', ADDRESS, '    volumes: ["./vsftpd.conf:/etc/vsftpd/vsftpd.conf"]\n'),
    [],
  ],
  [
    'for this machine only',
    compose('fauria/vsftpd', '"127.0.0.1:21:21", "127.0.0.1:21100-21110:21100-21110"'),
    [],
  ],
  ['nothing published', 'services:\n  files:\n    image: fauria/vsftpd\n    expose: ["21"]\n', []],
  [
    'pure-ftpd',
    compose(
      'stilliard/pure-ftpd',
      '"21:21", "30000-30009:30000-30009"',
      '      FTP_PASSIVE_PORTS: 30000:30029\n      PUBLICHOST: ftp.example.com\n',
    ),
    [
      'forward-missing: stilliard/pure-ftpd: 30010-30029 of the passive range 30000-30029 are not published by compose.yaml:4.',
    ],
  ],
];

for (const [what, text, expected] of JUDGED)
  test(`an image by its variables: ${what}`, () => {
    assert.deepEqual(judged('compose.yaml', text), expected);
  });

test('an image that docker run starts', () => {
  const run = 'docker run -d -p 21:21 -e PASV_ADDRESS=192.0.2.1 fauria/vsftpd\n';
  const expected = 'forward-missing: fauria/vsftpd: The passive range 21100-21110 is not published by';
  assert.deepEqual(judged('run.sh', `#!/bin/sh\n${run}`), [`${expected} run.sh:2.`]);
  assert.deepEqual(judged('README.md', `\`\`\`sh\n${run}\`\`\`\n`), [`${expected} README.md:2.`]);
  assert.deepEqual(judged('Makefile', `up:\n\t${run}`), [`${expected} Makefile:2.`]);
});

test('an image that Kubernetes starts', () => {
  const pod = (env: string): string =>
    `apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: ftp }\nspec:\n  template:\n    metadata: { labels: { app: ftp } }\n    spec:\n      containers:\n        - name: ftp\n          image: garethflowers/ftp-server\n          env:\n            - { name: FTP_PASS, value: secret }\n${env}`;
  const service = (ports: readonly number[]): string =>
    `---\napiVersion: v1\nkind: Service\nmetadata: { name: ftp }\nspec:\n  type: LoadBalancer\n  selector: { app: ftp }\n  ports:\n${ports.map((port) => `    - { name: p${port}, port: ${port} }\n`).join('')}`;
  const address = '            - { name: PUBLIC_IP, value: 52.20.30.40 }\n';
  const all = [21, ...Array.from({ length: 10 }, (_, index) => 40_000 + index)];
  assert.deepEqual(judged('ftp.yaml', pod(address) + service(all)), []);
  assert.deepEqual(judged('ftp.yaml', pod(address) + service(all.slice(0, -1))), [
    'forward-missing: garethflowers/ftp-server: 40009 of the passive range 40000-40009 is not forwarded by ftp.yaml:31.',
  ]);
  assert.deepEqual(judged('ftp.yaml', pod('') + service(all)), [
    'forward-address-missing: garethflowers/ftp-server: PUBLIC_IP is not set, so PASV names the container’s own address (ftp.yaml:10).',
  ]);
});
