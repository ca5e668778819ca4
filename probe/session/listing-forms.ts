import type { ListingFormat } from '../../core/events/observation.js';

/** A regular file, as a listing shows it. */
export interface ListedFile {
  /** Bytes as they came, one character each. */
  readonly name: string;
  readonly size: number;
}

/** One line of a listing, as far as it can be read. */
export interface Line {
  readonly format: ListingFormat;
  readonly name: string;
  readonly writable: boolean;
  readonly file: ListedFile | null;
}

export const UNREADABLE: Line = { format: 'unknown', name: '', writable: false, file: null };

/** What stands above or below the entries. The first line of `ls -l` is in the server's language. */
const HEADINGS =
  /^(?: *Directory (?:of )?\S| *Owner +Last modified |(?:Grand )?Total of \d|Volume +Unit |[ \t]*Name +(?:VV\.MM|Size) |JOBNAME +JOBID|File +Code +EOF| *size +date +time +name|-[- ]+$)/i;
const TOTAL = /^[^\s\d]{3,20} \d{1,15}(?:[.,]\d)?[KMG]?$/;

export function isHeading(line: string, isFirst: boolean): boolean {
  return HEADINGS.test(line) || (isFirst && TOTAL.test(line));
}

export function readLine(line: string): Line {
  return unixLine(line) ?? dosLine(line) ?? factsLine(line) ?? otherLine(line) ?? UNREADABLE;
}

/** Type and rights; NetWare has its own in brackets. */
const RIGHTS = /^([-dlbcps])(?:([-rwxsStTlL]{9})[.+@]?| {0,3}\[[-A-Z]{1,12}\]) /;

/**
 * `-rw-r--r--    1 0        0               6 Nov 21 06:29 f.txt`. Links, owner and group may be missing or hold blanks:
 * the size is the number before the date.
 */
function unixLine(line: string): Line | null {
  const rights = RIGHTS.exec(line);
  if (!rights) return null;
  const [head, type, bits = ''] = rights;
  const words = [...line.slice(head.length).matchAll(/\S+/g)];
  for (const [index, { 0: size }] of words.entries()) {
    if (index === 0 || !/^\d{1,15}$/.test(size)) continue;
    const last = words[index + dateWords(words.slice(index + 1, index + 4).map(([word]) => word))];
    if (!last || last === words[index]) continue;
    const name = line.slice(head.length + last.index + last[0].length + 1);
    if (name === '') return null;
    const file = type === '-' ? { name, size: Number(size) } : null;
    return { format: 'unix', name, writable: type !== 'l' && bits[7] === 'w', file };
  }
  return null;
}

const DAY = /^\d{1,2}[^\d\s]{0,4}$/;
const CLOCK_OR_YEAR = /^(?:\d{1,2}:\d\d(?::\d\d)?|(?:19|20)\d\d)$/;

/** How many of the words are a date: `Nov 21 06:29`, `21. nov 2026`, `2026-11-21 06:29`, with a zone or not; 0 for none. */
function dateWords([first = '', second = '', third = '']: readonly string[]): number {
  if (/^\d{4}-\d\d-\d\d$/.test(first) && /^\d\d:\d\d/.test(second)) return /^[+-]\d{4}$/.test(third) ? 3 : 2;
  const [month, day] = DAY.test(second) ? [first, second] : [second, first];
  return DAY.test(day) && !/^\d+$/.test(month) && CLOCK_OR_YEAR.test(third) ? 3 : 0;
}

/** `11-21-26  06:29AM                    6 f.txt`, with the dates of other countries too. */
function dosLine(line: string): Line | null {
  const found =
    /^\d{1,4}[-./]\d\d?[-./]\d{1,4} +\d\d?[:.]\d\d(?: ?[AP]M)? +(<[A-Z]{3,10}>|\d[\d.,]{0,20}) +(\S.*)$/i.exec(
      line,
    );
  if (!found) return null;
  const [, size = '', name = ''] = found;
  const file = size.startsWith('<') ? null : { name, size: Number(size.replace(/[.,]/g, '')) };
  return { format: 'dos', name, writable: false, file };
}

