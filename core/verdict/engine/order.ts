import type { FindingSeverity } from '../finding.js';

/**
 * What meets a user first: from the name of the server to what happens after minutes. Findings of one severity stand in
 * this order, so that the first is what has to be mended first.
 */
const MET_FIRST: readonly string[] = [
  // Reaching the control port
  ...['NET-DNS-NONE', 'NET-DNS-PRIVATE', 'NET-HAIRPIN', 'NET-CTRL-UNREACH', 'NET-CTRL-REFUSED'],
  ...['NET-CTRL-TIMEOUT', 'NET-DNS-MULTI', 'NET-DNS-AAAA-DEAD', 'NET-PROXY'],
  // Greeting
  ...['CTL-NOTFTP', 'TLS-IMPLICIT-MIX', 'CTL-NOBANNER', 'CTL-BUSY', 'CTL-ALG-MANGLE', 'CTL-MULTILINE'],
  // TLS
  ...['TLS-NONE', 'TLS-VERSION', 'TLS-CIPHER', 'TLS-CERT-TIME', 'TLS-CERT-NAME', 'TLS-CERT-CHAIN'],
  ...['TLS-HRR', 'TLS-INJECT', 'TLS-CERT-LEAK'],
  // Login
  ...['AUTH-NEED-TLS', 'AUTH-DENIED-EARLY', 'AUTH-BAD', 'AUTH-CHROOT', 'CTL-OOPS-IN-TLS', 'CTL-SLOW'],
  // The replies to PASV and EPSV
  ...['PASV-DISABLED', 'PASV-OOPS-ADDR', 'PASV-RANGE-EXHAUSTED', 'NET-NAT64', 'PASV-ALG'],
  ...['PASV-ALG-CONFLICT', 'PASV-ADDR-ZERO', 'PASV-ADDR-LOOPBACK', 'PASV-ADDR-PRIVATE'],
  ...['PASV-ADDR-PUBLIC-ON-LAN', 'PASV-ADDR-RESERVED', 'PASV-ADDR-DIFF', 'PASV-UNPARSABLE', 'EPSV-BAD'],
  ...['PASV-PORT-BAD', 'PASV-OVER-V6', 'EPSV-UNSUPPORTED', 'EPSV-FAMILY', 'EPSV-ALL', 'PASV-SHAPE'],
  ...['PASV-RANGE-OUT', 'FEAT-LIES'],
  // The data connection
  ...['CONF-FIREWALL', 'DATA-WRONG-HOST', 'EPSV-ONLY', 'EPSV-BROKEN', 'PASV-PORT-HOT', 'DATA-WINDOW'],
  ...['DATA-DROP', 'DATA-REJECT', 'DATA-PROHIB', 'DATA-NEVER-ARRIVED', 'DATA-LB-NODE', 'DATA-LOSSY'],
  ...['NET-CLIENT-MULTI-EGRESS', 'DATA-BAD-IP', 'DATA-STOLEN'],
  // The transfer
  ...['TLS-DATA-REQUIRED', 'TLS-REUSE-BROKEN', 'TLS-REUSE-REQUIRED', 'DATA-TLS-STALL', 'TLS-DATA-CERT-DIFF'],
  ...['CTL-DIES-ON-DATA', 'DATA-TIMEOUT', 'DATA-MTU', 'DATA-FALSE-226', 'DATA-NO-226', 'LIST-FORMAT'],
  ...['DATA-EMPTY', 'TLS-CLOSE-NOTIFY'],
  // Active mode
  ...['ACT-ALG-CLIENT', 'ACT-NAT', 'NET-CLIENT-NAT', 'ACT-CLIENT-FW', 'ACT-DISABLED', 'ACT-SRC20'],
  // Later, or with more users
  ...['IDLE-SERVER', 'IDLE-NAT', 'LOAD', 'RATE', 'PASV-FEW-PORTS', 'CONF-DRIFT', 'CONF-LATENT'],
  ...['PASV-ADDR-LAN-OK', 'PASV-RANGE-WIDE', 'HIST'],
  // Nobody is stopped, somebody may be hurt
  ...['SEC-VERSION', 'SEC-ANON-WRITE', 'SEC-PROMISC', 'ACT-BOUNCE', 'TLS-DATA-CLEAR', 'AUTH-CLEAR'],
  ...['AUTH-ANON', 'SEC-PORT-PREDICT'],
];

/** Faults of protection: as long as they stop nobody, what does goes before them. */
const POSTURE: readonly string[] = ['TLS-CERT-TIME', 'TLS-CERT-NAME', 'TLS-CERT-CHAIN', 'TLS-NONE'];

/**
 * What is only worth knowing: first what somebody has set up so and may not know, then how this client stands to the
 * server, then what is so with nearly every server.
 */
const WORTH_KNOWING: readonly string[] = [
  ...['HIST', 'CONF-FIREWALL', 'AUTH-ANON', 'SEC-ANON-WRITE', 'EPSV-ONLY'],
  ...['EPSV-UNSUPPORTED', 'FEAT-LIES', 'PASV-SHAPE', 'PASV-PORT-HOT', 'PASV-FEW-PORTS', 'CTL-OOPS-IN-TLS'],
  'ACT-DISABLED',
  ...['IDLE-SERVER', 'RATE', 'DATA-EMPTY', 'PASV-ADDR-PUBLIC-ON-LAN', 'PASV-ADDR-LAN-OK', 'PASV-OVER-V6'],
  ...[
    'PASV-RANGE-WIDE',
    'ACT-SRC20',
    'SEC-PORT-PREDICT',
    'TLS-REUSE-REQUIRED',
    'TLS-HRR',
    'TLS-CLOSE-NOTIFY',
  ],
  ...['NET-PROXY', 'NET-CLIENT-NAT', 'EPSV-FAMILY', 'EPSV-ALL', 'TLS-CERT-LEAK', 'TLS-CERT-NAME'],
  ...['TLS-CERT-CHAIN', 'AUTH-CLEAR', 'TLS-NONE'],
];

/** How things stand between this client and the server: said where nothing is broken, and in the way where something is. */
const SITUATION: ReadonlySet<string> = new Set([
  ...['PASV-ADDR-LAN-OK', 'NET-CLIENT-NAT', 'EPSV-FAMILY', 'EPSV-ALL', 'TLS-HRR', 'TLS-CLOSE-NOTIFY'],
]);

/** Whether a finding goes without saying beside an error. */
export function isAsideOfErrors(id: string, severity: FindingSeverity): boolean {
  return severity === 'information' && SITUATION.has(id);
}

const LAST = 1000;

function place(id: string, order: readonly string[]): number {
  const index = order.indexOf(id);
  return index < 0 ? LAST : index;
}

/** Where a finding stands among those of its severity: the lower, the earlier. */
export function placeOf(id: string, severity: FindingSeverity): number {
  const met = place(id, MET_FIRST);
  if (severity === 'error') return met;
  if (severity === 'warning') return POSTURE.includes(id) ? LAST + place(id, POSTURE) : met;
  const known = place(id, WORTH_KNOWING);
  return known < LAST ? known : LAST + met;
}

/** Every id that has a place. */
export const ORDERED_IDS: readonly string[] = MET_FIRST;
