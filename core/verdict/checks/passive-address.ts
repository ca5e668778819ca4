import { isGiven } from '../view/given.js';
import { classOf, consequenceOf, type AddressClass } from '../../reply/index.js';
import { forwardPorts } from '../../firewall/commands.js';
import { advertise, ipv4Listener, openRange } from './support/advice.js';
import {
  advertisedOpen,
  completed,
  dialFailures,
  opened,
  peerOpen,
  replaced,
  unreachableSigns,
  type Attempt,
} from '../view/attempt.js';
import type { Check, CheckReport } from '../check.js';
import type { FindingSeverity } from '../finding.js';
import type { EndpointSeen } from '../../events/observation.js';
import { duration, quote } from '../words/quote.js';
import { byServer, passiveAttempts, type EvidenceView, type Within } from '../view/view.js';
import { isInner, isIpv6, isLoopback, isOuter, same } from '../view/addresses.js';
import { said } from '../words/replies.js';
import type { Session } from '../view/session.js';
import { endsNearby } from './data-connect.js';

/** A 227 with a readable address. */
interface Advertised {
  readonly session: Session;
  readonly it: Attempt;
  readonly endpoint: EndpointSeen;
  readonly host: string;
  readonly of: AddressClass;
}

function advertised(view: EvidenceView): readonly Advertised[] {
  return passiveAttempts(view).flatMap(({ session, it }) => {
    const { endpoint } = it;
    const of = !isGiven(endpoint?.host) ? null : classOf(endpoint.host);
    return isGiven(endpoint?.host) && of !== null && it.mode === 'PASV'
      ? [{ session, it, endpoint, host: endpoint.host, of }]
      : [];
  });
}

/** How the dial of the advertised address went, as far as anybody saw. */
function fate(view: EvidenceView, a: Advertised): 'works' | 'fails' | 'repaired' | 'unknown' {
  const { it } = a;
  if (advertisedOpen(it)) return 'works';
  if (replaced(it)) return 'repaired';
  if (dialFailures(it).some((failure) => !failure.toPeer) || it.final?.code === 425) return 'fails';
  if (view.witness === 'probe') return peerOpen(it) && !mayBeRight(a) ? 'fails' : 'unknown';
  if (!completed(it)) return 'unknown';
  return isBeyond(a) ? 'repaired' : 'works';
}

/** Nobody dialled it, and it could well work: another outer address, or one of another inner network. */
function mayBeRight({ session: { peer }, host }: Advertised): boolean {
  return isOuter(host) || (isInner(peer) && isInner(host) && !isLoopback(host));
}

/** Both ends are outside, so nobody can have dialled the inner address: it was put right on the way. */
function isBeyond({ session: { peer, target }, of }: Advertised): boolean {
  const isInside = of === 'private' || of === 'loopback' || of === 'link-local' || of === 'unspecified';
  return isInside && (isOuter(peer) || (peer === null && isOuter(target?.local)));
}

/** The failed dials of the wrong address, and what followed from them. */
function consequences({ it }: Advertised): readonly object[] {
  if (replaced(it)) return [];
  const dials = dialFailures(it).filter((failure) => !failure.toPeer);
  const peerFails = dialFailures(it).some((failure) => failure.toPeer);
  const signs = it.final?.code === 425 && !peerFails ? [it.final] : [];
  return [...dials.map((failure) => failure.seen), ...it.notes, ...signs];
}