/** `type=file;size=6;modify=20261121062900;perm=adfrw; f.txt` (RFC 3659 section 7). */
function factsLine(line: string): Line | null {
  const end = line.indexOf('; ');
  if (end < 0) return null;
  const facts = new Map<string, string>();
  for (const fact of line.slice(0, end).split(';')) {
    const equals = fact.indexOf('=');
    if (equals < 1) return null;
    facts.set(fact.slice(0, equals).toLowerCase(), fact.slice(equals + 1));
  }
  const name = line.slice(end + 2);
  const size = facts.get('size') ?? '';
  const isFile = facts.get('type')?.toLowerCase() === 'file' && /^\d{1,15}$/.test(size);
  return {
    format: 'mlsd',
    name,
    // The rights to append, create, make directories and store: of the user who asks.
    writable: /[acmw]/i.test(facts.get('perm') ?? ''),
    file: isFile ? { name, size: Number(size) } : null,
  };
}

/** Forms of other systems that current clients read, one example each. */
const OTHERS: readonly RegExp[] = [
  // EPLF: `+i8388621.29609,m824255902,/,<tab>files`
  /^\+[^\t]{1,200}\t\S/,
  // VMS: `BIG.BIN;1   9766/9768  29-NOV-2026 20:54:01  [FTPTEST]  (RWED,RWED,RE,)`; a long name has a line for itself.
  /^\S{1,200};\d{1,5}(?:\s|$)/,
  /^\s{1,80}\d{1,10}(?:\/\d{1,10})? +\d{1,2}-[A-Z]{3}-\d{4} /i,
  // MVS data sets: `USER01 3390   2026/11/29  1   15  FB      80 27920  PO  CNTL`
  /^\S{1,6} +\S{1,8} +(?:\d{4}\/\d\d\/\d\d|\*\*NONE\*\*) +\d/,
  /^(?:Migrated|ARCIVE|Pseudo Directory|\S{1,6} +Tape|GDG BASE|VSAM|User catalog connector) +/i,
  // MVS members: `PAYROLL   01.02 2026/11/28 2026/11/29 20:54    12    12     0 IBMUSER`; load modules.
  /^ ?\S{1,8} +\d\d\.\d\d +\d{2,4}\/\d\d\/\d\d /,
  /^ ?\S{1,8} +[\dA-F]{6,8} +[\dA-F]{6} /,
  // Jobs of JES: `IBMUSERA JOB00012 IBMUSER  OUTPUT A RC=0000 5 spool files`
  /^\S{1,8} +(?:JOB|TSU|STC|[JTS])\d{5,7} +\S/,
  // AS/400: `QSYS   77824 02/23/26 15:09:55 *DIR   files/`; members have no size and date.
  /^\S{1,20} +(?:\d{1,15} +\d\d\D\d\d\D\d\d +\d\d\D\d\d\D\d\d +)?\*[A-Z]{2,10}\s/,
  // VM/CMS: `README   ANONYMOU V   71   26   1 2026-04-02 12:33:20 TCP291`
  /^\S{1,8} +\S{1,8} +[FV-] +[-\d]{1,12} +[-\d]{1,12} +[-\d]{1,12} +\d{1,4}[-/]\d\d?[-/]\d\d/,
  /^\S{1,8} +DIR +- +- +- +\d/,
  // NonStop: `ALV   2110   4000 02-Jul-26 14:10:12 255,255 "oooo"`
  /^\S{1,8} +\S{1,8} +\d{1,15} +\d{1,2}-[A-Z]{3}-\d\d +\d{1,2}:\d\d/i,
  // OS-9: `0.0   26/11/29 2054  ----r-wr   14D    812 startup`
  /^ *\d{1,5}\.\d{1,5} +\d\d\/\d\d\/\d\d +\d{4} +[-a-z]{8} +[\dA-F]{1,8} +\d{1,15} +\S/i,
  // OS/2, VxWorks, VShell: `36611  A  04-23-103  10:57  OS2 test.file`
  /^ *\d{1,15} +(?:[A-Z]{1,5} +){0,2}\d\d-\d\d-\d{2,3} +\d\d?:\d\d +\S/,
  /^ *\d{1,15} +[A-Z]{3}-\d\d-\d{4} +\d\d?:\d\d:\d\d +\S/i,
  /^ *\d{1,15} +[A-Z]{3} \d\d?, \d{4} +\d\d?:\d\d +\S/i,
];

function otherLine(line: string): Line | null {
  return OTHERS.some((form) => form.test(line)) ? { ...UNREADABLE, format: 'other' } : null;
}
