import { isGiven } from '../view/given.js';
import { clientsFailing } from '../../reply/index.js';
import { narrowRange, widerRange } from './support/advice.js';
import { dialFailures, opened, type Attempt } from '../view/attempt.js';
import type { Check, CheckReport } from '../check.js';
import type { EndpointSeen } from '../../events/observation.js';
import { noFreePort } from './support/no-free-port.js';
import { listed, quote } from '../words/quote.js';
import { isPieceOfIpv6 } from './passive-address.js';
import { attempts, passiveAttempts, type EvidenceView, type Within } from '../view/view.js';
import { quotedReply, said } from '../words/replies.js';
import { aftermath } from '../view/session.js';

/** Ports that devices on the way treat as another protocol's. */
const HOT: ReadonlyMap<number, string> = new Map([
  [1720, 'H.323'],
  [1723, 'PPTP'],
  [2000, 'SCCP'],
  [3128, 'web proxies'],
  [5060, 'SIP'],
  [5061, 'SIP'],
]);

interface Ported extends Within<Attempt> {
  readonly port: number;
}

function ports(view: EvidenceView): readonly Ported[] {
  return passiveAttempts(view).flatMap(({ session, it }) =>
    !isGiven(it.endpoint?.port) ? [] : [{ session, it, port: it.endpoint.port }],
  );
}

function portReport({ it }: Within<Attempt>, more: Omit<CheckReport, 'evidence'> = {}): CheckReport {
  const { endpoint } = it;
  return {
    evidence: endpoint ? `\`${said(endpoint)}\`.` : '',
    at: endpoint?.at,
    count: 1 + it.repeats,
    ...more,
  };
}

/** Whoever wrote a log may have blotted numbers out or cut lines; on the wire a cut one is the server's own doing. */
function isMasked({ problems }: EndpointSeen, { witness }: EvidenceView): boolean {
  return problems.includes('masked') || (witness !== 'probe' && problems.includes('truncated'));
}

const unparsable: Check = {
  id: 'PASV-UNPARSABLE',
  title: 'The passive reply cannot be read',
  severity: 'error',
  cause: 'server-host',
  means: 'Most clients give up on such a 227.',
  decides: 'A 227 without six numbers from 0 to 255, with commas between them.',
  spares: 'Replies that the writer of a log masked or cut; over IPv6 it is PASV-OVER-V6.',
  fix: 'vsftpd does not send such a reply: look for a proxy or firewall that changes it. EPSV avoids it.',
  find: (view) =>
    attempts(view)
      .filter(({ it }) => it.mode === 'PASV' && it.endpoint !== null && !isMasked(it.endpoint, view))
      .filter(
        ({ it: { endpoint } }) =>
          endpoint?.port === null ||
          endpoint?.host === null ||
          endpoint?.problems.includes('pasv-unparsable') === true,
      )
      .filter(({ session, it }) => !isPieceOfIpv6(session, it))
      .map((one) => portReport(one, { covers: one.it.notes, fix: readers(one.it) })),
};

/** Which well-known clients fail at the reply. */
function readers(attempt: Attempt): { text: string } {
  const { endpoint } = attempt;
  const failing = endpoint ? clientsFailing(said(endpoint), endpoint.host, endpoint.port) : [];
  const unread = !isGiven(endpoint?.port);
  const who = unread
    ? 'No client can be sure what it means'
    : failing.length === 0
      ? 'All common clients read it'
      : `${listed(failing, 9)} read it otherwise or not at all`;
  return {
    text: `${who}. vsftpd does not write such a reply: look for another server, a proxy or a firewall that changes it.`,
  };
}

const shape: Check = {
  id: 'PASV-SHAPE',
  title: 'The passive reply has an unusual form',
  severity: 'information',
  cause: 'server-host',
  means: 'Some clients read another address or port than others, or none.',
  decides: 'A 227 that can be read but has no parentheses, has blanks, or another code.',
  spares: 'Replies that were masked or cut.',
  fix: 'Some clients misread this form; EPSV avoids it.',
  find: (view) =>
    attempts(view)
      .filter(
        ({ it }) =>
          it.mode === 'PASV' &&
          it.endpoint?.problems.includes('pasv-shape') === true &&
          it.endpoint.port !== null,
      )
      .map((one) => portReport(one, { fix: readers(one.it) })),
};

const epsvBad: Check = {
  id: 'EPSV-BAD',
  title: 'The 229 is malformed',
  severity: 'error',
  cause: 'server-host',
  means: 'Clients cannot read the port, or dial an impossible one.',
  decides:
    'A 229 that does not follow RFC 2428: three delimiters, a port from 1 to 65535, the delimiter again.',
  spares: 'Replies that were masked or cut.',
  fix: 'vsftpd does not send such a reply: look for a proxy or firewall that changes it. PASV avoids it.',
  find: (view) =>
    attempts(view)
      .filter(({ it }) => it.mode === 'EPSV' && it.endpoint !== null && !isMasked(it.endpoint, view))
      .filter(
        ({ it }) =>
          it.endpoint?.port === null ||
          it.endpoint?.port === 0 ||
          it.endpoint?.problems.includes('epsv-bad') === true,
      )
      .map((one) => portReport(one, { covers: one.it.notes, fix: readers(one.it) })),
};

const badPort: Check = {
  id: 'PASV-PORT-BAD',
  title: 'The passive reply names an impossible port',
  severity: 'error',
  cause: 'server-host',
  means: 'No client can or will dial it.',
  decides: 'Port 0, or one below 1024.',
  fix: 'vsftpd never offers a port below 1024: a NAT or FTP helper on the way changed it. Forward a fixed range instead of relying on the helper.',
  find: (view) =>
    ports(view)
      .filter(({ port }) => port < 1024)
      .map((one) =>
        portReport(one, {
          covers: dialFailures(one.it).map(({ seen }) => seen),
          severity: one.port === 0 || dialFailures(one.it).length > 0 ? 'error' : 'warning',
        }),
      ),
};

