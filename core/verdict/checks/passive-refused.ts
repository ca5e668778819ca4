import { isGiven } from '../view/given.js';
import { isPassive, opened, type Attempt } from '../view/attempt.js';
import { widerRange } from './support/advice.js';
import type { Check, Explained, CheckReport } from '../check.js';
import type { AnswerHeard } from '../view/session.js';
import { noFreePort } from './support/no-free-port.js';
import { listed, quote } from '../words/quote.js';
import { attempts, byServer, passiveAttempts, type EvidenceView, type Within } from '../view/view.js';
import { isInner, isIpv6, isOuter } from '../view/addresses.js';
import { said, quotedReply, saidReply } from '../words/replies.js';

const OOPS = /^OOPS/;

/** PASV and EPSV that were refused in a way that says something about the server. */
function refusals(
  view: EvidenceView,
  wanted: (attempt: Attempt) => boolean = () => true,
): readonly Within<Attempt>[] {
  return passiveAttempts(view).filter(({ it }) => it.refusal !== null && !it.afterEpsvAll && wanted(it));
}

function refusalReports(
  found: readonly Within<Attempt>[],
  more: Omit<CheckReport, 'evidence'> = {},
): readonly CheckReport[] {
  const first = found[0]?.it;
  if (!first?.refusal) return [];
  return [
    {
      evidence: `${first.mode ?? ''} was answered by ${quotedReply(first.refusal)}.`,
      about: found.map(({ it }) => it.refusal ?? it),
      covers: found.flatMap(({ session, it }) => [
        it,
        ...it.notes,
        ...(it.closed ? [it.closed, ...(session.closed ? [session.closed] : [])] : []),
      ]),
      at: first.refusal.at,
      count: found.reduce((sum, { it }) => sum + 1 + it.repeats, 0),
      ...more,
    },
  ];
}

const oopsAddress: Check = {
  id: 'PASV-OOPS-ADDR',
  title: 'vsftpd cannot read its pasv_address and ends the session',
  severity: 'error',
  cause: 'server-config',
  means: 'Every client that sends PASV loses its session; clients that use EPSV never notice.',
  decides: 'PASV is answered by `500 OOPS: invalid pasv_address`.',
  fix: 'Write pasv_address as four plain numbers, without quotes, blanks or a comment behind it. A host name needs pasv_addr_resolve=YES (not on RHEL 9 and Fedora, which then advertise 16,0,0,0).',
  settings: ['pasv_address', 'pasv_addr_resolve'],
  find: (view) => {
    const found = refusals(view, ({ refusal }) => /OOPS.*invalid pasv_address/i.test(refusal?.text ?? ''));
    const value = view.config?.text('pasv_address');
    const isName = typeof value === 'string' && /^[A-Za-z][\w.-]*$/.test(value);
    if (isName && view.config?.build.resolveAdvertisesGarbage !== true) {
      const text = `pasv_address=${quote(value, 100)} is a name: set pasv_addr_resolve=YES and restart vsftpd, or write the number.`;
      return refusalReports(found, { fix: { text, config: { pasv_addr_resolve: 'YES' } } });
    }
    const peer = found.map(({ session }) => session.peer).find(isOuter);
    return refusalReports(found, isGiven(peer) ? { fix: { config: { pasv_address: peer } } } : {});
  },
};

/** With more ports than this it is the load that is unusual. */
const ENOUGH = 100;

