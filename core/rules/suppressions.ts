import type { ConfigDocument } from '../config/index.js';

const DIRECTIVE = /#\s*vsftpd-lens\s+(disable-next-line|disable-line|disable-file)\b([^#]*)/;

/**
 * Reads `# vsftpd-lens disable-next-line CODE ...`, `disable-line` and `disable-file`. Without a code all rules are meant;
 * a `--` or an em dash starts a reason. Returns whether a code is switched off on a line of the editor.
 */
export function readSuppressions(document: ConfigDocument): (code: string, line: number) => boolean {
  if (!document.source.bytes.includes('vsftpd-lens')) return () => false;
  const lines = new Map<number, Set<string>>();
  const file = new Set<string>();
  for (const line of document.lines) {
    if (line.kind === 'blank') continue;
    const match = DIRECTIVE.exec(document.source.slice(line.start, line.end));
    if (!match) continue;
    const scope = match[1];
    // After a setting, only `disable-line` can be meant.
    if (line.kind !== 'comment' && scope !== 'disable-line') continue;
    const codes = codesIn(match[2] ?? '');
    const at = document.source.positionAt(line.start).line + (scope === 'disable-next-line' ? 1 : 0);
    const into = scope === 'disable-file' ? file : (lines.get(at) ?? new Set());
    for (const code of codes) into.add(code);
    if (scope !== 'disable-file') lines.set(at, into);
  }
  return (code, line) => {
    const here = lines.get(line);
    return file.has(code) || file.has('*') || (here !== undefined && (here.has(code) || here.has('*')));
  };
}

function codesIn(text: string): string[] {
  const list = text.split(/\s--|\s\u2014/)[0] ?? '';
  const codes = list.split(/[\s,]+/).filter((word) => /^[a-z0-9*][a-z0-9-]*$/.test(word));
  return codes.length > 0 ? codes : ['*'];
}
