import type { FindingPage } from './check.js';
import { CHECKS } from './checks/index.js';
import { HISTORY } from './history.js';

/** The page about all findings, in Markdown: one section per check, in alphabetical order. */
export function findingsPage(): string {
  const pages: readonly FindingPage[] = [...CHECKS, HISTORY];
  const sections = [...pages]
    .sort((a, b) => (a.id < b.id ? -1 : 1))
    .map((check) => {
      const spares = check.spares === undefined ? [] : [`**Not this.** ${check.spares}`];
      return [
        `## ${check.id}`,
        `**${check.title}** · ${check.severity} · ${check.cause}`,
        check.means,
        `**How it is recognised.** ${check.decides}`,
        ...spares,
        `**Fix.** ${check.fix}`,
      ].join('\n\n');
    });
  return `${HEAD}\n\n${sections.join('\n\n')}\n`;
}

const HEAD = `# Findings of the probe and of transcripts

Each finding names one cause. The first of a list is the verdict; what it explains is not reported again. Severities:
*error* (clients fail), *warning* (some clients fail, or data is exposed), *information* (worth knowing). A finding's
own severity can differ from the one given here where the evidence says so.`;
