import { daemonVerdict, NOTHING_AT_HAND, type ConfigModel } from '../../../config/index.js';
import { badListenAddress } from '../../../rules/start/listener/bad-listen-address.js';
import { pasvAddressInvalid } from '../../../rules/passive/address/pasv-address-invalid.js';
import type { Rule, RuleReport } from '../../../rules/rule.js';
import { tlsCertificateDefault } from '../../../rules/start/tls/tls-certificate-default.js';
import { tlsCiphersRefused } from '../../../rules/start/tls/tls-ciphers-refused.js';
import type { CheckReport } from '../../check.js';
import { quote } from '../../words/quote.js';

/** Tells whether vsftpd runs, and which ports are listened on. */
export const IS_IT_RUNNING: readonly string[] = ['systemctl status vsftpd', 'ss -ltn'];

/** What the file says of a control port that refuses: evidence to add, and what to mend. */
export interface NotListening {
  readonly evidence: string;
  readonly because: Pick<CheckReport, 'title' | 'cause' | 'settings' | 'fix'>;
}

/** Why vsftpd does not listen on that port, where its file tells; null where the file would have it listen there. */
export function whyNotListening(config: ConfigModel, port: number): NotListening | null {
  if (config.document.kind === 'per-user') return null;
  return refusedFile(config) ?? listenersOf(config) ?? endsAtStart(config) ?? otherPort(config, port);
}

/** The daemon ends at the first line that it cannot read; clients only see a refused connection. */
function refusedFile({ document, build }: ConfigModel): NotListening | null {
  const { verdict, message, at } = daemonVerdict(document, build);
  if (verdict === 'accepts' || !at) return null;
  const words = message === null ? 'it crashes' : `\`${quote(message, 160)}\``;
  const line = lineOf(document, at.nameStart);
  return {
    evidence: `${build.label}’s vsftpd does not start with this file: ${words}, line ${line}.`,
    because: endsAtLine(line, [at.name]),
  };
}

/** Counted from 1. */
function lineOf({ source }: ConfigModel['document'], start: number): number {
  return source.rangeOf(start, start).start.line + 1;
}

function endsAtLine(
  line: number,
  settings: readonly string[],
  config?: Readonly<Record<string, string>>,
): NotListening['because'] {
  return {
    title: 'vsftpd does not start with this file',
    cause: 'server-config',
    settings,
    fix: {
      text: `Fix line ${line} of the file, and start vsftpd again: it ends there without a word to those who connect.`,
      ...(config ? { config } : {}),
      commands: IS_IT_RUNNING,
    },
  };
}

/** standalone.c: one listener, for IPv4 or for IPv6 (which takes IPv4 too); none is for inetd or a socket unit. */
function listenersOf(config: ConfigModel): NotListening | null {
  const [four, six] = [config.bool('listen'), config.bool('listen_ipv6')];
  if (four === undefined || six === undefined || four !== six) return null;
  return {
    evidence: four
      ? 'With this file both listen and listen_ipv6 are YES: vsftpd then ends at once with `500 OOPS: run two copies of vsftpd for IPv4 and IPv6`.'
      : 'With this file neither listen nor listen_ipv6 is YES: vsftpd then serves what inetd or systemd hands to it, and listens nowhere itself.',
    because: {
      title: 'vsftpd does not listen with this file',
      cause: 'server-config',
      settings: ['listen', 'listen_ipv6'],
      fix: {
        text: 'Set listen=YES and listen_ipv6=NO, or the other way round for IPv6 and IPv4 by one socket, and start vsftpd again.',
        config: { listen: 'YES', listen_ipv6: 'NO' },
        commands: IS_IT_RUNNING,
      },
    },
  };
}

/** What the daemon reads without complaint and then ends at, before it listens, with the setting that is to blame. */
const AT_START: readonly (readonly [
  rule: Rule,
  settings: readonly string[],
  config?: Readonly<Record<string, string>>,
])[] = [
  [badListenAddress, ['listen_address', 'listen_address6']],
  [tlsCiphersRefused, ['ssl_ciphers'], { ssl_ciphers: 'HIGH' }],
  [tlsCertificateDefault, ['rsa_cert_file', 'ssl_enable']],
  [pasvAddressInvalid, ['pasv_address']],
];

function endsAtStart(config: ConfigModel): NotListening | null {
  for (const [rule, settings, mend] of AT_START) {
    const found: RuleReport[] = [];
    rule.checkModel?.(config, (report) => found.push(report), NOTHING_AT_HAND);
    const report = found.find(({ stage = rule.stage }) => stage === 'start');
    if (!report) continue;
    const line = lineOf(config.document, report.start);
    return {
      evidence: `Line ${line} of the file: ${report.message}`,
      because: endsAtLine(line, settings, mend),
    };
  }
  return null;
}

function otherPort(config: ConfigModel, port: number): NotListening | null {
  const own = config.number('listen_port');
  if (own === undefined || own === port) return null;
  return {
    evidence: `vsftpd.conf sets listen_port=${own}; the probe used ${port}.`,
    because: {
      cause: 'client',
      settings: ['listen_port'],
      fix: {
        text: `Connect to port ${own}. If a NAT or container should forward ${port} to ${own}, check that it does.`,
        commands: IS_IT_RUNNING,
      },
    },
  };
}
