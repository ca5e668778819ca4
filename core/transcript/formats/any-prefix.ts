import { isVerb } from '../../events/verbs.js';
import { isAdvice, isRunning } from '../prose.js';

/** A piece of the dialogue after a prefix of unknown format. */
export interface Embedded {
  readonly kind: 'reply' | 'command' | 'note';
  /** UTF-16 offset of `text` in the line. */
  readonly at: number;
  readonly text: string;
  /**
   * `labelled`: nothing but a word and a colon stands in front, as FileZilla prints it in any language; `quoted`: a
   * person's own sentence.
   */
  readonly format: 'labelled' | 'prefixed' | 'quoted' | 'row';
  /** Of a reply: the command that stands in the same line. */
  readonly verb?: string;
  readonly session?: string;
  readonly client?: string;
}

/** A prefix is looked for in this much of a line. UTF-16 units. */
const PREFIX_LIMIT = 300;
const HITS_LIMIT = 12;

/** Codes that FTP servers send. */
const CODES: ReadonlySet<string> = new Set(
  (
    '110 120 125 150 200 202 211 212 213 214 215 220 221 225 226 227 228 229 230 232 234 250 257 331 332 334 335 336 350 ' +
    '421 425 426 430 431 434 450 451 452 500 501 502 503 504 521 522 530 532 533 534 535 536 537 550 551 552 553 554'
  ).split(' '),
);
const CODE = /(?:^|[\s"'`[(|:>])([1-6]\d\d)[ -] ?(?=\S)/g;
const VERB = /(?:^|[\s"'`[|:>-])([A-Z]{3,5})(?=$|[\s"'`\]\\])/g;

const SEPARATED = /(?:^|[:：>|\])="'`[<(-]|",)\s*$|\t[^\S\t]*$/;
const FROM_SERVER =
  /(?:<[-=]{0,3}(?: \d{1,4} --)?|<<<|\bget:|\bRx:|\[R\]|S *-> *C\]?:|\b(?:received?|recv)(?: (?:response|reply))?|#\d{1,6} got|\bIN:|\b(?:response|reply|serverreply|\w*FTPError):?)[\s:[("'`]*(?:\d\d[\d:.,]{5,12} )?$/i;
const FROM_CLIENT =
  /(?:[-=]{0,3}>|>>>|\bput:|\bTx:|\[[LCI]\]|S *<- *C\]?:|OUT:|\bsen(?:d|ding|t)(?: (?:command|cmd))?|\b(?:command|cmd|request):?)[\s:[("'`]*(?:\d\d[\d:.,]{5,12} )?$/i;
/** A program names the command: `unexpected server response to STOR: `. */
const ANSWER_TO =
  /\b(?:response to |Command )[A-Z]{3,4}(?::| +got wrong response:) *$|\bFTP\b[^:\n]{0,40}\b(?:reply|response) was: *$|\bserver message: \[$|\(Response: $/i;
/** Marks of what a server sent that no sentence has. */
const INNER = /(?:\bRx:|\[R\]|<<<|<-{1,3} \d{1,4} --|\brecv:|\breceived:)[\s[("'`]*$/i;
/** A reply whose direction the prefix does not tell must have one of these. */
const FTP_WORDS =
  /ftp|passive|\bpas[sv]|\bport\b|\beprt\b|log(?:ged|in)|data (?:connection|channel|socket)|director|transfer|\b(?:tls|ssl)\b|oops|\bcommand|anonymous|welcome|\bcurrent|\bunix|features|\bbinary|\bascii|goodbye|\btype\b|utf-?8|pbsz|\bprot\b|^"|permission denied|no such file|establish connection|too many connections|encryption|could not create|disk|quota|\((?:\d{1,3} ?, ?){5}\d/i;
/** An error of a library, which ends with the reply itself. */
const RAISED =
  /\b(?:ftplib\.error_\w{4,5}|\w{0,40}FTP\w{0,40}(?:Error|Exception))(?:: | \()(?=[1-6]\d\d[ -])/i;
/** Code and words apart: `code = 421; text = 'Data timeout.'`. */
const KEYED =
  /\bcode ?[:=] ?(\d{3})[,;]? {1,3}(?:text|message|msg|buffer) ?[:=] ?['"]((?:[^'"\\]|\\.|['"](?=\w)){1,400})/i;

/** What servers say and prose does not, where a person quotes it. */
const EXACT =
  /^(?:500 (?:OOPS: |Illegal (?:PORT|EPRT))|530 (?:Login (?:incorrect|authentication failed)|Non-anonymous sessions must)|425 (?:Security: Bad|Failed to establish|Unable to build|Can.t open)|522 SSL|421 (?:There are )?too many|55[03] (?:Could not create|Permission denied))/i;
const REFUSAL =
  /^(?:42[156]|450|45[12]|52[12]|530|53[246]|55[0-3]) (?=\p{L}).{0,100}(?:file|folder|director|transfer|data connection|writ|permission|upload|access denied|ftp)/iu;
const OF_FILES = /^(?:42[156]|45[0-2]|52[12]|53[0246]|55[0-3]) (?=\p{Lu})/u;
const FAILED = /\b(?:failed|cannot|unable to|error)\b[^:]{0,60}: {0,2}$/i;
const MAIL = /mail|recipient|relay|sender|smtp|sent/i;
const COUNTED = /^(?:files?|users?|bytes|[KMG]i?B|ms|requests|connections)\b/i;
const QUOTING =
  /\b(?:error|says?|said|gets?|got|gives?|receive|prints?|fails?|message)\b.{0,40}[:"'`(-] {0,3}$/i;

/** A mail server's second code. */
const MAIL_STATUS = /^[245]\.\d{1,2}\.\d{1,3} /;
/** The same codes with the words of the web. */
const WEB =
  /^(?:OK\b|Misdirected Request|Too Early|Upgrade Required|Unavailable For Legal|Internal Server|Not Implemented|Bad Gateway|Service Unavailable|Gateway Time|Created|Partial)/i;

/** A label, perhaps after a time: a word and a colon or tab. */
const LABEL =
  /^(?:[\d/.-]{0,10}[ T]?\d{1,2}:\d\d:\d\d(?:[.,]\d{1,6})?\s{1,4})?(\p{L}[\p{L}\p{M}' ]{1,24}?)\s?(?:[:：]\s*|\.?\t\s*)/u;
/** wget names each step before it sends the command, or leaves it out. */
const ANNOUNCED = /==> $/;
const BARE_VERBS = new Set([
  'PASV',
  'EPSV',
  'FEAT',
  'QUIT',
  'PWD',
  'SYST',
  'NOOP',
  'ABOR',
  'CDUP',
  'REIN',
  'XPWD',
]);
/** Verbs that are words of other programs too: only a mark of direction shows that they are commands. */
const WORDS = new Set('USER PASS HELP STAT SITE HOST HASH LANG MODE SIZE CONF REST ALLO PROT'.split(' '));
const CLIENT = /\[((?:\d{1,3}\.){3}\d{1,3}):\d{1,5}\]/;
const SSH_BANNER = /(?:[:>[\]"' ])(SSH-[12]\.\d{1,2}-\S.*)$/;

/** What a program or a person wrapped round one line of the dialogue; null: it holds none. */
export function readAnyPrefix(line: string): Embedded | null {
  if (line.startsWith('20') || line.includes('] "')) {
    const row = loggedRow(line);
    if (row) return row;
  }
  return (
    (line.includes(', ') ? byteReply(line) : null) ?? findReply(line) ?? findCommand(line) ?? findBanner(line)
  );
}

/** An answer of a file server in a sentence: its code is none of the web's, and no mail server says such things. */
function isRefusal(text: string): boolean {
  return REFUSAL.test(text) && !MAIL.test(text);
}

/** A row of IIS's log: time, addresses, the command with its argument, the code. */
const ROW =
  /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d [^\n]{7,160}? ([A-Z]{3,4}) \S{1,300} ([1-5]\d\d) \d{1,10}(?: |$)/;

/** ProFTPD's ExtendedLog and its kin: `192.0.2.5 UNKNOWN anna [15/Aug/2014:19:03:23 +0000] "PASV" 530 -`. */
const QUOTED_ROW = /^\S{1,100} [^\s"]{1,100} [^"]{1,100}\] "([A-Z]{3,4})(?: [^"]{0,300})?" ([1-5]\d\d) /;

function loggedRow(line: string): Embedded | null {
  const bounded = line.slice(0, 3 * PREFIX_LIMIT);
  const [whole, verb = '', code = ''] = ROW.exec(bounded) ?? QUOTED_ROW.exec(bounded) ?? [];
  if (whole === undefined || !isVerb(verb) || !CODES.has(code)) return null;
  return { kind: 'reply', at: whole.lastIndexOf(` ${code} `) + 1, text: code, format: 'row', verb };
}

/** A reply whose bytes a program prints as numbers, `IN: [50, 50, 48, 32, ...]`. */
const BYTES = /\[((?:49|5[0-3]), (?:\d{2,3}, ){4,300}\d{2,3})\]/;

function byteReply(line: string): Embedded | null {
  const match = BYTES.exec(line.slice(0, 10 * PREFIX_LIMIT));
  const bytes = match?.[1]?.split(', ').map(Number);
  if (!match || !bytes?.every((byte) => byte < 127)) return null;
  const text = String.fromCharCode(...bytes).trimEnd();
  return CODES.has(text.slice(0, 3))
    ? { kind: 'reply', at: match.index + 1, text, format: 'prefixed' }
    : null;
}

/** Whether a number is a code of FTP. */
export function isReplyCode(code: string): boolean {
  return CODES.has(code);
}

function findReply(line: string): Embedded | null {
  const raised = /rror|xception/.test(line) ? RAISED.exec(line) : null;
  if (raised) {
    const at = raised.index + raised[0].length;
    return { kind: 'reply', at, text: line.slice(at).trimEnd(), format: 'prefixed' };
  }
  const keyed = line.includes('ode') ? KEYED.exec(line.slice(0, 2 * PREFIX_LIMIT)) : null;
  if (keyed && CODES.has(keyed[1] ?? '')) {
    const at = keyed.index + keyed[0].indexOf(keyed[1] ?? '');
    return { kind: 'reply', at, text: `${keyed[1] ?? ''} ${keyed[2] ?? ''}`, format: 'prefixed' };
  }
  CODE.lastIndex = 0;
  for (let i = 0, hit = CODE.exec(line); hit && i < HITS_LIMIT; hit = CODE.exec(line), i++) {
    const [whole, code = ''] = hit;
    const at = hit.index + whole.indexOf(code);
    if (at > PREFIX_LIMIT) return null;
    if (!CODES.has(code)) continue;
    const prefix = line.slice(0, at);
    // FluentFTP: `Code: 425 Message: `; goftp has a hyphen after each code.
    const between = /#\d{1,6} got $/.test(prefix) ? /^(\d{3})-/ : /^(\d{3}) Message: /;
    const rest = line.slice(at);
    const inside = unwrapped(prefix, rest);
    // A reply of several lines does not end with a quotation.
    const isWhole = /['"`]/.test(rest.charAt(inside.length));
    const text = inside.replace(isWhole ? /^(\d{3})-(?!.*\\n)/ : between, '$1 ');
    const words = text.slice(4);
    const isAnswer = ANSWER_TO.test(prefix);
    if (MAIL_STATUS.test(words) || (WEB.test(words) && !INNER.test(prefix)) || /\bhttps?\b/i.test(prefix))
      continue;
    const isOfFtp = FTP_WORDS.test(words) || (code > '400' && /ftp/i.test(prefix) && !COUNTED.test(words));
    const isLogged = FROM_SERVER.test(prefix) || (isSeparated(prefix) && isOfFtp);
    const isTold = /\b(?:reply|response) {1,2}$/i.test(prefix) && /^\p{Ll}/u.test(words);
    if (isAnswer || (isLogged && !isTold && !isProse(prefix)))
      return { kind: 'reply', at, text, ...placeOf(prefix) };
    const isFailed = FAILED.test(prefix) && OF_FILES.test(text) && !MAIL.test(line);
    const isQuoted = (EXACT.test(text) || isRefusal(text)) && QUOTING.test(prefix);
    if ((isFailed || isQuoted) && !isAdvice(prefix)) return { kind: 'reply', at, text, format: 'quoted' };
    CODE.lastIndex = at + 1;
  }
  return null;
}

function findCommand(line: string): Embedded | null {
  VERB.lastIndex = 0;
  for (let i = 0, hit = VERB.exec(line); hit && i < HITS_LIMIT; hit = VERB.exec(line), i++) {
    const [whole, verb = ''] = hit;
    const at = hit.index + whole.indexOf(verb);
    if (at > PREFIX_LIMIT) return null;
    VERB.lastIndex = at + 1;
    if (!isVerb(verb)) continue;
    const prefix = line.slice(0, at);
    const text = unwrapped(prefix, line.slice(at));
    // A line of FEAT's.
    if (INNER.test(prefix)) return { kind: 'reply', at, text, ...placeOf(prefix) };
    if (BARE_VERBS.has(verb) && text.trim() !== verb) continue;
    if (ANNOUNCED.test(prefix) || isProse(prefix) || isProse(text)) continue;
    const isLog =
      !WORDS.has(verb) && /[\d[|]/.test(prefix) && SEPARATED.test(prefix) && prefix.trim().length > 2;
    if (FROM_CLIENT.test(prefix) || isLabel(prefix) || isLog)
      return { kind: 'command', at, text, ...placeOf(prefix) };
  }
  return null;
}

/** An SSH client in an FTP server's log. */
function findBanner(line: string): Embedded | null {
  if (!line.includes('SSH-')) return null;
  const match = SSH_BANNER.exec(line.slice(0, 2 * PREFIX_LIMIT));
  const text = match?.[1];
  if (text === undefined) return null;
  const at = line.indexOf(text);
  const prefix = line.slice(0, at);
  return CLIENT.test(prefix) ? { kind: 'note', at, text, ...placeOf(prefix) } : null;
}

/** A quotation in a sentence is no dialogue: what stands in front of the quote must be a log's. */
function isSeparated(prefix: string): boolean {
  return SEPARATED.test(prefix.replace(/["'`(]\s*$/, ''));
}

function isProse(text: string): boolean {
  return isRunning(text.slice(0, PREFIX_LIMIT));
}

/** Without the quote or bracket that was opened in front of it. */
function unwrapped(prefix: string, rest: string): string {
  const opened = ['"', "'", '`'].find((mark) => prefix.split(mark).length % 2 === 0);
  const bracket = /\[\s*$/.test(prefix) ? ']' : undefined;
  const closing = bracket ?? opened;
  let end = rest.length;
  if (closing === '"') {
    const found = /(?<!\\)"/.exec(rest);
    end = found ? found.index : end;
  } else if (closing !== undefined && rest.includes(closing)) end = rest.lastIndexOf(closing);
  return rest
    .slice(0, end)
    .replace(/(?:\\[rn]){1,2}$/, '')
    .trimEnd();
}

function placeOf(prefix: string): Pick<Embedded, 'format' | 'session' | 'client'> {
  const format = isLabel(prefix) ? 'labelled' : 'prefixed';
  const client = CLIENT.exec(prefix);
  return client?.[1] === undefined
    ? { format }
    : { format, session: client[0].slice(1, -1), client: client[1] };
}

/** What stands in front of a sentence that a window prints with a label; null: no label. */
export function labelIn(line: string): { readonly label: string; readonly at: number } | null {
  const match = LABEL.exec(line);
  return match && match[0].length < line.length ? { label: match[1] ?? '', at: match[0].length } : null;
}

/** Whether a prefix is a label and nothing else. */
function isLabel(prefix: string): boolean {
  return LABEL.exec(prefix)?.[0].length === prefix.length;
}
