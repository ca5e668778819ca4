import type { Target } from '../netfilter/rules.js';
import type { Cursor } from './cursor.js';
import { portRange, type Value } from './selectors.js';

/** `10.0.0.5`, `10.0.0.5:21`, `[2001:db8::5]:3000-3100`, `:21`, with the flags after it; `21` in a redirection. */
export function readTarget(
  cursor: Cursor,
  redirects: boolean,
): { readonly target: Target; readonly port?: Value } {
  const host = redirects || cursor.text() === ':' ? null : readHost(cursor);
  if (host !== null && typeof host !== 'string') return { target: unreadable(host.why) };
  // A redirection has a port only, with a colon or without.
  if (cursor.accept(':') === undefined && !redirects)
    return { target: { host, ports: null, spread: 'pick' } };
  const port = cursor.value();
  const target = withPort(host, port);
  const flags = cursor.tokens.slice(cursor.at).map(({ text }) => text);
  const random = flags.includes('random') || flags.includes('fully-random');
  const many = target.ports !== null && target.ports.low < target.ports.high;
  return { target: many && random ? unreadable('a port by chance') : target, port };
}

/** The value of a map: `10.0.0.5`, `10.0.0.5 . 21`, and a port alone for a redirection. */
export function readTargetValue(cursor: Cursor, redirects: boolean): Target {
  if (redirects) return withPort(null, cursor.value());
  const host = readHost(cursor);
  if (typeof host !== 'string') return unreadable(host.why);
  return cursor.accept('.', ':') === undefined
    ? { host, ports: null, spread: 'pick' }
    : withPort(host, cursor.value());
}

function readHost(cursor: Cursor): string | { readonly why: string } {
  const bracket = cursor.accept('[') !== undefined;
  const { text, high, why } = cursor.value();
  if (bracket) cursor.accept(']');
  if (why !== undefined) return { why };
  return high === undefined ? text : `${text}-${high}`;
}

function withPort(host: string | null, value: Value): Target {
  const ports = value.why === undefined ? portRange(value) : null;
  return ports ? { host, ports, spread: 'pick' } : unreadable(value.why ?? `the port ${value.text}`);
}

function unreadable(unknown: string): Target {
  return { host: null, ports: null, spread: 'pick', unknown };
}
