/** What the server needs from the place it runs in. Nothing else of Node or the browser is used. */
export interface Runtime {
  /** Version of the product, for `initialize`. */
  readonly version: string;
  /** URI of what docs/rules says about a rule, with `{page}` and `{code}` in it; undefined where there are no pages. */
  readonly rulePages: string | undefined;
  /** The settings file of the project that a document belongs to; absent where nothing can be read. */
  readonly projectFile?: (
    uri: string,
  ) => Promise<{ readonly path: string; readonly text: string } | undefined>;
  /** The text of a file beside a document, by the path of its URI; absent where nothing can be read. */
  readonly fileText?: (path: string) => string | undefined;
}
