import { JUDGING_PHASES, PHASES, type Check, type FindingPage } from '../check.js';
import type { FindingSeverity } from '../finding.js';

/** More than the places of one phase. */
const PHASE = 10_000;
/** More than the places of all phases. */
const LAST = 1_000_000;

/** Where a finding stands among those of its severity: the lower, the earlier. */
export function placeOf({ metAt }: Pick<FindingPage, 'metAt'>, severity: FindingSeverity): number {
  const met = PHASES.indexOf(metAt.phase) * PHASE + metAt.place;
  if (severity === 'error') return met;
  if (severity === 'warning') return metAt.asProtection === undefined ? met : LAST + metAt.asProtection;
  return metAt.asInformation ?? LAST + met;
}

/** Sorts checks as they are judged. */
export function byJudging(a: Check, b: Check): number {
  return judgingPlace(a) - judgingPlace(b);
}

function judgingPlace({ judgedAt: { phase, place } }: Check): number {
  return JUDGING_PHASES.indexOf(phase) * PHASE + place;
}
