import { isGiven } from '../given.js';
import { completed, isActive, type Attempt } from '../attempt.js';
import type { Check, Report } from '../check.js';
import { duration, quote } from '../quote.js';
import {
  attempts,
  byServer,
  commandHost,
  isInner,
  quotedReply,
  same,
  type Scene,
  type Within,
} from '../scene.js';
import { serverStatus } from '../stat.js';

const USE_PASSIVE = 'Switch the client to passive mode.';
/** How two common clients are set to passive mode. */
function passiveCommands(scene: Scene): readonly string[] {
  const host = commandHost(scene);
  return [`lftp -e "set ftp:passive-mode true" ftp://${host}`, `curl -v --ftp-pasv ftp://${host}/`];
}

function activeAttempts(scene: Scene): readonly Within<Attempt>[] {
  return attempts(scene).filter(({ it }) => isActive(it));
}

function refusalReport(
  found: readonly Within<Attempt>[],
  more: Omit<Report, 'evidence'> = {},
): readonly Report[] {
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
  find: (scene) =>
    byServer(scene).flatMap((sessions) => {
      const all = activeAttempts({ ...scene, sessions });
      const works = all.some(({ it }) => !it.secured && completed(it));
      const fails = all.filter(({ it }) => it.secured && ILLEGAL.test(it.refusal?.text ?? ''));
      return works ? refusalReport(fails, { fix: { commands: passiveCommands(scene) } }) : [];
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
  find: (scene) =>
    refusalReport(
      activeAttempts(scene).filter(
        ({ it }) =>
          it.refusal !== null &&
          it.refusal.code !== 550 &&
          it.refusal.code !== 502 &&
          ILLEGAL.test(it.refusal.text),
      ),
      { fix: { commands: passiveCommands(scene) } },
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
  find: (scene) => {
    const found = activeAttempts(scene).filter(
      ({ it }) =>
        !it.afterEpsvAll &&
        it.refusal !== null &&
        (it.refusal.code === 550 ||
          it.refusal.code === 502 ||
          /unknown command|not (?:understood|implemented)/i.test(it.refusal.text)),
    );
    const hasPassive = attempts(scene).some(
      ({ it }) => (it.mode === 'PASV' || it.mode === 'EPSV') && it.endpoint !== null,
    );
    const isNeeded = scene.witness === 'transcript' && !hasPassive;
    return refusalReport(found, {
      ...(isNeeded ? { severity: 'error' } : {}),
      fix: { commands: passiveCommands(scene) },
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
  find: (scene) => {
    const found = activeAttempts(scene).filter(({ it }) => it.refusal === null && it.final?.code === 425);
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
        fix: { commands: passiveCommands(scene) },
      },
    ];
  },
};

const clientNat: Check = {
  id: 'NET-CLIENT-NAT',
  title: 'The tester is behind NAT',
  severity: 'information',
  cause: 'client',
  means: 'Active mode cannot be judged from here.',
  decides:
    'STAT shows another client address than the tester’s own, and active mode was tried and failed for no other reason.',
  spares: 'NAT as such is ordinary and not reported.',
  fix: 'Test active mode from a machine with an outer address of its own.',
  find: (scene, explained) =>
    scene.sessions.flatMap((session) => {
      const seen = serverStatus(session)?.client;
      const local = session.target?.local;
      const failed = session.attempts.some(
        (a) =>
          isActive(a) && !completed(a) && a.refusal === null && (a.final === null || !explained(a.final)),
      );
      if (scene.witness !== 'probe' || seen === undefined || !isGiven(local) || same(seen, local) || !failed)
        return [];
      return [{ evidence: `STAT shows ${seen}, this machine has ${quote(local, 60)}.` }];
    }),
};

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
  find: (scene) =>
    scene.sessions.flatMap((session) => {
      const status = serverStatus(session);
      const { local } = session.target ?? {};
      if (scene.witness !== 'probe' || status?.client === undefined || !isGiven(local)) return [];
      if (!local.includes(':') || /^::ffff:/i.test(local) || status.client.includes(':')) return [];
      const found = session.attempts.filter((a) => a.mode === 'PASV');
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
export const ACTIVE: readonly Check[] = [algClient, nat, disabled, clientFirewall, clientNat];
