import { readFileSync } from 'node:fs';
import { EXPERIMENTS, recordsIn } from './tables.js';

/** `name: 'text',` or `name: true,` of a record; the text may stand on the next line. */
const FIELD = /^ {2}(id|label|help|doing|isExtra):\s+(?:'((?:[^'\\]|\\.)*)'|"([^"]*)"|(true)),$/gm;

/**
 * What people read of the experiments, without the code that makes them: the panel and the editor's pickers do not load
 * the probe for it.
 */
export function experimentWords(): string {
  const records = recordsIn(EXPERIMENTS).map(({ file }) => {
    const fields = [...readFileSync(file, 'utf8').matchAll(FIELD)].map(([, name = '', text, quoted]) =>
      name === 'isExtra' ? `${name}: true` : `${name}: ${JSON.stringify(text ?? quoted)}`,
    );
    for (const name of ['id', 'label', 'help'])
      if (!fields.some((field) => field.startsWith(`${name}: `)))
        throw new Error(`${file} has no ${name} that can be read.`);
    return `  { ${fields.join(', ')} },`;
  });
  return [
    '// Written by "npm run generate" from the files of this folder.',
    '',
    '/** What people read of each experiment. */',
    'export const EXPERIMENT_WORDS = [',
    ...records,
    '] as const;',
    '',
  ].join('\n');
}
