import { type Check, isAnonymousLogin, serverStatus } from '../support/index.js';

/** In bytes per second: more than most lines carry, and less than a modem did. */
const GIGABIT = 125_000_000;

const CRAWL = 5000;

/** In the largest unit of which there are two. */
function timeInWords(seconds: number): string {
  const [unit, size] = UNITS.find(([, length]) => seconds >= 2 * length) ?? ['s', 1];
  return `${Math.round(seconds / size)} ${unit}`;
}

const UNITS: readonly (readonly [name: string, seconds: number])[] = [
  ['days', 86_400],
  ['hours', 3600],
  ['minutes', 60],
];

export const rate: Check = {
  id: 'RATE',
  title: 'The server limits the speed of transfers',
  severity: 'information',
  cause: 'server-config',
  means: 'Large files take long, whatever the line could carry.',
  decides: 'STAT names a limit in bytes per second.',
  spares: 'Lines that are slow by themselves; limits that few lines reach (a gigabit per second and more).',
  fix: 'If that is not meant so, raise local_max_rate (anon_max_rate for anonymous users) or set it to 0.',
  settings: ['local_max_rate', 'anon_max_rate'],
  metAt: { phase: 'later', place: 40, asInformation: 140 },
  judgedAt: { phase: 'later', place: 30 },
  advice: {
    proftpd: 'If that is not meant so, raise `TransferRate`.',
    pureFtpd: 'If that is not meant so, raise `UserBandwidth` or `AnonymousBandwidth`.',
  },
  find: (view) => {
    const limited = view.sessions.find((session) => (serverStatus(session)?.rateLimit ?? 0) > 0);
    const limit = limited ? serverStatus(limited)?.rateLimit : undefined;
    if (!limited || limit === undefined || limit >= GIGABIT) return null;
    const seconds = (100 * 1024 * 1024) / limit;
    return {
      severity: limit < CRAWL ? 'warning' : 'information',
      evidence: `STAT: ${limit} bytes per second, so 100 MiB take about ${timeInWords(seconds)}.`,
      fix: { config: { [isAnonymousLogin(limited) ? 'anon_max_rate' : 'local_max_rate']: '0' } },
    };
  },
};
