import type { TextSpan } from './source-text.js';
import { SourceText } from './source-text.js';

/** One word as the command gets it. */
export interface ShellWord {
  /** Where it is not known: as it is written. */
  readonly text: string;
  /** UTF-16 offsets, of a word that is used several times (in a loop) each time the same. */
  readonly span: TextSpan;
  /** Nothing in it depends on what the file does not say. */
  readonly known: boolean;
  /** Where it is not known: `the variable $PORTS`. */
  readonly why?: string;
  /** The text with the places in the file where its parts were written, which may be where a variable is set. */
  readonly source: SourceText;
}

/** What a command reads from its standard input. */
export type ShellInput =
  /** A here-document or a here-string; `known` is false where variables are left in it. */
  | { readonly kind: 'text'; readonly source: SourceText; readonly known: boolean }
  | { readonly kind: 'file'; readonly path: ShellWord }
  /** What another command says. */
  | { readonly kind: 'command' };

/** The file that a command writes to. */
export interface ShellOutput {
  readonly path: ShellWord;
  readonly appends: boolean;
}

/** A command as often as it is run: loops over written words are unrolled. */
export interface ShellCommand {
  /** Without its folder, and without sudo, env and the like in front. `known` is false for `$RUN`. */
  readonly name: string;
  readonly nameKnown: boolean;
  /** After the name. */
  readonly words: readonly ShellWord[];
  readonly span: TextSpan;
  /** It may be run or not. */
  readonly conditional: boolean;
  readonly input?: ShellInput;
  readonly output?: ShellOutput;
  /** It is not run: only where the environment is known. */
  readonly isSkipped?: true;
  /** It has no name and stands for commands that are not read: which. */
  readonly elsewhere?: string;
}

/** Words with a blank between, as one text; each stands where it is used. */
export function joinWords(words: readonly Pick<ShellWord, 'text' | 'source' | 'span'>[]): SourceText {
  const parts = words.flatMap(({ text, source, span }, i) => {
    const own = source.parts();
    const here = own.every((part) => span.start <= part.source.start && part.source.end <= span.end);
    const blank = i > 0 ? [{ text: ' ', source: { start: span.start, end: span.start } }] : [];
    return [...blank, ...(here ? own : [{ text, source: span }])];
  });
  return SourceText.from(parts);
}
