import {
  consequenceOf,
  explanation,
  problemText,
  type AddressClass,
  type EndpointKind,
  type ProblemId,
  type Endpoint,
} from '../core/reply/index.js';
import type { Finding } from '../core/verdict/finding.js';
import { one, printable } from '../probe/index.js';
import { commandLines } from './probe-formats.js';

/** One endpoint as `decode` prints it. */
export interface DecodedEndpoint {
  /** 0-based; characters count in UTF-16 units. */
  readonly line: number;
  readonly character: number;
  readonly length: number;
  readonly kind: EndpointKind;
  readonly direction: 'reply' | 'command';
  readonly host: string | null;
  readonly port: number | null;
  readonly addressClass: AddressClass | null;
  readonly problems: readonly ProblemId[];
  /** Where several sessions are mixed. */
  readonly session?: string;
}

export interface DecodeReport {
  readonly version: 1;
  readonly endpoints: readonly DecodedEndpoint[];
  readonly findings: readonly Finding[];
  readonly understood: Understood;
  /** What the text cannot show. */
  readonly notTested: readonly string[];
}

/** How much of a text was read as FTP. */
export interface Understood {
  readonly lines: number;
  readonly used: number;
  readonly sessions: number;
  readonly completedTransfers: number;
}

/** What stands at the end of a report. */
export interface DecodeEnd {
  readonly findings: readonly Finding[];
  readonly notTested: readonly string[];
  readonly understood: Understood;
  /** Endpoints found. */
  readonly count: number;
}

/** Writes a report piece by piece, so that its size never matters. */
export interface DecodeWriter {
  readonly begin: string;
  endpoint(seen: DecodedEndpoint, source: Endpoint, isFirst: boolean): string;
  end(end: DecodeEnd): string;
}

/** One JSON object, an endpoint per line. */
export const JSON_WRITER: DecodeWriter = {
  begin: '{"version":1,"endpoints":[',
  endpoint: (seen, _source, isFirst) => `${isFirst ? '' : ','}\n${json(seen)}`,
  end: ({ findings, notTested, understood, count }) =>
    `${count > 0 ? '\n' : ''}],"findings":[${findings.map((finding) => `\n${json(finding)}`).join(',')}${findings.length > 0 ? '\n' : ''}],"notTested":${json(notTested)},"understood":${json(understood)}}\n`,
};

/** Different endpoints that are shown; a long log repeats itself. */
const SHOWN_LIMIT = 200;

interface Folded {
  readonly text: readonly string[];
  times: number;
}

/** For people at a terminal: findings first, then the endpoints, repeats folded. */
export function textWriter(): DecodeWriter {
  const shown = new Map<string, Folded>();
  let hidden = 0;
  return {
    begin: '',
    endpoint: (seen, source) => {
      const key = `${named(source)} ${seen.problems.join()}`;
      const known = shown.get(key);
      if (known) known.times += 1;
      else if (shown.size < SHOWN_LIMIT) shown.set(key, { text: endpointLines(seen, source), times: 1 });
      else hidden += 1;
      return '';
    },
    end: (end) => {
      const lines = [...verdictLines(end)];
      if (end.count > 0) lines.push('', 'Endpoints');
      for (const { text, times } of shown.values()) {
        const [first = '', ...notes] = text;
        lines.push(`  ${first}${times > 1 ? ` (${times} times)` : ''}`, ...notes.map((note) => `  ${note}`));
      }
      if (hidden > 0) lines.push(`  and ${hidden} more`);
      if (end.notTested.length > 0)
        lines.push('', 'Not shown by this text', ...end.notTested.map((what) => `  ${one(what)}`));
      return `${lines.map((line) => printable(line, 2000)).join('\n')}\n`;
    },
  };
}

function verdictLines({ findings, understood, count }: DecodeEnd): readonly string[] {
  const lines = findings.flatMap((finding, i) => [...(i > 0 ? [''] : []), ...findingLines(finding)]);
  if (count === 0)
    lines.push(
      ...(lines.length > 0 ? [''] : []),
      'No data endpoint in this text: no 227, 229, PORT or EPRT.',
    );
  if (findings.length > 0) return lines;
  const { lines: all, used, completedTransfers } = understood;
  const unread = all - used;
  if (completedTransfers > 0)
    return [
      ...lines,
      `Nothing wrong: ${completedTransfers} transfer${completedTransfers > 1 ? 's' : ''} completed, and nothing failed.`,
    ];
  return [...lines, `No failure that I can read; ${unread} of ${all} lines were not understood.`];
}

function endpointLines(seen: DecodedEndpoint, source: Endpoint): readonly string[] {
  const of = seen.addressClass;
  const meaning = of === null ? [] : [`${of} address. ${consequenceOf(of)}`];
  const notes = [...meaning, ...seen.problems.map((id) => `${id}: ${problemText(id)}`)];
  return [`${seen.line + 1}:${seen.character + 1}: ${named(source)}`, ...notes.map((note) => `    ${note}`)];
}

/** `PASV 192.0.2.5:40000 = 156 × 256 + 64`, `port 40000 on the server's own address (EPSV)`. */
function named(endpoint: Endpoint): string {
  const text = explanation(endpoint);
  return text.startsWith('port ') ? `${text} (${endpoint.kind})` : `${endpoint.kind} ${text}`;
}

function findingLines({ id, severity, title, evidence, fix, at }: Finding): string[] {
  const place = at ? ` (line ${at.line + 1})` : '';
  return [
    `${severity} ${id}: ${one(title)}${place}`,
    `  Seen: ${one(evidence)}`,
    `  Fix:  ${one(fix.text)}`,
    ...Object.entries(fix.config ?? {}).map(([name, value]) => `        ${one(`${name}=${value}`)}`),
    ...commandLines(fix),
  ];
}

/** JSON may be looked at on a terminal too: what could steer it stays escaped. */
function json(value: unknown): string {
  return JSON.stringify(value).replace(
    /[\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
