import { contains, sizeOf, span } from './ports/port-spans.js';
import type { PortRange } from './reading.js';

/** What a firewall has to let through for one FTP server. All ports are TCP, 1-65535. */
export interface PortRequest {
  readonly control: number;
  /** TLS starts at once on the control port. */
  readonly implicitTls?: boolean;
  /** Both ends included; null where passive mode is switched off. */
  readonly passive: PortRange | null;
  /** The control connection may be encrypted: then no FTP helper can follow it. */
  readonly tls: boolean;
  /** Set for a server whose NAT gateway the rules are meant for. Dotted IPv4 addresses. */
  readonly nat: { readonly outer: string; readonly inner: string } | null;
  /** The service of a Compose file that vsftpd runs in, where that is known. */
  readonly container?: { readonly service: string; readonly file: string } | undefined;
  /** What the file does not say as its author may think, one sentence each. */
  readonly remarks: readonly string[];
}

/** A range beyond this is not narrow any more. */
const NARROW = 5000;

/** Ports to let in, and what each is for, as the comment in front of its rule. */
interface Opening {
  readonly ports: PortRange;
  readonly purpose: string;
}

/** The control port first; one opening where it lies inside the passive range. */
export function openings({ control, implicitTls, passive }: PortRequest): readonly Opening[] {
  const first = {
    ports: { low: control, high: control },
    purpose: implicitTls
      ? 'The control port, with TLS from the start: clients log in here.'
      : 'The control port: clients log in here.',
  };
  if (!passive) return [first];
  const range = 'The passive range: data connections for listings and files.';
  // Tools refuse to be told of a port twice.
  if (contains(passive, first.ports))
    return [{ ports: passive, purpose: `${range} The control port, ${control}, is one of them.` }];
  return [first, { ports: passive, purpose: range }];
}

/** Head of every file, as comment lines without their mark. */
export function explain(request: PortRequest, use: readonly string[]): readonly string[] {
  const { control, passive, nat } = request;
  const range = passive
    ? `passive range ${span(passive)} (${sizeOf(passive) === 1 ? 'one port' : `${sizeOf(passive)} ports`})`
    : 'no passive range (pasv_enable=NO)';
  return [
    `FTP control port ${control}, ${range}, as vsftpd reads its file.`,
    ...(nat ? [`For the NAT gateway: ${nat.outer} outside, vsftpd at ${nat.inner} inside.`] : []),
    ...use,
    ...(passive && sizeOf(passive) > NARROW
      ? ['This range is wide. Set pasv_min_port and pasv_max_port to a narrow one before you open it.']
      : []),
    ...(nat ? [`vsftpd needs pasv_address=${nat.outer}, listen=YES and listen_ipv6=NO.`] : []),
    ...request.remarks,
  ];
}

/** Said by every file for a machine that its admin reaches by network. */
export const NOTHING_CLOSED =
  'Nothing is closed here: what gets in now, your own SSH session included, gets in afterwards too.';

/** The same for rules, which on a gateway take ports away from what listens on the gateway itself. */
export function leavesOpen(request: PortRequest): string {
  const { nat } = request;
  if (!nat) return NOTHING_CLOSED;
  const ports = openings(request)
    .map((one) => span(one.ports))
    .join(' and ');
  return `Open connections go on, but new ones to ${ports} of ${nat.outer} go to vsftpd: if the gateway’s own SSH listens there, move it first.`;
}

/** What there is to know about the FTP helper of Linux, as comment lines. */
function helperNotes({ control, tls }: PortRequest, how: readonly string[]): readonly string[] {
  return [
    'The FTP helper (nf_conntrack_ftp) is not needed with these rules.',
    ...(tls ? ['ssl_enable=YES: under TLS the helper reads nothing, so only a fixed open range works.'] : []),
    `To attach it to port ${control} anyway:`,
    ...how,
  ];
}

/** The check that proves the rules, as comment lines: from a machine outside. */
export function proof({ control, implicitTls, nat, passive }: PortRequest): readonly string[] {
  const host = nat?.outer ?? 'SERVER';
  const scheme = implicitTls ? 'ftps' : 'ftp';
  const port = control === (implicitTls ? 990 : 21) ? '' : `:${control}`;
  return [
    `Then prove it from a machine outside${nat ? '' : ', with the address of the server for SERVER'}:`,
    `  vsftpd-lens probe ${scheme}://${host}${port}/`,
    ...(passive ? ['It logs in, asks for ports of the range and names those that do not get through.'] : []),
  ];
}

/** Commands of a writer, and the words around them. */
interface RuleText {
  /** What stands in front of the explanation and right after it, as a script wants it. */
  readonly frame?: readonly [before: string, after: string];
  /** How the file is used. */
  readonly use: readonly string[];
  readonly rules: string;
  /** How the FTP helper is attached. */
  readonly helper: readonly string[];
}

/** A file of rules with its explanation, as comments that begin with a hash sign. */
export function ruleFile(request: PortRequest, { frame = ['', ''], use, rules, helper }: RuleText): string {
  const head = `${frame[0]}${comment(explain(request, use))}${frame[1]}`;
  const notes = [helperNotes(request, helper), proof(request)].map(comment);
  return `${[head, rules, ...notes].join('\n\n')}\n`;
}

/** What the rules of a gateway do, as a comment of theirs. */
export const SENDS_ON =
  '# Sends what comes for the outer address on to vsftpd. The ports stay what they are: the reply names them.';

/** To let a gateway forward at all. */
export const PASS_ON =
  'The gateway has to pass packets on: sysctl -w net.ipv4.ip_forward=1   (keep: a file in /etc/sysctl.d).';

/** Arguments of iptables that translate the ports, after the table's name. */
export function translations(
  request: PortRequest,
  { outer, inner }: NonNullable<PortRequest['nat']>,
): readonly string[] {
  return openings(request).map(
    ({ ports }) =>
      `-A PREROUTING -d ${outer} -p tcp --dport ${span(ports, ':')} -j DNAT --to-destination ${inner}`,
  );
}

export function comment(lines: readonly string[]): string {
  return lines.map((line) => `# ${line}`.trimEnd()).join('\n');
}
