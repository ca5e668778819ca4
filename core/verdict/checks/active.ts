import { addressFamily, plainAddress } from '../../reply/index.js';
import { isGiven } from '../view/given.js';
import { completed, isActive, type Attempt } from '../view/attempt.js';
import type { Check, CheckReport } from '../check.js';
import { duration, quote } from '../words/quote.js';
import { experiment, attempts, byServer, type EvidenceView, type Within } from '../view/view.js';
import { isInner, isLoopback, isOuter, same } from '../view/addresses.js';
import { commandHost, hostPort, quotedReply } from '../words/replies.js';
import { SESSION } from '../session-names.js';
import type { Session } from '../view/session.js';
import { serverStatus } from '../view/stat.js';
import { ownNetwork } from '../view/vantage.js';

const USE_PASSIVE = 'Switch the client to passive mode.';
/** How two common clients are set to passive mode. */
function passiveCommands(view: EvidenceView): readonly string[] {
  const host = commandHost(view);
  return [`lftp -e "set ftp:passive-mode true" ftp://${host}`, `curl -v --ftp-pasv ftp://${host}/`];
}

function activeAttempts(view: EvidenceView): readonly Within<Attempt>[] {
  return attempts(view).filter(({ it }) => isActive(it));
}

function refusalReport(
  found: readonly Within<Attempt>[],
  more: Omit<CheckReport, 'evidence'> = {},
): readonly CheckReport[] {
  const first = found[0]?.it;
  if (!first?.refusal) return [];
  const sent = !isGiven(first.endpoint?.host)
    ? (first.mode ?? '')
    : `${first.mode ?? ''} with ${quote(first.endpoint.host, 60)}`;
  return [
    {
      evidence: `${sent} was answered by ${quotedReply(first.refusal)}.`,
      about: found.map(({ it }) => it.refusal ?? it),
      covers: found.flatMap(({ it }) => it.notes),
      at: first.refusal.at,
      count: found.reduce((sum, { it }) => sum + 1 + it.repeats, 0),
      ...more,
    },
  ];
}

const ILLEGAL =
  /illegal (?:port|eprt) command|bad (?:port|eprt)|won.?t open a connection to|invalid port command|address (?:in port )?(?:does not|doesn.t) match|foreign address/i;

const algClient: Check = {
  id: 'ACT-ALG-CLIENT',
  title: 'Active mode works in clear and fails under TLS',
  severity: 'warning',
  cause: 'client',
  means: 'The client’s router rewrites PORT, which it cannot do in an encrypted dialogue.',
  decides: 'On one server an active transfer succeeded in clear, and PORT was refused as illegal under TLS.',
  fix: USE_PASSIVE,
  find: (view) =>
    byServer(view).flatMap((sessions) => {
      const all = activeAttempts({ ...view, sessions });
      const works = all.some(({ it }) => !it.secured && completed(it));
      const fails = all.filter(({ it }) => it.secured && ILLEGAL.test(it.refusal?.text ?? ''));
      return works ? refusalReport(fails, { fix: { commands: passiveCommands(view) } }) : [];
    }),
};

const nat: Check = {
  id: 'ACT-NAT',
  title: 'Active mode from behind NAT',
  severity: 'error',
  cause: 'client',
  means:
    'The client names its inner address, which is not the one the server sees; the server refuses to connect there.',
  decides: '500 "Illegal PORT command" or its kin in answer to PORT or EPRT.',
  spares: '550, which is policy (ACT-DISABLED).',
  fix: `${USE_PASSIVE} Active mode cannot work through NAT without help from the router, and never under TLS.`,
  find: (view) =>
    refusalReport(
      activeAttempts(view).filter(
        ({ it }) =>
          it.refusal !== null &&
          it.refusal.code !== 550 &&
          it.refusal.code !== 502 &&
          ILLEGAL.test(it.refusal.text),
      ),
      { fix: { commands: passiveCommands(view) } },
    ),
};

const disabled: Check = {
  id: 'ACT-DISABLED',
  title: 'Active mode is switched off on the server',
  severity: 'information',
  cause: 'server-config',
  means: 'PORT and EPRT are refused. That is usually what one wants; clients must use passive mode.',
  decides: '550 or 502 in answer to PORT or EPRT.',
  spares: 'Refusals after EPSV ALL, which the standard asks for.',
  fix: `${USE_PASSIVE} Only if old clients need active mode: port_enable=YES.`,
  settings: ['port_enable', 'cmds_denied', 'cmds_allowed'],
  find: (view) => {
    const found = activeAttempts(view).filter(
      ({ it }) =>
        !it.afterEpsvAll &&
        it.refusal !== null &&
        (it.refusal.code === 550 ||
          it.refusal.code === 502 ||
          /unknown command|not (?:understood|implemented)/i.test(it.refusal.text)),
    );
    const hasPassive = attempts(view).some(
      ({ it }) => (it.mode === 'PASV' || it.mode === 'EPSV') && it.endpoint !== null,
    );
    const isNeeded = view.witness === 'transcript' && !hasPassive;
    return refusalReport(found, {
      ...(isNeeded ? { severity: 'error' } : {}),
      fix: { commands: passiveCommands(view) },
    });
  },
};

