import assert from 'node:assert/strict';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test, { after } from 'node:test';
import { checkCommand } from '../../../cli/check.js';
import { firewallCommand } from '../../../cli/firewall.js';
import type { CheckReport } from '../../../cli/check-report.js';
import { memoryIo } from './cli-io.js';

/** What is said of each folder of test/fixtures/containers; nothing of those that agree. */
const EXPECTED: Readonly<Record<string, readonly string[]>> = {
  '01-start-script-gives-range': [],
  '02-prefixed-env-name': [],
  '03-web-front-end-named-ftp': [],
  '04-env-file-not-checked-in': [],
  '05-script-appends-address': [],
  '06-unset-range-fix-opens-60000-ports': [
    'forward-missing: The passive range 5001-65535 is not published by compose.yaml:4. Set pasv_min_port and pasv_max_port to a small range that is published too.',
    'forward-address-missing: pasv_address is not set, so PASV names the inner address: clients come in through compose.yaml:5.',
    'firewall-range-missing: The passive range 5001-65535 is not let through by firewall.sh:3. Set pasv_min_port and pasv_max_port to a small range that is let through too.',
  ],
  '07-env-range-never-compared': [
    'forward-missing: 42110-42199 of the passive range 42101-42199 are not published by compose.yaml:6. The range is given by Dockerfile:3 and Dockerfile:4.',
  ],
  '08-editor-does-not-see-the-file': [
    'forward-missing: 42101-42109 of the passive range 42100-42110 are not forwarded by manifest.yml:10.',
    'expose-incomplete: 42106-42110 of the passive range 42100-42110 are not in EXPOSE (dockerfile:4).',
    'firewall-range-missing: 42106-42110 of the passive range 42100-42110 are not let through by provision.sh:4.',
  ],
  '09-config-deeper-than-three-folders': [
    'forward-missing: 42106-42110 of the passive range 42100-42110 are not published by docker-compose.yml:6.',
  ],
  '10-points-at-an-unrelated-rule': [
    'firewall-range-missing: The passive range 5001-65535 is not let through by rules.v4:2. Set pasv_min_port and pasv_max_port to a small range that is let through too.',
  ],
  '11-backup-copy-judged': [],
  '12-makefile-docker-run': [
    'forward-missing: 42106-42110 of the passive range 42100-42110 are not published by Makefile:5.',
  ],
  '13-yaml-merge-bomb-hangs-server': [
    'forward-missing: The passive range 42100-42110 is not published by compose.yaml:1.',
  ],
  '14-nft-nested-braces-eat-memory': [],
  '15-rule-inside-if-install-succeeds': [
    'firewall-range-missing: 42106-42110 of the passive range 42100-42110 are not let through by install.sh:6.',
  ],
  '16-dot-txt-and-readme-commands': [
    'forward-missing: 42106-42110 of the passive range 42100-42110 are not published by README.md:4.',
    'firewall-range-missing: 42106-42110 of the passive range 42100-42110 are not let through by rules.txt:3.',
  ],
  '17-long-file-silently-skipped': [],
};

/** Hostile files are written when they are needed. */
const WRITTEN: Readonly<Record<string, readonly [name: string, text: () => string]>> = {
  '14-nft-nested-braces-eat-memory': [
    'nftables.conf',
    () =>
      `table inet f {\n chain input {\n  type filter hook input priority 0; policy drop;\n  tcp dport ${'{'.repeat(66_000)}${'}'.repeat(66_000)} accept\n }\n}\n`,
  ],
  '17-long-file-silently-skipped': [
    'compose.yaml',
    () =>
      `services:\n  ftp:\n    image: example/vsftpd\n    ports:\n      - "21:21"\n      - "42100-42105:42100-42105"\n${'  # padding ..........................\n'.repeat(9000)}`,
  ],
};

const FIXTURES = path.join('test', 'fixtures', 'containers');
const folder = mkdtempSync(path.join(tmpdir(), 'vsftpd-lens-containers-'));
after(() => {
  rmSync(folder, { recursive: true, force: true });
});

async function checked(name: string): Promise<{ report: CheckReport; err: string; status: number }> {
  const place = path.join(folder, name);
  cpSync(path.join(FIXTURES, name), place, { recursive: true });
  const [file, text] = WRITTEN[name] ?? [];
  if (file !== undefined && text) writeFileSync(path.join(place, file), text());
  const files = readdirSync(place, { recursive: true, withFileTypes: true })
    .filter((one) => one.isFile() && !/\.bak$|^short/.test(one.name))
    .map((one) => path.join(one.parentPath, one.name))
    .sort();
  const config = files.find((one) => path.basename(one) === 'vsftpd.conf') ?? '';
  const others = files.filter((one) => one !== config).flatMap((one) => ['--firewall', one]);
  const { io, out, err } = memoryIo();
  const status = await checkCommand(['--format', 'json', '--fail-on', 'never', ...others, config], io);
  return { report: JSON.parse(out()) as CheckReport, err: err(), status };
}

