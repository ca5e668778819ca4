import { isGiven } from './given.js';
import { dotted, inetAton, inetPton, passiveRange, type ConfigModel } from '../config/index.js';
import type { Check, Report } from './check.js';
import { quote } from './quote.js';
import { isInner, isIpv6, isOuter, passiveAttempts, said, same, type Scene } from './scene.js';
import type { Session } from './session.js';

/** The range as its author wrote it, where that is not what the daemon uses. */
function writtenRange(config: ConfigModel): { low: number; high: number } | null {
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
function outside(sessions: readonly Session[], range: { low: number; high: number }): Session['lowest'] {
  for (const { lowest, highest } of sessions) {
    if (isGiven(lowest?.port) && lowest.port < range.low) return lowest;
    if (isGiven(highest?.port) && highest.port > range.high) return highest;
  }
  return null;
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
  find: (scene) => {
    const { config } = scene;
    const used = config?.passiveRange();
    if (!config || !used) return [];
    const written = writtenRange(config);
    const seen = outside(scene.sessions, written ?? used);
    if (!seen) return [];
    const endpoint = `\`${said(seen)}\` is port ${seen.port ?? ''}`;
    if (written && !outside(scene.sessions, used)) {
      return [
        {
          evidence: `${endpoint}. The file says pasv_min_port=${config.number('pasv_min_port') ?? ''} and pasv_max_port=${config.number('pasv_max_port') ?? ''}; of that vsftpd uses ${used.low}-${used.high}.`,
          at: seen.at,
          fix: {
            text: 'vsftpd ignores a bound it cannot use without a word: write the lower port as pasv_min_port and the higher one as pasv_max_port, both from 1025 on, and restart it.',
            config: {
              pasv_min_port: `${Math.max(written.low, 1025)}`,
              pasv_max_port: `${Math.min(written.high, 65534)}`,
            },
          },
        },
      ];
    }
    // On a live server that is drift; a log may be older than the file, or of another server.
    if (scene.witness === 'probe') return [];
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

/** The numeric address that the file makes the server advertise; null where it names none or cannot be read. */
function configuredAddress(config: ConfigModel): string | null {
  const text = config.text('pasv_address');
  if (typeof text !== 'string' || config.bool('pasv_addr_resolve') === true) return null;
  const parsed = config.build.pasvAddressParser === 'inet_pton' ? inetPton(text) : inetAton(text);
  return parsed ? dotted(parsed) : null;
}

/** Sentences "file says X, wire says Y". */
function drifts(scene: Scene, config: ConfigModel): readonly string[] {
  const found: string[] = [];
  const wanted = configuredAddress(config);
  const other = passiveAttempts(scene).find(
    ({ session, it }) =>
      it.mode === 'PASV' &&
      isGiven(it.endpoint?.host) &&
      !isIpv6(session.peer) &&
      !same(it.endpoint.host, wanted) &&
      it.endpoint.host !== '0.0.0.0',
  );
  if (wanted !== null && other?.it.endpoint)
    found.push(`pasv_address is ${wanted}, the server says \`${said(other.it.endpoint)}\``);
  const used = config.passiveRange();
  const port = used && scene.witness === 'probe' ? outside(scene.sessions, used) : null;
  if (used && port)
    found.push(`the passive range is ${used.low}-${used.high}, the server says \`${said(port)}\``);
  const banner = config.text('ftpd_banner');
  const greeting = scene.sessions.find((s) => s.greeting?.code === 220)?.greeting;
  if (
    typeof banner === 'string' &&
    config.text('banner_file') === null &&
    greeting &&
    !greeting.text.includes(banner.trim()) &&
    !/[^\x20-\x7e]/.test(banner)
  )
    found.push(`ftpd_banner is "${quote(banner, 60)}", the greeting is \`${quote(greeting.text, 60)}\``);
  const refusedTls = scene.sessions.some((s) =>
    s.answers.some(
      ({ to, reply, beforeLogin }) =>
        to === 'AUTH' && beforeLogin && reply.code === 530 && /USER and PASS/i.test(reply.text),
    ),
  );
  if (config.bool('ssl_enable') === true && refusedTls)
    found.push('ssl_enable is YES, the server does not know AUTH TLS');
  if (config.bool('ssl_enable') === false && scene.sessions.some((s) => s.secured))
    found.push('ssl_enable is NO, the server speaks TLS');
  return found;
}

const drift: Check = {
  id: 'CONF-DRIFT',
  title: 'The running server does not follow this file',
  severity: 'warning',
  cause: 'server-config',
  means:
    'Changes in this file have no effect: the daemon was not restarted, reads another file, or another instance answers.',
  decides: 'Address, passive range, greeting or TLS on the wire differ from the file.',
  spares:
    '0,0,0,0 instead of pasv_address is a fault of the listener (PASV-ADDR-ZERO), not another file. With pasv_addr_resolve the address is not known.',
  fix: 'Restart vsftpd, and compare the file on its command line with this one. Several instances may run, each with its own file.',
  find: (scene) => {
    if (!scene.config) return [];
    const found = drifts(scene, scene.config);
    return found.length === 0
      ? []
      : [
          {
            evidence: `In the file ${found.join('; ')}.`,
            fix: { commands: ['systemctl restart vsftpd', 'ps -o args= -C vsftpd'] },
          },
        ];
  },
};

/** Dangers that this file holds for clients other than the one that was seen. */
function latent(scene: Scene, config: ConfigModel): readonly Report[] {
  const found: Report[] = [];
  const session = scene.sessions[0];
  const zeroes =
    config.bool('listen_ipv6') === true &&
    config.build.ipv6ListenerZeroesPasvAddress &&
    typeof config.text('pasv_address') === 'string';
  const seenZero = passiveAttempts(scene).some(({ it }) => it.endpoint?.host === '0.0.0.0');
  if (zeroes && !seenZero)
    found.push({
      key: 'zero',
      evidence:
        'The file sets pasv_address together with listen_ipv6=YES: the next client that sends PASV over IPv4 is told 0,0,0,0.',
      fix: {
        text: 'Set listen=YES and listen_ipv6=NO, and restart vsftpd.',
        config: { listen: 'YES', listen_ipv6: 'NO' },
      },
    });
  const range = config.passiveRange();
  const clients = config.number('max_clients');
  if (range && clients !== undefined && clients > 0 && config.isSet('max_clients') && range.size < clients)
    found.push({
      key: 'range',
      evidence: `max_clients=${clients}, but the passive range ${range.low}-${range.high} has ${range.size} ${range.size === 1 ? 'port' : 'ports'}: beyond that, sessions die when they ask for a port.`,
      fix: { text: 'Widen the range between pasv_min_port and pasv_max_port, and the firewall with it.' },
    });
  const written = writtenRange(config);
  if (range && written && !outside(scene.sessions, written))
    found.push({
      key: 'bounds',
      evidence: `Of pasv_min_port=${config.number('pasv_min_port') ?? ''} and pasv_max_port=${config.number('pasv_max_port') ?? ''} vsftpd makes ${range.low}-${range.high}.`,
      fix: {
        text: 'Write the lower port as pasv_min_port and the higher one as pasv_max_port, both from 1025 on.',
        config: {
          pasv_min_port: `${Math.max(written.low, 1025)}`,
          pasv_max_port: `${Math.min(written.high, 65534)}`,
        },
      },
    });
  const advertises = configuredAddress(config);
  const seen = passiveAttempts(scene).some(({ it }) => same(it.endpoint?.host, advertises));
  if (advertises !== null && isInner(advertises) && session && isOuter(session.peer) && !seen)
    found.push({
      key: 'address',
      evidence: `pasv_address=${advertises} is an inner address, and the server was reached at ${session.peer ?? ''}: clients that send PASV will hang.`,
      fix: { config: { pasv_address: session.peer ?? '' } },
    });
  return found;
}

const latentCheck: Check = {
  id: 'CONF-LATENT',
  title: 'The file holds a fault that this client did not meet',
  severity: 'warning',
  cause: 'server-config',
  means: 'It works now, for this client; others, or more of them, will fail.',
  decides:
    'The file together with what was seen: pasv_address on an IPv6 listener, fewer passive ports than max_clients, bounds that are ignored, an inner pasv_address.',
  spares: 'What was seen on the wire is reported as such, not here.',
  fix: 'Mend it before users meet it.',
  find: (scene) => (scene.config ? latent(scene, scene.config) : []),
};

/** What only the file beside the evidence can show. */
export const CONFIG: readonly Check[] = [rangeOut, drift, latentCheck];
