/** What is known of the machine that an editor is connected to. */
export interface ServerMachine {
  readonly hasSystemd: boolean;
  readonly isRoot: boolean;
}

/** A config that a daemon on the machine of the remote window reads. @param remote the editor's name of that window's kind */
export function isServersOwn(
  remote: string | undefined,
  { scheme, path }: { scheme: string; path: string },
): boolean {
  return remote !== undefined && /^(?:file|vscode-remote)$/.test(scheme) && path.startsWith('/etc/');
}

/** Restarts the vsftpd that reads this file; without systemd (a container) it reads the file again on SIGHUP. */
export function restartCommand(path: string, { hasSystemd, isRoot }: ServerMachine): string {
  const [, name = 'vsftpd'] = /^\/etc\/vsftpd\/([\w.-]+)\.conf$/.exec(path) ?? [];
  const unit = name === 'vsftpd' ? name : `vsftpd@${name}`;
  const command = hasSystemd ? `systemctl restart ${unit}` : 'pkill -HUP -o -x vsftpd';
  return isRoot ? command : `sudo ${command}`;
}
