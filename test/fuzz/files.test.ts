// Files of a repository, damaged: each reader ends, points into its text, and takes no other file's findings with it.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after } from 'node:test';
import { runCommand } from '../../cli/commands.js';
import { readFirewallFile } from '../../core/firewall/formats/index.js';
import { memoryIo } from '../unit/cli/cli-io.js';
import { checkForm } from '../unit/reading-text.js';
import { damaged, textsBelow } from './damage.js';
import { fuzz } from './rounds.js';
import { assertClean, NEVER } from './clean.js';

const CONFIGS = textsBelow('test/fixtures/config', 'examples/nat', 'examples/broken', 'examples/healthy');
const DEPLOYED = new Map([
  ...textsBelow('test/fixtures/firewall', 'examples/firewall'),
  [
    'Dockerfile',
    'FROM debian:12\nARG LOW=21100\nENV HIGH=${LOW:-21110}\nEXPOSE 21 $LOW-$HIGH\nCMD ["vsftpd"]\n',
  ],
  [
    'compose.yaml',
    'x-a: &a {restart: always}\nservices:\n  ftp:\n    <<: *a\n    image: x/vsftpd\n    env_file: .env\n    ports:\n      - "21:21"\n      - {target: 21100, published: "21100-21110"}\n',
  ],
  [
    'k8s.yaml',
    'apiVersion: v1\nkind: Service\nmetadata: {name: ftp}\nspec:\n  type: NodePort\n  ports:\n    - {name: ftp, port: 21, nodePort: 30021}\n    - {port: 21100}\n',
  ],
  [
    'public.xml',
    '<?xml version="1.0"?>\n<zone target="DROP">\n  <service name="ftp"/>\n  <port port="21100-21110" protocol="tcp"/>\n  <rule family="ipv4"><source address="192.0.2.0/24"/><port port="990" protocol="tcp"/><accept/></rule>\n</zone>\n',
  ],
  [
    'user.rules',
    '*filter\n:ufw-user-input - [0:0]\n### tuple ### allow tcp 21100:21110 0.0.0.0/0 any 0.0.0.0/0 in\n-A ufw-user-input -p tcp -m multiport --dports 21100:21110 -j ACCEPT\nCOMMIT\n',
  ],
  ['Makefile', 'run:\n\tdocker run -d \\\n\t  -p 21:21 -p 21100-21110:21100-21110 x/vsftpd\n'],
]);
const scratch = mkdtempSync(path.join(os.tmpdir(), 'vsftpd-lens-fuzz-'));
after(() => {
  rmSync(scratch, { recursive: true, force: true });
});

fuzz('firewall and container files', 5000, {}, (random) => {
  const [name, text] = random.pick([...DEPLOYED]);
  const changed = damaged(text, random, random.pick([...DEPLOYED.values()]));
  const reading = readFirewallFile(name, changed);
  if (reading) checkForm(changed, reading);
});

fuzz('check of a damaged config beside a damaged firewall', 2000, {}, async (random) => {
  const [name, text] = random.pick([...DEPLOYED]);
  const config = path.join(scratch, 'vsftpd.conf');
  const file = path.join(scratch, path.basename(name));
  const given = random.pick([...CONFIGS.values()]);
  writeFileSync(config, random.chance(0.5) ? damaged(given, random, text) : given);
  writeFileSync(file, damaged(text, random, given));
  const alone = await findings(config);
  const both = await findings(config, '--firewall', file);
  assert.ok(both === null || alone === null || both.length >= alone.length, 'a file took findings away');
});

/** What `check` says of a config, as JSON; null where it refuses the arguments. */
async function findings(...args: readonly string[]): Promise<readonly unknown[] | null> {
  const { io, out, err } = memoryIo();
  const status = await runCommand(['check', '--format', 'json', '--fail-on', 'never', ...args], io, NEVER);
  assertClean(err());
  if (status === 2) {
    assert.notEqual(err(), '');
    return null;
  }
  assert.equal(status, 0);
  const { files } = JSON.parse(out()) as { files: { diagnostics: unknown[] }[] };
  return files.flatMap(({ diagnostics }) => diagnostics);
}
