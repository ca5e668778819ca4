/** The range of ports that PASV and EPSV really use, and what became of the two settings. */
export interface PassiveRange {
  readonly low: number;
  readonly high: number;
  readonly size: number;
  /** pasv_min_port is outside 1025-65535, so 1024 is the floor. */
  readonly minIgnored: boolean;
  /** pasv_max_port is below the floor or not below 65535, so 65535 is the ceiling. */
  readonly maxIgnored: boolean;
}

/** vsftpd privops.c: nothing is ever refused, an unusable bound is silently replaced. Ports as the daemon stores them. */
export function passiveRange(minPort: number, maxPort: number): PassiveRange {
  const minUsed = minPort > 1024 && minPort <= 65535;
  const low = minUsed ? minPort : 1024;
  const maxUsed = maxPort >= low && maxPort < 65535;
  const high = maxUsed ? maxPort : 65535;
  return {
    low,
    high,
    size: high - low + 1,
    minIgnored: !minUsed && minPort !== 1024,
    maxIgnored: !maxUsed && maxPort !== 65535,
  };
}
