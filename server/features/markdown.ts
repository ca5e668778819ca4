/** Text of a file inside Markdown: shown as it is, never as markup. */

/** As code; safe for any text, back-ticks included. */
export function code(text: string): string {
  const clean = shortened(text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g, '\ufffd'));
  const longest = Math.max(0, ...(clean.match(/`+/g) ?? []).map((run) => run.length));
  const fence = '`'.repeat(longest + 1);
  const pad = clean.startsWith('`') || clean.endsWith('`') || clean.trim() === '' ? ' ' : '';
  return `${fence}${pad}${clean}${pad}${fence}`;
}

/** A name of ours, as code. */
export function inline(name: string): string {
  return `\`${name}\``;
}

function shortened(text: string): string {
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}

/** For clients that show plain text only. */
export function withoutMarkdown(text: string): string {
  return text
    .replace(/\*\*/g, '')
    .replace(/\[([^[\]]+)\]\([^()]*\)/g, '$1')
    .replace(/`/g, '')
    .replace(/ {2}\n/g, '\n')
    .replace(/\n{3,}/g, '\n\n');
}
