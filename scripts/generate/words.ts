// What the client and the panel say: the texts that are handed to `t`, `later` and `counted` of client/l10n.ts.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { FIREWALL_WRITERS } from '../../core/firewall/index.js';
import { HOP_NOTES } from '../../core/verdict/path.js';
import { EXPERIMENT_WORDS } from '../../probe/experiments/words.js';

const SPOKEN = new Set(['t', 'later', 'counted']);

/** l10n/bundle.l10n.json: the table that translations are made from. */
export function wordTable(): string {
  return JSON.stringify(Object.fromEntries([...spokenWords()].sort().map((text) => [text, text])));
}

/** All texts in English. */
export function spokenWords(): ReadonlySet<string> {
  const files = clientFiles().flatMap((file) => [...wordsIn(readFileSync(file, 'utf8'))]);
  const records = [
    ...EXPERIMENT_WORDS.flatMap((one) => [one.label, one.help, 'doing' in one ? one.doing : '']),
    ...FIREWALL_WRITERS.map(({ description }) => description),
    ...Object.values(HOP_NOTES),
  ];
  return new Set([...files, ...records].filter((text) => text !== ''));
}

export function clientFiles(): readonly string[] {
  return readdirSync('client', { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts'))
    .map((name) => path.posix.join('client', name));
}

function wordsIn(source: string): readonly string[] {
  const words: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && SPOKEN.has(node.expression.getText()))
      for (const text of node.arguments) if (ts.isStringLiteralLike(text)) words.push(text.text);
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile('words.ts', source, ts.ScriptTarget.Latest, true));
  return words;
}
