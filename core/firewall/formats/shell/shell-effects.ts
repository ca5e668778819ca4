import { changedBy } from './shell-arithmetic.js';
import type { Part, Word } from './shell-parts.js';
import type { Node, Simple } from './shell-tree.js';

const ASSIGNMENT = /^([A-Za-z_][A-Za-z0-9_]*)(\+?)=/;

/** `NAME=value`, `NAME+=value` or `NAME=(values)` as a word of a command. */
export interface Assignment {
  readonly name: string;
  readonly appends: boolean;
  readonly parts: readonly Part[];
  readonly list?: readonly Word[];
}

export function assignmentOf(word: Word | undefined): Assignment | undefined {
  const [first, ...rest] = word?.parts ?? [];
  if (!word || first?.kind !== 'text' || first.quoted) return undefined;
  const match = ASSIGNMENT.exec(first.text);
  if (match?.[1] === undefined) return undefined;
  const start = first.span.start + match[0].length;
  const text = first.text.slice(match[0].length);
  const head: Part = { kind: 'text', text, quoted: false, span: { start, end: start + text.length } };
  return {
    name: match[1],
    appends: match[2] === '+',
    parts: [head, ...rest],
    ...(word.list ? { list: word.list } : {}),
  };
}

export function isAssignment(node: Simple): boolean {
  return node.words.every((word) => assignmentOf(word) !== undefined);
}

function children(node: Node): readonly Node[] {
  switch (node.kind) {
    case 'simple':
      return [];
    case 'sequence':
    case 'pipeline':
      return node.nodes;
    case 'chain':
      return [node.first, ...node.rest.map((each) => each.node)];
    case 'if':
      return [
        ...node.arms.flatMap(({ test, body }) => [test, body]),
        ...(node.otherwise ? [node.otherwise] : []),
      ];
    case 'while':
      return [node.test, node.body];
    case 'case':
      return node.arms.map((arm) => arm.body);
    case 'for':
    case 'function':
    case 'subshell':
      return [node.body];
    case 'arithmetic':
      return [];
  }
}

/** Commands that are given the names of variables to change. */
const CHANGERS = new Set('read unset mapfile readarray getopts let printf'.split(' '));

/** What stands in a word as it is, without its variables. */
export function plainText({ parts }: Word): string {
  return parts.map((part) => (part.kind === 'text' ? part.text : '')).join('');
}

/** Variables that are assigned somewhere in it, or in functions that it calls. */
export function assignedIn(
  node: Node,
  functions: ReadonlyMap<string, Node>,
  names = new Set<string>(),
  called = new Set<string>(),
): ReadonlySet<string> {
  if (node.kind === 'for') names.add(node.name);
  const changed = node.kind === 'for' ? changedBy(node.header ?? '') : [];
  for (const name of node.kind === 'arithmetic' ? changedBy(node.expression) : changed) names.add(name);
  if (node.kind === 'simple') {
    const command = node.words[0]?.bare ?? '';
    const body = called.has(command) ? undefined : functions.get(command);
    called.add(command);
    if (body) assignedIn(body, functions, names, called);
    const changes = CHANGERS.has(command);
    for (const word of node.words) {
      const plain = changes ? /^[A-Za-z_][A-Za-z0-9_]*/.exec(plainText(word))?.[0] : undefined;
      const name = assignmentOf(word)?.name ?? plain;
      if (name !== undefined) names.add(name);
      for (const part of word.parts)
        if (part.kind === 'arithmetic') for (const other of changedBy(part.expression)) names.add(other);
    }
  }
  for (const child of children(node)) assignedIn(child, functions, names, called);
  return names;
}

/** Gives the arguments other values. */
export function shifts(node: Node): boolean {
  const name = node.kind === 'simple' ? node.words[0]?.bare : undefined;
  return name === 'shift' || name === 'set' || children(node).some(shifts);
}

/** Ends a round of a loop, or the loop, before its end. */
export function leavesEarly(node: Node): boolean {
  const name = node.kind === 'simple' ? node.words[0]?.bare : undefined;
  return name === 'break' || name === 'continue' || children(node).some(leavesEarly);
}
