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
    'an argument of the build, and one file that starts the container',
    {
      'vsftpd.conf': `${CONF}${RANGE}pasv_address=OUTERIP\n`,
      Dockerfile: image(
        'ARG OUTERIP\nCOPY vsftpd.conf /etc/vsftpd.conf\nRUN sed -i "s/OUTERIP/$OUTERIP/" /etc/vsftpd.conf\nCMD ["vsftpd"]\n',
      ),
      'compose.yaml': `${BUILT}    environment: { TZ: UTC }\n`,
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
  [
    'a private address that the balancer has',
    {
      'vsftpd.conf': `${CONF}${RANGE.replace('42110', '42100')}pasv_address=192.168.7.9\n`,
      'k8s/ftp.yaml':
        'apiVersion: v1\nkind: Service\nmetadata: { name: ftp }\nspec:\n  type: LoadBalancer\n  loadBalancerIP: 192.168.7.9\n  selector: { app: ftp }\n  ports:\n    - { name: ftp, port: 21 }\n    - { name: a, port: 42100 }\n',
    },
    [],
  ],
  [
    'a private address, and a balancer that has one of the net',
    {
      'vsftpd.conf': `${CONF}${RANGE.replace('42110', '42100')}pasv_address=192.168.7.9\n`,
      'k8s/ftp.yaml':
        'apiVersion: v1\nkind: Service\nmetadata:\n  name: ftp\n  annotations:\n    metallb.universe.tf/allow-shared-ip: all\nspec:\n  type: LoadBalancer\n  selector: { app: ftp }\n  ports:\n    - { name: ftp, port: 21 }\n    - { name: a, port: 42100 }\n',
    },
    [],
  ],
  [
    'a private address, and a balancer with another',
    {
      'vsftpd.conf': `${CONF}${RANGE.replace('42110', '42100')}pasv_address=192.168.7.8\n`,
      'k8s/ftp.yaml':
        'apiVersion: v1\nkind: Service\nmetadata: { name: ftp }\nspec:\n  type: LoadBalancer\n  loadBalancerIP: 192.168.7.9\n  selector: { app: ftp }\n  ports:\n    - { name: ftp, port: 21 }\n    - { name: a, port: 42100 }\n',
    },
    [
      'pasv-address-unreachable: 192.168.7.8 is a private address: clients outside this network cannot connect to it. Advertise the public address of the NAT.',
    ],
  ],
  [
    'ports that only the machine itself dials',
    {
      'vsftpd.conf': `${CONF}${RANGE}pasv_address=127.0.0.1\n`,
      'compose.yaml':
        'services:\n  ftp:\n    build: .\n    ports: ["127.0.0.1:21:21", "127.0.0.1:42100-42110:42100-42110"]\n',
    },
    [],
  ],
  [
    'the name of a service as an address',
    { 'vsftpd.conf': `${CONF}${RANGE}pasv_address=ftp\n`, 'compose.yaml': BUILT },
    [
      'pasv-address-invalid: Not a valid IPv4 address: every PASV ends the session ("500 OOPS: invalid pasv_address").',
    ],
  ],
  ['all that is published', { 'vsftpd.conf': `${CONF}${RANGE}${ADDRESS}`, 'compose.yaml': BUILT }, []],
];

