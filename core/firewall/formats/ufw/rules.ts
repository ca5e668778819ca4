import { ALL_PORTS } from '../../ports/port-spans.js';
import type {
  Packet,
  PortMention,
  PortRange,
  PortWitness,
  RuleAddition,
  TextSpan,
  Unread,
} from '../../reading.js';
import { addressMatch } from '../support/address-range.js';
import type { PortOutcome } from '../../ports/port-outcomes.js';
import { firstMatch, type OrderedRule } from '../../ports/first-match.js';
import { portNames } from '../support/port-names.js';
import type { Findings } from '../support/findings.js';

/** Ports of a rule and where they are written. */
export interface UfwPorts {
  readonly ranges: readonly { readonly ports: PortRange; readonly at: readonly TextSpan[] }[];
}

/** A rule as ufw keeps it, whether from a command line or from user.rules. IPv4 or any family. */
export interface UfwRule {
  readonly action: 'allow' | 'deny' | 'reject' | 'limit';
  readonly direction: 'in' | 'out';
  /** For what passes through this machine. */
  readonly route: boolean;
  /** `tcp`, `any` or another one. */
  readonly protocol: string;
  /** Null: any address. */
  readonly from: string | null;
  readonly to: string | null;
  /** Null: any port. An application profile that is not known has a name and no ports. */
  readonly toPorts: UfwPorts | null;
  readonly fromPorts: UfwPorts | null;
  readonly profile: string | null;
  readonly inInterface: string | null;
  readonly outInterface: string | null;
  readonly at: TextSpan;
  /** Why it may not be there. */
  readonly unsure?: string;
}

/** What becomes of connections that no rule names. */
export interface UfwPolicies {
  readonly in: PortOutcome;
  readonly out: PortOutcome;
  readonly routed: PortOutcome;
}

/** /etc/default/ufw as it is shipped. */
export const SHIPPED_POLICIES: UfwPolicies = {
  in: { status: 'dropped', certainty: 'yes' },
  out: { status: 'open', certainty: 'yes' },
  routed: { status: 'dropped', certainty: 'yes' },
};

/** Default policies; where no rule allows inbound, DEFAULT_INPUT_POLICY is unknown. */
export function likelyPolicies(rules: readonly UfwRule[]): UfwPolicies {
  const letsIn = rules.some(
    ({ action, direction, route }) =>
      (action === 'allow' || action === 'limit') && direction === 'in' && !route,
  );
  return letsIn ? SHIPPED_POLICIES : { ...SHIPPED_POLICIES, in: ELSEWHERE };
}

const ELSEWHERE: PortOutcome = {
  status: 'unknown',
  certainty: 'unknown',
  why: 'DEFAULT_INPUT_POLICY of /etc/default/ufw',
};

interface UfwRules {
  readonly rules: readonly UfwRule[];
  readonly policies: UfwPolicies;
  readonly at: TextSpan;
  readonly additions?: readonly RuleAddition[];
  readonly unread: readonly Unread[];
}

/** Ports that the profiles of Debian's and Ubuntu's packages stand for. TCP. */
const PROFILES = portNames(`
  OpenSSH=22; SSH=22; Telnet=23; Apache=80; Apache Secure=443; Apache Full=80,443; Nginx HTTP=80;
  Nginx HTTPS=443; Nginx Full=80,443; Nginx QUIC=; Lighttpd HTTP=80; Lighttpd HTTPS=443; Lighttpd Full=80,443;
  WWW=80; WWW Secure=443; WWW Full=80,443; WWW Cache=8080; Squid=3128; Socks=1080; Transparent Proxy=8081;
  Postfix=25; Postfix SMTPS=465; Postfix Submission=587; SMTP=25; Mail submission=587; Dovecot IMAP=143;
  Dovecot Secure IMAP=993; Dovecot POP3=110; Dovecot Secure POP3=995; IMAP=143; IMAPS=993; POP3=110; POP3S=995;
  Samba=139,445; CIFS=139,445; NFS=2049,111; CUPS=631; IPP=631; LPD=515; DNS=53; Bind9=53; LDAP=389; LDAPS=636;
  Kerberos KDC=88; Kerberos Admin=749; Kerberos Full=88,749; svnserve=3690; VNC=5900; XMPP=5222,5269
`);

/** Null for a profile that no package brings along. */
export function stockProfile(name: string): readonly PortRange[] | null {
  return PROFILES.get(name) ?? null;
}

export function ufwFindings(ufw: UfwRules, packet: Packet): Findings {
  const { rules } = ufw;
  const outer = sharedInterface(rules, packet);
  const into = rules.filter(({ direction, route }) => direction === 'in' && !route);
  const out = rules.filter(({ direction, route }) => direction === 'out' && !route);
  const routed = rules.filter(({ route }) => route);
  const witness = (role: 'input' | 'output', name: string, own: typeof rules): PortWitness => {
    const varies = role === 'input' ? 'destination' : 'source';
    const asked = own.flatMap((rule) => orderedRules(rule, varies, packet, role === 'input' ? outer : null));
    const rest = role === 'input' ? ufw.policies.in : ufw.policies.out;
    return { role, name, runs: firstMatch(asked, rest), at: ufw.at, acceptsRelated: true };
  };
  const witnesses: PortWitness[] = [];
  if (into.length > 0 || ufw.policies.in !== SHIPPED_POLICIES.in || (out.length === 0 && routed.length === 0))
    witnesses.push({
      ...witness('input', 'ufw rules', into),
      ...(ufw.additions ? { additions: ufw.additions } : {}),
    });
  witnesses.push(...routedWitnesses(routed, ufw, packet, outer));
  if (out.length > 0 || ufw.policies.out !== SHIPPED_POLICIES.out)
    witnesses.push(witness('output', 'ufw rules for outgoing connections', out));
  return {
    witnesses,
    helpers: [],
    mentions: rules.flatMap(ruleMentions),
    unread: [...ufw.unread, ...rules.flatMap(unreadProfiles)],
  };
}