type Diagnostics = CheckReport['files'][number]['diagnostics'];

function aboutPorts({ files }: CheckReport): Diagnostics {
  return files.flatMap(({ diagnostics }) =>
    diagnostics.filter(({ code }) => /^(?:forward|firewall|expose|helper)-/.test(code)),
  );
}

for (const [name, messages] of Object.entries(EXPECTED))
  test(`containers: ${name}`, async () => {
    const { report } = await checked(name);
    assert.deepEqual(
      aboutPorts(report).map(({ code, message }) => `${code}: ${message}`),
      messages,
    );
  });

test('a range that is not set is mended by a small one on both sides', async () => {
  const { report } = await checked('06-unset-range-fix-opens-60000-ports');
  const fixes = aboutPorts(report).flatMap((one) => one.fixes);
  assert.deepEqual(
    fixes.map(({ title }) => title),
    [
      'Set pasv_min_port=30000 and pasv_max_port=30099, and publish them',
      'Set pasv_min_port=30000 and pasv_max_port=30099, and let them through',
    ],
  );
  const texts = fixes.map(({ edits, files = [] }) =>
    [...edits, ...files.flatMap((one) => one.edits)].map(({ newText }) => newText.trim()),
  );
  const range = 'pasv_min_port=30000\npasv_max_port=30099';
  assert.deepEqual(texts, [
    [range, '- "30000-30099:30000-30099"'],
    [range, 'ufw allow 30000:30099/tcp'],
  ]);
});

test('a file that is too long to be read is named', async () => {
  const { err, status } = await checked('17-long-file-silently-skipped');
  assert.match(err, /compose\.yaml was not read: it has more than 300,000 characters\./);
  assert.equal(status, 2);
});

test('firewall rules for Compose name its own service, and the range in force', async () => {
  const place = path.join(folder, 'named');
  mkdirSync(path.join(place, 'server'), { recursive: true });
  const compose =
    'services:\n  web:\n    image: x\n    ports: ["80:80"]\n  files:\n    build: server\n    ports: ["21:21"]\n    environment: { PASV_MIN_PORT: 42100, PASV_MAX_PORT: 42110 }\n';
  writeFileSync(path.join(place, 'stack.yaml'), '');
  writeFileSync(path.join(place, 'compose.yaml'), compose);
  writeFileSync(path.join(place, 'server', 'vsftpd.conf'), 'listen=YES\nlocal_enable=YES\n');
  const { io, out } = memoryIo();
  await firewallCommand(['--for', 'compose', path.join(place, 'server', 'vsftpd.conf')], io);
  assert.match(out(), /^services:\n {2}files:\n {4}ports:\n/m);
  assert.match(out(), /- "42100-42110:42100-42110"/);
  assert.match(out(), /docker compose -f compose\.yaml -f FILE up -d\./);
  assert.match(out(), /As it is started, by compose\.yaml:8\./);
});

test('firewall rules say where other ports may come from, and nothing of the daemon about a template', async () => {
  const place = path.join(folder, 'open');
  mkdirSync(place, { recursive: true });
  writeFileSync(path.join(place, 'Dockerfile'), 'FROM debian:12\nCOPY . /\nENTRYPOINT ["/go.sh"]\n');
  writeFileSync(path.join(place, 'go.sh'), '#!/bin/sh\nexec vsftpd /vsftpd.conf -opasv_min_port=$(lowest)\n');
  writeFileSync(
    path.join(place, 'vsftpd.conf.j2'),
    'listen=YES\nlocal_enable={{ local }}\npasv_min_port=42100\npasv_max_port=42110\n',
  );
  const { io, out, err } = memoryIo();
  await firewallCommand(['--for', 'ufw', path.join(place, 'vsftpd.conf.j2')], io);
  assert.match(out(), /passive range 42100-42110/);
  assert.match(out(), /Perhaps other ports, which are not known, by go\.sh:2\./);
  assert.equal(err(), '');
});

/** What is said of a folder with these files, as `compose.yaml:4 forward-missing`, and the trouble with it. */
async function folderOf(
  name: string,
  files: Readonly<Record<string, string>>,
): Promise<{ place: string; found: readonly string[]; err: string; status: number }> {
  const place = path.join(folder, name);
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(place, file)), { recursive: true });
    writeFileSync(path.join(place, file), text);
  }
  const { io, out, err } = memoryIo();
  const status = await checkCommand(['--format', 'json', '--fail-on', 'warning', place], io);
  const report = JSON.parse(out()) as CheckReport;
  const found = report.files.flatMap(({ path: file, diagnostics }) =>
    diagnostics
      .filter(({ code }) => /^(?:forward|firewall|expose|image)-/.test(code))
      .map(({ code, range }) => `${path.relative(place, file)}:${range.start.line + 1} ${code}`),
  );
  return { place, found, err: err(), status };
}