/** How it is started outside of containers, and by whom. */
const STARTS: readonly Case[] = [
  [
    'OpenRC gives the range',
    {
      'etc/vsftpd/vsftpd.conf': `${CONF}${ADDRESS}`,
      'etc/conf.d/vsftpd':
        'command_args="/etc/vsftpd/vsftpd.conf -opasv_min_port=42100 -opasv_max_port=42110"\n',
      'etc/open.sh':
        '#!/bin/sh\nufw default deny incoming\nufw allow 21/tcp\nufw allow 42100:42105/tcp\nufw --force enable\n',
    },
    [
      'firewall-range-missing: 42106-42110 of the passive range 42100-42110 are not let through by open.sh:4. The range is given by vsftpd:1.',
    ],
  ],
  [
    'xinetd gives the range',
    {
      'vsftpd.conf': `listen=NO\nlisten_ipv6=NO\nlocal_enable=YES\nanonymous_enable=NO\n${ADDRESS}`,
      'xinetd.d/ftp':
        'service ftp\n{\n  server = /usr/sbin/vsftpd\n  server_args = /etc/vsftpd.conf -opasv_min_port=42100 -opasv_max_port=42110\n}\n',
      'rules.v4':
        '*filter\n:INPUT DROP [0:0]\n-A INPUT -p tcp --dport 21 -j ACCEPT\n-A INPUT -p tcp --dport 42100:42104 -j ACCEPT\nCOMMIT\n',
    },
    [
      'firewall-range-missing: 42105-42110 of the passive range 42100-42110 are not let through by rules.v4:4. The range is given by ftp:4.',
    ],
  ],
  [
    'a drop-in of an instance gives the range',
    {
      'vsftpd.conf': `${CONF}${ADDRESS}`,
      'vsftpd@.service.d/range.conf':
        '[Service]\nExecStart=\nExecStart=/usr/sbin/vsftpd /etc/vsftpd/%i.conf -opasv_min_port=42100 -opasv_max_port=42110\n',
      Dockerfile: image('COPY vsftpd.conf /etc/\nEXPOSE 21 42100-42110\n'),
    },
    [],
  ],
  [
    'a unit that runs a container',
    {
      'vsftpd.conf': `${CONF}${RANGE}${ADDRESS}`,
      'files-ftp.service':
        '[Unit]\nDescription=files\n[Service]\nExecStart=/usr/bin/docker run --rm --name files \\\n  -p 21:21 -p 42100-42104:42100-42104 me/vsftpd\n[Install]\nWantedBy=multi-user.target\n',
    },
    [
      'forward-missing: 42105-42110 of the passive range 42100-42110 are not published by files-ftp.service:5.',
    ],
  ],
  [
    'a script without an extension',
    {
      'vsftpd.conf': `${CONF}${ADDRESS}`,
      Dockerfile: image(
        'COPY my-ftp-start /usr/local/bin/\nEXPOSE 21 42100-42110\nENTRYPOINT ["my-ftp-start"]\n',
      ),
      'my-ftp-start': '#!/bin/sh\nexec vsftpd -opasv_min_port=42100 -opasv_max_port=42110 /etc/vsftpd.conf\n',
      'compose.yaml': BUILT.replace('42100-42110:42100-42110', '42100-42108:42100-42108'),
    },
    [
      'forward-missing: 42109-42110 of the passive range 42100-42110 are not published by compose.yaml:4. The range is given by my-ftp-start:2.',
    ],
  ],
  [
    'a script without an extension that is not at hand',
    {
      'vsftpd.conf': `${CONF}${ADDRESS}`,
      Dockerfile: image('COPY bin /usr/local/bin/\nENTRYPOINT ["tini", "--", "my-server"]\n'),
      'compose.yaml': BUILT,
    },
    [],
  ],
];