const exhausted: Check = {
  id: 'PASV-RANGE-EXHAUSTED',
  title: 'No passive port was free',
  severity: 'error',
  cause: 'load',
  means:
    'With several clients at once, some lose their session when they ask for a data connection; a moment later it works again.',
  decides:
    'PASV or EPSV is answered by `500 OOPS: vsf_sysutil_bind`, or by another server’s words for ports in use.',
  spares:
    'A probe’s own connections that hold all ports there are (PASV-FEW-PORTS). vsftpd draws at most nine ports at random, so it can fail before the range is full. The same words after LIST are about port 20.',
  fix: 'Widen the range between pasv_min_port and pasv_max_port: at least twice as many ports as simultaneous transfers. Open the new ports in the firewall too.',
  settings: ['pasv_min_port', 'pasv_max_port'],
  find: (view) => {
    const { refused, isOwnDoing } = noFreePort(view);
    if (isOwnDoing) return [];
    const range = view.config?.passiveRange();
    const more =
      range === undefined
        ? ''
        : ` The file allows ${range.size} ${range.size === 1 ? 'port' : 'ports'} (${range.low}-${range.high}).`;
    const fix = range && range.size < ENOUGH ? { fix: widerRange(range.low) } : {};
    return refusalReports(refused, fix).map((report) => ({ ...report, evidence: report.evidence + more }));
  },
};

/** Refused by policy: not for lack of a login, not because the server broke. */
function byPolicy({ refusal }: Attempt): boolean {
  return refusal !== null && [500, 501, 502, 504, 550].includes(refusal.code) && !OOPS.test(refusal.text);
}

function accepted(view: EvidenceView, mode: 'PASV' | 'EPSV'): boolean {
  return passiveAttempts(view).some(({ it }) => it.mode === mode && it.endpoint !== null);
}

const disabled: Check = {
  id: 'PASV-DISABLED',
  title: 'Passive mode is switched off on the server',
  severity: 'error',
  cause: 'server-config',
  means: 'Only active mode is left, which fails for nearly every client behind a firewall or NAT.',
  decides: 'PASV is refused by policy (550, 502, 500), and EPSV too where it was tried.',
  spares:
    'Refusals after EPSV ALL, which the standard asks for; EPSV alone refused (EPSV-UNSUPPORTED); PASV alone refused (EPSV-ONLY).',
  fix: 'Set pasv_enable=YES, and take PASV and EPSV out of cmds_denied (or add them to cmds_allowed). Restart vsftpd.',
  settings: ['pasv_enable', 'cmds_denied', 'cmds_allowed'],
  find: (view) => {
    if (accepted(view, 'PASV') || accepted(view, 'EPSV')) return [];
    const found = refusals(view, byPolicy);
    return found.some(({ it }) => it.mode === 'PASV')
      ? refusalReports(found, { fix: { config: { pasv_enable: 'YES' } } })
      : [];
  },
};

const NO_COMMAND = [500, 501, 502, 504, 550];

const epsvUnsupported: Check = {
  id: 'EPSV-UNSUPPORTED',
  title: 'The server refuses EPSV',
  severity: 'information',
  cause: 'server-config',
  means: 'Clients on IPv6 have no passive mode, and clients behind NAT depend on a right address in the 227.',
  decides: 'EPSV is refused while PASV is answered or was not tried.',
  spares: 'On IPv4 with a right 227 it is harmless, so it is only worth knowing there.',
  fix: 'Take EPSV out of cmds_denied, or add it to cmds_allowed.',
  settings: ['cmds_denied', 'cmds_allowed'],
  find: (view) => {
    if (accepted(view, 'EPSV')) return [];
    const found = refusals(view, (a) => a.mode === 'EPSV' && byPolicy(a));
    const listedInFeat = view.sessions.some((s) =>
      s.answers.some(({ to, reply }) => to === 'FEAT' && /\bEPSV\b/.test(reply.text)),
    );
    const suffix = listedInFeat ? ' FEAT lists EPSV all the same.' : '';
    return refusalReports(
      found,
      found.some(({ session }) => isIpv6(session.peer)) ? { severity: 'error' } : {},
    ).map((report) => ({
      ...report,
      evidence: report.evidence + suffix,
    }));
  },
};

