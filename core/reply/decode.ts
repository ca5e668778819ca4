import { plainAddress } from './address-class.js';
import { blankColours } from './colours.js';
import type { Endpoint, EndpointKind, ProblemId } from './endpoint.js';
import { readExtended, readExtendedCommand } from './extended.js';
import { fromTuple, readLong, readLongCommand, readPassive, type EndpointDraft } from './passive.js';
import { placeProblems, shapeProblems, type Surroundings } from './problems.js';
import { mayHoldEndpoint, statementAt, statementsOf, type Statement } from './statement.js';
import { findBare, findParenthesised, isOctet, readItems } from './tuple.js';

export interface DecodeOptions extends Surroundings {
  /** The line before: a 227 can stand on two lines. */
  readonly previous?: string;
}

/** A line is read up to here. UTF-16 units. */
const LINE_LIMIT = 1 << 20;
/** More endpoints in one line than any log has. */
const ENDPOINT_LIMIT = 1000;

/**
 * Every data endpoint in one line of any text: replies 227, 228 and 229, commands PORT, EPRT and LPRT, whatever a
 * log, a ticket or a diff puts round them. Lists of numbers that are none of these are left alone. Never throws;
 * takes time linear in the line's length.
 */
export function decodeLine(line: string, options: DecodeOptions = {}): Endpoint[] {
  const bounded = blankColours(line.length > LINE_LIMIT ? line.slice(0, LINE_LIMIT) : line);
  const found: Endpoint[] = [];
  if (mayHoldEndpoint(bounded)) {
    for (const statement of statementsOf(bounded)) {
      const endpoint = decodeStatement(statement, options);
      if (endpoint) found.push(endpoint);
      if (found.length >= ENDPOINT_LIMIT) break;
    }
  }
  if (found.length > 0 || !mayHoldTuple(bounded, options.previous)) return found;
  const other = wordedReply(bounded, options) ?? secondLine(bounded, options);
  return other ? [other] : [];
}

