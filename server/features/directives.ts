/** The comments that switch rules off in a file. The rule engine applies them; this is how they are written. */
export const DIRECTIVES = [
  { name: 'disable-next-line', doc: 'Switches the rules off on the next line.' },
  { name: 'disable-file', doc: 'Switches the rules off in the whole file.' },
] as const;

const CODES = /^#\s*vsftpd-lens\s+disable-[a-z-]+/;

/** The rule codes that a comment names, with their offsets in it. */
export function directiveCodes(comment: string): { readonly code: string; readonly start: number }[] {
  const head = CODES.exec(comment)?.[0];
  if (head === undefined) return [];
  const reason = /\s--|\s\u2014|\s\u00e2\u0080\u0094/.exec(comment.slice(head.length));
  const list = comment.slice(head.length, reason ? head.length + reason.index : undefined);
  return [...list.matchAll(/[a-z0-9*][a-z0-9-]*/g)].map((match) => ({
    code: match[0],
    start: head.length + match.index,
  }));
}
