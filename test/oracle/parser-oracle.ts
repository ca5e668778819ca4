/** Asks a real daemon what its parser does with config files, thousands per run. */
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import path from 'node:path';
import type { Daemon } from './daemons.js';

/** One file, or what it says: a byte string, one char code per byte. */
export type Bytes = string;

export interface Answer {
  readonly verdict: 'accepts' | 'refuses' | 'crashes';
  /** The message as it left the daemon, without its CRLF. */
  readonly message: Bytes | null;
}

/**
 * Given after the file, so they hide nothing in it: they keep the daemon from listening, from loading certificates and
 * from asking the DNS. A file that parsed then ends with the sentinel, whatever it says.
 */
const OVERRIDES = [
  '-olisten=NO',
  '-olisten_ipv6=NO',
  '-ossl_enable=NO',
  '-opasv_addr_resolve=NO',
  '-otcp_wrappers=NO',
];

const SENTINELS = [
  '500 OOPS: vsftpd: not configured for standalone, must be started from inetd\r\n',
  // Not root; but after run_as_launching_user=YES the first one gets there, too.
  '500 OOPS: vsftpd: must be started as root (see run_as_launching_user option)\r\n',
];

/** How many files expected to be good one process reads; a single bad one sends all of them back alone. */
const GROUP = 40;

/**
 * How often the daemon is started: for each group of files, or once for thousands (many-configs.c, where a compiler is
 * at hand). The second is quicker; the first is the proof.
 */
export type Starts = 'each' | 'once';

/**
 * Reads lines of file names from fd 3, and runs the daemon with each line's files. It writes its message to fd 0, which
 * therefore is a scratch file opened for reading and writing; the name of the first file names it.
 */
const DRIVER = `
overrides='${OVERRIDES.join(' ')}'
while read -r first others <&3; do
  "$@" $first $others $overrides 0<>"$first.out" 1>&0 2>/dev/null
  echo "$first $?"
done 2>/dev/null
`;

/** Answers in the order of the files. `expectGood` only groups: a wrong guess costs time, never truth. */
export async function askParser(
  daemon: Daemon,
  files: readonly Bytes[],
  expectGood: (index: number) => boolean = () => false,
  starts: Starts = 'once',
): Promise<Answer[]> {
  const run = (groups: readonly Group[]) => runGroups(daemon, scratch, groups, starts);
  const scratch = mkdtempSync(path.join(tmpdir(), 'vsftpd-lens-oracle-'));
  try {
    files.forEach((bytes, i) => {
      writeFileSync(path.join(scratch, String(i)), Buffer.from(bytes, 'latin1'), { mode: 0o600 });
    });
    const answers = new Array<Answer | undefined>(files.length);
    const good = files.map((_, i) => i).filter(expectGood);
    const again: number[] = [];
    for (const [group, answer] of await run(inGroups(good, GROUP))) {
      if (answer.verdict === 'accepts') for (const i of group) answers[i] = answer;
      else again.push(...group);
    }
    const alone = files.map((_, i) => i).filter((i) => !expectGood(i));
    for (const [[i], answer] of await run(inGroups([...alone, ...again], 1))) {
      if (i !== undefined) answers[i] = answer;
    }
    return answers.map((answer, i) => {
      if (!answer) throw new Error(`the daemon of ${daemon.build.label} gave no answer to file ${i}`);
      return answer;
    });
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

type Group = readonly number[];

function inGroups(items: readonly number[], size: number): Group[] {
  const groups: Group[] = [];
  for (let i = 0; i < items.length; i += size) groups.push(items.slice(i, i + size));
  return groups;
}

async function runGroups(
  daemon: Daemon,
  scratch: string,
  groups: readonly Group[],
  starts: Starts,
): Promise<[Group, Answer][]> {
  const workers = Math.max(2, Math.min(8, availableParallelism()));
  const share = Math.ceil(groups.length / workers);
  const runs: Promise<Map<number, number>>[] = [];
  for (let i = 0; i < groups.length; i += share)
    runs.push(runDriver(daemon, scratch, groups.slice(i, i + share), starts));
  const statuses = new Map((await Promise.all(runs)).flatMap((map) => [...map]));
  return groups.map((group) => {
    const [first] = group;
    const status = first === undefined ? undefined : statuses.get(first);
    if (first === undefined || status === undefined) {
      throw new Error(`the daemon of ${daemon.build.label} did not end within its time`);
    }
    return [group, answerOf(readFileSync(path.join(scratch, `${first}.out`), 'latin1'), status)];
  });
}

function answerOf(output: Bytes, status: number): Answer {
  if (status > 128) return { verdict: 'crashes', message: null };
  if (SENTINELS.includes(output)) return { verdict: 'accepts', message: null };
  if (!output.endsWith('\r\n'))
    throw new Error(`vsftpd ended with status ${status} and said ${JSON.stringify(output)}`);
  return { verdict: 'refuses', message: output.slice(0, -2) };
}

/** Exit status by the number of each group's first file; over 128 for a signal. */
function runDriver(
  daemon: Daemon,
  scratch: string,
  groups: readonly Group[],
  starts: Starts,
): Promise<Map<number, number>> {
  const list = path.join(scratch, `list-${groups[0]?.[0] ?? 0}-${groups.length}`);
  writeFileSync(list, groups.map((group) => `${group.join(' ')}\n`).join(''));
  return new Promise((resolve, reject) => {
    const preload = starts === 'once' ? manyConfigs() : undefined;
    const script = preload === undefined ? DRIVER : `LD_PRELOAD='${preload}' "$@" ${OVERRIDES.join(' ')}`;
    const [first, ...rest] = [
      ...isolation(),
      'sh',
      '-c',
      `exec 3<"$1"; shift\n${script}`,
      'sh',
      list,
      ...daemon.command,
    ];
    const child = spawn(first ?? 'sh', rest, {
      cwd: scratch,
      stdio: ['ignore', 'pipe', 'ignore'],
      env: { PATH: process.env['PATH'], LC_ALL: 'C' },
      timeout: 60_000 + groups.length * 2000,
      killSignal: 'SIGKILL',
    });
    let output = '';
    child.stdout.setEncoding('latin1').on('data', (text: string) => (output += text));
    child.on('error', reject);
    child.on('close', () => {
      resolve(new Map([...output.matchAll(/^(\d+) (\d+)$/gm)].map((m) => [Number(m[1]), Number(m[2])])));
    });
  });
}

let prefix: readonly string[] | undefined;

/** Separate network and process namespaces where the system grants them, so that nothing is left running. */
function isolation(): readonly string[] {
  if (prefix) return prefix;
  const wish = ['unshare', '--net', '--pid', '--fork', '--kill-child'];
  const [command = '', ...args] = wish;
  const granted = spawnSync(command, [...args, 'true'], { stdio: 'ignore' }).status === 0;
  return (prefix = granted ? wish : []);
}

let preload: string | null | undefined;

/** many-configs.c, compiled; undefined where no compiler is. */
function manyConfigs(): string | undefined {
  if (preload === undefined) {
    const library = path.join(mkdtempSync(path.join(tmpdir(), 'vsftpd-lens-preload-')), 'many-configs.so');
    const source = path.resolve('test/oracle/many-configs.c');
    const { status } = spawnSync('cc', ['-O1', '-shared', '-fPIC', '-o', library, source, '-ldl']);
    preload = status === 0 ? library : null;
    process.on('exit', () => {
      rmSync(path.dirname(library), { recursive: true, force: true });
    });
  }
  return preload ?? undefined;
}
