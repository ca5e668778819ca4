import { ConfigModel } from '../../../config/index.js';
import {
  firstLineOf,
  nameRange,
  setToFix,
  type Rule,
  hasNoListener,
  isWholeServer,
  listenerAtHand,
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
    if (!model || listenerAtHand(atHand)) return;
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
