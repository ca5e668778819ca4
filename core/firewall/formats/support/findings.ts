import type { FirewallReading, TextSpan } from '../../reading.js';

/** What a file says, whatever kind it is. */
export type Findings = Omit<FirewallReading, 'kind'>;

/** In the order of the file, equal ones once: a rule of a loop stands in it once. */
export function unique<T extends { readonly at: TextSpan }>(items: readonly T[]): readonly T[] {
  const found = new Map(items.map((item) => [JSON.stringify(item), item]));
  return [...found.values()].sort((a, b) => a.at.start - b.at.start);
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
