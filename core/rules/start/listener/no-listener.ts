import { ConfigModel, type AtHand } from '../../../config/index.js';
import {
  firstLineOf,
  nameRange,
  setToFix,
  type Rule,
  hasNoListener,
  isWholeServer,
} from '../../support/index.js';

export const noListener: Rule = {
  code: 'no-listener',
  title: 'No listener: only inetd can start this server',
  stage: 'start',
  severity: 'warning',
  why: 'With neither `listen` nor `listen_ipv6` the daemon opens no port: it expects inetd, xinetd or a systemd socket to hand it a connection (their files are looked for in the same tree). Started by hand or by systemd it ends with "vsftpd: not configured for standalone, must be started from inetd". Debian and Ubuntu compile `listen=NO` in, all others `listen=YES`.',
  bad: 'local_enable=YES\nanonymous_enable=NO\n',
  good: 'listen=YES\nlocal_enable=YES\nanonymous_enable=NO\n',
  checkDocument({ document, builds, atHand }, report) {
    const models = builds.map((build) => new ConfigModel(document, build));
    const hit = models.filter((model) => isWholeServer(model) && hasNoListener(model));
    const [model] = hit;
    if (!model || isListenedFor(atHand)) return;
    const line = firstLineOf(model, 'listen', 'listen_ipv6', 'local_enable', 'anonymous_enable');
    if (!line) return;
    report({
      ...nameRange(line),
      // Where the default decides, the file may well be for a build that listens.
      ...(hit.length < models.length ? { severity: 'information' as const } : {}),
      builds: hit.map(({ build }) => build),
      message:
        'listen and listen_ipv6 are both off, so only inetd, xinetd or a systemd socket can start this server; started by hand it ends with "vsftpd: not configured for standalone, must be started from inetd".',
      fixes: [setToFix(model, 'listen', 'YES', line)],
    });
  },
};

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

function isListenedFor(atHand: AtHand): boolean {
  return LISTENERS.some((path) => {
    const text = atHand(path)?.text;
    if (text === undefined) return false;
    const lines = text.split('\n').filter((line) => !/^\s*#/.test(line));
    if (path.endsWith('.socket')) return lines.some((line) => /^\s*ListenStream\s*=/.test(line));
    const isOff = lines.some((line) => /^\s*disable\s*=\s*yes/i.test(line));
    return !isOff && lines.some((line) => line.includes('vsftpd'));
  });
}