const epsvFamily: Check = {
  id: 'EPSV-FAMILY',
  title: 'EPSV asks for an address family that the server does not serve',
  severity: 'warning',
  cause: 'network',
  means: 'The client sees another address family than the server: usually a NAT64 in between.',
  decides:
    '522 to EPSV, EPSV 1 or EPSV 2, and no other EPSV was answered, or the family asked for is that of the connection itself.',
  spares:
    'Where EPSV works otherwise, a server that serves one family only is just worth knowing; on an inner network not even that.',
  fix: 'Let the client send EPSV without an argument. To serve both families set listen=NO and listen_ipv6=YES, and leave pasv_address unset then.',
  settings: ['listen', 'listen_ipv6'],
  find: (view) => {
    const found = refusals(view, (a) => a.mode === 'EPSV' && a.refusal?.code === 522);
    const own = found.filter(({ session, it }) => isIpv6(session.peer) === (it.argument?.trim() === '2'));
    if (!accepted(view, 'EPSV') || (view.witness === 'probe' && own.length > 0))
      return refusalReports(own.length > 0 ? own : found);
    if (view.witness !== 'probe') return [];
    const family = found[0]?.it.argument?.trim() === '2' ? 'IPv4' : 'IPv6';
    return refusalReports(
      found.filter(({ session }) => !isInner(session.peer)),
      {
        severity: 'information',
        title: `The server serves ${family} only`,
        cause: 'server-config',
        fix: {
          text: `Nothing to do as long as all clients use ${family}. To serve both families set listen=NO and listen_ipv6=YES, and leave pasv_address unset then.`,
        },
      },
    );
  },
};

const epsvAll: Check = {
  id: 'EPSV-ALL',
  title: 'After EPSV ALL the server takes no other mode',
  severity: 'information',
  cause: 'client',
  means:
    'A client that has sent EPSV ALL and then tries PASV, PORT or EPRT is refused, although the same command works in other sessions.',
  decides: '`EPSV ALL` was accepted, and a later PASV, PORT or EPRT was refused (RFC 2428 section 4).',
  spares: 'Servers on an inner network, where EPSV ALL spares no NAT any work.',
  fix: 'That is how it should be. A client must send EPSV ALL only if it uses nothing but EPSV afterwards.',
  find: (view) => {
    const after = attempts(view).filter(
      ({ session, it }) =>
        it.afterEpsvAll && it.mode !== 'EPSV' && (view.witness === 'transcript' || !isInner(session.peer)),
    );
    const found = after.filter(({ it }) => it.refusal !== null);
    const taken = after.find(({ it }) => it.accepted !== null && it.refusal === null);
    const suffix = taken ? ` ${taken.it.mode ?? ''} is taken all the same.` : '';
    return refusalReports(found).map((report) => ({
      ...report,
      evidence: `After \`EPSV ALL\`, ${report.evidence}${suffix}`,
    }));
  },
};

const featLies: Check = {
  id: 'FEAT-LIES',
  title: 'FEAT lists commands that the server refuses',
  severity: 'information',
  cause: 'server-config',
  means: 'Clients trust the list, and lose time or fail at the refused command.',
  decides: 'A command that FEAT lists is answered by 500, 502, 504 or 550 "Permission denied".',
  spares: 'Commands that work although FEAT leaves them out. A refused EPSV is reported as such.',
  fix: 'Compare cmds_allowed and cmds_denied with FEAT, and look for a proxy that filters commands.',
  settings: ['cmds_denied', 'cmds_allowed'],
  find: (view, explained) =>
    view.sessions.flatMap((session) => {
      const features =
        session.answers.find(({ to, reply }) => to === 'FEAT' && reply.code === 211)?.reply.text ?? '';
      const names = new Set(features.split('\n').map((line) => line.trim().split(/\s/, 1)[0]?.toUpperCase()));
      const lies = session.answers.filter(
        ({ to, reply, beforeLogin }) =>
          names.has(to) && !beforeLogin && isRefusedCommand(to, reply) && !explained(reply) && to !== 'EPSV',
      );
      const first = lies[0];
      return first
        ? [
            {
              evidence: `FEAT lists ${listed(lies.map((l) => l.to))}, but ${first.to} was answered by ${quotedReply(first.reply)}.`,
              at: first.reply.at,
            },
          ]
        : [];
    }),
};

