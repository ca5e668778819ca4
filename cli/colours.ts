/** Colours for a terminal, where they are wanted; else every function gives its text back. */
export interface Colours {
  severity(severity: string, text: string): string;
  status(status: string, text: string): string;
  strong(text: string): string;
  faint(text: string): string;
}

const RED = 31;
const GREEN = 32;
const YELLOW = 33;
const BLUE = 34;

const SEVERITY: Readonly<Record<string, number>> = { error: RED, warning: YELLOW, information: BLUE };
const STATUS: Readonly<Record<string, number>> = { pass: GREEN, warn: YELLOW, fail: RED };

/** SGR sequences (ECMA-48), each closed after its text. */
export function coloursFor(isWanted: boolean): Colours {
  const sgr = (code: number | undefined, text: string): string =>
    isWanted && code !== undefined ? `\u001b[${code}m${text}\u001b[0m` : text;
  return {
    severity: (severity, text) => sgr(SEVERITY[severity], text),
    status: (status, text) => sgr(STATUS[status], text),
    strong: (text) => sgr(1, text),
    faint: (text) => sgr(2, text),
  };
}

/** What people expect: NO_COLOR switches off, FORCE_COLOR on, otherwise a terminal decides. */
export function wantsColour(env: Readonly<Record<string, string | undefined>>, isTerminal: boolean): boolean {
  if ((env['NO_COLOR'] ?? '') !== '') return false;
  const forced = env['FORCE_COLOR'] ?? '';
  if (forced !== '') return forced !== '0' && forced !== 'false';
  return isTerminal && env['TERM'] !== 'dumb';
}
