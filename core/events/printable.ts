/** Control characters but LF, line and paragraph separators, marks that turn the direction of text. */
const UNSAFE =
  /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

/**
 * Text of a server, safe to show anywhere: what could steer a terminal or hide text is written as `\xNN`.
 * Keeps LF; CRLF becomes LF.
 */
export function printable(text: string, maxLength = 4096): string {
  const bounded = text.length > maxLength ? `${text.slice(0, maxLength)}…` : text;
  return bounded.replaceAll('\r\n', '\n').replace(UNSAFE, (character) => {
    const code = character.charCodeAt(0);
    if (code === 0x09) return ' ';
    return code < 0x100
      ? `\\x${code.toString(16).padStart(2, '0')}`
      : `\\u${code.toString(16).padStart(4, '0')}`;
  });
}

/** The same on one line, short enough for a step's detail. */
export function quoted(text: string, maxLength = 200): string {
  return printable(text.trim().replace(/(?<!\s)\s*\n\s*/g, ' / '), maxLength);
}
