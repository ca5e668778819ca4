import { RULES } from '../../core/rules/index.js';
import { inline } from './markdown.js';

const byCode = new Map(RULES.map((rule) => [rule.code, rule]));

/** The address of a rule's page. */
export function rulePage(code: string, pages: string | undefined): string | undefined {
  return pages === undefined ? undefined : `${pages}${encodeURIComponent(code)}.md`;
}

/** A rule in a few lines of Markdown; undefined for a code that no rule has. */
export function ruleHover(code: string, pages: string | undefined): string | undefined {
  const rule = byCode.get(code);
  if (!rule) return undefined;
  const page = rulePage(code, pages);
  const link = page === undefined ? '' : `\n\n[About this rule](${page})`;
  return `${inline(code)} · ${rule.severity} · ${rule.title}${link}`;
}
