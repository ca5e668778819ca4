import { BUILDS, namesOf, settingNamed, type BuildId } from '../../core/config/index.js';

/** The first line of a generated Markdown file. */
export const GENERATED =
  '<!-- Generated from the tables in core/ by "npm run generate". Do not edit by hand. -->';

/** "Debian 12, RHEL 9 and Fedora", in the order of the table of builds. */
export function buildNames(ids: readonly BuildId[]): string {
  return namesOf(BUILDS.filter((build) => ids.includes(build.id)));
}

/** Text for a cell of a table. */
export function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}

/** When a setting has an effect: "`listen=YES`, or `listen_ipv6=YES`". */
export function needsText(needs: readonly (readonly string[])[]): string {
  return needs.map((terms) => terms.map(termText).join(' and ')).join(', or ');
}

function termText(term: string): string {
  const name = term.replace(/^!/, '');
  const negated = term.startsWith('!');
  if (settingNamed(name)?.type === 'bool') return `\`${name}=${negated ? 'NO' : 'YES'}\``;
  return `\`${name}\` ${negated ? 'unset' : 'set'}`;
}

/** A fence longer than any run of backticks in the text. */
export function fenced(text: string, language: string): string {
  const runs = [...text.matchAll(/`+/g)].map(([run]) => run.length);
  const fence = '`'.repeat(Math.max(3, ...runs.map((length) => length + 1)));
  return `${fence}${language}\n${text.endsWith('\n') ? text : `${text}\n`}${fence}`;
}
