import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { repository, version } from '../../package.json';
import { MISMATCHES } from '../../core/firewall/index.js';
import { RULES } from '../../core/rules/index.js';
import type { CheckReport, FileReport } from '../check-report.js';

type Diagnostic = FileReport['diagnostics'][number];

const LEVELS = { error: 'error', warning: 'warning', information: 'note', hint: 'note' } as const;
const HOME = repository.url.replace(/^git\+|\.git$/g, '');

interface RuleWords {
  readonly code: string;
  readonly title: string;
  readonly severity: Diagnostic['severity'];
  readonly why: string;
  readonly page: string;
}

const WORDS: readonly RuleWords[] = [
  ...RULES.map(({ code, title, severity, why, stage }) => ({ code, title, severity, why, page: stage })),
  ...MISMATCHES.map(({ id, title, severity, means, fix }) => ({
    code: id,
    title,
    severity,
    why: `${means} ${fix}`,
    page: 'deployment',
  })),
];

const INDEX = new Map(WORDS.map(({ code }, index) => [code, index]));

/** SARIF 2.1.0: columns count UTF-16 units from 1. */
export function sarifOf(report: CheckReport): object {
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'vsftpd-lens',
            version,
            semanticVersion: version,
            informationUri: HOME,
            rules: WORDS.map(ruleOf),
          },
        },
        originalUriBaseIds: { '%SRCROOT%': { uri: `${pathToFileURL(process.cwd()).href}/` } },
        columnKind: 'utf16CodeUnits',
        results: report.files.flatMap((file) => file.diagnostics.map((found) => resultOf(file, found))),
      },
    ],
  };
}

function ruleOf({ code, title, severity, why, page }: RuleWords): object {
  const helpUri = `${HOME}/blob/main/docs/rules/${page}.md#${code}`;
  return {
    id: code,
    name: code.replace(/(?:^|-)([a-z0-9])/g, (_, letter: string) => letter.toUpperCase()),
    shortDescription: { text: `${title}.` },
    fullDescription: { text: why },
    help: { text: why, markdown: `${why}\n\n[${code}](${helpUri})` },
    helpUri,
    defaultConfiguration: { level: LEVELS[severity] },
    properties: { tags: ['vsftpd', page] },
  };
}

function resultOf(file: FileReport, { code, severity, stage, message, range }: Diagnostic): object {
  const ruleIndex = INDEX.get(code);
  return {
    ruleId: code,
    ...(ruleIndex === undefined ? {} : { ruleIndex }),
    level: LEVELS[severity],
    message: { text: message },
    locations: [
      {
        physicalLocation: {
          artifactLocation: placeOf(file.path),
          region: {
            startLine: range.start.line + 1,
            startColumn: range.start.character + 1,
            endLine: range.end.line + 1,
            endColumn: range.end.character + 1,
          },
        },
      },
    ],
    properties: { stage, build: file.build },
  };
}

/** Relative to where the command runs; what lies elsewhere by its whole address. */
function placeOf(file: string): object {
  if (file === '-') return { uri: 'stdin', uriBaseId: '%SRCROOT%' };
  const own = path.relative('.', file);
  if (own.startsWith('..') || path.isAbsolute(own)) return { uri: pathToFileURL(file).href };
  const uri = own.split(path.sep).map(encodeURIComponent).join('/');
  return { uri, uriBaseId: '%SRCROOT%' };
}
