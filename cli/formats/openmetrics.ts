import { withoutControls } from '../terminal-text.js';
import { hasPassed, phases, placeOf, type MonitoredRun } from './monitored.js';

type Labels = Readonly<Record<string, string>>;

interface Metric {
  readonly name: string;
  readonly help: string;
  readonly values: readonly (readonly [labels: Labels, value: number])[];
}

/** Gauges only, as the parsers of OpenMetrics and of the older text format both read them. */
export function openMetricsOf(monitored: MonitoredRun): string {
  const target = placeOf(monitored.report);
  const lines = metricsOf(monitored).flatMap(({ name, help, values }) =>
    values.length === 0
      ? []
      : [
          `# HELP ${name} ${help}`,
          `# TYPE ${name} gauge`,
          ...values.map(([labels, value]) => `${name}${labelled({ target, ...labels })} ${value}`),
        ],
  );
  return `${lines.join('\n')}\n# EOF\n`;
}

function metricsOf({ report, hasListed, validTo, switchedOff }: MonitoredRun): readonly Metric[] {
  const isLoggedIn = hasPassed(report, 'login');
  const one = (name: string, help: string, value: number): Metric => ({ name, help, values: [[{}, value]] });
  const expiry = validTo === null ? NaN : Date.parse(validTo) / 1000;
  return [
    one(
      'ftp_probe_success',
      'Whether a login and a listing were completed.',
      Number(isLoggedIn && hasListed),
    ),
    one('ftp_probe_connected', 'Whether the control port was reached.', Number(report.target.peer !== null)),
    one('ftp_probe_login_success', 'Whether the login was accepted.', Number(isLoggedIn)),
    one('ftp_probe_listing_success', 'Whether a directory was listed.', Number(hasListed)),
    one('ftp_probe_duration_seconds', 'How long the whole probe took.', report.durationMs / 1000),
    {
      name: 'ftp_probe_phase_duration_seconds',
      help: 'How long each step of the probe took.',
      values: [...phases(report)].map(([phase, seconds]) => [{ phase }, seconds]),
    },
    {
      name: 'ftp_probe_certificate_expiry_timestamp_seconds',
      help: 'When the certificate ends, in seconds since 1970.',
      values: Number.isFinite(expiry) ? [[{}, expiry]] : [],
    },
    {
      name: 'ftp_probe_findings',
      help: 'How often each finding was made.',
      values: [...counted(report.findings)].map(([key, count]) => [labelsIn(key), count]),
    },
    one('ftp_probe_findings_switched_off', 'Findings that were accepted beforehand.', switchedOff),
  ];
}

function counted(findings: MonitoredRun['report']['findings']): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { id, severity } of findings) {
    const key = `${id} ${severity}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
}

function labelsIn(key: string): Labels {
  const [id = '', severity = ''] = key.split(' ');
  return { id, severity };
}

function labelled(labels: Labels): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escaped(value)}"`);
  return `{${pairs.join(',')}}`;
}

function escaped(value: string): string {
  return withoutControls(value).replace(/["\\]/g, '\\$&');
}