const FAURIA =
  'services:\n  ftp:\n    image: fauria/vsftpd\n    ports: ["21:21", "21100-21105:21100-21105"]\n    environment:\n      PASV_ADDRESS: 52.20.30.40\n';
const CONFIG =
  'listen=YES\nanonymous_enable=NO\nlocal_enable=YES\npasv_min_port=42100\npasv_max_port=42110\npasv_address=52.20.30.40\n';
const SHORT = 'services:\n  ftp:\n    build: .\n    ports: ["21:21", "42100-42105:42100-42105"]\n';

test('a folder without a vsftpd.conf is judged by the images that it starts', async () => {
  const alone = await folderOf('image', { 'deploy/stack.yml': FAURIA });
  assert.deepEqual([alone.found, alone.err, alone.status], [['deploy/stack.yml:4 forward-missing'], '', 1]);
});

test('copies of deployment files are not compared', async () => {
  const bak = await folderOf('copies', {
    'vsftpd.conf': CONFIG,
    'compose.yaml.bak': SHORT,
    'Dockerfile.old': 'FROM debian\nRUN apt-get install -y vsftpd\nEXPOSE 21 42100\n',
    'Dockerfile-backup': 'FROM debian\nRUN apt-get install -y vsftpd\nEXPOSE 21 42100\n',
  });
  assert.deepEqual(bak.found, []);
});

test('a deployment file of a folder that is too long is named', async () => {
  const long = `${SHORT}${'  # padding ..........................\n'.repeat(9000)}`;
  const { err, status } = await folderOf('too-long', { 'vsftpd.conf': CONFIG, 'compose.yaml': long });
  assert.match(err, /compose\.yaml was not read: it has more than 200,000 bytes\./);
  assert.equal(status, 2);
});

test('files of variables are read under the names that Compose has for them', async () => {
  const compose = `${SHORT}    env_file:\n      - ./env/ftp.env\n`;
  const files = {
    'vsftpd.conf': 'listen=YES\nlocal_enable=YES\n',
    'compose.yaml': compose,
    'env/ftp.env': 'PASV_MIN_PORT=42100\nPASV_MAX_PORT=42110\nPASV_ADDRESS=52.20.30.40\n',
  };
  assert.deepEqual((await folderOf('variables', files)).found, ['vsftpd.conf:1 forward-missing']);
  const without = { 'vsftpd.conf': files['vsftpd.conf'], 'compose.yaml': compose };
  assert.deepEqual((await folderOf('no-variables', without)).found, []);
});

test('firewall rules go by the whole deployment, seven folders deep', async () => {
  const { place } = await folderOf('deep', {
    'srcs/docker-compose.yml':
      'services:\n  files:\n    build: requirements/bonus/ftp\n    ports: ["21:21"]\n',
    'srcs/requirements/bonus/ftp/Dockerfile':
      'FROM debian:12\nRUN apt-get install -y vsftpd\nCOPY conf/vsftpd.conf /etc/\nENTRYPOINT ["/start.sh"]\n',
    'srcs/requirements/bonus/ftp/tools/start.sh':
      '#!/bin/sh\nexec vsftpd /etc/vsftpd.conf -opasv_min_port=42100 -opasv_max_port=42110\n',
    'srcs/requirements/bonus/ftp/conf/vsftpd.conf': 'listen=YES\nlocal_enable=YES\n',
  });
  const { io, out } = memoryIo();
  const config = path.join(place, 'srcs/requirements/bonus/ftp/conf/vsftpd.conf');
  await firewallCommand(['--for', 'compose', config], io);
  assert.match(out(), /^services:\n {2}files:\n {4}ports:\n/m);
  assert.match(out(), /- "42100-42110:42100-42110"/);
});

test('a container of podman, and one of nerdctl', async () => {
  const unit =
    '[Unit]\nDescription=FTP\n\n[Container]\nImage=localhost/ftp\nPublishPort=21:21\nPublishPort=42100-42105:42100-42105\n';
  const quadlet = await folderOf('quadlet', { 'vsftpd.conf': CONFIG, 'files.container': unit });
  assert.deepEqual(quadlet.found, ['vsftpd.conf:5 forward-missing']);
  const run =
    'LOW := 42100\nPORTS ?= $(LOW)-42105\nrun:\n\tnerdctl run -d -p 21:21 -p $(PORTS):$(PORTS) me/ftp\n';
  const made = await folderOf('nerdctl', { 'vsftpd.conf': CONFIG, Makefile: run });
  assert.deepEqual(made.found, ['vsftpd.conf:5 forward-missing']);
});
