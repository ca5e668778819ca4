/**
 * Stands in for @codemirror/language when the bundles are built: the HCL grammar is packed with what an editor of that
 * family needs for indenting and folding, and with it the editor itself. Only its parser is used here.
 */

/** A property of syntax nodes that is given to none of them. */
const UNUSED_PROPERTY = { add: () => () => null };

export const indentNodeProp = UNUSED_PROPERTY;
export const foldNodeProp = UNUSED_PROPERTY;
export const delimitedIndent = () => null;
export const foldInside = () => null;

export const LRLanguage = {
  define: <T>({ parser }: { readonly parser: T }) => ({ parser }),
};

export class LanguageSupport {
  constructor(readonly language: unknown) {}
}
