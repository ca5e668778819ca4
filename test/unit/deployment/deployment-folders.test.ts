import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test, { after } from 'node:test';
import { checkCommand } from '../../../cli/check.js';
import type { CheckReport } from '../../../cli/check-report.js';
import { memoryIo } from '../cli/cli-io.js';

const root = mkdtempSync(path.join(tmpdir(), 'vsftpd-lens-folders-'));
after(() => {
  rmSync(root, { recursive: true, force: true });
});

const ABOUT_PORTS = /^(?:forward|firewall|expose|helper|image|passive-port|passive-range-sw|pasv-addr)/;
let count = 0;

/** What `check` says of a folder, as far as ports and addresses are concerned: warnings and errors. */
async function said(files: Readonly<Record<string, string>>): Promise<readonly string[]> {
  const folder = path.join(root, `${++count}`);
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), text);
  }
  const { io, out } = memoryIo();
  await checkCommand(['--format', 'json', '--fail-on', 'never', folder], io);
  const { files: reports } = JSON.parse(out()) as CheckReport;
  return reports.flatMap(({ diagnostics }) =>
    diagnostics.flatMap(({ code, severity, message }) =>
      ABOUT_PORTS.test(code) && /error|warning/.test(severity) ? [`${code}: ${message}`] : [],
    ),
  );
}

const CONF = 'listen=YES\nlisten_ipv6=NO\nanonymous_enable=NO\nlocal_enable=YES\n';
const RANGE = 'pasv_min_port=42100\npasv_max_port=42110\n';
const ADDRESS = 'pasv_address=52.20.30.40\n';
const BUILT = 'services:\n  ftp:\n    build: .\n    ports: ["21:21", "42100-42110:42100-42110"]\n';
const image = (lines: string): string => `FROM debian:12\nRUN apt-get install -y vsftpd\n${lines}`;

type Case = readonly [what: string, files: Readonly<Record<string, string>>, expected: readonly string[]];

/** Rules judge the config as it is started. */
const STARTED: readonly Case[] = [
  [
    'a placeholder that the image fills in',
    {
      'vsftpd.conf': `${CONF}${RANGE}pasv_address=OUTERIP\n`,
      Dockerfile: image(
        'ARG OUTERIP\nCOPY vsftpd.conf /etc/vsftpd.conf\nRUN sed -i "s/OUTERIP/$OUTERIP/" /etc/vsftpd.conf\n',
      ),
    },
    [],
  ],
  [
    'a placeholder that a start script fills in by a function',
    {
      'vsftpd.conf': `${CONF}pasv_min_port=changeme\npasv_max_port=changeme\npasv_address=changeme\n`,
      Dockerfile: image('COPY . /etc/vsftpd/\nENTRYPOINT ["/etc/vsftpd/go.sh"]\n'),
      'go.sh':
        '#!/bin/sh\nput() {\n  sed -i "s~^$1=.*~$1=$2~" /etc/vsftpd/vsftpd.conf\n}\nput pasv_address "$IP"\nput pasv_min_port 42100\nput pasv_max_port 42110\nexec vsftpd\n',
    },
    [],
  ],
  [
    'a bound out of range that an option replaces',
    {
      'vsftpd.conf': `${CONF}pasv_min_port=80\npasv_max_port=90\n${ADDRESS}`,
      'start.sh': '#!/bin/sh\nexec vsftpd /etc/vsftpd.conf -opasv_min_port=42100 -opasv_max_port=42110\n',
    },
    [],
  ],
  [
    'a bound out of range that an option brings',
    {
      'vsftpd.conf': `${CONF}${RANGE}${ADDRESS}`,
      'start.sh': '#!/bin/sh\nexec vsftpd /etc/vsftpd.conf -opasv_min_port=80\n',
    },
    [
      'passive-port-unusable: 80 is outside 1025 to 65535, so it is ignored: ports 1024 to 42110 are used. That is so as it is started, by start.sh:2.',
    ],
  ],
  [
    'ends of the range that a script swaps',
    {
      'vsftpd.conf': `${CONF}${ADDRESS}`,
      'start.sh':
        '#!/bin/sh\necho pasv_min_port=42110 >> /etc/vsftpd.conf\necho pasv_max_port=42100 >> /etc/vsftpd.conf\nvsftpd\n',
    },
    [
      'passive-range-swapped: pasv_max_port is below pasv_min_port, so vsftpd ignores it and uses ports 42110 to 65535. That is so as it is started, by start.sh:2 and start.sh:3.',
    ],
  ],
  [
    'an address that no script touches',
    {
      'vsftpd.conf': `${CONF}${RANGE}pasv_address=0.0.0.0\n`,
      'start.sh': '#!/bin/sh\nadduser ftp\nvsftpd /etc/vsftpd.conf\n',
    },
    [
      'pasv-address-unreachable: 0.0.0.0 is not an address that clients can connect to: they fail or must guess. Remove pasv_address or set the public address.',
    ],
  ],
];

/** Several services, and which of them is the server of the config. */
const SERVICES: readonly Case[] = [
  [
    'two servers with ranges for themselves',
    {
      'vsftpd.conf': CONF,
      'compose.yaml':
        'services:\n  plain:\n    image: me/ftp\n    ports: ["2221:21", "42100-42110:42100-42110"]\n  secure:\n    image: me/ftp\n    ports: ["2231:21", "43100-43110:43100-43110"]\n    environment: { PASV_MIN_PORT: 43100, PASV_MAX_PORT: 43110, PASV_ADDRESS: 192.0.2.1 }\n',
    },
    [],
  ],
  [
    'a control port outside that lies in the range',
    {
      'vsftpd.conf': `${CONF}${RANGE}${ADDRESS}`,
      'compose.yaml': 'services:\n  web:\n    build: .\n    ports: ["42100:21", "8000:80"]\n',
    },
    ['forward-missing: The passive range 42100-42110 is not published by compose.yaml:4.'],
  ],
  ['all that is published', { 'vsftpd.conf': `${CONF}${RANGE}${ADDRESS}`, 'compose.yaml': BUILT }, []],
];

for (const [group, cases] of Object.entries({ started: STARTED, services: SERVICES }))
  for (const [what, files, expected] of cases)
    test(`a folder, ${group}: ${what}`, async () => {
      assert.deepEqual(await said(files), expected);
    });
