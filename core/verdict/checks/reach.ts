import { classOf } from '../../reply/index.js';
import { isPassive, opened } from '../view/attempt.js';
import type { Check, CheckReport } from '../check.js';
import { IS_IT_RUNNING, whyNotListening } from './support/not-listening.js';
import type { ConnectSeen, ConnectOutcome } from '../../events/observation.js';
import { duration, listed, quote } from '../words/quote.js';
import { everySession, type EvidenceView } from '../view/view.js';
import { isInner, isIpv6, isLoopback, isOuter, same } from '../view/addresses.js';
import { hostPort } from '../words/replies.js';
import { isAddress } from '../session-names.js';
import { TOO_MANY } from './greeting.js';
import type { Session } from '../view/session.js';
import { hasOuterIpv6, isBehindNat } from '../view/vantage.js';

/** Answers quicker than this come from this machine or its own network, in milliseconds. */
const LOCAL_MS = 5;
/** ARP gives up after three seconds; an ICMP message takes one round trip. */
const ARP_MS = 2500;

/** Sessions none of whose control connects succeeded, with their failures. */
function unreached(view: EvidenceView): readonly { session: Session; failures: readonly ConnectSeen[] }[] {
  if (view.sessions.some((s) => s.connects.some((c) => c.outcome === 'open'))) return [];
  return view.sessions
    .map((session) => ({ session, failures: session.connects.filter((c) => c.outcome !== 'open') }))
    .filter(({ session, failures }) => failures.length > 0 && session.answers.length === 0);
}

function controlFailures(
  view: EvidenceView,
  wanted: (c: ConnectSeen) => boolean,
): readonly { session: Session; it: ConnectSeen }[] {
  return unreached(view).flatMap(({ session, failures }) =>
    failures.filter(wanted).map((it) => ({ session, it })),
  );
}

function describe({ host, port, outcome, errno, durationMs }: ConnectSeen): string {
  const how: Readonly<Record<ConnectOutcome, string>> = {
    open: 'succeeded',
    refused: 'was refused',
    timeout: 'got no answer',
    unreachable: 'found no way',
    reset: 'was reset',
    failed: 'failed',
  };
  const time = durationMs === undefined ? '' : ` after ${duration(durationMs)}`;
  return `The connect to the control port ${hostPort(host, port)} ${how[outcome]}${time}${errno === undefined ? '' : ` (${quote(errno, 30)})`}.`;
}

/** Networks that want everything to go through a proxy let no direct connection out. */
function proxyHint({ vantage }: EvidenceView): string {
  const { proxy } = vantage ?? {};
  return proxy === undefined
    ? ''
    : ` This machine is told to use the proxy ${quote(proxy, 80)}; the connect was a direct one.`;
}

/** A failure to connect, or a program's own words for one before any reply. */
function controlReports(view: EvidenceView, wanted: (c: ConnectSeen) => boolean, note: string): readonly CheckReport[] {
  const found = controlFailures(view, wanted).map(({ it }): CheckReport => ({
    evidence: describe(it) + proxyHint(view),
    about: [it],
    at: it.at,
  }));
  if (found.length > 0) return found;
  return view.sessions
    .filter((session) => session.answers.length === 0 && session.connects.length === 0)
    .flatMap((session) => session.notes.filter((n) => n.note === note && n.channel !== 'data').slice(0, 1))
    .map((n) => ({ evidence: `The client says: \`${quote(n.text)}\`.`, about: [n], at: n.at }));
}

const dnsNone: Check = {
  id: 'NET-DNS-NONE',
  title: 'The server’s name does not resolve',
  severity: 'error',
  cause: 'network',
  means: 'No client that asks the same resolver can find the server.',
  decides: 'The resolver gives no address for the name, before any packet is sent.',
  spares:
    'A name in the hosts file or in a VPN’s resolver resolves for some machines only: the finding holds for the machine that tested.',
  fix: 'Add an A record (and an AAAA record if the server speaks IPv6) for the name, or correct the name. Ask the resolver that your users have: a VPN or the hosts file may differ.',
  find: (view) =>
    view.sessions.flatMap((session) => {
      const note = session.notes.find((n) => n.note === 'not-resolved');
      const connect = session.connects.find((c) => c.errno === 'ENOTFOUND' || c.errno === 'EAI_AGAIN');
      const seen = note ?? connect;
      if (!seen || session.answers.length > 0) return [];
      const name = quote(session.target?.host ?? connect?.host ?? '', 100);
      const words = note ? `\`${quote(note.text)}\`` : (connect?.errno ?? '');
      return [
        {
          evidence: `Looking up ${name === '' ? 'the name' : name}: ${words}.`,
          about: [seen],
          covers: [...session.connects, ...session.notes],
          at: seen.at,
        },
      ];
    }),
};

