import type { ConfigModel } from '../../config/index.js';
import { isGiven } from '../view/given.js';
import { quote } from '../words/quote.js';
import { everySession, passiveAttempts, type EvidenceView } from '../view/view.js';
import { isInner, isIpv6, isLoopback, same } from '../view/addresses.js';
import { isAnonymousLogin } from '../view/anonymous.js';
import type { Session } from '../view/session.js';
import { serverStatus, type ServerStatus } from '../view/stat.js';
import { isOpen, type Drift, type DriftCheck } from './drift.js';

const banner: DriftCheck = ({ sessions }, config) => {
  const greeting = sessions.find((session) => session.greeting?.code === 220)?.greeting;
  const wanted = config.text('ftpd_banner');
  // Devices on the way blot greetings out; a file's words are not at hand.
  if (
    !greeting ||
    wanted === undefined ||
    isOpen(config, 'ftpd_banner') ||
    config.text('banner_file') !== null ||
    /\*{4}/.test(greeting.text)
  )
    return [];
  const isAsWanted =
    wanted === null
      ? /^\s*\(?vsFTPd\b/i.test(greeting.text)
      : greeting.text.includes(wanted.trim()) || /[^\x20-\x7e]/.test(wanted);
  if (isAsWanted) return [];
  const said = wanted === null ? 'not set' : `"${quote(wanted, 60)}"`;
  return [
    {
      settings: ['ftpd_banner'],
      words: `ftpd_banner is ${said}, the greeting is \`${quote(greeting.text, 60)}\``,
    },
  ];
};

/** What STAT tells; it means the user who is logged in. */
function statuses(view: EvidenceView): readonly { status: ServerStatus; session: Session }[] {
  return view.sessions.flatMap((session) => {
    const status = serverStatus(session);
    return status && session.loggedIn ? [{ status, session }] : [];
  });
}

const idle: DriftCheck = (view, config) => {
  const wanted = config.number('idle_session_timeout');
  const said = statuses(view)[0]?.status.idleTimeout;
  if (wanted === undefined || said === undefined || said === wanted) return [];
  return isOpen(config, 'idle_session_timeout')
    ? []
    : [
        {
          settings: ['idle_session_timeout'],
          words: `idle_session_timeout is ${wanted}, STAT says ${said} s`,
        },
      ];
};

const rate: DriftCheck = (view, config) => {
  const [first] = statuses(view);
  if (!first) return [];
  const setting = isAnonymousLogin(first.session) ? 'anon_max_rate' : 'local_max_rate';
  const wanted = config.number(setting);
  const limit = first.status.rateLimit;
  // Other servers say nothing of a limit, vsftpd always does.
  if (wanted === undefined || first.status.idleTimeout === undefined || isOpen(config, setting)) return [];
  return wanted === (limit ?? 0)
    ? []
    : [{ settings: [setting], words: `${setting} is ${wanted}, STAT says ${limit ?? 'no limit'}` }];
};

/** An IPv6 listener that also serves IPv4 prints IPv4 clients as ::ffff:a.b.c.d. */
const listener: DriftCheck = (view, config) => {
  const seen = statuses(view).find(
    ({ session, status }) => !isIpv6(session.peer) && status.client !== undefined,
  );
  const [v4, v6] = [config.bool('listen'), config.bool('listen_ipv6')];
  if (!seen || isOpen(config, 'listen') || isOpen(config, 'listen_ipv6')) return [];
  if (v6 === true && !seen.status.dualStack)
    return [
      { settings: ['listen_ipv6', 'listen'], words: 'listen_ipv6 is YES, the server listens on IPv4 only' },
    ];
  return v4 === true && v6 === false && seen.status.dualStack
    ? [
        {
          settings: ['listen', 'listen_ipv6'],
          words: 'listen is YES, the server’s IPv6 listener also serves IPv4',
        },
      ]
    : [];
};

/** No NAT can have changed the port: the server names the address at which it was reached as its own. */
function isDirect(view: EvidenceView, config: ConfigModel): boolean {
  const [first] = view.sessions;
  if (!first || first.peer === null) return false;
  if (isInner(first.peer)) return true;
  return (
    config.text('pasv_address') === null &&
    passiveAttempts(view).some(
      ({ session, it }) => it.mode === 'PASV' && same(it.endpoint?.host, session.peer) && it.secured,
    )
  );
}

const port: DriftCheck = (view, config) => {
  const wanted = config.number('listen_port');
  const used = view.sessions[0]?.target?.port;
  const isStandalone = config.bool('listen') === true || config.bool('listen_ipv6') === true;
  const answered = view.sessions[0]?.greeting?.code === 220;
  if (wanted === undefined || used === undefined || !isStandalone || !answered || wanted === used) return [];
  // Containers publish on loopback, under any number.
  if (isLoopback(view.sessions[0]?.peer) || !isDirect(view, config)) return [];
  return [{ settings: ['listen_port'], words: `listen_port is ${wanted}, the server answers on ${used}` }];
};

/** Connections of one address that were open at the same time, milliseconds apart from what may be chance. */
const MIN_OVERLAP_MS = 100;

const perAddress: DriftCheck = (view, config) => {
  const limit = config.number('max_per_ip');
  const isStandalone = config.bool('listen') === true || config.bool('listen_ipv6') === true;
  if (!isGiven(limit) || limit === 0 || !config.isSet('max_per_ip') || !isStandalone) return [];
  const peer = view.sessions[0]?.peer;
  const spans = everySession(view).flatMap(({ greeting, firstMs, lastMs, peer: at }) =>
    greeting?.code === 220 && firstMs !== null && lastMs !== null && same(at, peer)
      ? [{ firstMs, lastMs }]
      : [],
  );
  const atOnce = Math.max(
    0,
    ...spans.map(
      ({ firstMs }) =>
        spans.filter((other) => other.firstMs <= firstMs && other.lastMs - firstMs >= MIN_OVERLAP_MS).length,
    ),
  );
  return atOnce > limit
    ? [{ settings: ['max_per_ip'], words: `max_per_ip is ${limit}, ${atOnce} connections were open at once` }]
    : [];
};

const users: DriftCheck = (view, config) => {
  const sessions = everySession(view).filter(({ loggedIn, user }) => loggedIn && user !== null);
  const found: Drift[] = [];
  if (
    config.bool('anonymous_enable') === false &&
    !isOpen(config, 'anonymous_enable') &&
    sessions.some(isAnonymousLogin)
  )
    found.push({
      settings: ['anonymous_enable'],
      words: 'anonymous_enable is NO, an anonymous login succeeded',
    });
  if (
    config.bool('local_enable') === false &&
    !isOpen(config, 'local_enable') &&
    sessions.some((session) => !isAnonymousLogin(session))
  )
    found.push({ settings: ['local_enable'], words: 'local_enable is NO, the login of a user succeeded' });
  return found;
};

/** The greeting. */
export const BANNER_DRIFT: DriftCheck = banner;
/** Times, listener and logins. */
export const SESSION_DRIFTS: readonly DriftCheck[] = [idle, rate, listener, port, perAddress, users];
