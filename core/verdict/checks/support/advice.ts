import { openPorts, type PortPair } from '../../../firewall/commands.js';
import type { FindingFix } from '../../finding.js';
import { type EvidenceView } from '../../view/view.js';
import { isIpv6, isOuter } from '../../view/addresses.js';
import { sampledRange, WIDE } from '../../view/sampled-range.js';
import { serverStatus } from '../../view/stat.js';
import type { Session } from '../../view/session.js';

/** A check's usual fix with the values of this server. */
interface UsualFix extends FindingFix {
  readonly isGeneral: true;
}

/** Opens ports: by the firewall whose file is at hand, else one way for each of the common ones. */
export function opening(
  view: EvidenceView,
  pairs: readonly PortPair[],
): Pick<FindingFix, 'commands' | 'alternatives'> {
  const [main] = view.sessions;
  const family = isIpv6(main?.peer ?? main?.connects.at(-1)?.host) ? 6 : 4;
  const ways = pairs.length === 0 ? [] : openPorts(pairs, family);
  const kinds = new Set(view.firewall.map(({ reading }) => reading.kind));
  const known = ways.filter((way) => kinds.has(way.for.replace('ip6', 'ip')));
  return known.length === 1
    ? { commands: known.flatMap(({ commands }) => commands) }
    : { commands: [], ...(ways.length > 0 ? { alternatives: ways } : {}) };
}

/** Opens the passive range in the firewalls: the file's, else the one that the samples show, else a narrow one to set. */
export function openRange(view: EvidenceView, text: string): UsualFix {
  const known = view.config?.passiveRange();
  if (known && known.size <= WIDE)
    return { isGeneral: true, text, config: null, ...opening(view, [[known.low, known.high]]) };
  const sampled = sampledRange(view);
  if (sampled?.isServers === true) {
    const { low, high, words } = sampled;
    const where = ` The ports that the server uses lie in about ${low}-${high} (${words}).`;
    return { isGeneral: true, text: text + where, config: null, ...opening(view, [[low, high]]) };
  }
  const narrow = narrowRange(view);
  return { ...narrow, text: `${text} ${narrow.text}` };
}

/** Gives the server a range that a firewall can be opened for: around a port that it has used. */
export function narrowRange(view: EvidenceView): UsualFix {
  const { low, high } = sampledRange(view) ?? {};
  const isKnown = low !== undefined && high !== undefined;
  return {
    isGeneral: true,
    text: `Set pasv_min_port and pasv_max_port to a narrow range${isKnown ? `, for example ${low}-${high}` : ''}, restart vsftpd, and open only that.`,
    config: isKnown ? { pasv_min_port: `${low}`, pasv_max_port: `${high}` } : null,
    ...opening(view, isKnown ? [[low, high]] : []),
  };
}

/** A hundred ports serve fifty simultaneous transfers, with as many that are just over. */
const ENOUGH = 100;

/** Gives the server more ports from the lowest one on. */
export function widerRange(view: EvidenceView, low: number): UsualFix {
  const first = Math.min(low, 65534 - ENOUGH);
  const last = first + ENOUGH - 1;
  return {
    isGeneral: true,
    text: `Widen the range between pasv_min_port and pasv_max_port to at least twice the simultaneous transfers you expect, for example ${first}-${last}, and open it.`,
    config: { pasv_min_port: `${first}`, pasv_max_port: `${last}` },
    ...opening(view, [[first, last]]),
  };
}

/** Whether one IPv6 socket serves IPv4 clients too, as STAT or the file shows; undefined where neither tells. */
function isDualStack(view: EvidenceView, session: Session): boolean | undefined {
  const status = view.sessions.map(serverStatus).find((one) => one !== null) ?? serverStatus(session);
  if (status?.dualStack === true) return true;
  return view.config?.bool('listen_ipv6') ?? (status?.client === undefined ? undefined : false);
}

const IPV4_LISTENER = { listen: 'YES', listen_ipv6: 'NO' } as const;

/** Makes the server advertise its outer address, which most builds do only on an IPv4 listener. */
export function advertise(view: EvidenceView, session: Session, why: string): UsualFix {
  const outer = isOuter(session.peer) ? session.peer : null;
  const build = view.config?.build;
  const dual = build?.ipv6ListenerZeroesPasvAddress === false ? false : isDualStack(view, session);
  const address = outer ?? 'the address that clients connect to';
  const listener =
    dual === true
      ? ' The server listens on IPv6 and would then send 0,0,0,0 to IPv4 clients: set listen=YES and listen_ipv6=NO too.'
      : dual === undefined
        ? ' If listen_ipv6=YES is set, change to listen=YES and listen_ipv6=NO too, or the reply becomes 0,0,0,0.'
        : '';
  const resolve =
    build?.resolveAdvertisesGarbage === true
      ? ' Write the number, not a name: with pasv_addr_resolve=YES this build advertises 16,0,0,0.'
      : ' A host name works with pasv_addr_resolve=YES, but not on RHEL 9 and Fedora, which then advertise 16,0,0,0.';
  return {
    isGeneral: true,
    text: `${why} Set pasv_address to ${address} and restart vsftpd.${listener}${resolve}`,
    config:
      outer === null
        ? dual === true
          ? { ...IPV4_LISTENER }
          : null
        : { pasv_address: outer, ...(dual === true ? IPV4_LISTENER : {}) },
    commands: [],
  };
}

/** Puts the daemon on an IPv4 socket. */
export function ipv4Listener(text: string): UsualFix {
  return { isGeneral: true, text, config: { ...IPV4_LISTENER }, commands: [] };
}
