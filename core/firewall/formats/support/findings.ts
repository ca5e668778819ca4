import type { FirewallReading, TextSpan } from '../../reading.js';

/** What a file says, whatever kind it is. */
export type Findings = Omit<FirewallReading, 'kind'>;

/** In the order of the file, equal ones once: a rule of a loop stands in it once. */
export function unique<T extends { readonly at: TextSpan }>(items: readonly T[]): readonly T[] {
  const sorted = [...items].sort((a, b) => a.at.start - b.at.start);
  let same = new Map<string, T>();
  return sorted.filter((item, i) => {
    const isAlone = sorted[i - 1]?.at.start !== item.at.start && sorted[i + 1]?.at.start !== item.at.start;
    if (isAlone) return true;
    if (sorted[i - 1]?.at.start !== item.at.start) same = new Map();
    const key = JSON.stringify(item);
    const isNew = !same.has(key);
    same.set(key, item);
    return isNew;
  });
}

/** What several files or commands say, one after the other. */
export function allOf(all: readonly Findings[]): Findings {
  return {
    witnesses: all.flatMap(({ witnesses }) => witnesses),
    helpers: all.flatMap(({ helpers }) => helpers),
    mentions: all.flatMap(({ mentions }) => mentions),
    unread: all.flatMap(({ unread }) => unread),
  };
}