/** Where all rules name the same interface, it is the one that clients come in by. */
function sharedInterface(rules: readonly UfwRule[], packet: Packet): string | null {
  if (packet.inInterface !== undefined) return packet.inInterface;
  const names = new Set(rules.flatMap(({ inInterface }) => (inInterface === null ? [] : [inInterface])));
  const [name] = names;
  return names.size === 1 && name !== undefined && name !== 'lo' ? name : null;
}

const ACTION_STATUS = { allow: 'open', limit: 'open', deny: 'dropped', reject: 'rejected' } as const;

/** `varies`: the port that is asked about, of the packet's two. */
function orderedRules(
  rule: UfwRule,
  varies: 'source' | 'destination',
  packet: Packet,
  outer: string | null,
): readonly OrderedRule[] {
  if (rule.protocol !== 'any' && rule.protocol !== 'tcp') return [];
  const answer = clientMatch(rule, varies, packet, outer);
  if (!answer) return [];
  const own = varies === 'destination' ? rule.toPorts : rule.fromPorts;
  const base = { ports: rangesOf(own), status: ACTION_STATUS[rule.action], at: rule.at, ...answer };
  if (rule.profile !== null && varies === 'destination') {
    const why = `the application profile "${rule.profile}"`;
    const waits = rule.action === 'allow' && answer.certainty === 'yes';
    return [
      {
        ...base,
        certainty: 'unknown',
        why,
        ...(waits ? { awaits: `profile ${rule.profile}` } : {}),
      },
    ];
  }
  if (rule.action !== 'limit') return [base];
  const why = 'at most 6 connections in 30 seconds from one address';
  return [
    { ...base, certainty: answer.certainty === 'yes' ? 'some' : answer.certainty, why: answer.why ?? why },
    { ...base, status: 'rejected' },
  ];
}

function rangesOf(ports: UfwPorts | null): readonly PortRange[] {
  return ports ? ports.ranges.map((range) => range.ports) : [ALL_PORTS];
}

interface ClientMatch {
  readonly certainty: OrderedRule['certainty'];
  readonly why?: string;
}

/** Null: the rule is for none of the clients that are asked about. */
function clientMatch(
  rule: UfwRule,
  varies: 'source' | 'destination',
  packet: Packet,
  outer: string | null,
): ClientMatch | null {
  const refuses = rule.action === 'deny' || rule.action === 'reject';
  const word = refuses ? 'not' : 'only';
  const [client, server] = varies === 'destination' ? [rule.from, rule.to] : [rule.to, rule.from];
  let answer: ClientMatch = { certainty: 'yes' };
  for (const [text, known, joint] of [
    [client, packet.from, 'for'],
    [server, packet.to, 'at'],
  ] as const) {
    const match = text === null ? 'yes' : addressMatch(text, known);
    if (match === 'no') return null;
    if (match === 'some') answer = { certainty: 'some', why: `${word} ${joint} ${text ?? ''}` };
  }
  const other = varies === 'destination' ? rule.fromPorts : rule.toPorts;
  if (other) answer = { certainty: 'some', why: `${word} for certain ports of the client` };
  if (rule.inInterface !== null && rule.inInterface !== outer) {
    if (packet.inInterface !== undefined) return null;
    answer = { certainty: 'some', why: `${word} by ${rule.inInterface}` };
  }
  return rule.unsure === undefined ? answer : { certainty: 'unknown', why: rule.unsure };
}

/** One witness for each inner machine. */
function routedWitnesses(
  routed: readonly UfwRule[],
  { policies, at }: UfwRules,
  packet: Packet,
  outer: string | null,
): readonly PortWitness[] {
  const hosts = [...new Set(routed.flatMap(({ to }) => (to === null ? [] : [to])))].slice(0, 12);
  return hosts.map((host) => ({
    role: 'forward',
    name: `ufw routes to ${host}`,
    runs: firstMatch(
      routed
        .filter(({ to }) => to === null || to === host)
        .flatMap((rule) => orderedRules({ ...rule, to: null }, 'destination', packet, outer)),
      policies.routed,
    ),
    at,
    acceptsRelated: true,
  }));
}

function ruleMentions(rule: UfwRule): readonly PortMention[] {
  const does = rule.action === 'deny' ? 'drops' : rule.action === 'reject' ? 'rejects' : 'accepts';
  if (rule.direction !== 'in' || (rule.protocol !== 'any' && rule.protocol !== 'tcp')) return [];
  return (rule.toPorts?.ranges ?? []).flatMap(({ ports, at }) =>
    at.map((span) => ({ at: span, ports, does })),
  );
}

function unreadProfiles({ profile, at }: UfwRule): readonly Unread[] {
  return profile === null ? [] : [{ at, why: `the application profile "${profile}"` }];
}
