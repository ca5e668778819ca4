import type { TextSpan } from '../../reading.js';

/** What a word of a shell command is made of, before anything is replaced. */
export type Part =
  | { readonly kind: 'text'; readonly text: string; readonly quoted: boolean; readonly span: TextSpan }
  | {
      readonly kind: 'variable';
      readonly name: string;
      readonly quoted: boolean;
      readonly span: TextSpan;
      /** `${NAME[@]}`: every word of a list. */
      readonly list: boolean;
      /** Of `${NAME:-fallback}` and its kin. */
      readonly fallback?: readonly Part[];
      /** `${NAME:=fallback}` also assigns. */
      readonly assigns: boolean;
    }
  /** `{a,b}`, `{1..5}`: the word is there once for each. */
  | {
      readonly kind: 'choices';
      /** With the braces. */
      readonly written: string;
      readonly span: TextSpan;
    }
  /** `$(seq 1 5)`, and what `for ((p=1; p<=5; p++))` counts. */
  | {
      readonly kind: 'numbers';
      readonly first: Part;
      readonly step: Part;
      readonly last: Part;
      /** Without the last one itself. */
      readonly below: boolean;
      readonly quoted: boolean;
      readonly written: string;
      readonly span: TextSpan;
    }
  /** `$((...))` */
  | {
      readonly kind: 'arithmetic';
      /** Between the brackets. */
      readonly expression: string;
      readonly quoted: boolean;
      readonly written: string;
      readonly span: TextSpan;
    }
  | { readonly kind: 'unknown'; readonly why: string; readonly written: string; readonly span: TextSpan };

export interface Word {
  readonly parts: readonly Part[];
  readonly span: TextSpan;
  /** Nothing in it is quoted or replaced, so it may be a keyword: its text. */
  readonly bare?: string;
  /** `NAME=(a b c)` */
  readonly list?: readonly Word[];
}

/** A here-document, or the word behind another redirection. */
export interface Redirection {
  readonly operator: string;
  readonly target?: Word;
  body?: readonly Part[];
}

export type Token =
  | { readonly kind: 'word'; readonly word: Word }
  /** `;`, `&`, `&&`, `||`, `|`, `|&`, `;;`, `(`, `)`; a line's end is `\n`. */
  | { readonly kind: 'operator'; readonly text: string; readonly span: TextSpan }
  | { readonly kind: 'redirection'; readonly redirection: Redirection; readonly span: TextSpan };
