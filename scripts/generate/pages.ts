/** The second half of `npm run generate`: everything that is made from the tables. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { findingsPage } from '../../core/verdict/docs.js';
import { withAddresses, withHome } from './addresses.js';
import { withActivation } from './activation.js';
import { withConfiguration } from './configuration.js';
import { grammar } from './grammar.js';
import { MAN_PAGE, manPage } from './man-page.js';
import { GENERATED } from './markdown.js';
import { update } from './output.js';
import { projectSchema, SCHEMA, withSchema } from './project-schema.js';
import { rulePages } from './rule-pages.js';
import { settingsPage } from './settings-page.js';
import { wordTable } from './words.js';

/** Files on which the project is named by its address. */
const WITH_HOME = [
  'docs/continuous-integration.md',
  'packaging/mason/package.yaml',
  'packaging/lspconfig/vsftpd_lens.lua',
];
const manifest = readFileSync('package.json', 'utf8');

/** File paths, from the project's root, and what they are to hold. */
const FILES: ReadonlyMap<string, string> = new Map([
  ['l10n/bundle.l10n.json', wordTable()],
  ['language/vsftpd.tmLanguage.json', JSON.stringify(grammar())],
  ['docs/settings.md', settingsPage()],
  ['docs/findings.md', `${GENERATED}\n\n${findingsPage()}`],
  ...rulePages(),
  [SCHEMA, projectSchema()],
  [MAN_PAGE, manPage()],
  ['package.json', withSchema(withActivation(withConfiguration(withAddresses(manifest))))],
  ...WITH_HOME.map((file) => [file, withHome(readFileSync(file, 'utf8'), manifest)] as const),
]);

/** Pages that no stage has any more. */
function stalePages(): string[] {
  if (!existsSync('docs/rules')) return [];
  const pages = readdirSync('docs/rules').map((name) => `docs/rules/${name}`);
  return pages.filter((page) => page.endsWith('.md') && !FILES.has(page));
}

if (!(await update(FILES, stalePages(), process.argv.includes('--check')))) process.exitCode = 1;