/** What the dials of wrong and right address showed, in words. */
function outcome(a: Advertised): string {
  const failed = dialFailures(a.it).find((failure) => !failure.toPeer);
  const words: string[] = [];
  if (failed && failed.seen.kind === 'connect') {
    const time = failed.durationMs === undefined ? '' : ` after ${duration(failed.durationMs)}`;
    const how =
      failed.outcome === 'timeout'
        ? 'got no answer'
        : failed.outcome === 'refused'
          ? 'was refused'
          : 'failed';
    words.push(
      `A connect to it ${how}${time}${failed.errno === undefined ? '' : ` (${quote(failed.errno, 30)})`}.`,
    );
  } else if (failed)
    words.push(`Then: \`${quote(failed.seen.kind === 'note' ? failed.seen.text : '', 120)}\`.`);
  else if (a.it.final?.code === 425) words.push(`Then: \`425 ${quote(a.it.final.text, 80)}\`.`);
  if (replaced(a.it)) words.push('This client used the server’s address instead; others fail.');
  else if (completed(a.it) && !advertisedOpen(a.it) && isBeyond(a))
    words.push(
      'The transfer worked: this client, or a router on the way, used another address; others fail.',
    );
  if (peerOpen(a.it)) {
    if (!failed && isOuter(a.host)) words.push('Nobody dialled that address from here.');
    words.push('The same port on the server’s own address is open.');
  }
  return words.join(' ');
}

/** One report per address advertised, with all its attempts. */
function perAddress(
  view: EvidenceView,
  found: readonly Advertised[],
  describe: (first: Advertised) => Omit<CheckReport, 'evidence'>,
): readonly CheckReport[] {
  const groups = new Map<string, Advertised[]>();
  for (const one of found) groups.set(one.host, [...(groups.get(one.host) ?? []), one]);
  return [...groups.values()].flatMap((group): readonly CheckReport[] => {
    const telling = group.find((one) => fate(view, one) === 'fails') ?? group[0];
    if (!telling) return [];
    const peer = telling.session.peer === null ? '' : `, while the server answers at ${telling.session.peer}`;
    return [
      {
        evidence: `\`${said(telling.endpoint)}\`${peer}. ${outcome(telling)}`.trimEnd(),
        about: group.map(({ it }) => it.endpoint ?? it),
        covers: group.flatMap(consequences),
        at: telling.endpoint.at,
        key: telling.host,
        count: group.reduce((sum, { it }) => sum + 1 + it.repeats, 0),
        severity: gravity(view, group),
        ...describe(telling),
      },
    ];
  });
}

/** An error where somebody failed or must fail; a warning where clients repaired it or nobody dialled. */
function gravity(view: EvidenceView, group: readonly Advertised[]): FindingSeverity {
  const fates = group.map((one) => fate(view, one));
  if (fates.includes('fails')) return 'error';
  return fates.includes('repaired') || group.every(({ session }) => session.peer === null)
    ? 'warning'
    : 'error';
}

/** Whether an inner address is right for this client: it works, or the client itself came in over an inner address. */
function isRightInside(view: EvidenceView, a: Advertised): boolean {
  const { session, host } = a;
  if (same(host, session.peer)) return true;
  const how = fate(view, a);
  if (how === 'works') return true;
  return isInner(session.peer) && how !== 'fails' && !isLoopback(host);
}

/** Reached inside, and the advertised address turned out to be another machine's, or nobody's, at the client's place. */
function isStrangers(view: EvidenceView, { session, it }: Advertised): boolean {
  return (
    isInner(session.peer) && dialFailures(it).some((failure) => endsNearby(view, { session, it, failure }))
  );
}

const overIpv6: Check = {
  id: 'PASV-OVER-V6',
  title: 'PASV was used over IPv6',
  severity: 'information',
  cause: 'client',
  means:
    'A 227 has no room for an IPv6 address: vsftpd sends 0,0,0,0, ProFTPD a piece of the address, and only EPSV can work.',
  decides:
    'A 227 on a control connection to an IPv6 address, with an address of IPv4 or a piece of the IPv6 one.',
  spares: 'EPSV beside it works, so clients that speak IPv6 properly are not affected.',
  fix: 'Use EPSV on IPv6: every current client does unless it was told not to.',
  find: (view) => {
    const found = advertised(view).filter(({ session }) => isIpv6(session.peer));
    const hasEpsv = passiveAttempts(view).some(({ it }) => it.mode === 'EPSV' && it.endpoint !== null);
    const severity = hasEpsv || view.witness === 'probe' ? 'information' : 'warning';
    const unread = passiveAttempts(view).filter(({ session, it }) => isPieceOfIpv6(session, it));
    return [...perAddress(view, found, () => ({ severity })), ...pieces(unread, severity)].slice(0, 1);
  },
};