/** Commands whose refusal says more about a file than about the command. */
const ABOUT_FILES = new Set(['SIZE', 'MDTM', 'REST', 'MLST', 'MLSD']);

function isRefusedCommand(verb: string, { code, text }: AnswerHeard['reply']): boolean {
  if (verb === 'PASV' || verb === 'EPRT') return false;
  if (code === 550 && ABOUT_FILES.has(verb)) return /^permission denied\.?$/i.test(text.trim());
  return NO_COMMAND.includes(code) && (code !== 550 || /permission denied/i.test(text)) && !OOPS.test(text);
}

/** A mode that works and one that does not, on the same server. */
interface Contrast {
  readonly good: readonly Within<Attempt>[];
  readonly bad: readonly Within<Attempt>[];
}

function contrast(view: EvidenceView, works: 'PASV' | 'EPSV', fails: 'PASV' | 'EPSV'): Contrast | null {
  for (const sessions of byServer(view)) {
    const all = attempts({ ...view, sessions }).filter(({ it }) => isPassive(it) && !it.afterEpsvAll);
    const good = all.filter(({ it }) => it.mode === works && opened(it));
    const failing = all.filter(({ it }) => it.mode === fails);
    const bad = failing.filter(({ it }) => isDead(it));
    // A mode that works now and then is not broken as such.
    if (good.length > 0 && bad.length > 0 && !failing.some(({ it }) => opened(it) && !isDead(it))) {
      const brokenToo = all.some(({ it }) => it.mode === works && isDead(it));
      if (!brokenToo) return { good, bad };
    }
  }
  return null;
}

/** The advertised endpoint could not be reached, or there was none. */
function isDead(attempt: Attempt): boolean {
  if (attempt.refusal !== null) return byPolicy(attempt) || OOPS.test(attempt.refusal.text);
  if (attempt.endpoint === null) return false;
  const advertised = attempt.connects.filter((c) => c.dialled !== 'peer');
  if (advertised.length > 0) return advertised.every((c) => c.outcome !== 'open');
  return (
    !opened(attempt) &&
    (attempt.final?.code === 425 ||
      attempt.notes.some((n) => ['timeout', 'refused', 'unreachable'].includes(n.note)))
  );
}

/** The observations that show the dead mode to be dead. */
function signs({ bad }: Contrast): readonly object[] {
  return bad.flatMap(({ it }) => [
    ...(it.refusal ? [it.refusal] : []),
    ...it.connects.filter((c) => c.outcome !== 'open' && c.dialled !== 'peer'),
    ...it.notes,
    ...(it.final?.code === 425 ? [it.final] : []),
  ]);
}

