import { CAPTURES } from './captures.js';
import { CURL } from './curl.js';
import { LIBRARIES } from './libraries.js';
import type { FormatRow } from './log-line.js';
import { SERVERS, VSFTPD_ROWS } from './servers.js';
import { TERMINAL_CLIENTS } from './terminal-clients.js';
import { WINDOW_CLIENTS } from './window-clients.js';

/** All formats, the more telling pattern first where two begin alike. */
export const ROWS: readonly FormatRow[] = [
  ...VSFTPD_ROWS,
  ...WINDOW_CLIENTS,
  ...LIBRARIES,
  ...TERMINAL_CLIENTS,
  ...CURL,
  ...SERVERS,
  ...CAPTURES,
];

/** Where a named group stands among a pattern's groups; 0: it has none. */
export type Groups = Readonly<Record<'pid' | 'session' | 'client' | 'server' | 'user', number>>;

/** A row made ready for many lines. */
export interface ReadyRow {
  readonly row: FormatRow;
  /** Like the row's, with plain groups: named ones cost an object per line. */
  readonly pattern: RegExp;
  readonly groups: Groups;
}

const GROUP = /\(\?<(\w+)>/g;

function ready(row: FormatRow): ReadyRow {
  const { source, flags } = row.pattern;
  const names = [...source.matchAll(GROUP)].map(([, name]) => name);
  const place = (name: string): number => names.indexOf(name) + 1;
  return {
    row,
    pattern: new RegExp(source.replace(GROUP, '('), flags),
    groups: {
      pid: place('pid'),
      session: place('session'),
      client: place('client'),
      server: place('server'),
      user: place('user'),
    },
  };
}

const ASCII = 128;
const READY: readonly ReadyRow[] = ROWS.map(ready);
const BY_FIRST: readonly (readonly ReadyRow[])[] = Array.from({ length: ASCII }, (_, code) =>
  READY.filter(({ row }) => row.first?.test(String.fromCharCode(code)) ?? true),
);
/** What can begin anywhere was looked for before the decoration was taken off. */
const INNER_READY = READY.filter(({ row }) => row.first !== undefined);
const INNER_BY_FIRST = BY_FIRST.map((rows) => rows.filter(({ row }) => row.first !== undefined));

/** The rows that a line, or a line without its decoration, may be of, going by its first character. */
export function rowsFor(firstCode: number, isWhole: boolean): readonly ReadyRow[] {
  return isWhole ? (BY_FIRST[firstCode] ?? READY) : (INNER_BY_FIRST[firstCode] ?? INNER_READY);
}