/** ProFTPD puts what follows the last colon where the address belongs: `227 Entering Passive Mode (5,156,106).` */
export function isPieceOfIpv6(session: Session, { mode, endpoint }: Attempt): boolean {
  return mode === 'PASV' && endpoint !== null && !isGiven(endpoint.host) && isIpv6(session.peer);
}

function pieces(found: readonly Within<Attempt>[], severity: FindingSeverity): readonly CheckReport[] {
  return found.map(({ it }) => ({
    evidence: it.endpoint ? `\`${said(it.endpoint)}\` over IPv6.` : '',
    severity,
    covers: it.notes,
    at: it.endpoint?.at,
  }));
}

const algRewrites: Check = {
  id: 'PASV-ALG',
  title: 'Something on the way rewrites the passive reply',
  severity: 'error',
  cause: 'nat',
  means:
    'An FTP helper in a router makes plain FTP work. Under TLS it cannot read the dialogue, so TLS clients get the inner address and a closed port.',
  decides: 'The same server advertises one address in clear and another under TLS.',
  spares:
    'A balancer with several nodes advertises several addresses both ways; one sample each is not enough unless the plain one is the server’s own and the other an inner one.',
  fix: 'Do not rely on the helper: forward a fixed passive range and set pasv_address to the outer address (with listen=YES and listen_ipv6=NO).',
  settings: ['pasv_address'],
  find: (view) =>
    byServer(view).flatMap((sessions): readonly CheckReport[] => {
      const all = advertised({ ...view, sessions });
      const plain = all.filter(({ it, endpoint }) => !(endpoint.tls ?? it.secured));
      const secured = all.filter(({ it, endpoint }) => endpoint.tls ?? it.secured);
      const [a, b] = [plain[0], secured[0]];
      if (
        !a ||
        !b ||
        plain.some((p) => !same(p.host, a.host)) ||
        secured.some((s) => !same(s.host, b.host)) ||
        same(a.host, b.host)
      )
        return [];
      const certain =
        isInner(b.host) && (same(a.host, a.session.peer) || (a.session.peer === null && isOuter(a.host)));
      if (!certain && (plain.length < 2 || secured.length < 2)) return [];
      const range = view.config?.passiveRange();
      const commands =
        range && range.size <= 16384 && isOuter(a.host) && isInner(b.host)
          ? forwardPorts(range.low, range.high, a.host, b.host)
          : [];
      const fix = advertise(
        view,
        b.session,
        'Do not rely on the helper: forward a fixed passive range and let the server advertise the outer address itself.',
      );
      return [
        {
          evidence: `In clear: \`${said(a.endpoint)}\`; under TLS: \`${said(b.endpoint)}\`.`,
          about: [...all.map(({ endpoint }) => endpoint), ...secured.flatMap(consequences)],
          covers: closedUnderTls({ ...view, sessions }),
          at: b.endpoint.at,
          fix: { ...fix, commands },
        },
      ];
    }),
};

/** Data ports that are closed under TLS although they open in clear: nobody reads the replies and opens them there. */
function closedUnderTls(view: EvidenceView): readonly object[] {
  const all = passiveAttempts(view);
  if (!all.some(({ it }) => !it.secured && opened(it))) return [];
  return all.flatMap(({ it }) => (it.secured ? unreachableSigns(it) : []));
}

