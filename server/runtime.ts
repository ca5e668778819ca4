/** What the server needs from the place it runs in. Nothing else of Node or the browser is used. */
export interface Runtime {
  /** Version of the product, for `initialize`. */
  readonly version: string;
  /** URI of the folder with one page per rule, ending in a slash; undefined where there is none. */
  readonly rulePages: string | undefined;
}
