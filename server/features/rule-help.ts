import { RULES } from '../../core/rules/index.js';
import { inline } from './markdown.js';

const byCode = new Map(RULES.map((rule) => [rule.code, rule]));

/** The address of what docs/rules says about a rule or a mismatch between files. */
export function rulePage(code: string, pages: string | undefined): string | undefined {
  const page = byCode.get(code)?.stage ?? 'deployment';
  return pages?.replace('{page}', page).replace('{code}', encodeURIComponent(code));
}

/** A rule in a few lines of Markdown; undefined for a code that no rule has. */
export function ruleHover(code: string, pages: string | undefined): string | undefined {
  const rule = byCode.get(code);
  if (!rule) return undefined;
  const page = rulePage(code, pages);
  const link = page === undefined ? '' : `\n\n[About this rule](${page})`;
  return `${inline(code)} · ${rule.severity} · ${rule.title}${link}`;
}
