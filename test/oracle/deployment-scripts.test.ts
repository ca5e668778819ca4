import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test, { after } from 'node:test';
import { readConfig, sourceFromText } from '../../core/config/index.js';
import { startedWith } from '../../core/deployment/index.js';
import { readFirewallFile } from '../../core/firewall/formats/index.js';
import { roundsOf } from './random.js';
import { START_SCRIPTS, type StartScript } from './start-scripts.js';

const ROUNDS = roundsOf(120, 2000);
const NAMES = ['pasv_min_port', 'pasv_max_port', 'pasv_address'] as const;
const CONFIG = 'listen=YES\npasv_min_port=30000\n#pasv_max_port=1\npasv_address=HERE\n';

const folder = mkdtempSync(path.join(tmpdir(), 'vsftpd-lens-scripts-'));
after(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** Prints its options, and the file that it is given. */
const STUB = `#!/bin/sh
for one in "$@"; do
  case "$one" in
    -o*) echo "\${one#-o}" ;;
    *) cat "$one"; HAS=1 ;;
  esac
done
[ "$HAS" ] || cat etc/vsftpd.conf
`;

/** What a script makes of the settings: the last line of each name that vsftpd reads. */
function ran(
  script: string,
  config = CONFIG,
  given: Readonly<Record<string, string>> = {},
): ReadonlyMap<string, string> {
  mkdirSync(path.join(folder, 'etc'), { recursive: true });
  writeFileSync(path.join(folder, 'etc', 'vsftpd.conf'), config);
  rmSync(path.join(folder, 'etc', 'vsftpd.conf.bak'), { force: true });
  writeFileSync(path.join(folder, 'vsftpd'), STUB);
  chmodSync(path.join(folder, 'vsftpd'), 0o755);
  writeFileSync(path.join(folder, 'start.sh'), script);
  const env = { ...given, PATH: `${folder}:/usr/bin:/bin` };
  const done = spawnSync('bash', ['start.sh'], { cwd: folder, env, encoding: 'utf8', timeout: 10_000 });
  const found = new Map<string, string>();
  for (const line of done.stdout.split('\n')) {
    const [, name, value] = /^([a-z_]+)=(.*)$/.exec(line) ?? [];
    if (name !== undefined && value !== undefined) found.set(name, value);
  }
  return found;
}

function read(script: string, config = CONFIG, env?: StartScript['env']): ReadonlyMap<string, string | null> {
  const files = { 'start.sh': script, ...(env ? { 'compose.yaml': composeWith(env) } : {}) };
  const { document } = startedWith(
    readConfig(sourceFromText(config)),
    Object.entries(files).map(([name, text]) => {
      const reading = readFirewallFile(name, text);
      assert.ok(reading, script);
      return { path: name, text, reading };
    }),
  );
  return new Map(
    NAMES.flatMap((name) => {
      const line = document.byName.get(name)?.at(-1);
      return line ? [[name, line.opaque ? null : line.value] as const] : [];
    }),
  );
}

function composeWith(env: Readonly<Record<string, string>>): string {
  const lines = Object.entries({ TZ: 'UTC', ...env }).map(([name, value]) => `      ${name}: "${value}"\n`);
  return `services:\n  ftp:\n    build: .\n    ports: ["21:21"]\n    environment:\n${lines.join('')}`;
}

/** The same numbers each time. */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * below);
  };
}

