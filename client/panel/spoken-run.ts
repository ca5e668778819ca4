import type { Finding } from '../../core/verdict/finding.js';
import { naming } from '../../core/verdict/words/machine.js';
import type { ShownRun } from './state.js';
import { machineInEnglish } from './words.js';

/** The run with one name for the machine that probed: its texts were written on that machine. */
export function spokenRun(run: ShownRun): ShownRun {
  const { report, difference } = run;
  const said = (text: string): string => naming(machineInEnglish(run), text);
  const titled = <T extends { readonly title: string }>(all: readonly T[]): readonly T[] =>
    all.map((one) => ({ ...one, title: said(one.title) }));
  const spoken = (finding: Finding): Finding => ({
    ...finding,
    title: said(finding.title),
    evidence: said(finding.evidence),
    fix: { ...finding.fix, text: said(finding.fix.text) },
  });
  return {
    ...run,
    meaning: said(run.meaning),
    report: {
      ...report,
      findings: report.findings.map(spoken),
      notTested: report.notTested.map(said),
      steps: report.steps.map((step) => ({ ...step, detail: said(step.detail) })),
    },
    difference: difference && {
      ...difference,
      appeared: titled(difference.appeared),
      gone: titled(difference.gone),
    },
  };
}
