import { readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs';

/** Ends every process that runs in one of these network namespaces. */
export function endProcessesIn(namespaces: readonly string[]): void {
  const inodes = namespaces.flatMap((name) => {
    const file = statSync(`/run/netns/${name}`, { throwIfNoEntry: false });
    return file ? [`net:[${file.ino}]`] : [];
  });
  if (inodes.length > 0) endWhere((pid) => inodes.includes(readlinkSync(`/proc/${pid}/ns/net`)));
}

/**
 * Ends every process on whose command line that path stands. vsftpd's sessions are process groups, and network
 * namespaces, of their own: nothing else tells whose they are.
 */
export function endProcessesOf(path: string): void {
  endWhere((pid) => readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(path));
}

function endWhere(isIt: (pid: string) => boolean): void {
  for (const pid of readdirSync('/proc')) {
    if (!/^\d+$/.test(pid) || Number(pid) === process.pid) continue;
    try {
      if (isIt(pid)) process.kill(Number(pid), 'SIGKILL');
    } catch {
      // It has just ended by itself.
    }
  }
}
