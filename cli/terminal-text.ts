/** Control characters, line and paragraph separators, marks that turn the direction of text or are not seen. */
const STEERING = /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

/** The bytes of a file, or of its name, must not steer a terminal: each such character becomes a question mark. */
export function withoutControls(text: string): string {
  return text.replace(STEERING, '?');
}

/** The one way out for lines of text: each stays one line, and none begins as a command to a build service does. */
export function terminalLines(
  lines: readonly string[],
  paint: (line: string) => string = (line) => line,
): string {
  const safe = (line: string): string => withoutControls(line).replace(/^(?=\s{0,8}(?:::|##))/, './');
  return lines.map((line) => `${paint(safe(line))}\n`).join('');
}
