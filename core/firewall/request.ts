/** What a firewall has to let through for one FTP server. All ports are TCP, 1-65535. */
export interface PortRequest {
  readonly control: number;
  /** Both ends included; null where passive mode is switched off. */
  readonly passive: { readonly low: number; readonly high: number } | null;
  /** The control connection may be encrypted: then no FTP helper can follow it. */
  readonly tls: boolean;
  /** The server stands behind a NAT gateway, for which the rules are then meant. Dotted IPv4 addresses. */
  readonly nat: { readonly outer: string; readonly inner: string } | null;
  /** What the file does not say as its author may think, one sentence each. */
  readonly remarks: readonly string[];
}

/** A range beyond this is not narrow any more. */
export const NARROW = 5000;

/** `40000-40100`, or one port alone; `separator` as the tool wants it. */
export function span(
  { low, high }: { readonly low: number; readonly high: number },
  separator: string,
): string {
  return low === high ? `${low}` : `${low}${separator}${high}`;
}

/** Ports to let in, control first, in the tool's spelling of a range. */
export function portList({ control, passive }: PortRequest, separator: string): readonly string[] {
  return passive ? [`${control}`, span(passive, separator)] : [`${control}`];
}

/** Head of every file, as comment lines without their mark. */
export function explain(request: PortRequest, use: readonly string[]): readonly string[] {
  const { control, passive, nat } = request;
  const range = passive
    ? `passive range ${span(passive, '-')} (${passive.high - passive.low + 1} ports)`
    : 'no passive range (pasv_enable=NO)';
  return [
    `FTP control port ${control}, ${range}, as vsftpd reads its file.`,
    ...(nat ? [`For the NAT gateway: ${nat.outer} outside, vsftpd at ${nat.inner} inside.`] : []),
    ...use,
    ...(passive && passive.high - passive.low >= NARROW
      ? ['This range is wide. Set pasv_min_port and pasv_max_port to a narrow one before you open it.']
      : []),
    ...(nat ? [`vsftpd needs pasv_address=${nat.outer}, listen=YES and listen_ipv6=NO.`] : []),
    ...request.remarks,
  ];
}

/** What there is to know about the FTP helper of Linux, as comment lines. */
export function helperNotes({ control, tls }: PortRequest, how: readonly string[]): readonly string[] {
  return [
    'With these rules the FTP helper (nf_conntrack_ftp) is not needed.',
    ...(tls ? ['ssl_enable=YES: under TLS the helper reads nothing, so only a fixed open range works.'] : []),
    `It would be attached to port ${control} by`,
    ...how,
  ];
}

export function comment(lines: readonly string[]): string {
  return lines.map((line) => `# ${line}`.trimEnd()).join('\n');
}
