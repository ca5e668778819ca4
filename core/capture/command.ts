/** What is known of the session that is to be captured. */
export interface CaptureWanted {
  /** Numeric address of the server; null: not known. */
  readonly peer: string | null;
  /** The server's ports for data, lowest and highest; null: not known. */
  readonly range: readonly [number, number] | null;
}

/** The command that takes a capture of it at either end: all that goes to the server, or all that is FTP. */
export function captureCommand({ peer, range }: CaptureWanted): string {
  const icmp = 'icmp or icmp6';
  // An address is written into a shell's quotes: nothing else may stand there.
  const isAddress = peer !== null && /^[\da-fA-F.:]{2,45}$/.test(peer);
  const ports = range ? `tcp port 21 or tcp port 20 or tcp portrange ${range[0]}-${range[1]}` : 'tcp';
  const wanted = isAddress ? `host ${peer}` : ports;
  return `tcpdump -i any -s 0 -w ftp.pcap '${wanted} or ${icmp}'`;
}