const dnsPrivate: Check = {
  id: 'NET-DNS-PRIVATE',
  title: 'The name resolves to an inner address',
  severity: 'error',
  cause: 'network',
  means:
    'Clients outside that network look up the name and then dial an address that does not exist for them.',
  decides:
    'All addresses of the name are private or shared, and none of them could be reached from a machine outside that kind of network.',
  spares:
    'With split DNS the inner address is right for clients inside: when the control connection works, nothing is reported.',
  fix: 'Publish the outer address for clients outside, and keep the inner one for the inner resolver only.',
  find: (view) =>
    unreached(view).flatMap(({ session, failures }) => {
      const resolved = session.target?.resolved ?? [];
      const host = session.target?.host ?? '';
      if (
        resolved.length === 0 ||
        !resolved.every(isInner) ||
        classOf(host) !== null ||
        resolved.some(isLoopback)
      )
        return [];
      const evidence = `${quote(host, 100)} resolves to ${listed(resolved)}. ${failures[0] ? describe(failures[0]) : ''}`;
      return [{ evidence, about: failures }];
    }),
};

const hairpin: Check = {
  id: 'NET-HAIRPIN',
  title: 'The test ran from inside, against the outer address',
  severity: 'warning',
  cause: 'nat',
  means:
    'Machines behind the same router cannot use the public name, because the router does not turn their packets round. Users outside are not affected.',
  decides:
    'The address dialled is the tester’s own public address, and the control connection was refused or lost.',
  spares:
    'Any other refusal, however quick: a server in the same data centre answers as soon as a router does.',
  fix: 'Test from outside. For the machines inside, switch on NAT loopback (hairpin NAT) on the router or give them the inner address by split DNS.',
  find: (view) =>
    controlFailures(view, (c) => same(c.host, view.ownAddress)).map(({ it }) => ({
      evidence: `${describe(it)} ${quote(view.ownAddress ?? '')} is also the address this machine has outside.`,
      about: [it],
    })),
};

const refused: Check = {
  id: 'NET-CTRL-REFUSED',
  title: 'The control port refuses connections',
  severity: 'error',
  cause: 'server-host',
  means: 'The host answers, but nothing listens on that port, or a firewall rejects it. Nobody can log in.',
  decides: 'The connect to the control port ends in ECONNREFUSED.',
  spares:
    'A refusal that is quicker than any way to the host may come from the own router, where that has no NAT loopback: the finding says so, and how to tell.',
  fix: 'See that vsftpd runs and listens on that port, then that the firewall lets it in.',
  settings: ['listen_port', 'listen_address', 'listen', 'listen_ipv6'],
  find: (view) =>
    controlReports(view, (c) => c.outcome === 'refused', 'refused').map((report) => {
      const port = triedPort(view);
      const file = view.config && port !== undefined ? whyNotListening(view.config, port) : null;
      if (file) return { ...report, ...file.because, evidence: `${report.evidence} ${file.evidence}` };
      const commands = IS_IT_RUNNING;
      const own = view.vantage === null || isBehindNat(view) ? nearbyRefusal(view) : undefined;
      if (own === undefined) return { ...report, fix: { commands } };
      const hint = ` So quick an answer to an outer address may come from your own router: if the server stands behind the same one, the router has no NAT loopback, and users outside are not affected.`;
      return {
        ...report,
        evidence: report.evidence + hint,
        fix: {
          text: `First tell the two cases apart: probe the server’s inner address from here, or ${quote(own.host ?? '', 60)} from outside, through a mobile network for example. If that works, switch on NAT loopback (hairpin NAT) on the router or give inner clients the inner address by split DNS. If it does not: ${decapitalized(refused.fix)}`,
          commands,
        },
      };
    }),
};

