import type { TextSpan } from '../../reading.js';
import type { Part, Redirection, Word } from './shell-parts.js';
import type { Node } from './shell-tree.js';
import type { SourceText } from '../support/source-text.js';

/** The tree of a text that was taken out of a file, with every place where it stands in that file. */
export function placed(node: Node, source: SourceText): Node {
  return new Placing(source).node(node);
}

class Placing {
  constructor(private readonly source: SourceText) {}

  node = (node: Node): Node => {
    switch (node.kind) {
      case 'simple':
        return {
          ...node,
          words: node.words.map(this.word),
          redirections: node.redirections.map(this.redirection),
          span: this.span(node.span),
        };
      case 'sequence':
      case 'pipeline':
        return { ...node, nodes: node.nodes.map(this.node) };
      case 'chain':
        return {
          ...node,
          first: this.node(node.first),
          rest: node.rest.map((each) => ({ ...each, node: this.node(each.node) })),
        };
      case 'if':
        return {
          ...node,
          arms: node.arms.map(({ test, body }) => ({ test: this.node(test), body: this.node(body) })),
          otherwise: node.otherwise && this.node(node.otherwise),
        };
      case 'while':
        return { ...node, test: this.node(node.test), body: this.node(node.body) };
      case 'for':
        return { ...node, words: node.words && node.words.map(this.word), body: this.node(node.body) };
      case 'case':
        return {
          ...node,
          subject: this.word(node.subject),
          arms: node.arms.map((arm) => ({
            ...arm,
            patterns: arm.patterns.map(this.word),
            body: this.node(arm.body),
          })),
        };
      case 'function':
      case 'subshell':
        return { ...node, body: this.node(node.body) };
      case 'arithmetic':
        return node;
    }
  };

  private readonly word = (word: Word): Word => ({
    ...word,
    parts: word.parts.map(this.part),
    span: this.span(word.span),
    ...(word.list ? { list: word.list.map(this.word) } : {}),
  });

  private readonly part = (part: Part): Part => {
    const span = this.span(part.span);
    if (part.kind === 'variable' && part.fallback)
      return { ...part, span, fallback: part.fallback.map(this.part) };
    if (part.kind !== 'numbers') return { ...part, span };
    const [first, step, last] = [this.part(part.first), this.part(part.step), this.part(part.last)];
    return { ...part, span, first, step, last };
  };

  private readonly redirection = (redirection: Redirection): Redirection => ({
    operator: redirection.operator,
    ...(redirection.target ? { target: this.word(redirection.target) } : {}),
    ...(redirection.body ? { body: redirection.body.map(this.part) } : {}),
  });

  private span({ start, end }: TextSpan): TextSpan {
    return this.source.span(start, end);
  }
}