/** Whether numbers in parentheses can be a reply although no code stands before them: quick, as mayHoldEndpoint is. */
export function mayHoldTuple(line: string, previous = ''): boolean {
  return line.includes(')') && (previous.includes('227') || /\(\s{0,9}\d{1,3}\s{0,9}[.,]/.test(line));
}

function decodeStatement(statement: Statement, options: DecodeOptions): Endpoint | null {
  switch (statement.anchor) {
    case '227':
      return finish('PASV', 227, statement, readPassive(statement), options);
    case '228':
      return finish('PASV', 228, statement, readLong(statement), options);
    case '229': {
      // Some servers answer EPSV with 229 and six numbers.
      const draft = readExtended(statement);
      if (draft && (draft.port !== null || draft.form !== 'unread'))
        return finish('EPSV', 229, statement, draft, options);
      const six = findParenthesised(statement.text);
      if (six?.items.length === 6)
        return finish('EPSV', 229, statement, fromTuple(six, statement.text), options);
      return finish('EPSV', 229, statement, draft, options);
    }
    case 'EPRT':
      return finish('EPRT', null, statement, readExtendedCommand(statement.text), options);
    case 'LPRT':
      return finish('PORT', null, statement, readLongCommand(statement.text), options);
    default:
      return finish('PORT', null, statement, readPort(statement), options);
  }
}

/** `PORT h1,h2,h3,h4,p1,p2`; a port number or a list of ports in a sentence is none. */
function readPort(statement: Statement): EndpointDraft | null {
  const blanks = /^PORT[ \t]+/i.exec(statement.text)?.[0].length ?? 0;
  const argument = /^[^\s"'`)\]]{3,80}/.exec(statement.text.slice(blanks))?.[0].replace(/[.;]$/, '') ?? '';
  const upper = statement.text.startsWith('PORT');
  const place = { start: blanks, end: blanks + argument.length };
  const bare = findBare(argument, 5);
  const wide = bare?.start === 0 && bare.end === argument.length;
  if (wide && bare.items.length === 6 && (upper || statement.fresh)) {
    return { ...fromTuple(bare, argument), ...place };
  }
  if (wide && bare.items.length <= 7 && upper && statement.fresh) {
    return {
      ...fromTuple(bare, argument),
      ...place,
      form: 'unread',
      host: null,
      port: null,
      arithmetic: null,
      truncated: false,
    };
  }
  const masked = upper ? readItems(argument) : null;
  if (masked?.items.length !== 6 || !masked.items.includes(null) || /[a-z]{4}/i.test(argument)) return null;
  if (!isOctet(masked.items[4]) && !/^[x*_#?,\d]+$/i.test(argument)) return null;
  return {
    ...fromTuple({ ...masked, start: 0, end: argument.length, opened: false, closed: false }, argument),
    ...place,
  };
}

/** A passive reply under another code, or quoted without one: the wording and six octets must prove it. */
function wordedReply(line: string, options: DecodeOptions): Endpoint | null {
  const word = /pas+i[vf]\w{0,3} mode|passive/i.exec(line);
  if (!word) return null;
  const tail = line.slice(word.index, word.index + 120);
  const tuple = findParenthesised(tail);
  if (tuple?.items.length !== 6 || !tuple.closed || tuple.start > 60 || !tuple.items.every(isOctet))
    return null;
  const before = line.slice(Math.max(0, word.index - 60), word.index);
  const code = /(?:^|[^\w.,])([1-6]\d\d)[ -](?=[^\d]*$)/.exec(before);
  const offset = code ? before.length - before.lastIndexOf(code[1] ?? '') : 0;
  const statement = statementAt(line, word.index - offset, line.length, '');
  const draft = fromTuple(tuple, tail);
  const moved = { ...draft, start: draft.start + offset, end: draft.end + offset };
  return finish('PASV', code ? Number(code[1]) : null, statement, moved, options);
}

/** The numbers of a 227 alone on the next line: `227: listen socket created` and, below, `(0,0,0,0,137,217)`. */
function secondLine(line: string, options: DecodeOptions): Endpoint | null {
  const { previous = '' } = options;
  if (!previous.includes('227')) return null;
  const alone = /^[\s>|+-]{0,40}\([^()]{3,60}\)\.?\s*$/.test(line);
  if (!alone || !/(?:^|[^\w.,])227[-: ]/.test(previous.slice(0, 1000))) return null;
  const tuple = findParenthesised(line);
  if (tuple?.items.length !== 6) return null;
  const statement = { ...statementAt(line, 0, line.length, ''), text: line.trimEnd() };
  return finish('PASV', 227, statement, fromTuple(tuple, line), options);
}

function finish(
  kind: EndpointKind,
  code: number | null,
  statement: Statement,
  draft: EndpointDraft | null,
  options: DecodeOptions,
): Endpoint | null {
  if (!draft) return null;
  const { peer } = options;
  const host = draft.form === 'two-numbers' && peer !== undefined ? plainAddress(peer) : draft.host;
  const character = statement.at(draft.start);
  const { form, port, octets, arithmetic, addressClass } = draft;
  const active = kind === 'PORT' || kind === 'EPRT';
  const judged = { kind, host, port, addressClass, portOverflow: draft.portOverflow ?? false };
  const problems: ProblemId[] = [
    ...placeProblems(judged, options),
    ...(draft.masked ? (['masked'] as const) : []),
    ...(draft.truncated ? (['truncated'] as const) : []),
  ];
  if (!draft.masked && !draft.truncated) {
    const isReply = !active && code !== null && code !== 228 && statement.text.startsWith(String(code));
    if (isReply && !isPlainest(statement.text, host, port))
      problems.push(...shapeProblems(statement.text.replace('\t', ' ')));
    if (active && (host === null || (port === null && !draft.portOverflow))) problems.push('act-unparsable');
  }
  return {
    kind,
    form,
    direction: active ? 'command' : 'reply',
    code,
    character,
    length: statement.at(draft.end) - character,
    text: statement.text.slice(draft.start, draft.end),
    statement: statement.text,
    host,
    port,
    octets,
    arithmetic,
    addressClass,
    problems,
  };
}

/** The wording of nearly all servers, which no client misreads. */
const PLAINEST =
  /^(?:227 Entering Passive Mode \([1-9]\d{0,2}(?:,(?:0|[1-9]\d{0,2})){5}\)|229 Entering Extended Passive Mode \(\|\|\|[1-9]\d{0,4}\|\))\.?$/;

function isPlainest(reply: string, host: string | null, port: number | null): boolean {
  return port !== null && port > 0 && (host !== null || reply.startsWith('229')) && PLAINEST.test(reply);
}

/** `192.0.2.5:40000`, `[2001:db8::1]:40000`; `?` stands for what is not known. */
export function endpointText({ host, port }: Pick<Endpoint, 'host' | 'port'>): string {
  const address = host === null ? '?' : host.includes(':') ? `[${host}]` : host;
  return `${address}:${port ?? '?'}`;
}

/** `192.168.1.10:3968 = 15 × 256 + 128`, `[2001:db8::1]:3968`, `port 3968 on the server's own address`. */
export function explanation(endpoint: Endpoint): string {
  const { kind, host, port } = endpoint;
  if (kind === 'EPSV' && host === null && port !== null) return `port ${port} on the server's own address`;
  const text = endpointText(endpoint);
  return endpoint.arithmetic === null ? text : `${text} = ${endpoint.arithmetic}`;
}
