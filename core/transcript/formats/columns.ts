import { isVerb } from '../../events/verbs.js';

/** A line of a table of fields, as `tshark -T fields` prints them: numbers and addresses, then the dialogue. */
export interface Columns {
  /** UTF-16 offset of the code or verb. */
  readonly at: number;
  readonly kind: 'reply' | 'command';
  /** Code and text, or verb and argument, with one character between them. */
  readonly text: string;
  /** The addresses before it, sender first. */
  readonly addresses: readonly string[];
}

const FIELD_LIMIT = 24;
const NUMBER = /^[\d.:,+-]{1,40}$/;
const ADDRESS = /^(?:\d{1,3}(?:\.\d{1,3}){3}|[0-9a-fA-F]{0,4}(?::[0-9a-fA-F]{0,4}){2,7})$/;

/** Null: no such line. */
export function readColumns(line: string): Columns | null {
  if (!/^\d[^\t]{0,40}\t/.test(line)) return null;
  const fields = line.split('\t', FIELD_LIMIT);
  const addresses: string[] = [];
  let at = 0;
  for (const [i, field] of fields.entries()) {
    const next = fields[i + 1] ?? '';
    if (i > 0 && /^[1-6]\d\d-?$/.test(field) && /\p{L}/u.test(next))
      return { at, kind: 'reply', text: line.slice(at, at + field.length + 1 + next.length), addresses };
    if (isVerb(field) && field === field.toUpperCase())
      return { at, kind: 'command', text: line.slice(at, at + field.length + 1 + next.length), addresses };
    if (ADDRESS.test(field)) addresses.push(field);
    else if (field !== '' && !NUMBER.test(field)) return null;
    at += field.length + 1;
  }
  return null;
}
