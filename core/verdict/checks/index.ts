import type { Check } from '../check.js';
import { byJudging } from '../engine/order.js';
import { TABLE } from './table.js';

/** All checks, causes before their effects: a failure that one check has explained is not reported again by a later one. */
export const CHECKS: readonly Check[] = [...TABLE].sort(byJudging);

const BY_ID = new Map(CHECKS.map((check) => [check.id, check]));

/** The check that reports findings of that id; undefined for an unknown one. */
export function checkOf(id: string): Check | undefined {
  return BY_ID.get(id);
}

/** Settings of vsftpd.conf that a finding of that id is about, most telling first; empty for none. */
export function settingsOf(id: string): readonly string[] {
  return BY_ID.get(id)?.settings ?? [];
}

/** What a finding of that id means for the people who use the server; empty for an unknown one. */
export function meaningOf(id: string): string {
  return BY_ID.get(id)?.means ?? '';
}
