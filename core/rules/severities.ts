import type { Severity } from './rule.js';

/** By rule code or wildcard pattern: the severity that the user wants, or `off`. */
export type SeverityOverrides = Readonly<Record<string, Severity | 'off'>>;

export const SEVERITIES: readonly Severity[] = ['error', 'warning', 'information', 'hint'];

/** The severity of a rule after the user's overrides; the pattern with the most letters besides `*` wins. */
export function severityFor(
  code: string,
  own: Severity,
  overrides: SeverityOverrides | undefined,
): Severity | 'off' {
  if (!overrides) return own;
  let best: Severity | 'off' = own;
  let bestLength = -1;
  for (const [pattern, severity] of Object.entries(overrides)) {
    const length = pattern === code ? Infinity : pattern.replaceAll('*', '').length;
    if (length > bestLength && matchesWildcard(pattern, code)) {
      best = severity;
      bestLength = length;
    }
  }
  return best;
}

/** 3 for an error down to 0 for a hint. */
export function rank(severity: Severity): number {
  return SEVERITIES.length - 1 - SEVERITIES.indexOf(severity);
}

/** Whether `*` in the pattern can stand for what the text has there. Linear in both. */
export function matchesWildcard(pattern: string, code: string): boolean {
  const parts = pattern.split('*');
  const first = parts[0] ?? '';
  const last = parts[parts.length - 1] ?? '';
  if (parts.length === 1) return pattern === code;
  if (!code.startsWith(first) || !code.endsWith(last) || code.length < first.length + last.length)
    return false;
  let at = first.length;
  for (const part of parts.slice(1, -1)) {
    const found = code.indexOf(part, at);
    if (found < 0 || found + part.length > code.length - last.length) return false;
    at = found + part.length;
  }
  return true;
}
