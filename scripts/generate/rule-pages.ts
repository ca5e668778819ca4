import { atHandAmong, build, readConfig, sourceFromText, type FileKind } from '../../core/config/index.js';
import { checkConfig, RULES, STAGES, type Rule, type Stage } from '../../core/rules/index.js';
import { cell, fenced, GENERATED } from './markdown.js';
import { deploymentIndex, deploymentPage } from './deployment-page.js';

/** A page each, of this title. */
const TITLES: Record<Stage, string> = {
  parse: 'When the file is read',
  start: 'When the daemon starts',
  connection: 'When a client connects',
  login: 'When a user logs in',
  passive: 'When a client asks for passive mode',
  reload: 'When the daemon reloads its file',
  advice: 'Worth knowing',
};

const FILES: Record<FileKind, string> = { main: 'main files', 'per-user': 'per-user files' };

/** By name of the file: the index, a page for each stage, and one for the files around vsftpd.conf. */
export function rulePages(): ReadonlyMap<string, string> {
  return new Map([
    ['docs/rules/README.md', index()],
    ...STAGES.map((stage) => [`docs/rules/${stage}.md`, stagePage(stage)] as const),
    ['docs/rules/deployment.md', deploymentPage(SILENCING)],
  ]);
}

function rulesOf(stage: Stage): readonly Rule[] {
  return RULES.filter((rule) => rule.stage === stage);
}

function index(): string {
  return [
    GENERATED,
    '# Rules',
    `${RULES.length} rules, by the moment at which the daemon or a user meets the problem. *Error*: the daemon itself refuses. *Warning*: it runs, and some client fails or data is exposed. *Information* and *hint*: without effect, redundant, worth knowing. What only some builds refuse is a warning that names them.`,
    ...SILENCING,
    ...STAGES.flatMap((stage) => [`## ${TITLES[stage]}`, indexOf(stage)]),
    ...deploymentIndex(),
  ].join('\n\n');
}

function indexOf(stage: Stage): string {
  const rows = rulesOf(stage).map(
    ({ code, title, severity }) => `| [${code}](${stage}.md#${code}) | ${cell(title)} | ${severity} |`,
  );
  return ['| Code | What is wrong | Severity |', '| --- | --- | --- |', ...rows].join('\n');
}

const SILENCING: readonly string[] = [
  'To silence a rule for the next line, or for the whole file, write its code in a comment:',
  fenced('# vsftpd-lens disable-next-line CODE\n# vsftpd-lens disable-file CODE\n', 'vsftpd'),
  'In the settings of the editor a rule gets another severity, or `off`; `*` stands for any part of a code, and the most exact entry wins:',
  fenced('"vsftpdLens.rules": { "CODE": "off", "tls-*": "hint" }', 'json'),
];

function stagePage(stage: Stage): string {
  return [
    GENERATED,
    `# ${TITLES[stage]}`,
    ...SILENCING,
    '[All rules](README.md)',
    ...rulesOf(stage).map(section),
  ].join('\n\n');
}

/** One rule; its code is the heading, so that a link to `#code` opens it. */
function section(rule: Rule): string {
  const choice = rule.exampleBuild ?? 'debian-12';
  const label = choice === 'any' ? 'all builds' : build(choice).label;
  const files = (rule.files ?? ['main']).map((kind) => FILES[kind]).join(' and ');
  return [
    `## ${rule.code}`,
    `**${rule.title}.** ${rule.severity}; ${files}.`,
    rule.why,
    `Reported (${label}):`,
    example(rule.bad),
    messages(rule).join('\n'),
    'Fixed:',
    example(rule.good),
    ...filesBeside(rule),
  ].join('\n\n');
}

/** The files that the examples name. */
function filesBeside({ exampleFiles = {} }: Rule): string[] {
  const files = Object.entries(exampleFiles);
  if (files.length === 0) return [];
  return ['Beside them lie:', ...files.map(([path, text]) => fenced(visible(`# ${path}\n${text}`), 'text'))];
}

function messages(rule: Rule): string[] {
  const document = readConfig(sourceFromText(rule.bad), rule.files?.[0] ?? 'main');
  const found = checkConfig(document, {
    build: rule.exampleBuild ?? 'debian-12',
    rules: [rule],
    atHand: atHandAmong(rule.exampleFiles),
  });
  return found
    .slice(0, 3)
    .map((finding) => `- Line ${finding.range.start.line + 1}: ${markdownText(finding.message)}`);
}

/** A message is plain text: nothing in it may turn into markup. */
function markdownText(text: string): string {
  return visible(text)
    .replace(/[\\`*_{}[\]<>#|~]/g, '\\$&')
    .replaceAll('\n', ' ');
}

function example(text: string): string {
  const shown = visible(
    text.replace(/[^\n]{400,}/g, (line) => `${line.slice(0, 40)}… (${line.length} characters)`),
  );
  const marks = [...MARKS.values()]
    .filter(([mark]) => shown.includes(mark))
    .map(([mark, name]) => `${mark} is ${name}`);
  return [fenced(shown, 'vsftpd'), ...(marks.length > 0 ? [`${marks.join(', ')}.`] : [])].join('\n\n');
}

/** Characters that a reader could not see, and what stands for them. */
const MARKS = new Map<string, readonly [mark: string, name: string]>([
  [' ', ['␠', 'a space']],
  ['\t', ['␉', 'a tab']],
  ['\r', ['␍', 'a carriage return']],
  ['\0', ['␀', 'a NUL byte']],
  ['\v', ['␋', 'a vertical tab']],
  ['\f', ['␌', 'a form feed']],
  ['\ufeff', ['〈BOM〉', 'a byte order mark']],
  ['\u00a0', ['〈NBSP〉', 'a no-break space']],
  ['\u200b', ['〈ZWSP〉', 'a zero-width space']],
]);

function visible(text: string): string {
  const marked = text.replace(
    /[\t\r\0\v\f\ufeff\u00a0\u200b]/g,
    (character) => MARKS.get(character)?.[0] ?? '�',
  );
  return marked.replace(/(?<! ) +(?=␍?$)/gm, (blanks) => '␠'.repeat(blanks.length));
}
