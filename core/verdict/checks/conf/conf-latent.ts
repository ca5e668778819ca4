import type { ConfigModel } from '../../../config/index.js';
import type { Check, CheckReport, EvidenceView } from '../support/index.js';
import { isInner, isIpv6, isOuter, passiveAttempts, quote, same } from '../support/index.js';
import { configuredAddress } from '../../config/config-address.js';
import { boundsInWords, boundsToWrite, portOutside, writtenRange } from '../support/index.js';

type Danger = (view: EvidenceView, config: ConfigModel) => CheckReport | null;

/** Replies to PASV on IPv4, where the address means something. */
function hasPasvReply(view: EvidenceView): boolean {
  return passiveAttempts(view).some(
    ({ session, it }) => it.mode === 'PASV' && it.endpoint !== null && !isIpv6(session.peer),
  );
}

const zeroes: Danger = (view, config) => {
  const seen = passiveAttempts(view).some(
    ({ session, it }) => it.endpoint?.host === '0.0.0.0' && !isIpv6(session.peer),
  );
  const isSo =
    config.bool('listen_ipv6') === true &&
    config.build.ipv6ListenerZeroesPasvAddress &&
    typeof config.text('pasv_address') === 'string';
  if (!isSo || seen) return null;
  return {
    key: 'zero',
    evidence:
      'The file sets pasv_address together with listen_ipv6=YES: the next client that sends PASV over IPv4 is told 0,0,0,0.',
    fix: {
      text: 'Set listen=YES and listen_ipv6=NO, and restart vsftpd. Clients on IPv6 then need a second vsftpd, without pasv_address.',
      config: { listen: 'YES', listen_ipv6: 'NO' },
    },
    settings: ['pasv_address', 'listen_ipv6'],
  };
};

const tooFewPorts: Danger = (_, config) => {
  const range = config.passiveRange();
  const clients = config.number('max_clients');
  if (!range || clients === undefined || !config.isSet('max_clients') || range.size >= clients) return null;
  return {
    key: 'range',
    evidence: `max_clients=${clients}, but the passive range ${range.low}-${range.high} has ${range.size} ${range.size === 1 ? 'port' : 'ports'}: with more transfers at once, sessions die when they ask for a port.`,
    fix: { text: 'Widen the range between pasv_min_port and pasv_max_port, and the firewall with it.' },
    settings: ['max_clients', 'pasv_max_port', 'pasv_min_port'],
  };
};

const ignoredBounds: Danger = (view, config) => {
  const written = writtenRange(config);
  const range = config.passiveRange();
  if (!range || !written || portOutside(view.sessions, written)) return null;
  return {
    key: 'bounds',
    evidence: boundsInWords(config, range),
    fix: {
      text: 'Write the lower port as pasv_min_port and the higher one as pasv_max_port, both from 1025 on.',
      config: boundsToWrite(written),
    },
    settings: ['pasv_min_port', 'pasv_max_port'],
  };
};

const innerAddress: Danger = (view, config) => {
  const advertises = configuredAddress(config);
  const peer = view.sessions[0]?.peer ?? null;
  const seen = passiveAttempts(view).some(({ it }) => same(it.endpoint?.host, advertises));
  if (advertises === null || !isInner(advertises) || !isOuter(peer) || isIpv6(peer) || seen) return null;
  return {
    key: 'address',
    evidence: `pasv_address=${advertises} is an inner address, and the server was reached at ${peer ?? ''}: clients that send PASV will hang.`,
    fix: { config: { pasv_address: peer ?? '' } },
    settings: ['pasv_address'],
  };
};

const unreadableAddress: Danger = (view, config) => {
  const text = config.text('pasv_address');
  if (typeof text !== 'string' || config.bool('pasv_addr_resolve') !== false) return null;
  if (configuredAddress(config) !== null || hasPasvReply(view)) return null;
  const died = passiveAttempts(view).some(({ it }) => /OOPS/.test(it.refusal?.text ?? ''));
  if (died) return null;
  return {
    key: 'unreadable',
    evidence: `pasv_address=${quote(text, 80)} cannot be read as an address: the next client that sends PASV loses its session.`,
    fix: {
      text: 'Write four plain numbers, without quotes or blanks. A host name needs pasv_addr_resolve=YES.',
    },
    settings: ['pasv_address', 'pasv_addr_resolve'],
  };
};

const garbledName: Danger = (view, config) => {
  const isSo =
    config.build.resolveAdvertisesGarbage &&
    config.bool('pasv_addr_resolve') === true &&
    typeof config.text('pasv_address') === 'string';
  if (!isSo || hasPasvReply(view)) return null;
  return {
    key: 'resolve',
    evidence: 'With pasv_addr_resolve=YES this build advertises 16,0,0,0 to every client that sends PASV.',
    fix: {
      text: 'Set pasv_addr_resolve=NO and write the address as numbers.',
      config: { pasv_addr_resolve: 'NO' },
    },
    settings: ['pasv_addr_resolve', 'pasv_address'],
  };
};

const DANGERS: readonly Danger[] = [
  zeroes,
  tooFewPorts,
  ignoredBounds,
  innerAddress,
  unreadableAddress,
  garbledName,
];

export const confLatent: Check = {
  id: 'CONF-LATENT',
  title: 'vsftpd.conf has a problem that this probe could not reach',
  severity: 'warning',
  cause: 'server-config',
  means: 'It works now, for this client; others, or more of them, will fail.',
  decides:
    'The file together with what was seen: pasv_address on an IPv6 listener, one that is an inner address, cannot be read or is garbled by this build, fewer passive ports than max_clients, bounds that are ignored.',
  spares: 'What was seen on the wire is reported as such, not here.',
  fix: 'Fix it before users meet it.',
  metAt: { phase: 'later', place: 70 },
  judgedAt: { phase: 'afterwards', place: 40 },
  find: (view) => {
    const { config } = view;
    const found = config ? DANGERS.flatMap((danger) => danger(view, config) ?? []) : [];
    return view.witness === 'probe'
      ? found
      : found.map((report) => ({
          ...report,
          title: 'vsftpd.conf has a problem that this log does not show',
        }));
  },
};
