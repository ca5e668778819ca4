/** Blanks in the place of terminal colour sequences: every other character keeps its offset. */
export function blankColours(line: string): string {
  if (!line.includes('\u001b')) return line;
  return line.replace(/\u001b\[[0-9;?]{0,20}[A-Za-z]/g, (sequence) => ' '.repeat(sequence.length));
}
