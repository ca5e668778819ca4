/** Real firewall tools, in namespaces of their own: nothing on this machine changes. Linux, as root. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** Packages that hold the tools. */
export const FIREWALL_PACKAGES = [
  'iptables',
  'nftables',
  'iproute2',
  'python3',
  'ufw',
  'firewalld',
  'docker-compose',
] as const;

/** One task for a tool: files to put somewhere, and a shell script to run. */
export interface Job {
  /** By path within the tool's own folder. */
  readonly files?: Readonly<Record<string, string>>;
  readonly script?: string;
}

export interface Done {
  /** What the script, or the tool about the files, said where it failed; null where all went well. */
  readonly error: string | null;
  /** As iptables-save or nft lists it. */
  readonly ruleset: string;
  /** What the tool stored. */
  readonly stored: string;
}

/** Does all jobs, one after the other, each from a clean start. */
function runAll(jobs: readonly Job[], program: string): readonly Done[] {
  const folder = mkdtempSync(path.join(tmpdir(), `vsftpd-lens-firewall-${process.pid}-`));
  try {
    for (const [index, job] of jobs.entries()) writeJob(path.join(folder, `${index}`), job);
    // Should this process be killed, everything in the namespaces ends with it.
    const wrapped = ['--pdeathsig', 'KILL', 'unshare', '--net', '--mount', '--pid', '--fork', '--kill-child'];
    const result = spawnSync(
      'setpriv',
      [...wrapped, '--mount-proc', 'bash', '-c', program, 'firewall', folder, `${jobs.length}`],
      { encoding: 'utf8', env: { ...process.env, LC_ALL: 'C' } },
    );
    if (result.status !== 0)
      throw new Error(`${result.stderr}${result.stdout}${result.error?.message ?? ''}` || 'No answer.');
    return jobs.map((_, index) => readDone(path.join(folder, `${index}`)));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function writeJob(folder: string, { files = {}, script = '' }: Job): void {
  mkdirSync(path.join(folder, 'files'), { recursive: true });
  for (const [name, text] of Object.entries(files)) {
    const file = path.join(folder, 'files', name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  writeFileSync(path.join(folder, 'script'), script);
}

function readDone(folder: string): Done {
  const read = (name: string): string => {
    const file = path.join(folder, name);
    return existsSync(file) ? readFileSync(file, 'utf8') : '';
  };
  const error = read('error');
  return { error: error === '' ? null : error, ruleset: read('ruleset'), stored: read('stored') };
}

/** `sh`, and what it says where it fails. $job is the job's folder. */
const RUN_SCRIPT =
  'sh "$job/script" >"$job/said" 2>&1 || { cat "$job/said"; echo "status $?"; } >"$job/error"';

const UFW = `
set -e
cd "$1"; count=$2
cp -a /etc/ufw etc; cp /etc/default/ufw default
sed -i 's/^IPV6=.*/IPV6=no/; s/^IPT_MODULES=.*/IPT_MODULES=""/' default
mount --bind etc /etc/ufw; mount --bind default /etc/default/ufw
mkdir lock; mount --bind lock /run/lock
ip link set lo up
[ -f /usr/share/ufw/iptables/user.rules ] && cp /usr/share/ufw/iptables/user.rules empty || {
  ufw --force disable >/dev/null; ufw --force reset >/dev/null; cp /etc/ufw/user.rules empty; }
cp default default.first
for job in $(seq 0 $((count - 1))); do
  ufw --force disable >/dev/null
  cat empty > /etc/ufw/user.rules; cat default.first > /etc/default/ufw
  iptables -t nat -F
  cp -r "$job/files/." /etc/ufw
  ${RUN_SCRIPT}
  ufw --force enable >/dev/null
  iptables-save > "$job/ruleset"; cp /etc/ufw/user.rules "$job/stored"
done
`;

/** Scripts of `ufw`, on a machine without rules that enables it after them. `stored`: user.rules. */
export function runUfw(jobs: readonly Job[]): readonly Done[] {
  return runAll(jobs, UFW);
}

const BUS = `<busconfig><type>system</type><listen>unix:path=BUS</listen><auth>EXTERNAL</auth>
<policy context="default"><allow user="*"/><allow own="*"/><allow send_type="method_call"/>
<allow send_type="signal"/><allow send_type="method_return"/><allow send_type="error"/>
<allow receive_type="method_call"/><allow receive_type="signal"/><allow receive_type="method_return"/>
<allow receive_type="error"/></policy></busconfig>`;

const FIREWALLD = `
set -e
cd "$1"; count=$2
mkdir etc log empty
mount --bind etc /etc/firewalld
export DBUS_SYSTEM_BUS_ADDRESS=unix:path=$PWD/bus
echo '${BUS}' | sed "s#BUS#$PWD/bus#" > bus.conf
ip link set lo up
dbus-daemon --config-file=bus.conf --nofork --nopidfile >/dev/null 2>&1 &
for try in $(seq 100); do [ -S bus ] && break; sleep 0.05; done
start() {
  rm -rf /etc/firewalld/*; mkdir -p /etc/firewalld/zones /etc/firewalld/services
  printf 'DefaultZone=public\\nIPv6_rpfilter=no\\n' > /etc/firewalld/firewalld.conf
}
start
firewalld --nofork --nopid --log-file "$PWD/log/firewalld" >/dev/null 2>&1 &
for try in $(seq 200); do firewall-cmd --state >/dev/null 2>&1 && break; sleep 0.05; done
for job in $(seq 0 $((count - 1))); do
  start
  cp -r "$job/files/." /etc/firewalld
  firewall-offline-cmd --check-config >"$job/checked" 2>&1 || cp "$job/checked" "$job/error"
  firewall-cmd --reload >/dev/null 2>>"$job/error" || true; [ -s "$job/error" ] || rm -f "$job/error"
  if [ -s "$job/script" ]; then ${RUN_SCRIPT}; fi
  nft list ruleset > "$job/ruleset"; cat /etc/firewalld/zones/*.xml > "$job/stored" 2>/dev/null || true
done
`;

/** Files for /etc/firewalld and scripts of firewall-cmd, with a running firewalld. `stored`: the zones that changed. */
export function runFirewalld(jobs: readonly Job[]): readonly Done[] {
  return runAll(jobs, FIREWALLD);
}

const IPTABLES = `
set -e
cd "$1"; count=$2
for job in $(seq 0 $((count - 1))); do
  iptables-restore < "$job/files/base"
  iptables-restore --noflush --test < "$job/files/rules" 2>"$job/said" &&
    iptables-restore --noflush < "$job/files/rules" 2>>"$job/said" || cp "$job/said" "$job/error"
  iptables-save > "$job/ruleset"
  for table in raw mangle nat filter; do iptables -t $table -F; iptables -t $table -X; done
done
`;

/** `rules` for iptables-restore --noflush on top of `base`. */
export function runIptables(jobs: readonly Job[]): readonly Done[] {
  return runAll(jobs, IPTABLES);
}

const NFT = `
set -e
cd "$1"; count=$2
for job in $(seq 0 $((count - 1))); do
  nft flush ruleset; nft -f "$job/files/base"
  nft -c -f "$job/files/rules" 2>"$job/said" && nft -f "$job/files/rules" 2>>"$job/said" || cp "$job/said" "$job/error"
  nft list ruleset > "$job/ruleset"
done
`;

/** `rules` for nft -f on top of `base`. */
export function runNft(jobs: readonly Job[]): readonly Done[] {
  return runAll(jobs, NFT);
}

/** `override` on top of `base`, as docker-compose puts them together. */
const COMPOSE = `
cd "$1"; count=$2
for job in $(seq 0 $((count - 1))); do
  docker-compose -f "$job/files/base.yaml" -f "$job/files/override.yaml" config >"$job/ruleset" 2>"$job/said" ||
    cp "$job/said" "$job/error"
done
`;

export function runCompose(jobs: readonly Job[]): readonly Done[] {
  return runAll(jobs, COMPOSE);
}
