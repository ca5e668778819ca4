import type { FormatRow } from './log-line.js';

/** lftp -d, tnftp -d (bare replies), wget -d (bare replies), NppFTP (bare replies). */
export const TERMINAL_CLIENTS: readonly FormatRow[] = [
  { format: 'lftp', first: /[\s<]/, needle: '<---', pattern: /^\s{0,8}<--- ?/, holds: 'reply' },
  { format: 'lftp', first: /[\s-]/, needle: '--->', pattern: /^\s{0,8}---> ?/, holds: 'command' },
  { format: 'lftp', first: /[\s*-]/, pattern: /^\s{0,8}(?:----|\*{4}) /, holds: 'note' },
  { format: 'wget', first: /[\s=]/, needle: '==> ', pattern: /^\s{0,8}==> /, holds: 'note' },
  { format: 'wget', first: /[\s-]/, needle: '--> ', pattern: /^\s{0,8}--> /, holds: 'command' },
  { format: 'NppFTP', first: /-/, pattern: /^-> /, holds: 'speech' },
];
