// What the client and the panel say, in the editor's language. The English text is the key of its translation (a package has short keys); with
// `npm run generate` l10n/bundle.l10n.json lists all of them. What findings and rules say stays English.

/** A text in English, and what it is in another language. */
export type WordTable = Readonly<Record<string, string>>;

let table: WordTable = {};

/** The table in use, to hand to a page that does not have it. */
export function tableInUse(): WordTable {
  return table;
}

/** Of the editor (`vscode.l10n.bundle`), or as the panel was sent it; undefined for English. */
export function useTable(given: WordTable | undefined): void {
  table = given ?? {};
}

/** `{0}`, `{1}` … stand for the values. */
export function t(message: string, ...values: readonly (string | number)[]): string {
  const key = Object.hasOwn(table, message) ? message : shortKey(message);
  const text = Object.hasOwn(table, key) ? (table[key] ?? message) : message;
  return text.replace(/\{(\d)\}/g, (hole, at) => String(values[Number(at)] ?? hole));
}

/** The key of a text in a package, which does not carry the English texts twice. */
export function shortKey(message: string): string {
  let sum = 0;
  for (const character of message) sum = (Math.imul(sum, 31) + (character.codePointAt(0) ?? 0)) | 0;
  return (sum >>> 0).toString(36);
}

/** A text of a constant: where it is shown `t` translates it, as the table is not there yet when scripts are loaded. */
export function later<T extends string>(message: T): T {
  return message;
}

/** The number stands at `{0}`. */
export function counted(count: number, one: string, many: string): string {
  return t(count === 1 ? one : many, count);
}
