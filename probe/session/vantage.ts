import { networkInterfaces } from 'node:os';
import type { RunContext } from '../run-context.js';

const MAX_NETWORKS = 64;

/** Where command line tools and libraries look for a proxy, the more special first. */
const PROXY_VARIABLES = ['ftp_proxy', 'FTP_PROXY', 'all_proxy', 'ALL_PROXY'];
const EXEMPT_VARIABLES = ['no_proxy', 'NO_PROXY'];

type Environment = Readonly<Record<string, string | undefined>>;

/** Records the addresses of this machine, and a proxy that other programs on it would go through to this host. */
export function observeVantage(run: RunContext, environment: Environment = process.env): void {
  const proxy = proxyFor(run.target.host, environment);
  run.recorder.observe({ kind: 'vantage', networks: ownNetworks(), ...(proxy === null ? {} : { proxy }) });
}

/** Own addresses with their prefix length, `192.168.1.10/24`. */
export function ownNetworks(): readonly string[] {
  const all = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  return all.flatMap(({ cidr }) => cidr ?? []).slice(0, MAX_NETWORKS);
}

/**
 * The proxy that the environment names for FTP to this host.
 * @returns `proxy.example.test:1080 (ALL_PROXY)`, without user and password; null for none
 */
export function proxyFor(host: string, environment: Environment): string | null {
  const exempt = EXEMPT_VARIABLES.map((name) => environment[name] ?? '').join();
  if (isExempt(host, exempt)) return null;
  for (const name of PROXY_VARIABLES) {
    const value = environment[name]?.trim();
    if (value === undefined || value === '') continue;
    const place = hostAndPort(value);
    if (place !== null) return `${place} (${name})`;
  }
  return null;
}

/** Null where it cannot be read: what is in there may be a password. */
function hostAndPort(value: string): string | null {
  try {
    // A scheme of no meaning: the usual port of one that is known would be left out.
    const { host } = new URL(`proxy://${value.replace(/^[a-z][a-z0-9+.-]*:\/\//i, '')}`);
    return host === '' ? null : host;
  } catch {
    return null;
  }
}

/** `NO_PROXY`: names, also as the end of longer ones, divided by commas or blanks; `*` for all. */
function isExempt(host: string, list: string): boolean {
  const name = host.toLowerCase();
  return list
    .toLowerCase()
    .split(/[\s,]+/)
    .map((entry) => entry.replace(/^\*?\./, ''))
    .some((entry) => entry === '*' || (entry !== '' && (name === entry || name.endsWith(`.${entry}`))));
}