const LINES: readonly ((name: string, value: string) => string)[] = [
  (name, value) => `echo "${name}=${value}" >> etc/vsftpd.conf`,
  (name, value) => `echo -e "a=1\\n${name}=${value}" >> etc/vsftpd.conf`,
  (name, value) => `V=${value}\necho ${name}=$V >> etc/vsftpd.conf`,
  (name, value) => `: \${X_${name}:=${value}}\necho "${name}=\${X_${name}}" >> etc/vsftpd.conf`,
  (name, value) => `printf '%s=%s\\n' ${name} ${value} >> etc/vsftpd.conf`,
  (name, value) => `echo '${name}=${value}' | tee -a etc/vsftpd.conf > /dev/null`,
  (name, value) => `cat >> etc/vsftpd.conf <<EOF\n${name}=${value}\nEOF`,
  (name, value) => `cat <<'EOF' >> etc/vsftpd.conf\n# ${name}\n${name}=${value}\nEOF`,
  (name, value) => `cat > etc/vsftpd.conf <<EOF\nlisten=YES\n${name}=${value}\nEOF`,
  (name, value) => `sed -i "s/^${name}=.*/${name}=${value}/" etc/vsftpd.conf`,
  (name, value) => `sed -i -e 's|^#*${name}=.*|${name}=${value}|' etc/vsftpd.conf`,
  (name, value) => `sed -i "s/HERE/${value}/" etc/vsftpd.conf # ${name}`,
  (name) => `sed -i "/^${name}/d" etc/vsftpd.conf`,
  (name, value) => `if [ -z "$NOT_SET" ]; then\n  echo "${name}=${value}" >> etc/vsftpd.conf\nfi`,
  (name, value) => `M=a\nif [ "$M" = b ]; then echo "${name}=${value}" >> etc/vsftpd.conf; fi`,
  (name, value) => `[ -n "$NOT_SET" ] && echo "${name}=${value}" >> etc/vsftpd.conf`,
  (name, value) => `grep -q ${name} etc/vsftpd.conf || echo "${name}=${value}" >> etc/vsftpd.conf`,
  (name, value) => `put() { echo "$1=$2" >> etc/vsftpd.conf; }\nput ${name} ${value}`,
  (name, value) => `{ echo "${name}=${value}"; } >> etc/vsftpd.conf`,
  (name, value) => `for one in ${name}; do echo "$one=${value}" >> etc/vsftpd.conf; done`,
  (name, value) => `echo "starts with ${name}=${value}"  > /dev/null`,
  (name, value) => `OPTS="-o${name}=${value}"`,
];
const STARTS = [
  'vsftpd etc/vsftpd.conf',
  'exec vsftpd',
  'vsftpd $OPTS etc/vsftpd.conf',
  'vsftpd etc/vsftpd.conf $OPTS',
  'vsftpd -opasv_min_port=21000 etc/vsftpd.conf',
  'vsftpd etc/vsftpd.conf -opasv_max_port=21999',
];

test('what start scripts make of a config is read as bash runs them, or not known', () => {
  let unknown = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const next = numbers(round + 1);
    const lines = Array.from({ length: 1 + next(3) }, () => {
      const name = NAMES[next(NAMES.length)] ?? 'pasv_min_port';
      return LINES[next(LINES.length)]?.(name, `${20_000 + next(1000)}`) ?? '';
    });
    const script = `#!/bin/bash\n${lines.join('\n')}\n${STARTS[next(STARTS.length)] ?? ''}\n`;
    const [real, ours] = [ran(script), read(script)];
    for (const name of NAMES) {
      const value = ours.get(name);
      if (value === null) unknown++;
      else assert.equal(value, real.get(name), `${name} of round ${round}\n${script}`);
    }
  }
  const share = unknown / (ROUNDS * NAMES.length);
  // Many of these lines are meant to be hard.
  assert.ok(share < 0.4, `${Math.round(share * 100)} % are not known`);
});

test('start scripts of the shapes that images have are read as bash runs them', () => {
  const unknown: string[] = [];
  for (const { what, script, env = {}, config = 'listen=YES\n' } of START_SCRIPTS) {
    const text = `#!/bin/bash\n${script}\n`;
    const [real, ours] = [ran(text, config, env), read(text, config, env)];
    for (const name of NAMES) {
      const value = ours.get(name);
      if (value === null) unknown.push(`${name}: ${what}`);
      else assert.equal(value, real.get(name), `${name}: ${what}`);
    }
  }
  assert.ok(START_SCRIPTS.length >= 40);
  const share = unknown.length / (START_SCRIPTS.length * NAMES.length);
  assert.ok(share <= 0.15, `${Math.round(share * 100)} % are not known:\n${unknown.join('\n')}`);
});