const algConflict: Check = {
  id: 'PASV-ALG-CONFLICT',
  title: 'The firewall’s FTP helper opens ports for EPSV and ignores PASV',
  severity: 'error',
  cause: 'nat',
  means:
    'The helper trusts only replies that name the server’s own inner address. With pasv_address set it opens nothing for PASV; under TLS it reads nothing at all.',
  decides:
    'In clear, every EPSV gets its data connection and no PASV does, although the 227 names the very address at which the server answers.',
  spares:
    'One sample of each: behind a firewall that passes a part of the range that is chance. A 227 with another address has that as its cause.',
  fix: 'Let the whole passive range through, and forward it, instead of relying on the helper. Keep pasv_address.',
  settings: ['pasv_address', 'pasv_min_port', 'pasv_max_port'],
  find: (view) =>
    byServer(view).flatMap((sessions): readonly CheckReport[] => {
      const clear = passiveAttempts({ ...view, sessions }).filter(
        ({ it }) => !it.secured && it.endpoint !== null && it.connects.length > 0,
      );
      const epsv = clear.filter(({ it }) => it.mode === 'EPSV');
      const pasv = clear.filter(({ it }) => it.mode === 'PASV');
      const [bad] = pasv;
      if (!bad?.it.endpoint || epsv.length === 0 || epsv.length + pasv.length < 3) return [];
      if (epsv.some(({ it }) => !opened(it)) || pasv.some(({ it }) => opened(it))) return [];
      if (pasv.some(({ session, it }) => !same(it.endpoint?.host, session.peer) || !isOuter(session.peer)))
        return [];
      return [
        {
          evidence: `In clear, ${epsv.length === 1 ? 'the EPSV' : `all ${epsv.length} EPSV`} opened a data connection. After \`${said(bad.it.endpoint)}\`, which names the right address, the port did not open.`,
          about: pasv.flatMap(({ it }) => unreachableSigns(it)),
          covers: closedUnderTls({ ...view, sessions }),
          at: bad.it.endpoint.at,
          count: pasv.length,
          fix: openRange(
            view,
            'Let the whole passive range through, and forward it, instead of relying on the FTP helper. Keep pasv_address.',
          ),
        },
      ];
    }),
};

const zero: Check = {
  id: 'PASV-ADDR-ZERO',
  title: 'The server advertises 0.0.0.0',
  severity: 'error',
  cause: 'server-config',
  means: 'Clients dial themselves and are refused, or give up; some repair it silently.',
  decides: 'A 227 with 0,0,0,0 on an IPv4 control connection.',
  spares:
    'Over IPv6 vsftpd cannot send anything else (PASV-OVER-V6). A refusal after a dial of 0.0.0.0 is the tester’s own machine.',
  fix: 'Set listen=YES and listen_ipv6=NO: with pasv_address on an IPv6 listener vsftpd sends 0,0,0,0 to IPv4 clients. Replace pasv_address=0.0.0.0 by the outer address.',
  settings: ['pasv_address', 'listen_ipv6', 'listen'],
  find: (view) => {
    const text =
      'vsftpd sends this when pasv_address is set and one IPv6 socket serves IPv4 clients too (listen_ipv6=YES): set listen=YES and listen_ipv6=NO, and restart it. If the file says pasv_address=0.0.0.0, write the outer address.';
    return perAddress(
      view,
      advertised(view).filter(({ of }) => of === 'unspecified'),
      ({ session }) => ({
        fix:
          view.config?.text('pasv_address') === '0.0.0.0'
            ? advertise(view, session, 'pasv_address=0.0.0.0 is sent as it stands.')
            : ipv4Listener(text),
      }),
    );
  },
};

const loopback: Check = {
  id: 'PASV-ADDR-LOOPBACK',
  title: 'The server advertises the loopback address',
  severity: 'error',
  cause: 'server-config',
  means: 'Every client on another machine dials itself and is refused.',
  decides: 'A 227 with 127.x on a connection that did not come over loopback.',
  spares: 'Tests on the server itself, where it is right.',
  fix: 'Set pasv_address to the address that clients connect to, with listen=YES and listen_ipv6=NO.',
  settings: ['pasv_address', 'pasv_addr_resolve'],
  find: (view) => {
    const found = advertised(view).filter(
      (a) =>
        a.of === 'loopback' &&
        !isLoopback(a.session.peer) &&
        a.session.target?.host !== 'localhost' &&
        !(fate(view, a) === 'works' && a.session.peer === null),
    );
    return perAddress(view, found, ({ session }) => ({
      fix: advertise(view, session, 'Templates for containers often come with pasv_address=127.0.0.1.'),
    }));
  },
};

