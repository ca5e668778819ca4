import type { Check } from '../support/index.js';
import { boundsInWords, boundsToWrite, portOutside, said, writtenRange } from '../support/index.js';

export const pasvRangeOut: Check = {
  id: 'PASV-RANGE-OUT',
  title: 'The passive port lies outside the range of the file',
  severity: 'error',
  cause: 'server-config',
  means: 'A firewall that lets only the range of the file through blocks this port.',
  decides:
    'A port in a 227 or 229 outside pasv_min_port and pasv_max_port as they are written; in a log also one outside the range that the daemon makes of them (a probe calls that CONF-DRIFT).',
  spares:
    'Ports inside the range that is really used, when the file says nothing else: vsftpd silently ignores a minimum below 1024 and a maximum below the minimum.',
  fix: 'Write the lower port as pasv_min_port and the higher one as pasv_max_port, both from 1025 on, and restart vsftpd. If the file is right, another file or an address translation decides.',
  settings: ['pasv_min_port', 'pasv_max_port'],
  metAt: { phase: 'passive-reply', place: 210 },
  judgedAt: { phase: 'afterwards', place: 20 },
  advice: {
    proftpd:
      'ProFTPD leaves `PassivePorts` when no port of it is free, and takes any: widen the range. Otherwise an address translation changes the port.',
    pureFtpd: 'An address translation changes the port: forward the range to the same numbers inside.',
  },
  find: (view) => {
    const { config } = view;
    const used = config?.passiveRange();
    if (!config || !used) return null;
    const written = writtenRange(config);
    const seen = portOutside(view.sessions, written ?? used);
    if (!seen) return null;
    const endpoint = `${seen.mode} gave port ${seen.port ?? ''} (\`${said(seen)}\`)`;
    if (written && !portOutside(view.sessions, used)) {
      return {
        evidence: `${endpoint}. ${boundsInWords(config, used)}`,
        at: seen.at,
        fix: {
          isGeneral: true,
          text: 'vsftpd silently ignores an unusable bound: write the lower port as pasv_min_port and the higher one as pasv_max_port, both from 1025 on, and restart it.',
          config: boundsToWrite(written),
        },
      };
    }
    // On a live server that is drift; a log may be older than the file, or of another server.
    if (view.witness === 'probe') return null;
    return {
      evidence: `${endpoint}; the file allows ${used.low}-${used.high}.`,
      at: seen.at,
      fix: {
        isGeneral: true,
        text: 'Restart vsftpd: it may run with an older file, or with another one (see its command line). Otherwise a NAT or FTP helper on the way changed the port.',
        commands: ['systemctl restart vsftpd', 'ps -o args= -C vsftpd'],
      },
    };
  },
};
