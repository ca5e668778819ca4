import type { ProbeReport, ProbeRun } from '../../probe/index.js';

/** A report with what monitoring asks of it. */
export interface MonitoredRun {
  readonly report: ProbeReport;
  readonly run: ProbeRun;
  readonly hasListed: boolean;
  /** ISO 8601; null without TLS. */
  readonly validTo: string | null;
  readonly switchedOff: number;
  readonly wasCancelled?: boolean;
}

/** Seconds of each step that was made, by its id; a step that is made twice adds up. */
export function phases({ steps }: ProbeReport): ReadonlyMap<string, number> {
  const seconds = new Map<string, number>();
  for (const { id, status, durationMs } of steps)
    if (status !== 'skip') seconds.set(id, (seconds.get(id) ?? 0) + durationMs / 1000);
  return seconds;
}

export function hasPassed({ steps }: ProbeReport, step: string): boolean {
  return steps.some(({ id, status }) => id === step && (status === 'pass' || status === 'warn'));
}

/** `ftp.example.org:21`, `[2001:db8::1]:21`. */
export function placeOf({ target: { host, port } }: ProbeReport): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}`;
}