function triedPort(view: EvidenceView): number | undefined {
  return view.sessions.find((session) => session.target)?.target?.port;
}

/** A refusal by an outer address that is quicker than any way there. */
function nearbyRefusal(view: EvidenceView): ConnectSeen | undefined {
  return unreached(view)
    .flatMap(({ failures }) => failures)
    .find(
      (c) =>
        c.outcome === 'refused' &&
        isOuter(c.host) &&
        c.durationMs !== undefined &&
        c.durationMs - (c.busyMs ?? 0) < LOCAL_MS,
    );
}

function decapitalized(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

const silent: Check = {
  id: 'NET-CTRL-TIMEOUT',
  title: 'The control port does not answer',
  severity: 'error',
  cause: 'network',
  means:
    'The connection attempts get lost: a firewall drops them, the address is wrong or the host is down. Nobody can log in.',
  decides: 'No answer to the connect to the control port within the time allowed.',
  fix: 'Check that the host is up and the address right, then let the control port through every firewall and NAT on the way.',
  find: (view) => {
    const tried = triedPort(view) ?? 21;
    const commands = [
      `iptables -I INPUT -p tcp --dport ${tried} -j ACCEPT`,
      `firewall-cmd --permanent --add-port=${tried}/tcp && firewall-cmd --reload`,
    ];
    return controlReports(view, (c) => c.outcome === 'timeout', 'timeout').map((report) => ({
      ...report,
      fix: { commands },
    }));
  },
};

const unreachable: Check = {
  id: 'NET-CTRL-UNREACH',
  title: 'There is no way to the server',
  severity: 'error',
  cause: 'network',
  means:
    'A router or firewall says that the host cannot be reached, or no machine has that address on the local network.',
  decides:
    'The connect to the control port ends in EHOSTUNREACH or ENETUNREACH: after one round trip a firewall or router said so, after about three seconds no machine answered on the local network.',
  fix: 'Check the address and the route; a firewall that answers with an ICMP message must let the control port in.',
  find: (view) =>
    controlReports(
      view,
      (c) => c.outcome === 'unreachable' || c.outcome === 'failed' || c.outcome === 'reset',
      'unreachable',
    ).map((report) => {
      const slow = unreached(view).some(({ failures }) =>
        failures.some((c) => (c.durationMs ?? 0) > ARP_MS),
      );
      return slow
        ? {
            ...report,
            fix: {
              text: 'No machine answers for that address on this network: check the address, the cable or the virtual network, and that the host is up.',
            },
          }
        : report;
    }),
};

/** Control connects by address, over all sessions. */
function byAddress(view: EvidenceView): { open: ConnectSeen[]; failed: ConnectSeen[] } {
  const all = everySession(view).flatMap((session) => session.connects);
  const open = all.filter((c) => c.outcome === 'open');
  const works = (host: string | null): boolean => open.some((c) => same(c.host, host));
  return { open, failed: all.filter((c) => c.outcome !== 'open' && c.host !== null && !works(c.host)) };
}

const deadIpv6: Check = {
  id: 'NET-DNS-AAAA-DEAD',
  title: 'An IPv6 address is published, but nothing answers there',
  severity: 'warning',
  cause: 'network',
  means: 'Clients with IPv6 try that address first and wait before they fall back; some never do.',
  decides:
    'The name has an IPv6 and an IPv4 address; the control port answers on IPv4 and is refused or silent on IPv6.',
  spares: 'ENETUNREACH and EADDRNOTAVAIL mean that the tester has no IPv6 itself.',
  fix: 'Serve FTP on IPv6 too (listen_ipv6=YES, listen=NO serves both families), or take the AAAA record out of the DNS.',
  settings: ['listen_ipv6', 'listen'],
  find: (view) => {
    const { open, failed } = byAddress(view);
    if (!open.some((c) => !isIpv6(c.host)) || hasOuterIpv6(view) === false) return [];
    return failed
      .filter((c) => isIpv6(c.host) && (c.outcome === 'refused' || c.outcome === 'timeout'))
      .slice(0, 1)
      .map((c) => ({ evidence: describe(c), about: [c] }));
  },
};

const dnsMulti: Check = {
  id: 'NET-DNS-MULTI',
  title: 'The name has several addresses, and not all of them work',
  severity: 'error',
  cause: 'network',
  means: 'Users fail or succeed by chance, depending on the address their resolver gives first.',
  decides:
    'Of the addresses of one name, some answer on the control port and others do not; or the same short test gets further at one address than at another.',
  spares: 'Several addresses that all behave alike are an ordinary round robin.',
  fix: 'Repair the nodes that fail, or take their addresses out of the DNS.',
  find: (view) => {
    const { open, failed } = byAddress(view);
    const dead = failed.filter(
      (c) =>
        c.errno !== 'ENETUNREACH' &&
        c.errno !== 'EADDRNOTAVAIL' &&
        view.sessions.some(({ target }) => target?.resolved?.some((address) => same(address, c.host))),
    );
    const [first] = dead;
    if (!first || open.length === 0) return unlikeNodes(view);
    const hosts = [...new Set(dead.map((c) => c.host ?? ''))];
    return [
      {
        evidence: `${describe(first)} Dead: ${listed(hosts)}; answering: ${listed([...new Set(open.map((c) => c.host ?? ''))])}.`,
        about: dead,
      },
    ];
  },
};

/** How far a session got: the further, the higher. */
const STAGES = [
  'gives no FTP greeting',
  'refuses the login',
  'gives no data connection',
  'opens data connections',
] as const;

/** null: not tried as far as it takes to know. */
function stageOf(session: Session): number | null {
  const { greeting, connects, loggedIn, answers, attempts } = session;
  // A server that is full, perhaps of this probe's own connections, is not another server.
  if (answers.some(({ reply }) => reply.code === 421 || (reply.code === 530 && TOO_MANY.test(reply.text))))
    return null;
  if (greeting?.code !== 220) return connects.some((c) => c.outcome === 'open') ? 0 : null;
  if (!loggedIn) return answers.some(({ to, reply }) => to === 'PASS' && reply.code >= 400) ? 1 : null;
  const tried = attempts.filter((attempt) => isPassive(attempt) && attempt.connects.length > 0);
  if (tried.length === 0) return null;
  return tried.some(opened) ? 3 : 2;
}

/** All addresses answer, but the same test gets further at one than at another. */
function unlikeNodes(view: EvidenceView): readonly CheckReport[] {
  const tests = [...view.sessions.slice(0, 1), ...view.experiments.filter(({ id }) => isAddress(id))];
  const nodes = tests.flatMap((session) => {
    const stage = stageOf(session);
    const { peer } = session;
    return stage === null || peer === null ? [] : [{ peer, stage }];
  });
  const [best] = [...nodes].sort((a, b) => b.stage - a.stage);
  const worse = nodes.filter(({ stage }) => stage < (best?.stage ?? 0));
  if (!best || worse.length === 0) return [];
  const words = worse.map(({ peer, stage }) => `${quote(peer, 60)} ${STAGES[stage] ?? ''}`);
  return [{ evidence: `${listed(words, 4)}, while ${quote(best.peer, 60)} ${STAGES[best.stage] ?? ''}.` }];
}

const proxy: Check = {
  id: 'NET-PROXY',
  title: 'Something between client and server answers in its place',
  severity: 'information',
  cause: 'network',
  means:
    'The connection does not end at an address of the name, so addresses in replies cannot be judged; EPSV is the safer mode.',
  decides: 'The control connection’s other end is none of the addresses the name resolves to.',
  spares: 'IPv4 addresses written as IPv6-mapped ones are the same address.',
  fix: 'Test without the proxy or VPN. Through it, prefer EPSV, which carries no address.',
  find: (view) =>
    view.sessions.flatMap(({ target }) => {
      if (!target?.peer || !target.resolved || target.resolved.length === 0) return [];
      if (target.resolved.some((address) => same(address, target.peer))) return [];
      return [
        {
          evidence: `${quote(target.host, 100)} resolves to ${listed(target.resolved)}, but ${quote(target.peer, 60)} answered.`,
        },
      ];
    }),
};

/** How a client fails to get as far as a greeting, most telling first. */
export const REACH: readonly Check[] = [
  dnsNone,
  dnsPrivate,
  hairpin,
  deadIpv6,
  dnsMulti,
  refused,
  silent,
  unreachable,
  proxy,
];
