import type { FormatRow } from './log-line.js';

const TIME = '(?:(?:\\d\\d:\\d\\d:\\d\\d\\.\\d{3,6}) )?';

/** curl -v, --trace and --trace-ascii; basic-ftp and the VS Code extensions built on it print `<` and `>` too. */
export const CURL: readonly FormatRow[] = [
  {
    format: 'node-ftp',
    first: /[\d[<]/,
    needle: "< '",
    pattern: new RegExp(`^${TIME}(?:\\[[\\w-]{1,20}\\] )?< '(?=[1-6]\\d\\d[ -])`),
    holds: 'reply',
    closing: "'",
  },
  {
    format: 'node-ftp',
    first: /[\d[>]/,
    needle: "> '",
    pattern: new RegExp(`^${TIME}(?:\\[[\\w-]{1,20}\\] )?> '`),
    holds: 'command',
    closing: "'",
  },
  {
    format: 'curl',
    first: /[\d[<]/,
    needle: '< ',
    pattern: new RegExp(`^${TIME}(?:\\[[\\w-]{1,20}\\] )?< `),
    holds: 'reply',
  },
  {
    format: 'curl',
    first: /[\d[>]/,
    needle: '> ',
    pattern: new RegExp(`^${TIME}(?:\\[[\\w-]{1,20}\\] )?> `),
    holds: 'speech',
  },
  {
    format: 'curl',
    first: /[\d[*]/,
    needle: '* ',
    pattern: new RegExp(`^${TIME}(?:\\[[\\w-]{1,20}\\] )?\\* {1,3}`),
    holds: 'note',
  },
  { format: 'curl', first: /c/, pattern: /^curl: \(\d{1,3}\) /, holds: 'note' },
  {
    format: 'curl-trace',
    first: /[\d=]/,
    needle: '== Info: ',
    pattern: new RegExp(`^${TIME}== Info: {1,3}`),
    holds: 'note',
  },
  {
    format: 'curl-trace',
    first: /[\d<]/,
    needle: '<= Recv ',
    pattern: new RegExp(`^${TIME}<= Recv header, `),
    holds: 'received',
  },
  {
    format: 'curl-trace',
    first: /[\d=]/,
    needle: '=> Send ',
    pattern: new RegExp(`^${TIME}=> Send header, `),
    holds: 'sent',
  },
  {
    format: 'curl-trace',
    first: /[\d<=]/,
    needle: '=',
    pattern: new RegExp(`^${TIME}(?:<=|=>) (?:Recv|Send) `),
    holds: 'skipped',
  },
  { format: 'curl-trace', first: /[0-9a-f]/, needle: ': ', pattern: /^[0-9a-f]{4,8}: /, holds: 'row' },
];
