import type { ConfigModel } from '../../config/index.js';
import { configPlaces } from '../config/config-places.js';
import type { Finding, FindingSeverity } from '../finding.js';
import type { EvidenceView } from '../view/view.js';
import { quote } from '../words/quote.js';
import { fixOf, runChecks, severityOf, type Standing } from './judging.js';
import { placeOf } from './order.js';

/** More findings than this are not read. */
export const MAX_FINDINGS = 50;
/** Findings of one id that differ in their object, such as the address they are about. */
const MAX_PER_ID = 5;
const EVIDENCE_LIMIT = 600;

const RANK: Readonly<Record<FindingSeverity, number>> = { error: 0, warning: 1, information: 2 };

/** Collects the reports on one or several views and makes findings of them: the same thing seen again only counts. */
export class Collector {
  readonly #standing = new Map<string, Standing>();
  readonly #config: ConfigModel | undefined;

  /** @param config the server's file, whose lines findings name */
  constructor(config?: ConfigModel) {
    this.#config = config;
  }

  /** Runs all checks; returns the keys under which their reports stand, for `again`. */
  judge(view: EvidenceView): readonly string[] {
    const keys: string[] = [];
    for (const found of runChecks(view).standing) {
      const key = `${found.check.id} ${found.report.key ?? ''}`;
      keys.push(key);
      const known = this.#standing.get(key);
      if (known) this.#standing.set(key, merge(known, found));
      else if (this.#countOf(found.check.id) < MAX_PER_ID) this.#standing.set(key, found);
    }
    return keys;
  }

  /** The same view was met once more. */
  again(keys: readonly string[]): void {
    for (const key of keys) {
      const known = this.#standing.get(key);
      if (known) this.#standing.set(key, merge(known, known, 1));
    }
  }

  /**
   * Takes over what a view of several sessions together shows and single sessions could not. Where that view holds
   * all of them, what it explains is forgotten.
   */
  compare(view: EvidenceView, isComplete: boolean): void {
    const { standing, explained } = runChecks(view);
    const ids = new Set(standing.map(({ check }) => check.id));
    const news = standing.filter(({ check }) => !this.#has(check.id));
    if (news.length === 0) return;
    for (const [key, { check }] of isComplete ? this.#standing : [])
      if (explained.has(check.id) && !ids.has(check.id)) this.#standing.delete(key);
    for (const found of news) this.#standing.set(`${found.check.id} ${found.report.key ?? ''}`, found);
  }

  findings(): Finding[] {
    return [...this.#standing.values()]
      .sort(compare)
      .slice(0, MAX_FINDINGS)
      .map((standing) => toFinding(standing, this.#config));
  }

  #countOf(id: string): number {
    return [...this.#standing.values()].filter(({ check }) => check.id === id).length;
  }

  #has(id: string): boolean {
    return this.#countOf(id) > 0;
  }
}

function merge(known: Standing, other: Standing, count = other.report.count ?? 1): Standing {
  const worse = RANK[severityOf(other)] < RANK[severityOf(known)] ? other : known;
  return {
    ...worse,
    report: { ...worse.report, count: (known.report.count ?? 1) + count },
    weight: known.weight + other.weight,
  };
}

function compare(a: Standing, b: Standing): number {
  const [of, than] = [severityOf(a), severityOf(b)];
  return RANK[of] - RANK[than] || b.weight - a.weight || placeOf(a.check, of) - placeOf(b.check, than);
}

function toFinding(standing: Standing, config: ConfigModel | undefined): Finding {
  const { check, report } = standing;
  return {
    id: check.id,
    severity: severityOf(standing),
    title: report.title ?? check.title,
    evidence: quote(report.evidence, EVIDENCE_LIMIT) + howOften(standing),
    cause: report.cause ?? check.cause,
    fix: fixOf(check, report),
    ...(report.at ? { at: report.at } : {}),
    ...(config ? linesOf(standing, config) : {}),
    ...(report.files ? { files: report.files } : {}),
  };
}

/** A log shows how many users met it. A probe chose its sessions itself: only the number of ports says something. */
function howOften({ report: { count = 1, ports = 1 }, witness }: Standing): string {
  if (witness !== 'probe') return count > 1 ? ` Seen ${count} times.` : '';
  if (ports <= 1) return '';
  return ` The same at ${ports === 2 ? 'one further port' : `${ports - 1} further ports`}.`;
}

function linesOf({ check, report }: Standing, { document }: ConfigModel): Pick<Finding, 'lines'> {
  const settings = [...(report.settings ?? check.settings ?? []), ...Object.keys(report.fix?.config ?? {})];
  return settings.length === 0 ? {} : { lines: configPlaces(settings, document) };
}