const clientFirewall: Check = {
  id: 'ACT-CLIENT-FW',
  title: 'The server cannot connect back to the client',
  severity: 'error',
  cause: 'client',
  means: 'A firewall at the client rejects or drops the data connection of active mode.',
  decides:
    '425 after an accepted PORT or EPRT: at once when the client’s side rejects, after connect_timeout (60 s) when it drops.',
  fix: `${USE_PASSIVE} If it must be active mode, let connections from the server’s port 20 in at the client.`,
  find: (view) => {
    const found = activeAttempts(view).filter(({ it }) => it.refusal === null && it.final?.code === 425);
    const first = found[0]?.it;
    if (!first?.final) return [];
    const ms = first.final.durationMs;
    const how =
      ms === undefined
        ? ''
        : ` after ${duration(ms)}: ${ms < 5000 ? 'the client’s side rejects it' : 'the client’s side drops it'}`;
    const inner =
      isInner(first.endpoint?.host) && isGiven(first.endpoint?.host)
        ? ` PORT named the inner address ${first.endpoint.host}.`
        : '';
    return [
      {
        evidence: `${first.command ?? 'The transfer'} was answered by ${quotedReply(first.final)}${how}.${inner}`,
        about: found.map(({ it }) => it.final ?? it),
        covers: found.flatMap(({ it }) => [...it.notes, ...(it.transfer ? [it.transfer] : [])]),
        at: first.final.at,
        count: found.reduce((sum, { it }) => sum + 1 + it.repeats, 0),
        fix: { commands: passiveCommands(view) },
      },
    ];
  },
};

const sourcePort: Check = {
  id: 'ACT-SRC20',
  title: 'Data connections of active mode do not come from port 20',
  severity: 'information',
  cause: 'server-config',
  means:
    'Firewalls at clients that let connections from port 20 in, and nothing else, stop active mode with this server.',
  decides: 'The connection that the server opened after PORT or EPRT came from another port than 20.',
  spares:
    'A server that was not tested in active mode. Behind a NAT the port may have been changed on the way.',
  fix: 'If clients depend on it, set connect_from_port_20=YES (and leave ftp_data_port at 20).',
  settings: ['connect_from_port_20', 'ftp_data_port'],
  find: (view) => {
    const accepted = activeAttempts(view).flatMap(({ it }) =>
      it.connects.filter((c) => c.accepted === true && isGiven(c.port)),
    );
    const [first] = accepted;
    if (!first || accepted.some((c) => c.port === 20)) return [];
    return [
      {
        evidence: `The server connected from ${hostPort(first.host, first.port)}.`,
        fix: { config: { connect_from_port_20: 'YES' } },
      },
    ];
  },
};

const bounce: Check = {
  id: 'ACT-BOUNCE',
  title: 'The server opens data connections to addresses other than the client’s',
  severity: 'warning',
  cause: 'server-config',
  means:
    'Strangers can make it connect to third machines: to look for open ports, or to get past a firewall that trusts the server.',
  decides:
    'PORT or EPRT with an address that is not the one the server sees was accepted: under TLS, where no router can have put it right, or with an own second address that the server sees as another one. Or the file says port_promiscuous=YES.',
  spares: 'In clear from behind NAT: the router may have rewritten the address.',
  fix: 'Set port_promiscuous=NO, which is the default. Transfers from server to server then need another way.',
  settings: ['port_promiscuous'],
  find: (view) => {
    const foreign = experiment(view, SESSION.foreign);
    const sessions = foreign ? [...view.sessions, foreign] : view.sessions;
    const accepted = activeAttempts({ ...view, sessions }).find(
      ({ session, it }) =>
        view.witness === 'probe' &&
        it.accepted !== null &&
        isGiven(it.endpoint?.host) &&
        (it.secured || session.id === SESSION.foreign) &&
        isElse(it.endpoint.host, seenClient(view, session)),
    );
    if (accepted?.it.endpoint)
      return [
        {
          evidence: `${accepted.it.mode ?? ''} with ${quote(accepted.it.endpoint.host ?? '', 60)} was answered by ${accepted.it.accepted ? quotedReply(accepted.it.accepted) : ''}; the server sees the client at ${seenClient(view, accepted.session) ?? ''}.`,
          fix: { config: { port_promiscuous: 'NO' } },
        },
      ];
    const { config } = view;
    return config?.bool('port_promiscuous') === true && config.bool('port_enable') === true
      ? [
          {
            evidence: 'The file says port_promiscuous=YES.',
            fix: { config: { port_promiscuous: 'NO' } },
          },
        ]
      : [];
  },
};

function isElse(host: string, client: string | null): boolean {
  return client !== null && addressFamily(host) === addressFamily(client) && !same(host, client);
}

