import type { AtHand, FileAtHand } from '../../config/index.js';

/** Files by which another program listens and starts a vsftpd for each connection. */
const LISTENERS = [
  '/etc/systemd/system/vsftpd.socket',
  '/usr/lib/systemd/system/vsftpd.socket',
  '/lib/systemd/system/vsftpd.socket',
  '/etc/systemd/system/ftp.socket',
  '/systemd/vsftpd.socket',
  '/etc/xinetd.d/vsftpd',
  '/etc/xinetd.d/ftp',
  '/etc/vsftpd.xinetd',
  '/xinetd/vsftpd',
  '/etc/xinetd.conf',
  '/etc/inetd.conf',
] as const;

/** The file, among those in the same tree, by which another program listens for vsftpd. */
export function listenerAtHand(atHand: AtHand): FileAtHand | undefined {
  for (const path of LISTENERS) {
    const file = atHand(path);
    if (file && listens(path, file.text)) return file;
  }
  return undefined;
}

function listens(path: string, text: string): boolean {
  const lines = text.split('\n').filter((line) => !/^\s*#/.test(line));
  if (path.endsWith('.socket')) return lines.some((line) => /^\s*ListenStream\s*=/.test(line));
  const isOff = lines.some((line) => /^\s*disable\s*=\s*yes/i.test(line));
  return !isOff && lines.some((line) => line.includes('vsftpd'));
}
