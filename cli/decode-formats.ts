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
  /** What the text cannot show. */
  readonly notTested: readonly string[];
}

/** Writes a report piece by piece, so that its size never matters. */
export interface DecodeWriter {
  readonly begin: string;
  endpoint(seen: DecodedEndpoint, source: Endpoint, isFirst: boolean): string;
  end(findings: readonly Finding[], notTested: readonly string[], count: number): string;
}

/** One JSON object, an endpoint per line. */
export const JSON_WRITER: DecodeWriter = {
  begin: '{"version":1,"endpoints":[',
  endpoint: (seen, _source, isFirst) => `${isFirst ? '' : ','}\n${json(seen)}`,
  end: (findings, notTested, count) =>
    `${count > 0 ? '\n' : ''}],"findings":[${findings.map((finding) => `\n${json(finding)}`).join(',')}${findings.length > 0 ? '\n' : ''}],"notTested":${json(notTested)}}\n`,
};

/** For people at a terminal. */
export const TEXT_WRITER: DecodeWriter = {
  begin: '',
  endpoint: (seen, source) => {
    const of = seen.addressClass;
    const meaning = of === null ? [] : [`${of} address. ${consequenceOf(of)}`];
    const notes = [...meaning, ...seen.problems.map((id) => `${id}: ${problemText(id)}`)];
    const where = `${seen.line + 1}:${seen.character + 1}`;
    return [`${where}: ${named(source)}`, ...notes.map((note) => `    ${note}`), '']
      .map((line) => printable(line, 2000))
      .join('\n');
  },
  end: (findings, notTested, count) => {
    const lines: string[] = [];
    if (count === 0) lines.push('No data endpoint in this text: no 227, 229, PORT or EPRT.');
    for (const finding of findings) lines.push('', ...findingLines(finding));
    if (findings.length === 0 && count > 0)
      lines.push('', 'The text shows nothing wrong beyond what stands above.');
    if (notTested.length > 0)
      lines.push('', 'Not shown by this text', ...notTested.map((what) => `  ${one(what)}`));
    return `${lines.join('\n')}\n`;
  },
};

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
    ...fix.commands.map((command) => `        $ ${one(command)}`),
  ];
}

/** JSON may be looked at on a terminal too: what could steer it stays escaped. */
function json(value: unknown): string {
  return JSON.stringify(value).replace(
    /[\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