function describe({ it }: Within<Attempt>): string {
  if (it.refusal) return `${it.mode ?? ''} was answered by ${quotedReply(it.refusal)}`;
  const connect = it.connects.find((c) => c.outcome !== 'open');
  const note = it.notes[0];
  const end = connect
    ? `${connect.outcome}${connect.errno === undefined ? '' : ` (${quote(connect.errno, 30)})`}`
    : note
      ? quote(note.text, 100)
      : it.final
        ? saidReply(it.final)
        : 'no data';
  return `${it.endpoint ? `\`${said(it.endpoint)}\`` : (it.mode ?? '')}: ${end}`;
}

function isOtherwiseFit(peer: string | null, { endpoint, refusal }: Attempt, explained: Explained): boolean {
  return !isIpv6(peer) && (refusal !== null || (endpoint !== null && explained(endpoint)));
}

const epsvOnly: Check = {
  id: 'EPSV-ONLY',
  title: 'EPSV works, PASV does not',
  severity: 'error',
  cause: 'server-config',
  means: 'Clients that use EPSV work and hide the fault; those that know only PASV cannot list or transfer.',
  decides: 'On one server the data connection of every EPSV comes about, and that of no PASV.',
  spares:
    'PASV refused after EPSV ALL, or over IPv6. PASV refused by policy is only worth knowing, and where the reply’s own address is the cause, this only says whom it hits.',
  fix: 'Look at the 227: its address (pasv_address) and whether PASV is denied (cmds_denied). Until then, clients can be set to EPSV.',
  settings: ['pasv_address', 'cmds_denied', 'cmds_allowed'],
  find: (view, explained) => {
    const found = contrast(view, 'EPSV', 'PASV');
    if (!found?.bad[0]) return [];
    if (found.bad.every(({ it }) => it.refusal !== null && byPolicy(it))) return policy(view, found);
    const all = signs(found);
    const isExplained = all.every(explained);
    // Over IPv6 or on a special port that is no fault of the mode; a wrong address hits all clients that use PASV.
    if (isExplained && !found.bad.some(({ session, it }) => isOtherwiseFit(session.peer, it, explained)))
      return [];
    return [
      {
        evidence: `${describe(found.bad[0])}; EPSV on the same server opened its data connection.`,
        ...(isExplained ? EXPLAINED : { about: all }),
        at: found.bad[0].it.endpoint?.at ?? found.bad[0].it.refusal?.at,
        count: found.bad.length,
      },
    ];
  },
};

/** The cause of the dead mode is a finding of its own. */
const EXPLAINED = {
  severity: 'information',
  fix: {
    text: 'Mend the cause above. Until then clients that use EPSV work, which is why not everybody notices.',
  },
} as const satisfies Partial<CheckReport>;

/** Somebody has denied PASV: what is left works, for clients that know it. */
function policy(view: EvidenceView, found: Contrast): readonly CheckReport[] {
  const bad = found.bad.filter(({ session }) => !isIpv6(session.peer));
  const [first] = bad;
  if (!first) return [];
  return [
    {
      evidence: `${describe(first)}; EPSV on the same server opened its data connection.`,
      title: 'The server takes EPSV only',
      severity: view.witness === 'probe' ? 'information' : 'warning',
      about: signs({ ...found, bad }),
      at: first.it.refusal?.at,
      count: bad.length,
      fix: {
        text: 'If that is meant so, there is nothing to do: current clients use EPSV. Otherwise take PASV out of cmds_denied, or add it to cmds_allowed.',
      },
      settings: ['cmds_denied', 'cmds_allowed'],
    },
  ];
}

const epsvBroken: Check = {
  id: 'EPSV-BROKEN',
  title: 'PASV works, EPSV does not',
  severity: 'error',
  cause: 'network',
  means: 'Clients that prefer EPSV, such as curl, wait for a timeout before every transfer or fail.',
  decides:
    'On one server the data connection of every PASV comes about, and that of no EPSV although it was answered by 229.',
  spares: 'A refused EPSV (EPSV-UNSUPPORTED); ports that fail in both modes (DATA-WINDOW).',
  fix: 'A balancer or firewall helper on the way follows only PASV: open the whole passive range instead of relying on it. Until then deny EPSV with cmds_denied=EPSV, so that clients fall back at once.',
  find: (view) => {
    const found = contrast(view, 'PASV', 'EPSV');
    const bad = found?.bad.filter(({ it }) => it.endpoint !== null) ?? [];
    if (!found || !bad[0]) return [];
    return [
      {
        evidence: `${describe(bad[0])}; PASV on the same server opened its data connection.`,
        about: signs({ ...found, bad }),
        at: bad[0].it.endpoint?.at,
        count: bad.length,
        severity: bad.length > 1 || found.good.length > 1 ? 'error' : 'warning',
      },
    ];
  },
};

/** The server does not hand out a port. */
export const PASSIVE_REFUSED: readonly Check[] = [
  oopsAddress,
  exhausted,
  disabled,
  epsvUnsupported,
  epsvFamily,
  epsvAll,
  featLies,
];
/** One mode against the other: run after the checks of the addresses and ports themselves. */
export const PASSIVE_MODES: readonly Check[] = [epsvOnly, epsvBroken];
