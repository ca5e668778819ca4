import type { Build } from './builds.js';
import { knows, SETTINGS, settingNamed } from './settings.js';
import type { Setting } from './setting.js';

/** Names that people write for a setting of another name: from other servers, older versions, or plain habit. */
const HABITS: Readonly<Record<string, string>> = {
  passive_address: 'pasv_address',
  masqueradeaddress: 'pasv_address',
  pasv_ip: 'pasv_address',
  pasv_addr: 'pasv_address',
  pasv_address_resolve: 'pasv_addr_resolve',
  passive_enable: 'pasv_enable',
  passive_min_port: 'pasv_min_port',
  passive_max_port: 'pasv_max_port',
  pasv_port_min: 'pasv_min_port',
  pasv_port_max: 'pasv_max_port',
  min_pasv_port: 'pasv_min_port',
  max_pasv_port: 'pasv_max_port',
  anon_enable: 'anonymous_enable',
  anonymous: 'anonymous_enable',
  local_users_enable: 'local_enable',
  port: 'listen_port',
  ipv6: 'listen_ipv6',
  tls_enable: 'ssl_enable',
  ssl_cert_file: 'rsa_cert_file',
  ssl_key_file: 'rsa_private_key_file',
  allow_writable_root: 'allow_writeable_chroot',
  allow_writeable: 'allow_writeable_chroot',
  chroot_users: 'chroot_local_user',
  banner: 'ftpd_banner',
  log_file: 'vsftpd_log_file',
  umask: 'local_umask',
  max_connections: 'max_clients',
  max_connections_per_ip: 'max_per_ip',
  timeout: 'idle_session_timeout',
};

/**
 * The settings that a misspelt name may mean, best first, at most three; only those that one of the builds knows.
 * Bounded: a name over 40 letters is no typing error.
 */
export function suggestSettings(name: string, builds: readonly Build[]): Setting[] {
  if (name.length > 40) return [];
  const word = name.toLowerCase().replace(/[\s.-]+/g, '_');
  const habit = Object.hasOwn(HABITS, word) ? HABITS[word] : undefined;
  const near = nearSettings(word)
    .map(({ setting, cost }) => ({ setting, cost: setting.name === habit ? 0 : cost }))
    .filter(({ setting }) => builds.some((build) => knows(build.id, setting)));
  const meant =
    habit === undefined || near.some(({ setting }) => setting.name === habit)
      ? undefined
      : settingNamed(habit);
  if (meant && builds.some((build) => knows(build.id, meant))) near.push({ setting: meant, cost: 0 });
  near.sort((a, b) => a.cost - b.cost || (a.setting.name < b.setting.name ? -1 : 1));
  const best = near[0]?.cost ?? 0;
  return near
    .filter(({ cost }) => cost <= best + 1)
    .slice(0, 3)
    .map(({ setting }) => setting);
}

interface Near {
  readonly setting: Setting;
  readonly cost: number;
}

/** Words that were looked up before: an editor asks for the same ones at every key. */
const known = new Map<string, readonly Near[]>();
const MOST_KNOWN = 2000;

function nearSettings(word: string): readonly Near[] {
  const before = known.get(word);
  if (before) return before;
  const limit = word.length <= 5 ? 1 : word.length <= 9 ? 2 : 3;
  const letters = lettersOf(word);
  const near = SETTINGS.filter(
    ({ name }) => Math.abs(name.length - word.length) <= limit && mayBeNear(letters, lettersOf(name), limit),
  )
    .map((setting) => ({ setting, cost: distance(word, setting.name, limit) }))
    .filter(({ cost }) => cost <= limit);
  if (known.size >= MOST_KNOWN) known.clear();
  known.set(word, near);
  return near;
}

/** The letters of a word, one bit each; several letters may share one. */
function lettersOf(word: string): number {
  let bits = 0;
  for (let i = 0; i < word.length; i++) bits |= 1 << (word.charCodeAt(i) & 31);
  return bits;
}

/** Each edit brings at most one letter that the other word lacks: what is further away need not be measured. */
function mayBeNear(a: number, b: number, limit: number): boolean {
  return count(a & ~b) <= limit && count(b & ~a) <= limit;
}

function count(bits: number): number {
  let ones = 0;
  for (let left = bits; left !== 0; left &= left - 1) ones++;
  return ones;
}

/** Edits (insert, delete, replace, swap of neighbours) between two words; above `limit` any larger number. */
export function distance(a: string, b: string, limit = Infinity): number {
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  let before: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, i) => i);
  let leastBefore = 0;
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    let least = i;
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let cost = Math.min(
        (row[j - 1] ?? 0) + 1,
        (previous[j] ?? 0) + 1,
        (previous[j - 1] ?? 0) + (same ? 0 : 1),
      );
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (swapped) cost = Math.min(cost, (before[j - 2] ?? 0) + 1);
      row.push(cost);
      if (cost < least) least = cost;
    }
    // A swap reaches back two rows, nothing further.
    if (least > limit && leastBefore > limit) return limit + 1;
    leastBefore = least;
    before = previous;
    previous = row;
  }
  return previous[b.length] ?? 0;
}