const hotPort: Check = {
  id: 'PASV-PORT-HOT',
  title: 'A port that devices on the way treat specially',
  severity: 'information',
  cause: 'network',
  means:
    'Now and then one transfer fails for no visible reason: routers take the port for SIP, H.323 or PPTP.',
  decides: 'A passive port that well-known helpers inspect (1720, 1723, 2000, 3128, 5060, 5061).',
  spares: 'Where the port worked nothing is reported; where nobody dialled it, it is only worth knowing.',
  fix: 'Choose a passive range without it, for example 40000-40100.',
  settings: ['pasv_min_port', 'pasv_max_port'],
  find: (view) =>
    ports(view)
      .filter(({ port, it }) => HOT.has(port) && !opened(it))
      .map((one) => {
        const failed = dialFailures(one.it);
        const elsewhere = ports(view).some((other) => other.port !== one.port && opened(other.it));
        const isCause = failed.length > 0 && elsewhere;
        return {
          evidence: `Port ${one.port} belongs to ${HOT.get(one.port) ?? ''}${isCause ? '; other ports of the same server opened' : ''}.`,
          severity: isCause ? 'warning' : 'information',
          covers: isCause ? failed.map(({ seen }) => seen) : [],
          at: one.it.endpoint?.at,
          key: `${one.port}`,
          fix: { config: { pasv_min_port: '40000', pasv_max_port: '40100' } },
        };
      }),
};

/** Fewer samples prove nothing about a range. */
const SAMPLES = 6;
/** A spread beyond this proves that no narrow range is set, however few the samples. */
const WIDE = 20000;

const wide: Check = {
  id: 'PASV-RANGE-WIDE',
  title: 'The passive range is very wide',
  severity: 'information',
  cause: 'server-config',
  means: 'No firewall can be kept narrow for it.',
  decides: 'The ports seen lie more than 20000 apart, so the range is at least that wide.',
  spares: 'Fewer samples than six.',
  fix: 'Set pasv_min_port and pasv_max_port to a narrow range and open only that.',
  settings: ['pasv_min_port', 'pasv_max_port'],
  find: (view) => {
    const seen = ports(view).map(({ port }) => port);
    if (view.witness !== 'probe' || seen.length < SAMPLES) return [];
    const [low, high] = [Math.min(...seen), Math.max(...seen)];
    if (high - low <= WIDE) return [];
    return [
      {
        evidence: `${seen.length} samples between ${low} and ${high}.`,
        fix: narrowRange(),
      },
    ];
  },
};

const few: Check = {
  id: 'PASV-FEW-PORTS',
  title: 'Very few passive ports',
  severity: 'information',
  cause: 'server-config',
  means:
    'Each running transfer holds one port; as many clients as ports can transfer at once, and the next session dies.',
  decides:
    'Many samples, and only a quarter as many ports or fewer; or none was free while a few connections asked.',
  spares: 'Few samples.',
  fix: 'Widen the range between pasv_min_port and pasv_max_port to at least twice the simultaneous transfers you expect, and open it.',
  settings: ['pasv_min_port', 'pasv_max_port'],
  find: (view) => {
    const seen = ports(view).map(({ port }) => port);
    const distinct = [...new Set(seen)];
    const { refused, isOwnDoing } = noFreePort(view);
    const ownShortage = isOwnDoing ? refused : [];
    const areFew = seen.length >= 8 && distinct.length <= seen.length / 4;
    if (view.witness !== 'probe' || (!areFew && ownShortage.length === 0)) return [];
    const samples = `${seen.length} samples, ${distinct.length === 1 ? 'one port' : `${distinct.length} ports`}: ${listed(distinct)}.`;
    const first = ownShortage[0]?.it;
    return [
      {
        evidence: first?.refusal
          ? `${samples} While this probe’s own connections held them (and others perhaps the rest), ${first.mode ?? 'PASV'} was answered by ${quotedReply(first.refusal)}.`
          : samples,
        covers: ownShortage.flatMap(({ session, it }) => [
          ...(it.refusal ? [it.refusal] : []),
          ...it.notes,
          ...(it.closed ? [it.closed] : []),
          ...aftermath(session),
        ]),
        fix: widerRange(Math.min(...distinct)),
      },
    ];
  },
};

const predictable: Check = {
  id: 'SEC-PORT-PREDICT',
  title: 'Passive ports come in order',
  severity: 'information',
  cause: 'server-host',
  means: 'Whoever asks for a port knows the next one and can take it before its owner.',
  decides: 'Six or more consecutive samples of one session, each one or two above the one before.',
  fix: 'Use a server that draws ports at random, as vsftpd does; a NAT in between may number them anew.',
  find: (view) =>
    view.sessions.flatMap((session): readonly CheckReport[] => {
      const seen = ports({ ...view, sessions: [session] }).map(({ port }) => port);
      const steps = seen.slice(1).map((port, i) => port - (seen[i] ?? 0));
      return seen.length >= SAMPLES && steps.every((step) => step === 1 || step === 2)
        ? [{ evidence: `Ports in order: ${quote(listed(seen, 8))}.` }]
        : [];
    }),
};

/** Whether the reply can be read, and what its port is. */
export const PASSIVE_PORT: readonly Check[] = [
  unparsable,
  shape,
  epsvBad,
  badPort,
  hotPort,
  wide,
  few,
  predictable,
];
