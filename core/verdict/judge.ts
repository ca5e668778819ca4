import { checkOf } from './checks/index.js';
import { hasListed } from './checks/support/index.js';
import { Collector } from './engine/collector.js';
import type { Evidence } from './evidence.js';
import type { Finding } from './finding.js';
import { sinceWhen } from './history.js';
import { notTested, undialled } from './not-tested.js';
import { pathThrough, type Path } from './path.js';
import { factsOf } from './run-facts.js';
import type { RunFacts } from '../events/run.js';
import { viewOf, type EvidenceView } from './view/view.js';

/** What one run shows. */
export interface Verdict {
  /**
   * By severity and then by what meets a user first: the first is the verdict. When it was well the last time stands
   * after the errors and warnings. Empty: healthy as far as the evidence goes.
   */
  readonly findings: readonly Finding[];
  /** What the evidence cannot show, each in a few words: a healthy verdict says nothing about it. */
  readonly notTested: readonly string[];
  /** Addresses that the server named and that were not dialled, as its name does not resolve to them. */
  readonly undialled: readonly string[];
  readonly path: Path;
  readonly facts: RunFacts;
  /** A directory was listed. */
  readonly hasListed: boolean;
}

/** Judges a run. Pure; time grows with the evidence, at most 50 findings and one about the history. */
export function judge(evidence: Evidence): Verdict {
  const view = viewOf(evidence);
  const found = findingsOf(view);
  const facts = factsOf(view);
  const since = evidence.history ? sinceWhen({ findings: found, facts }, evidence.history) : null;
  const serious = found.filter(({ severity }) => severity !== 'information');
  return {
    findings: since ? [...serious, since, ...found.slice(serious.length)] : found,
    notTested: notTested(view),
    undialled: undialled(view),
    path: pathThrough(view, found),
    facts,
    hasListed: hasListed(view),
  };
}

/** The findings alone. */
export function diagnose(evidence: Evidence): readonly Finding[] {
  return judge(evidence).findings;
}

/** The path alone, with findings that are known already. */
export function pathOf(evidence: Evidence, findings: readonly Finding[]): Path {
  return pathThrough(viewOf(evidence), findings);
}

function findingsOf(view: EvidenceView): readonly Finding[] {
  const collector = new Collector(view.config);
  collector.judge(view);
  const all = collector.findings();
  return all[0]?.severity === 'error' ? all.filter((finding) => !isSituation(finding)) : all;
}

/** It tells how this client and the server stand, which goes without saying beside an error. */
function isSituation({ id, severity }: Finding): boolean {
  return severity === 'information' && checkOf(id)?.metAt.isSituation === true;
}