const priv: Check = {
  id: 'PASV-ADDR-PRIVATE',
  title: 'The server advertises a private address',
  severity: 'error',
  cause: 'server-config',
  means:
    'Login works, and every listing or transfer hangs for clients outside, because they dial an address of the inner network. Some clients repair it silently, which hides the fault.',
  decides:
    'A 227 with an address of RFC 1918 while the server is reached at another one, or the dial of it failed.',
  spares:
    'Over a VPN, a dial that ends in the client’s own network (DATA-WRONG-HOST). A server reached by a private address itself, a VPN, and any client for which the advertised address works: then the finding is left out and "from outside" is listed as not tested.',
  fix: 'Set pasv_address to the outer address (a name needs pasv_addr_resolve=YES, not on RHEL 9 and Fedora), with listen=YES and listen_ipv6=NO, and restart vsftpd.',
  settings: ['pasv_address', 'pasv_addr_resolve'],
  find: (view) =>
    perAddress(
      view,
      advertised(view).filter(
        (a) => a.of === 'private' && !isRightInside(view, a) && !isStrangers(view, a),
      ),
      ({ session }) => ({
        fix: advertise(
          view,
          session,
          isInner(session.peer)
            ? 'Clients cannot reach the address in the reply.'
            : 'The server does not know its outer address.',
        ),
      }),
    ),
};

const reserved: Check = {
  id: 'PASV-ADDR-RESERVED',
  title: 'The server advertises an address that nobody outside can dial',
  severity: 'error',
  cause: 'server-config',
  means:
    'Clients dial an address that is not routed: of a carrier’s NAT, of one network segment, or set aside.',
  decides:
    'A 227 with an address of a special-purpose block (shared, link-local, multicast, documentation, reserved).',
  spares:
    'Inside the same carrier network or overlay (100.64.0.0/10, as Tailscale uses) the address is right. Addresses for documentation are what people write to mask the real one.',
  fix: 'Set pasv_address to the address that clients connect to. Behind a carrier’s NAT there is none: ask the provider for a public address or use a VPN.',
  settings: ['pasv_address', 'pasv_addr_resolve'],
  find: (view) => {
    const odd: readonly AddressClass[] = ['shared', 'link-local', 'multicast', 'reserved', 'documentation'];
    const found = advertised(view).filter((a) => {
      if (!odd.includes(a.of) || isRightInside(view, a)) return false;
      const near = [a.session.peer, a.session.target?.local].some(
        (address) => isGiven(address) && classOf(address) === a.of,
      );
      const isMasked = a.session.peer === null && classOf(a.session.target?.local ?? '') !== 'public';
      return !near && !(a.of === 'documentation' && isMasked);
    });
    return perAddress(view, found, ({ session, of, host }) => ({
      title: `The server advertises an address that nobody outside can dial: ${host} is ${of}`,
      fix:
        of === 'shared'
          ? advertise(
              view,
              session,
              'Behind a carrier’s NAT there is no way in from the internet: ask the provider for a public address or use a VPN, and advertise that address.',
            )
          : advertise(view, session, consequenceOf(of)),
    }));
  },
};

const publicOnLan: Check = {
  id: 'PASV-ADDR-PUBLIC-ON-LAN',
  title: 'Clients inside get the outer address and cannot use it',
  severity: 'warning',
  cause: 'nat',
  means:
    'Users in the server’s own network log in and then hang, because the router does not turn their data connections round.',
  decides:
    'The server was reached at an inner address, its 227 names an outer one, and the dial of that failed.',
  spares: 'With NAT loopback the dial works. If nobody dialled it, it is only worth knowing.',
  fix: 'Switch on NAT loopback on the router, let inner clients use EPSV, or run a second vsftpd without pasv_address on an inner listen_address.',
  settings: ['pasv_address'],
  find: (view) =>
    perAddress(
      view,
      advertised(view).filter(
        (a) =>
          isInner(a.session.peer) &&
          isOuter(a.host) &&
          (['fails', 'repaired'].includes(fate(view, a)) || (view.witness === 'probe' && peerOpen(a.it))),
      ),
      (a) =>
        fate(view, a) === 'unknown'
          ? {
              severity: 'information',
              title: 'Clients inside are told the outer address',
              fix: {
                text: `Whether inner clients can use it depends on the router’s NAT loopback: from here, see whether a client that dials what PASV names can list (lftp -e "set ftp:prefer-epsv false; set ftp:fix-pasv-address false; ls"). Where it cannot: ${publicOnLan.fix}`,
              },
            }
          : { severity: 'warning' },
    ),
};

