import { passiveRange, type ConfigModel, type PassiveRange } from '../../config/index.js';
import type { Check } from '../check.js';
import { isGiven } from '../view/given.js';
import { said } from '../words/replies.js';
import type { Session } from '../view/session.js';

interface Bounds {
  readonly low: number;
  readonly high: number;
}

/** The range as its author wrote it, where that is not what the daemon uses. */
export function writtenRange(config: ConfigModel): Bounds | null {
  const low = config.number('pasv_min_port');
  const high = config.number('pasv_max_port');
  if (
    low === undefined ||
    high === undefined ||
    low === 0 ||
    high === 0 ||
    !config.isSet('pasv_min_port') ||
    !config.isSet('pasv_max_port')
  )
    return null;
  const used = passiveRange(low, high);
  if (!used.minIgnored && !used.maxIgnored) return null;
  return { low: Math.min(low, high), high: Math.max(low, high) };
}

/** The first passive endpoint whose port lies outside, if any. */
export function outside(sessions: readonly Session[], range: Bounds): Session['lowest'] {
  for (const { lowest, highest } of sessions) {
    if (isGiven(lowest?.port) && lowest.port < range.low) return lowest;
    if (isGiven(highest?.port) && highest.port > range.high) return highest;
  }
  return null;
}

/** What to write so that the daemon uses the range that was meant. */
export function boundsToWrite({ low, high }: Bounds): Readonly<Record<string, string>> {
  return { pasv_min_port: `${Math.max(low, 1025)}`, pasv_max_port: `${Math.min(high, 65534)}` };
}

/** `Of pasv_min_port=3300 and pasv_max_port=3001 vsftpd makes 3300-65535.` */
export function boundsInWords(config: ConfigModel, used: PassiveRange): string {
  const [low, high] = [config.number('pasv_min_port') ?? '', config.number('pasv_max_port') ?? ''];
  return `Of pasv_min_port=${low} and pasv_max_port=${high} vsftpd makes ${used.low}-${used.high}.`;
}

const rangeOut: Check = {
  id: 'PASV-RANGE-OUT',
  title: 'The passive port lies outside the range of the file',
  severity: 'error',
  cause: 'server-config',
  means: 'A firewall that lets only the range of the file through blocks this port.',
  decides:
    'A port in a 227 or 229 outside pasv_min_port and pasv_max_port as they are written; in a log also one outside the range that the daemon makes of them (a probe calls that CONF-DRIFT).',
  spares:
    'Ports inside the range that is really used, when the file says nothing else: vsftpd ignores a minimum below 1024 and a maximum below the minimum without a word.',
  fix: 'Write the lower port as pasv_min_port and the higher one as pasv_max_port, both from 1025 on, and restart vsftpd. If the file is right, another file or an address translation decides.',
  settings: ['pasv_min_port', 'pasv_max_port'],
  find: (view) => {
    const { config } = view;
    const used = config?.passiveRange();
    if (!config || !used) return [];
    const written = writtenRange(config);
    const seen = outside(view.sessions, written ?? used);
    if (!seen) return [];
    const endpoint = `\`${said(seen)}\` is port ${seen.port ?? ''}`;
    if (written && !outside(view.sessions, used)) {
      return [
        {
          evidence: `${endpoint}. ${boundsInWords(config, used)}`,
          at: seen.at,
          fix: {
            text: 'vsftpd ignores a bound it cannot use without a word: write the lower port as pasv_min_port and the higher one as pasv_max_port, both from 1025 on, and restart it.',
            config: boundsToWrite(written),
          },
        },
      ];
    }
    // On a live server that is drift; a log may be older than the file, or of another server.
    if (view.witness === 'probe') return [];
    return [
      {
        evidence: `${endpoint}; the file allows ${used.low}-${used.high}.`,
        at: seen.at,
        fix: {
          text: 'Restart vsftpd: it may run with an older file, or with another one (see its command line). Otherwise a NAT or FTP helper on the way changed the port.',
          commands: ['systemctl restart vsftpd', 'ps -o args= -C vsftpd'],
        },
      },
    ];
  },
};

/** The range of the file against the ports that were seen. */
export const CONFIG_RANGE: readonly Check[] = [rangeOut];
