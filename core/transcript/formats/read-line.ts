import { isSecret, isVerb } from '../../events/verbs.js';
import type { LogLine, FormatRow } from './log-line.js';
import { isReplyCode, readAnyPrefix } from './any-prefix.js';
import { readColumns } from './columns.js';
import { plainLine } from './plain-line.js';
import { rowsFor, type ReadyRow } from './rows.js';

/** A line is read up to here. UTF-16 units. */
const LINE_LIMIT = 4096;
/** Quotation marks of mails and diffs, bullets, code marks. */
const DECORATION = /^(?:[>|+*`-]|\d{1,3}[.)](?=[ \t]))?[ \t]{0,8}(?:`{1,3})?/;
const DECORATION_DEPTH = 3;

type Spoken = Pick<LogLine, 'kind' | 'code' | 'more' | 'verb' | 'argument'>;

/**
 * Takes a log's wrapping off one line. Every line gives a result; what fits no format and is neither a reply nor a
 * command is `other`. The argument of PASS and ACCT is left out, also of `text`.
 */
export function readLogLine(line: string): LogLine {
  const bounded = plainLine(line.length > LINE_LIMIT ? line.slice(0, LINE_LIMIT) : line);
  if (line.startsWith('{') && line.includes('"directive":"'))
    return logLine({ kind: 'note' }, 0, bounded, 'bare');
  const message = line.startsWith('{') ? jsonMessage(bounded) : null;
  if (!message) return readPlain(bounded);
  const log = readPlain(message.text);
  return { ...log, at: Math.min(message.at + log.at, bounded.length - log.text.length) };
}

/** What a log of JSON objects, of Docker, journald or bunyan, says in one of them. */
function jsonMessage(line: string): { readonly text: string; readonly at: number } | null {
  const match = /"(?:MESSAGE|message|log|msg|line)"\s?:\s?"((?:[^"\\]|\\.)+)/.exec(line);
  if (!match) return null;
  const [whole, escaped = ''] = match;
  const text = escaped.replace(/(?:\\[rn]){1,2}$/, '').replace(/\\(["\\/])/g, '$1');
  return { text: text.replace(/\\t/g, '\t'), at: match.index + whole.length - escaped.length };
}

/** A line that is known to be neither a reply nor a command nor of any format. */
export function otherLine(line: string): LogLine {
  return logLine({ kind: 'other' }, 0, line, 'bare');
}

function readPlain(bounded: string): LogLine {
  if (/^Response: code ?=/.test(bounded)) return readEmbedded(bounded) ?? otherLine(bounded);
  const isCode = /^[`"'“_]/.test(bounded) && /[`"'”_]$/.test(bounded) && bounded.length > 2;
  const opened = isCode && !bounded.startsWith('`') ? 1 : 0;
  let rest = isCode ? bounded.slice(opened, -1) : bounded;
  for (let depth = 0; depth <= DECORATION_DEPTH; depth++) {
    const at = bounded.length - rest.length - (isCode ? 1 : 0);
    const found = readWrapped(rest, at) ?? readBare(rest, at) ?? (depth === 0 ? readTable(rest) : null);
    if (found) return isListed(found, bounded) ? { ...found, format: 'listed' } : found;
    const skipped = decorationOf(rest) || timeOf(rest);
    if (skipped === 0) break;
    rest = rest.slice(skipped);
  }
  return readEmbedded(bounded) ?? logLine({ kind: 'other' }, 0, bounded, 'bare');
}

/** A refusal as an item of a list: of prose, unless a dialogue goes on around it. */
function isListed({ kind, code = 0 }: LogLine, line: string): boolean {
  return kind === 'reply' && code >= 400 && /^\s{0,8}(?:[*+•-]|\d{1,2}[.)]) {1,3}\d{3} /.test(line);
}

/** The dialogue by its own shape, whatever stands in front of it. */
function readEmbedded(line: string): LogLine | null {
  const found = readAnyPrefix(line);
  if (!found) return null;
  const { kind, at, text, format, session, client, verb } = found;
  const spoken =
    kind === 'reply' ? (asReply(text) ?? { kind }) : kind === 'command' ? asCommand(text) : { kind };
  const answers = verb === undefined ? {} : { verb };
  return spoken && { ...logLine(spoken, at, text, format), session, client, ...answers };
}

function decorationOf(rest: string): number {
  const first = rest.charCodeAt(0);
  // Letters and most else decorate nothing.
  if (!(first < 0x3f) && first !== 0x60 && first !== 0x7c) return 0;
  return DECORATION.exec(rest)?.[0].length ?? 0;
}

/** A program's own time, level or name in front of another format's line. */
const TIMES: readonly RegExp[] = [
  /^\[[\d:., TZAPM/+-]{5,40}\][ \t:-]{0,4}/,
  /^\d{4}[-/]\d\d[-/]\d\d[T ]\d\d:\d\d(?::\d\d)?(?:[.,]\d{1,9})?(?:Z|[+-]\d\d:?\d\d)?[ \t:|-]{1,4}/,
  /^\d{1,2}:\d\d:\d\d(?:[.,]\d{1,9})?(?: [AP]M)?[ \t:|-]{1,4}/,
  /^\[?(?:DEBUG|INFO|TRACE|WARN|WARNING|ERROR|VERBOSE)\]?[ \t:|-]{1,4}/,
  // A container's name, or what else stands in front of vsftpd's own time.
  /^\S[^\n]{0,160}?(?=\w{3} \w{3} [ \d]\d \d\d:\d\d:\d\d \d{4} \[pid \d)/,
  // Syslog; only of programs that speak FTP, for others say much that looks like a command.
  /^[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \S{1,64} [\w./-]{0,40}(?:ftp|curl)[\w./-]{0,40}(?:\[\d{1,10}\])?: /i,
];

function timeOf(rest: string): number {
  const first = rest.charCodeAt(0);
  if (!isDigit(first) && first !== 0x5b && !(first >= 0x41 && first <= 0x5a)) return 0;
  for (const pattern of TIMES) {
    const match = pattern.exec(rest);
    if (match) return match[0].length;
  }
  return 0;
}

/** All lines have the same shape: they are made by the million. */
function logLine(spoken: Spoken, at: number, text: string, format: string): LogLine {
  const { kind, code, more, verb, argument } = spoken;
  return {
    kind,
    at,
    text: verb !== undefined && isSecret(verb) ? verb : text,
    code,
    more,
    verb,
    argument,
    format,
    session: undefined,
    client: undefined,
    server: undefined,
    user: undefined,
    dump: undefined,
  };
}

function readWrapped(rest: string, at: number): LogLine | null {
  // Rows that look for the same stand together.
  let missing: string | undefined;
  for (const candidate of rowsFor(rest.charCodeAt(0), at === 0)) {
    const { needle } = candidate.row;
    if (needle !== undefined && (needle === missing || !rest.includes(needle))) {
      missing = needle;
      continue;
    }
    const match = candidate.pattern.exec(rest);
    if (!match) continue;
    const found = fromRow(candidate, match, rest, at);
    if (found) return found;
  }
  return null;
}

function fromRow(
  { row, groups }: ReadyRow,
  match: RegExpExecArray,
  rest: string,
  at: number,
): LogLine | null {
  const start = match[0].length;
  const text = row.holds === 'row' ? rest.slice(start) : inner(rest.slice(start), row.closing);
  const spoken = row.format === 'Pure-FTPd' && row.holds === 'command' ? pureFtpd(text) : speech(row, text);
  if (!spoken) return null;
  const { kind, code, more, verb, argument } = spoken;
  const client = group(match, groups.client);
  const server = group(match, groups.server);
  const pid = group(match, groups.pid);
  return {
    kind,
    at: at + start,
    text: verb !== undefined && isSecret(verb) ? verb : text,
    code,
    more,
    verb,
    argument,
    format: row.format,
    session:
      group(match, groups.session) ??
      (pid === undefined ? undefined : `pid ${pid}`) ??
      pair(client, server) ??
      client,
    client,
    server,
    user: group(match, groups.user),
    dump: kind === 'dump' ? dumpKind(row) : undefined,
  };
}

function group(match: RegExpExecArray, place: number): string | undefined {
  return place === 0 ? undefined : match[place];
}

function pair(client: string | undefined, server: string | undefined): string | undefined {
  return client === undefined || server === undefined ? undefined : `${client} ${server}`;
}

function dumpKind({ holds }: FormatRow): 'sent' | 'received' | 'skipped' | 'row' {
  return holds === 'sent' || holds === 'received' || holds === 'row' ? holds : 'skipped';
}

/** What the text after a row's wrapping is; null: the row does not fit after all. */
function speech({ holds, format }: FormatRow, text: string): Spoken | null {
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
  if (unquoted.charCodeAt(unquoted.length - 2) !== 0x5c) return unquoted;
  return unquoted.replace(/(?:\\[rn]){1,2}$/, '');
}

/** Whether a text begins with a number from 100 to 699. */
function startsWithCode(text: string): boolean {
  const first = text.charCodeAt(0);
  return first >= 0x31 && first <= 0x36 && isDigit(text.charCodeAt(1)) && isDigit(text.charCodeAt(2));
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

function asReply(text: string): Spoken | null {
  if (!startsWithCode(text)) return null;
  const code = Number(text.slice(0, 3));
  const separator = text.charAt(3);
  if (separator === '-') return { kind: 'reply', code, more: true };
  return separator === '' || separator === ' ' || separator === '\t' ? { kind: 'reply', code } : null;
}

/** The longest verb, `XSHA1`. UTF-16 units. */
const VERB_LIMIT = 5;

function asCommand(text: string): Spoken | null {
  const end = text.slice(0, VERB_LIMIT + 1).search(/[ \t]/);
  const word = end === -1 ? text : text.slice(0, end);
  if (word.length > VERB_LIMIT) return null;
  const verb = word.toUpperCase().replace('P@SW', 'PASV');
  if (!isVerb(verb)) return null;
  const argument = end === -1 ? '' : text.slice(end).trim();
  return argument === '' || isSecret(verb) ? { kind: 'command', verb } : { kind: 'command', verb, argument };
}

/** A reply or command without any wrapping: stricter, for any text has lines that begin with a number. */
function readBare(rest: string, at: number): LogLine | null {
  let indent = 0;
  while (indent < 16 && isBlank(rest.charCodeAt(indent))) indent++;
  const first = rest.charCodeAt(indent);
  const mayReply = first >= 0x31 && first <= 0x36;
  if (!mayReply && !(first >= 0x40 && first <= 0x5a)) return null;
  const text = inner(rest.slice(indent), undefined);
  const spoken = mayReply ? bareReply(text) : bareCommand(text);
  return spoken && logLine(spoken, at + indent, text, 'bare');
}

/** A line of a table, as `tshark -T fields` prints it. */
function readTable(line: string): LogLine | null {
  const first = line.charCodeAt(0);
  const columns = isDigit(first) && line.includes('\t') ? readColumns(line) : null;
  if (!columns) return null;
  const { at, kind, text, addresses } = columns;
  const spoken = kind === 'reply' ? asReply(text) : asCommand(text);
  if (!spoken) return null;
  const [from, to] = addresses;
  const [client, server] = kind === 'reply' ? [to, from] : [from, to];
  return { ...logLine(spoken, at, text.trimEnd(), 'tshark'), session: pair(client, server), client, server };
}

function isBlank(code: number): boolean {
  return code === 0x20 || (code >= 0x09 && code <= 0x0d) || code === 0xa0;
}

/** The system's client says so itself. */
const OF_CLIENT = /^421 Service not available, remote server /;

function bareReply(text: string): Spoken | null {
  if (OF_CLIENT.test(text)) return { kind: 'note' };
  if (!isReplyCode(text.slice(0, 3))) return null;
  return /^[1-6]\d\d(?:[ \t-](?=[^\s\d|]|[\d,]{11}|\d{1,20}$)|$)/.test(text)
    ? asReply(text)
    : transmitReply(text);
}

function bareCommand(text: string): Spoken | null {
  // Commands that take no argument are words of logs too: `SYST DEBUG`.
  if (/^(?:SYST|PASV|NOOP|QUIT|FEAT) \w/.test(text)) return null;
  return /^[A-Z@]{3,5}(?: |$)/.test(text) ? asCommand(text) : null;
}

/** `227: listen socket created`. */
function transmitReply(text: string): Spoken | null {
  const match = /^([1-6]\d\d): (?=\D)/.exec(text);
  return match ? { kind: 'reply', code: Number(match[1]) } : null;
}
