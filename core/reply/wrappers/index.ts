import { blankColours } from '../colours.js';
import { isSecret, isVerb } from '../verbs.js';
import { CAPTURES } from './captures.js';
import { CURL } from './curl.js';
import { LIBRARIES } from './libraries.js';
import type { LogLine, Row } from './row.js';
import { SERVERS } from './servers.js';
import { TERMINAL_CLIENTS } from './terminal-clients.js';
import { WINDOW_CLIENTS } from './window-clients.js';

export type { LogLine, Row } from './row.js';

/** All formats, the more telling pattern first where two begin alike. */
export const ROWS: readonly Row[] = [
  ...SERVERS.slice(0, 6),
  ...WINDOW_CLIENTS,
  ...LIBRARIES,
  ...TERMINAL_CLIENTS,
  ...CURL,
  ...SERVERS.slice(6),
  ...CAPTURES,
];

/** A line is read up to here. UTF-16 units. */
const LINE_LIMIT = 4096;
/** Quotation marks of mails and diffs, bullets, code marks. */
const DECORATION = /^(?:[>|+*`-]|\d{1,3}[.)])? {0,8}(?:`{1,3})?/;
const DECORATION_DEPTH = 3;

type Spoken = Pick<LogLine, 'kind' | 'code' | 'more' | 'verb' | 'argument'>;

/**
 * Takes a log's wrapping off one line. Every line gives a result; what fits no format and is neither a reply nor a
 * command is `other`. The argument of PASS and ACCT is left out, also of `text`.
 */
export function readLogLine(line: string): LogLine {
  const bounded = blankColours(line.length > LINE_LIMIT ? line.slice(0, LINE_LIMIT) : line);
  let at = 0;
  for (let depth = 0; depth <= DECORATION_DEPTH; depth++) {
    const found = readWrapped(bounded, at) ?? readBare(bounded, at);
    if (found) return found;
    const skipped = DECORATION.exec(bounded.slice(at, at + 16))?.[0].length ?? 0;
    if (skipped === 0) break;
    at += skipped;
  }
  return { kind: 'other', at: 0, text: bounded, format: 'bare' };
}

function readWrapped(line: string, from: number): LogLine | null {
  const rest = from === 0 ? line : line.slice(from);
  for (const row of ROWS) {
    const match = row.pattern.exec(rest);
    if (!match) continue;
    const found = fromRow(row, match, rest, from);
    if (found) return found;
  }
  return null;
}

function fromRow(row: Row, match: RegExpExecArray, rest: string, from: number): LogLine | null {
  const { time, pid, session, client, server, user } = match.groups ?? {};
  const start = match[0].length;
  const text = row.holds === 'row' ? rest.slice(start) : inner(rest.slice(start), row.closing);
  const spoken = row.format === 'Pure-FTPd' && row.holds === 'command' ? pureFtpd(text) : speech(row, text);
  if (!spoken) return null;
  const key = session ?? (pid === undefined ? undefined : `pid ${pid}`) ?? pair(client, server) ?? client;
  return {
    ...spoken,
    at: from + start,
    text: spoken.verb !== undefined && isSecret(spoken.verb) ? spoken.verb : text,
    format: row.format,
    ...(key === undefined ? {} : { session: key }),
    ...(client === undefined ? {} : { client }),
    ...(server === undefined ? {} : { server }),
    ...(user === undefined ? {} : { user }),
    ...(time === undefined ? {} : { time: time.trim() }),
    ...(spoken.kind === 'dump' ? { dump: dumpKind(row) } : {}),
  };
}

function pair(client: string | undefined, server: string | undefined): string | undefined {
  return client === undefined || server === undefined ? undefined : `${client} ${server}`;
}

function dumpKind({ holds }: Row): 'sent' | 'received' | 'skipped' | 'row' {
  return holds === 'sent' || holds === 'received' || holds === 'row' ? holds : 'skipped';
}

/** What the text behind a row's wrapping is; null: the row does not fit after all. */
function speech({ holds, format }: Row, text: string): Spoken | null {
  switch (holds) {
    case 'reply':
      // Inner lines of a multi-line reply have no code.
      return asReply(text) ?? { kind: 'reply' };
    case 'command':
      return asCommand(text) ?? { kind: 'other' };
    case 'speech':
      return (
        asReply(text) ??
        (/^[A-Za-z]/.test(text) ? asCommand(text) : null) ??
        (format === 'curl' ? null : { kind: 'note' })
      );
    case 'note':
      return asReply(text) && format === 'curl' ? asReply(text) : { kind: 'note' };
    case 'copy':
      return { kind: 'other' };
    case 'sent':
    case 'received':
    case 'skipped':
    case 'row':
      return { kind: 'dump' };
  }
}

/** `Command [pasv] []`: the verb ends at the bracket, the argument stands in the next. */
function pureFtpd(text: string): Spoken | null {
  const [verb = '', argument = ''] = text.split('] [');
  return asCommand(argument === '' ? verb : `${verb} ${argument}`);
}

/** Without the closing quote and a spelt-out line break. */
function inner(text: string, closing: string | undefined): string {
  const trimmed = text.trimEnd();
  const unquoted =
    closing !== undefined && trimmed.endsWith(closing) ? trimmed.slice(0, -closing.length) : trimmed;
  return unquoted.replace(/(?:\\[rn]){1,2}$/, '');
}

function asReply(text: string): Spoken | null {
  const match = /^([1-6]\d\d)(?:([ \t-])|$)/.exec(text);
  if (!match) return null;
  const code = Number(match[1]);
  return match[2] === '-' ? { kind: 'reply', code, more: true } : { kind: 'reply', code };
}

function asCommand(text: string): Spoken | null {
  const match = /^([A-Za-z][A-Za-z@1-5]{2,4})(?:[ \t]+(.*))?$/.exec(text);
  const verb = match?.[1]?.toUpperCase().replace('P@SW', 'PASV') ?? '';
  if (!isVerb(verb)) return null;
  const argument = match?.[2]?.trim() ?? '';
  return argument === '' || isSecret(verb) ? { kind: 'command', verb } : { kind: 'command', verb, argument };
}

/** A reply or command without any wrapping: stricter, for any text has lines that begin with a number. */
function readBare(line: string, from: number): LogLine | null {
  const indent = /^\s{0,16}/.exec(line.slice(from, from + 16))?.[0].length ?? 0;
  const at = from + indent;
  const text = inner(line.slice(at), undefined);
  const reply = /^[1-6]\d\d(?:[ \t-](?=[^\s\d]|[\d,]{11}|\d{1,20}$)|$)/.test(text)
    ? asReply(text)
    : transmitReply(text);
  const command = !reply && /^[A-Z@]{3,5}(?: |$)/.test(text) ? asCommand(text) : null;
  const spoken = reply ?? command;
  if (!spoken) return null;
  const shown = spoken.verb !== undefined && isSecret(spoken.verb) ? spoken.verb : text;
  return { ...spoken, at, text: shown, format: 'bare' };
}

/** `227: listen socket created`. */
function transmitReply(text: string): Spoken | null {
  const match = /^([1-6]\d\d): (?=\D)/.exec(text);
  return match ? { kind: 'reply', code: Number(match[1]) } : null;
}
