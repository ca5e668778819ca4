import type { ConfigModel } from '../../config/index.js';
import { CHECKS, checkOf } from '../checks/index.js';
import type { Check, CheckReport } from '../check.js';
import { configPlaces } from '../config/config-places.js';
import type { Evidence, Witness } from '../evidence.js';
import type { Finding, FindingFix, FindingSeverity } from '../finding.js';
import { sinceWhen } from '../history.js';
import { unexplained } from '../last-resort.js';
import { isAsideOfErrors, placeOf } from './order.js';
import { adviser } from '../products/index.js';
import { quote } from '../words/quote.js';
import { factsOf } from '../run-facts.js';
import { viewOf, type EvidenceView } from '../view/view.js';

/** More findings than this help nobody. */
export const MAX_FINDINGS = 50;
/** Findings of one id that differ in their object, such as the address they are about. */
const MAX_PER_ID = 5;
const EVIDENCE_LIMIT = 600;

const RANK: Readonly<Record<FindingSeverity, number>> = { error: 0, warning: 1, information: 2 };

/** A report that stands, with the check that made it and how many observations it explains. */
interface Standing {
  readonly check: Check;
  readonly report: CheckReport;
  readonly witness: Witness;
  readonly weight: number;
}

/**
 * What is wrong with the server, by severity and then by what meets a user first: the first is the verdict. Empty:
 * healthy as far as the evidence goes. Pure; time grows with the evidence, at most 50 findings.
 */
export function diagnose(evidence: Evidence): Finding[] {
  const collector = new Collector(evidence.config);
  collector.judge(viewOf(evidence));
  const all = collector.findings();
  const isBroken = all[0]?.severity === 'error';
  const findings = all.filter(({ id, severity }) => !isBroken || !isAsideOfErrors(id, severity));
  const since = evidence.history ? sinceWhen({ findings, facts: factsOf(evidence) }, evidence.history) : null;
  if (!since) return findings;
  const serious = findings.filter(({ severity }) => severity !== 'information');
  return [...serious, since, ...findings.slice(serious.length)];
}

/** Collects the reports on one or several scenes and makes findings of them: the same thing seen again only counts. */
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
    for (const found of judge(view).standing) {
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
    const { standing, explained } = judge(view);
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

/** All reports that no earlier check has explained, and the ids of those that one has. */
function judge(view: EvidenceView): {
  readonly standing: readonly Standing[];
  readonly explained: ReadonlySet<string>;
} {
  const explained = new Set<object>();
  const idle = new Set<string>();
  const standing: Standing[] = [];
  const advise = adviser(view);
  for (const check of CHECKS) {
    const found = check.find(view, (seen) => explained.has(seen));
    const reports = found.filter(
      ({ about = [] }) => about.length === 0 || about.some((seen) => !explained.has(seen)),
    );
    if (reports.length < found.length) idle.add(check.id);
    for (const report of reports) {
      const covered = [...(report.about ?? []), ...(report.covers ?? [])];
      // A log holds the sessions of many users: there the fault that hits most comes first.
      const weight = view.witness === 'probe' ? 0 : covered.filter((seen) => !explained.has(seen)).length;
      standing.push({ check, report: advised(check, report, advise), witness: view.witness, weight });
    }
    for (const { about = [], covers = [] } of reports)
      for (const seen of [...about, ...covers]) explained.add(seen);
  }
  // What stops a user is named already: the rest follows from it.
  const isNamed = standing.some((one) => severityOf(one) === 'error');
  const rest = isNamed ? null : unexplained(view, (seen) => explained.has(seen));
  const check = rest && checkOf(rest.id);
  if (rest && check) {
    const report = advised(check, rest.report, advise);
    standing.push({ check, report, witness: view.witness, weight: 0 });
  }
  return { standing, explained: idle };
}

/** Checks speak of vsftpd; for another server its own settings are named. */
function advised(check: Check, report: CheckReport, advise: ReturnType<typeof adviser>): CheckReport {
  if (!advise || report.fitsAnyServer === true) return report;
  return { ...report, fix: advise(check.id, fixOf(check, report)) };
}

function fixOf(check: Check, { fix }: CheckReport): FindingFix {
  return { text: fix?.text ?? check.fix, config: fix?.config ?? null, commands: fix?.commands ?? [] };
}

function merge(known: Standing, other: Standing, count = other.report.count ?? 1): Standing {
  const worse = RANK[severityOf(other)] < RANK[severityOf(known)] ? other : known;
  return {
    ...worse,
    report: { ...worse.report, count: (known.report.count ?? 1) + count },
    weight: known.weight + other.weight,
  };
}

function severityOf({ check, report }: Standing): FindingSeverity {
  return report.severity ?? check.severity;
}

function compare(a: Standing, b: Standing): number {
  const [of, than] = [severityOf(a), severityOf(b)];
  return RANK[of] - RANK[than] || b.weight - a.weight || placeOf(a.check.id, of) - placeOf(b.check.id, than);
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

/** A log shows how many users met it. A probe opens sessions of its own, and only the ports among them say something. */
function howOften({ report: { count = 1, ports = 1 }, witness }: Standing): string {
  if (witness === 'transcript') return count > 1 ? ` Seen ${count} times.` : '';
  if (ports <= 1) return '';
  return ` The same at ${ports === 2 ? 'one further port' : `${ports - 1} further ports`}.`;
}

function linesOf({ check, report }: Standing, { document }: ConfigModel): Pick<Finding, 'lines'> {
  const settings = [...(report.settings ?? check.settings ?? []), ...Object.keys(report.fix?.config ?? {})];
  return settings.length === 0 ? {} : { lines: configPlaces(settings, document) };
}
