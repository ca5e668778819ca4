import { build, readConfig, sourceFromText, type FileKind } from '../../core/config/index.js';
import { checkConfig, RULES, type Rule, type Stage } from '../../core/rules/index.js';
import { cell, fenced, GENERATED } from './markdown.js';
import { mismatchSection } from './mismatch-pages.js';

/** Stages in the order in which a server meets them. */
export const STAGES: Record<Stage, string> = {
  parse: 'When the file is read',
  start: 'When the daemon starts',
  connection: 'When a client connects',
  login: 'When a user logs in',
  passive: 'When a client asks for passive mode',
  reload: 'When the daemon reloads its file',
  advice: 'Worth knowing',
};

const FILES: Record<FileKind, string> = { main: 'main files', 'per-user': 'per-user files' };

/** By stage, then by code. */
export const RULE_PAGES: readonly Rule[] = Object.keys(STAGES).flatMap((stage) =>
  RULES.filter((rule) => rule.stage === stage).sort((a, b) => (a.code < b.code ? -1 : 1)),
);

/** docs/rules/README.md */
export function ruleIndex(): string {
  const stages = Object.entries(STAGES) as [Stage, string][];
  const parts = stages.flatMap(([stage, title]) => {
    const rules = RULE_PAGES.filter((rule) => rule.stage === stage);
    return rules.length === 0 ? [] : [`## ${title}`, ruleTable(rules, '')];
  });
  return [
    GENERATED,
    '# Rules',
    `${RULES.length} rules, by the moment at which the daemon or a user meets the problem. *Error*: the daemon itself refuses. ` +
      '*Warning*: it runs, and some client fails or data is exposed. *Information* and *hint*: without effect, ' +
      'redundant, worth knowing. What only some builds refuse is a warning that names them.',
    SILENCING,
    ...parts,
    mismatchSection(),
  ].join('\n\n');
}

export function ruleTable(rules: readonly Rule[], folder: string): string {
  const rows = rules.map(
    (rule) => `| [${rule.code}](${folder}${rule.code}.md) | ${cell(rule.title)} | ${rule.severity} |`,
  );
  return ['| Code | What is wrong | Severity |', '| --- | --- | --- |', ...rows].join('\n');
}

const SILENCING =
  'Any rule gets another severity, or `off`, with the setting `vsftpdLens.rules`; `*` stands for any part of a code. ' +
  'In a file, a comment `# vsftpd-lens disable-next-line CODE` silences a rule for one line, ' +
  '`# vsftpd-lens disable-file CODE` for the file.';

/** docs/rules/CODE.md */
export function rulePage(rule: Rule): string {
  const choice = rule.page.build ?? 'debian-12';
  const label = choice === 'any' ? 'all builds' : build(choice).label;
  const files = (rule.files ?? ['main']).map((kind) => FILES[kind]).join(' and ');
  return [
    GENERATED,
    `# ${rule.code}`,
    `**${rule.title}.** ${STAGES[rule.stage]}; ${rule.severity}; ${files}.`,
    rule.page.why,
    '## Reported',
    example(rule.page.bad),
    `vsftpd Lens says (${label}):`,
    messages(rule).join('\n'),
    '## Mended',
    example(rule.page.good),
    '## Silencing',
    silencing(rule.code),
    '[All rules](README.md)',
  ].join('\n\n');
}

function messages(rule: Rule): string[] {
  const document = readConfig(sourceFromText(rule.page.bad), rule.files?.[0] ?? 'main');
  const found = checkConfig(document, { build: rule.page.build ?? 'debian-12', rules: [rule] });
  return found
    .slice(0, 3)
    .map((finding) => `- Line ${finding.range.start.line + 1}: ${markdownText(finding.message)}`);
}

function silencing(code: string): string {
  return [
    'For one line, for a file, and in the settings of the editor:',
    fenced(`# vsftpd-lens disable-next-line ${code}\n# vsftpd-lens disable-file ${code}\n`, 'vsftpd'),
    fenced(`"vsftpdLens.rules": { "${code}": "off" }`, 'json'),
  ].join('\n\n');
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
  [' ', ['␠', 'a blank']],
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
  return marked.replace(/ +(?=␍?$)/gm, (blanks) => '␠'.repeat(blanks.length));
}
