/** Controls, line and paragraph separators, and marks that hide text or turn its direction. */
const UNSAFE =
  /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]|[\ud800-\udbff](?![\udc00-\udfff])/g;

/** Words of a server or log, safe to show: on one line, bounded (UTF-16 units), what could hide or steer escaped. */
export function quote(text: string, limit = 200): string {
  const line = text
    .slice(0, limit * 2)
    .trim()
    .replace(/(?:\\x0d)?(?<!\s)\s*\n\s*/g, ' / ');
  const cut = line.length > limit || text.length > limit * 2 ? `${line.slice(0, limit)}…` : line;
  return cut.replace(UNSAFE, (mark) => {
    const code = mark.charCodeAt(0);
    if (code === 9) return ' ';
    return code < 256
      ? `\\x${code.toString(16).padStart(2, '0')}`
      : `\\u${code.toString(16).padStart(4, '0')}`;
  });
}

/** "0.4 ms", "51 ms", "3.1 s". */
export function duration(ms: number): string {
  if (ms >= 1000) return `${Math.round(ms / 100) / 10} s`;
  return `${ms < 10 ? Math.round(ms * 10) / 10 : Math.round(ms)} ms`;
}

/** "3010, 3055, 3090 and 9 more". */
export function listed(items: readonly (string | number)[], limit = 6): string {
  const shown = items.slice(0, limit).join(', ');
  return items.length > limit ? `${shown} and ${items.length - limit} more` : shown;
}
