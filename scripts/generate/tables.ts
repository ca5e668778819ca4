import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { STAGES, type Stage } from '../../core/rules/rule.js';

/** A table that a folder of records makes: one file, one record. */
interface Table {
  /** The folder whose files are read, with all folders in it. */
  readonly folder: string;
  /** The type of a record; a file that exports none of it is not listed. */
  readonly type: string;
  /** Where that type stands, from the table's file. */
  readonly typeFrom: string;
  /** The file that is written, and the name of the list in it. */
  readonly file: string;
  readonly list: string;
  readonly comment: string;
  /** The files that must hold a record, and no others may; absent: not checked. */
  readonly holds?: (file: string) => boolean;
  /** Which of two files comes first. */
  readonly order: (a: string, b: string) => number;
}

/** The stage of core/rules/STAGE/FAMILY/NAME.ts; -1 elsewhere. */
function stageOf(file: string): number {
  const [, , stage, family, name] = file.split('/');
  return family && name ? STAGES.indexOf(stage as Stage) : -1;
}

/** By stage (the first folder), then by name. */
function byStage(a: string, b: string): number {
  return stageOf(a) - stageOf(b) || byName(a, b);
}

function byName(a: string, b: string): number {
  return path.basename(a) < path.basename(b) ? -1 : 1;
}

/** By the number that a record gives itself. */
function byRank(a: string, b: string): number {
  const rankOf = (file: string): number =>
    Number(/^ {2}rank: (\d+),$/m.exec(readFileSync(file, 'utf8'))?.[1]);
  return (rankOf(a) || 0) - (rankOf(b) || 0) || byName(a, b);
}

export const EXPERIMENTS: Table = {
  folder: 'probe/experiments',
  type: 'Experiment',
  typeFrom: './experiment.js',
  file: 'probe/experiments/table.ts',
  list: 'EXPERIMENTS',
  comment: 'Every experiment, by the name of its file.',
  order: byName,
};

const TABLES: readonly Table[] = [
  EXPERIMENTS,
  {
    folder: 'core/rules',
    type: 'Rule',
    typeFrom: './rule.js',
    file: 'core/rules/table.ts',
    list: 'RULES',
    comment: 'Every rule, by stage and then by name.',
    holds: (file) => stageOf(file) >= 0,
    order: byStage,
  },
  {
    folder: 'core/firewall/formats',
    type: 'FirewallFormat',
    typeFrom: './format.js',
    file: 'core/firewall/formats/table.ts',
    list: 'FORMATS',
    comment: 'Every firewall and container format, as lists for people have them.',
    holds: (file) => /\/formats\/[^/]+\/format\.ts$/.test(file),
    order: byRank,
  },
  {
    folder: 'core/firewall/formats',
    type: 'FormatWriter',
    typeFrom: './format.js',
    file: 'core/firewall/formats/writer-table.ts',
    list: 'WRITERS',
    comment: 'Every writer, as lists for people have them.',
    holds: (file) => file.endsWith('/write.ts'),
    order: byRank,
  },
  {
    folder: 'core/firewall/formats',
    type: 'FormatReader',
    typeFrom: './format.js',
    file: 'core/firewall/formats/readers.ts',
    list: 'READERS',
    comment: 'Every reader; the first that recognises a file has it.',
    holds: (file) => file.endsWith('/format-reader.ts'),
    order: byRank,
  },
  {
    folder: 'core/verdict/checks',
    type: 'Check',
    typeFrom: '../check.js',
    file: 'core/verdict/checks/table.ts',
    list: 'TABLE',
    comment: 'Every check, by name.',
    order: byName,
  },
];

/** As prettier has it. */
const LINE = 110;

interface TableRecord {
  readonly file: string;
  readonly name: string;
}

/** The files of all tables, by path. */
export function tables(): ReadonlyMap<string, string> {
  return new Map(TABLES.map((table) => [table.file, tableText(table)]));
}

function tableText(table: Table): string {
  const records = recordsIn(table);
  const imports = records.map(({ file, name }) => {
    const from = path.posix.relative(path.posix.dirname(table.file), file).replace(/\.ts$/, '.js');
    return `import { ${name} } from './${from}';`;
  });
  return [
    '// Written by "npm run generate" from the files of this folder.',
    ...imports,
    `import type { ${table.type} } from '${table.typeFrom}';`,
    '',
    `/** ${table.comment} */`,
    '// prettier-ignore',
    `export const ${table.list}: readonly ${table.type}[] = [`,
    ...wrapped(records.map(({ name }) => name)),
    '];',
    '',
  ].join('\n');
}

/** Several names on a line: one name a line would only repeat the imports. */
function wrapped(names: readonly string[]): readonly string[] {
  const lines: string[] = [];
  for (const name of names) {
    const longer = `${lines.at(-1) ?? ''} ${name},`;
    if (lines.length > 0 && longer.length <= LINE) lines[lines.length - 1] = longer;
    else lines.push(`  ${name},`);
  }
  return lines;
}

/** @throws Error where a file has two records, none although it should, or one in the wrong folder */
export function recordsIn({ folder, type, file: own, holds, order }: Table): readonly TableRecord[] {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => path.posix.join(folder, name.replaceAll('\\', '/')))
    .filter((file) => file !== own);
  return files.sort(order).flatMap((file) => {
    const declared = readFileSync(file, 'utf8').matchAll(/^export const (\w+): (\w+) =/gm);
    const names = [...declared].filter(([, , of]) => of === type).map(([, name = '']) => name);
    const [first, second] = names;
    if (first && second) throw new Error(`${file}: ${first} and ${second} need a file each.`);
    if (!first && holds?.(file)) throw new Error(`${file}: no "export const NAME: ${type} =" in it.`);
    if (first && holds?.(file) === false) throw new Error(`${file}: a ${type} lies in the wrong folder.`);
    return first ? [{ file, name: first }] : [];
  });
}