/** The client's address as the server sees it: as STAT shows it, else the own one where it is an outer one. */
function seenClient(view: EvidenceView, session: Session): string | null {
  for (const one of [session, ...view.sessions]) {
    const client = serverStatus(one)?.client;
    if (client !== undefined) return client;
  }
  const local = ownAddress(view, session);
  return local !== null && isOuter(local) ? local : null;
}

const clientNat: Check = {
  id: 'NET-CLIENT-NAT',
  title: 'This computer is behind NAT, so active mode needs help from the router',
  severity: 'information',
  cause: 'client',
  means: 'PORT names an inner address, to which the server cannot connect. Passive mode is not affected.',
  decides:
    'Active mode was tested, and STAT shows another client address than this computer’s own; an error where the server took the inner address and did not get through to it.',
  spares:
    'NAT as such, which is ordinary: without a test of active mode nothing is reported. NAT64, which is reported as such.',
  fix: `${USE_PASSIVE} To test active mode, use a machine with an outer address of its own.`,
  find: (view) => {
    if (view.witness !== 'probe') return [];
    const tried = activeAttempts(view).flatMap(({ session, it }) => {
      const local = ownAddress(view, session);
      const seen = seenClient(view, session);
      return local !== null && seen !== null && !isLoopback(local) && isElse(seen, local)
        ? [{ session, it, local, seen }]
        : [];
    });
    // In clear the router may have put the address right, and something else stops the connection.
    const lost = tried.filter(
      ({ it, seen }) =>
        it.secured &&
        it.refusal === null &&
        it.final?.code === 425 &&
        isGiven(it.endpoint?.host) &&
        isElse(seen, it.endpoint.host),
    );
    const first = lost[0] ?? tried[0];
    if (!first) return [];
    const { session, it, local, seen } = first;
    const evidence = `The server sees ${seen}; this computer’s own address is ${quote(local, 60)}.`;
    if (lost.length === 0) return [{ evidence, ...(isHidden(view, seen, session.peer) ? HIDDEN : {}) }];
    return [
      {
        evidence: `${evidence} ${it.mode ?? ''} named the latter, and ${it.command ?? 'the transfer'} was answered by ${it.final ? quotedReply(it.final) : ''}.`,
        severity: 'error',
        about: lost.map((one) => one.it.final ?? one.it),
        covers: lost.flatMap((one) => [...one.it.notes, ...(one.it.transfer ? [one.it.transfer] : [])]),
        fix: { commands: passiveCommands(view) },
      },
    ];
  },
};

function ownAddress(view: EvidenceView, session: Session): string | null {
  const local = session.target?.local ?? view.sessions[0]?.target?.local;
  return isGiven(local) ? (plainAddress(local) ?? local) : null;
}

/** The server sees an inner address that is none of this computer's network, where a router may have turned it round. */
function isHidden(view: EvidenceView, seen: string, peer: string | null): boolean {
  return view.vantage !== null && isInner(seen) && isOuter(peer) && ownNetwork(view, seen) === null;
}

const HIDDEN = {
  title: 'A NAT in front of the server hides who its clients are',
  cause: 'nat',
  fix: {
    text: 'The server sees all clients at one inner address, so max_per_ip, its log and the check of data connections do not know them apart. Let the gateway or container engine keep the source address (Docker without its userland proxy, Kubernetes with externalTrafficPolicy: Local).',
  },
} as const satisfies Omit<CheckReport, 'evidence'>;

const nat64: Check = {
  id: 'NET-NAT64',
  title: 'A NAT64 translates between client and server',
  severity: 'warning',
  cause: 'network',
  means:
    'The client speaks IPv6, the server IPv4: only EPSV can work, a 227 names an address the client cannot dial.',
  decides: 'The control connection is IPv6 here, and STAT shows an IPv4 client.',
  spares: 'An IPv4 client on an IPv6 socket (::ffff:) is no NAT64.',
  fix: 'Use EPSV only, or give the server an IPv6 address (listen_ipv6=YES, listen=NO).',
  find: (view) =>
    view.sessions.flatMap((session) => {
      const status = serverStatus(session);
      const { local } = session.target ?? {};
      if (view.witness !== 'probe' || status?.client === undefined || !isGiven(local)) return [];
      if (!local.includes(':') || /^::ffff:/i.test(local) || status.client.includes(':')) return [];
      const found = session.attempts.filter((a) => a.mode === 'PASV' || a.refusal?.code === 522);
      return [
        {
          evidence: `This machine connected from ${quote(local, 60)}; STAT shows ${status.client}.`,
          about: [],
          covers: found.flatMap((a) => [
            ...(a.endpoint ? [a.endpoint] : []),
            ...a.connects.filter((c) => c.outcome !== 'open'),
            ...a.notes,
            ...(a.refusal ? [a.refusal] : []),
          ]),
        },
      ];
    }),
};

/** What translates addresses; must come before the addresses are judged. */
export const TRANSLATION: readonly Check[] = [nat64];
/** PORT and EPRT. */
export const ACTIVE: readonly Check[] = [
  algClient,
  nat,
  disabled,
  clientNat,
  clientFirewall,
  sourcePort,
  bounce,
];