const rightInside: Check = {
  id: 'PASV-ADDR-LAN-OK',
  title: 'The advertised address is right here, inside',
  severity: 'information',
  cause: 'server-config',
  means: 'Clients of this network can use it. Clients outside cannot, and what they are told was not seen.',
  decides:
    'The server was reached at an inner address, its 227 names an inner address too, and a data connection to it came about.',
  spares: 'Tests over loopback.',
  fix: 'For users of this network nothing is to be done. If others come from outside, probe from there: they need pasv_address, which inner clients cannot always use.',
  settings: ['pasv_address'],
  find: (view) => {
    if (view.witness !== 'probe') return [];
    const found = advertised(view).find(
      (a) =>
        isInner(a.host) &&
        isInner(a.session.peer) &&
        !isLoopback(a.host) &&
        !isLoopback(a.session.peer) &&
        advertisedOpen(a.it),
    );
    return found
      ? [
          {
            evidence: `\`${said(found.endpoint)}\`; the server was reached at ${found.session.peer ?? ''}, and the data connection opened.`,
          },
        ]
      : [];
  },
};

const differs: Check = {
  id: 'PASV-ADDR-DIFF',
  title: 'The server advertises another address than its own',
  severity: 'error',
  cause: 'server-config',
  means:
    'Clients dial somebody else’s address: an old dynamic one, another node, or one that another NAT uses.',
  decides:
    'A 227 with a public address that is not the one the control connection reached, and that does not answer.',
  spares:
    'Servers with several addresses, where the advertised one works or the name has it too; connections through a proxy, which hides the server’s address.',
  fix: 'Set pasv_address to the address that clients connect to. With pasv_addr_resolve=YES the name is resolved once at start: restart vsftpd when the address changes.',
  settings: ['pasv_address', 'pasv_addr_resolve'],
  find: (view) => {
    const found = advertised(view).filter(
      (a) =>
        isOuter(a.host) &&
        isOuter(a.session.peer) &&
        !isIpv6(a.session.peer) &&
        !same(a.host, a.session.peer) &&
        fate(view, a) !== 'works' &&
        !(fate(view, a) === 'unknown' && isOfTheName(a)) &&
        !isProxied(a),
    );
    return perAddress(view, found, (a) => ({
      severity: fate(view, a) === 'unknown' ? 'warning' : 'error',
      fix: advertise(
        view,
        a.session,
        a.host === '16.0.0.0'
          ? 'This build turns pasv_addr_resolve=YES into 16,0,0,0: set pasv_addr_resolve=NO and write the number.'
          : 'The address in pasv_address is out of date or wrong.',
      ),
    }));
  },
};

function isOfTheName({ session: { target }, host }: Advertised): boolean {
  return target?.resolved?.some((address) => same(address, host)) === true;
}

function isProxied({ session: { target } }: Within<Attempt>): boolean {
  const { peer, resolved } = target ?? {};
  return (
    isGiven(peer) &&
    resolved !== undefined &&
    resolved.length > 0 &&
    !resolved.some((address) => same(address, peer))
  );
}

/** What address a 227 carries. */
export const PASSIVE_ADDRESS: readonly Check[] = [
  overIpv6,
  algRewrites,
  algConflict,
  zero,
  loopback,
  priv,
  publicOnLan,
  reserved,
  differs,
  rightInside,
];
