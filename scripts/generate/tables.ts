import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { STAGES } from './rule-pages.js';

/** A table that a folder of records makes: one file, one record. */
interface Table {
  /** The folder whose files are read, those of its own folders too. */
  readonly folder: string;
  /** The type of a record; a file that exports none of it is not listed. */
  readonly type: string;
  /** Where that type stands, from the table's file. */
  readonly typeFrom: string;
  /** The file that is written, and the name of the list in it. */
  readonly file: string;
  readonly list: string;
  readonly comment: string;
  /** Which of two files comes first. */
  readonly order: (a: string, b: string) => number;
}

const stages = Object.keys(STAGES);

/** By stage (the first folder), then by name. */
function byStage(a: string, b: string): number {
  const stageOf = (file: string): number => stages.indexOf(file.split('/')[2] ?? '');
  return stageOf(a) - stageOf(b) || byName(a, b);
}

function byName(a: string, b: string): number {
  return path.basename(a) < path.basename(b) ? -1 : 1;
}

const TABLES: readonly Table[] = [
  {
    folder: 'core/rules',
    type: 'Rule',
    typeFrom: './rule.js',
    file: 'core/rules/table.ts',
    list: 'RULES',
    comment: 'Every rule, by stage and then by name.',
    order: byStage,
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

/** The files of all tables, by path. */
export function tables(): ReadonlyMap<string, string> {
  return new Map(TABLES.map((table) => [table.file, textOf(table)]));
}

function textOf(table: Table): string {
  const records = recordsIn(table);
  const imports = records.map(({ file, name }) => {
    const from = path.relative(path.dirname(table.file), file).replace(/\.ts$/, '.js');
    return `import { ${name} } from './${from}';`;
  });
  return [
    '// Written by "npm run generate" from the files of this folder.',
    ...imports,
    `import type { ${table.type} } from '${table.typeFrom}';`,
    '',
    `/** ${table.comment} */`,
    `export const ${table.list}: readonly ${table.type}[] = [`,
    ...records.map(({ name }) => `  ${name},`),
    '];',
    '',
  ].join('\n');
}

/** @throws Error where a file has two records: each has a file to itself */
function recordsIn({ folder, type, file: own, order }: Table): readonly { file: string; name: string }[] {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => path.posix.join(folder, name))
    .filter((file) => file !== own);
  return files.sort(order).flatMap((file) => {
    const declared = readFileSync(file, 'utf8').matchAll(/^export const (\w+): (\w+) =/gm);
    const names = [...declared].filter(([, , of]) => of === type).map(([, name = '']) => name);
    if (names.length > 1) throw new Error(`${file} has ${names.length} records; each needs its own file.`);
    return names.map((name) => ({ file, name }));
  });
}