/** Where people write down how an image is started. */
const RUNS: readonly Case[] = [
  [
    'a README that publishes a part of the range',
    {
      'vsftpd.conf': `${CONF}${RANGE}`,
      'README.md':
        '# Files\n\n```bash\n$ docker run -d -p 21:21 \\\n    -p 42100-42103:42100-42103 me/files\n```\n',
    },
    ['forward-missing: 42104-42110 of the passive range 42100-42110 are not published by README.md:5.'],
  ],
  [
    'a README that shows another server',
    {
      'vsftpd.conf': `${CONF}${RANGE}`,
      'README.md':
        '```sh\ndocker run -p 2121:2121 me/other\ndocker run -p 21:21 -e PASV_MIN_PORT=50000 -e PASV_MAX_PORT=50010 -p 50000-50010:50000-50010 me/x\n```\n',
    },
    [],
  ],
  [
    'a README, and a cluster that gives a range of its own',
    {
      'vsftpd.conf': `${CONF}${RANGE}${ADDRESS}`,
      Dockerfile: image(
        'ENV PASV_LOW_PORT=42100 PASV_HIGH_PORT=42110\nCOPY . /\nEXPOSE 21 42100-42110\nENTRYPOINT ["/go.sh"]\n',
      ),
      'go.sh':
        '#!/bin/sh\nsed -i "s/^pasv_min_port=.*/pasv_min_port=$PASV_LOW_PORT/;s/^pasv_max_port=.*/pasv_max_port=$PASV_HIGH_PORT/" /vsftpd.conf\nexec vsftpd /vsftpd.conf\n',
      'README.md': '```\ndocker run -p 21:21 -p 42100-42110:42100-42110 me/files\n```\n',
      'k8s/ftp.yaml':
        'apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: ftp }\nspec:\n  template:\n    metadata: { labels: { app: ftp } }\n    spec:\n      containers:\n        - name: ftp\n          image: me/files\n          env:\n            - { name: PASV_LOW_PORT, value: "30080" }\n            - { name: PASV_HIGH_PORT, value: "30081" }\n---\napiVersion: v1\nkind: Service\nmetadata: { name: ftp }\nspec:\n  type: NodePort\n  selector: { app: ftp }\n  ports:\n    - { name: ftp, port: 21, nodePort: 30021 }\n    - { name: a, port: 30080, nodePort: 30080 }\n    - { name: b, port: 30081, nodePort: 30081 }\n',
    },
    [],
  ],
  [
    'a README, and a range that no one has chosen',
    { 'vsftpd.conf': CONF, 'README.md': '```\ndocker run -p 21:21 me/files\n```\n' },
    [],
  ],
  [
    'a job that publishes a part of the range',
    {
      'vsftpd.conf': `${CONF}${RANGE}`,
      '.github/workflows/test.yml':
        'on: push\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - run: |\n          docker build -t me/files .\n          docker run -d -p 21:21 -p 42100-42103:42100-42103 me/files\n',
    },
    ['forward-missing: 42104-42110 of the passive range 42100-42110 are not published by test.yml:8.'],
  ],
  [
    'a job that dials the container itself',
    {
      'vsftpd.conf': `${CONF}${RANGE}`,
      '.gitlab-ci.yml':
        'test:\n  script:\n    - docker run -d --name t -p 21:21 me/files\n    - ./test.sh ${{ x }}\n',
    },
    [],
  ],
  [
    'a Makefile',
    {
      'conf/vsftpd.conf': `${CONF}${RANGE}${ADDRESS}`,
      GNUmakefile: 'start:\n\tpodman run -d --name ftp -p 21:21 -p 42100-42101:42100-42101 me/files\n',
    },
    ['forward-missing: 42102-42110 of the passive range 42100-42110 are not published by GNUmakefile:2.'],
  ],
];

/** Copies and other services. */
const OTHERS: readonly Case[] = [
  [
    'a sample beside the config',
    {
      'vsftpd.conf': `${CONF}${RANGE}${ADDRESS}`,
      'vsftpd.conf.sample': CONF,
      'docs/vsftpd.conf.orig': CONF,
      'compose.yaml': BUILT,
    },
    [],
  ],
  [
    'a web page for files',
    {
      'server/vsftpd.conf': `${CONF}${RANGE}${ADDRESS}`,
      'compose.yaml': `${BUILT.replace('build: .', 'build: server')}  ftp-web:\n    image: me/browser\n    ports: ["8080:80"]\n`,
      'ftp-ui/compose.yaml': 'services:\n  ftp-ui:\n    image: me/ui\n    ports: ["3000:3000"]\n',
    },
    [],
  ],
  [
    'a config seven folders down',
    {
      'a/b/c/d/e/f/g/vsftpd.conf': `${CONF}${RANGE}${ADDRESS}`,
      'a/stack.yml': BUILT.replace('build: .', 'build: b/c/d/e/f/g').replace(
        '42110:42100-42110',
        '42109:42100-42109',
      ),
    },
    ['forward-missing: 42110 of the passive range 42100-42110 is not published by stack.yml:4.'],
  ],
  [
    'names as people write them',
    {
      'vsftpd.conf': `${CONF}${RANGE}${ADDRESS}`,
      'ftp.dockerfile': image('EXPOSE 21\n'),
      'deploy/svc.yaml':
        'apiVersion: v1\nkind: Service\nmetadata: { name: ftp }\nspec:\n  type: LoadBalancer\n  selector: { app: ftp }\n  ports:\n    - { name: ftp, port: 21 }\n    - { name: a, port: 42100 }\n',
    },
    ['forward-missing: 42101-42110 of the passive range 42100-42110 are not forwarded by svc.yaml:9.'],
  ],
  [
    'an env file that is not at hand',
    {
      'vsftpd.conf': `${CONF}${RANGE}`,
      'compose.yaml': `${BUILT}    env_file:\n      - path: secrets/ftp.env\n        required: false\n`,
    },
    [],
  ],
];

const GROUPS = { started: STARTED, services: SERVICES, starts: STARTS, runs: RUNS, others: OTHERS };
for (const [group, cases] of Object.entries(GROUPS))
  for (const [what, files, expected] of cases)
    test(`a folder, ${group}: ${what}`, async () => {
      assert.deepEqual(await said(files), expected);
    });
