/**
 * Writes everything that follows from the tables of settings, builds and rules:
 * `npm run generate`; with `-- --check` nothing is written and the files that differ are named (exit status 1).
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import prettier from 'prettier';
import { MISMATCHES } from '../core/firewall/index.js';
import { findingsPage } from '../core/verdict/docs.js';
import { withConfiguration } from './generate/configuration.js';
import { experimentWords } from './generate/experiment-words.js';
import { grammar } from './generate/grammar.js';
import { GENERATED } from './generate/markdown.js';
import { mismatchPage } from './generate/mismatch-pages.js';
import { withRuleTable } from './generate/readme.js';
import { ruleIndex, rulePage, RULE_PAGES } from './generate/rule-pages.js';
import { settingsPage } from './generate/settings-page.js';
import { tables } from './generate/tables.js';

/** File paths, from the project's root, and what they are to hold. */
async function outputs(): Promise<Map<string, string>> {
  const files = new Map<string, string>([
    ...tables(),
    ['probe/experiments/words.ts', experimentWords()],
    ['syntaxes/vsftpd.tmLanguage.json', JSON.stringify(grammar())],
    ['docs/settings.md', settingsPage()],
    ['docs/findings.md', `${GENERATED}\n\n${findingsPage()}`],
    ['docs/rules/README.md', ruleIndex()],
    ...RULE_PAGES.map((rule): [string, string] => [`docs/rules/${rule.code}.md`, rulePage(rule)]),
    ...MISMATCHES.map((kind): [string, string] => [`docs/rules/${kind.id}.md`, mismatchPage(kind)]),
    ['package.json', withConfiguration(readFileSync('package.json', 'utf8'))],
    ['README.md', withRuleTable(readFileSync('README.md', 'utf8'))],
  ]);
  for (const [file, text] of files) files.set(file, await formatted(file, text));
  return files;
}

async function formatted(file: string, text: string): Promise<string> {
  const options = await prettier.resolveConfig(file);
  return prettier.format(text, { ...options, filepath: file });
}

/** Pages of rules that exist no more. */
function stalePages(files: ReadonlyMap<string, string>): string[] {
  if (!existsSync('docs/rules')) return [];
  const pages = readdirSync('docs/rules').map((name) => `docs/rules/${name}`);
  return pages.filter((page) => page.endsWith('.md') && !files.has(page));
}

function contentOf(file: string): string | undefined {
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}

const files = await outputs();
const changed = [...files].filter(([file, text]) => contentOf(file) !== text);
const stale = stalePages(files);
if (process.argv.includes('--check')) {
  for (const file of [...changed.map(([name]) => name), ...stale]) console.error(`${file} is out of date.`);
  if (changed.length + stale.length > 0) {
    console.error('Run "npm run generate" and commit the result.');
    process.exitCode = 1;
  }
} else {
  for (const [file, text] of changed) {
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
    console.log(`wrote ${file}`);
  }
  for (const file of stale) {
    rmSync(file);
    console.log(`removed ${file}`);
  }
}
