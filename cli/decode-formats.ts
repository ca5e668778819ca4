import {
  consequenceOf,
  explanation,
  problemText,
  type AddressClass,
  type EndpointKind,
  type ProblemId,
  type Endpoint,
} from '../core/reply/index.js';
import type { Difference } from '../core/capture/index.js';
import type { Finding } from '../core/verdict/finding.js';
import { one, printable } from '../probe/index.js';
import type { Colours } from './colours.js';
import { steadyJson } from './formats/escapes.js';
import { switchedOffWords } from './project-settings.js';
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
  /** In a capture: Wireshark's number of the packet, from 1. */
  readonly packet?: number;
  /** Of two files: which one. */
  readonly file?: number;
}

/** A finding, and where in which file it was seen. */
export interface DecodedFinding extends Finding {
  /** Of the text, or one less than the packet; 0-based. */
  readonly line?: number;
  readonly packet?: number;
  /** Wireshark's display filter for what proves it. */
  readonly filter?: string;
  readonly file?: number;
}

/** What was read: a packet capture, or any text. */
export type DecodeSource = 'capture' | 'text';

export interface DecodeReport {
  readonly version: 1;
  readonly source: DecodeSource;
  readonly endpoints: readonly DecodedEndpoint[];
  readonly findings: readonly DecodedFinding[];
  readonly understood: Understood;
  /** What happened in a capture, in words. */
  readonly story: readonly string[];
  /** What two captures of one session show together. */
  readonly compared?: readonly Difference[];
  /** What the text cannot show. */
  readonly notTested: readonly string[];
  /** Findings that the settings of the project switch off. */
  readonly switchedOff?: number;
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
  readonly source: DecodeSource;
  readonly findings: readonly DecodedFinding[];
  readonly story: readonly string[];
  readonly compared?: readonly Difference[];
  readonly notTested: readonly string[];
  readonly understood: Understood;
  /** Endpoints found. */
  readonly count: number;
  readonly switchedOff: number;
  /** The command that captures the same session, where the text shows a failure and no packets. */
  readonly captureWith?: string;
}

/** Writes a report piece by piece, so that its size never matters. */
export interface DecodeWriter {
  begin(source: DecodeSource): string;
  endpoint(seen: DecodedEndpoint, source: Endpoint, isFirst: boolean): string;
  end(end: DecodeEnd): string;
}

/** One JSON object, an endpoint per line. */
export const JSON_WRITER: DecodeWriter = {
  begin: (source) => `{"version":1,"source":"${source}","endpoints":[`,
  endpoint: (seen, _source, isFirst) => `${isFirst ? '' : ','}\n${steadyJson(seen)}`,
  end: ({ findings, story, compared, notTested, understood, count, switchedOff: off }) =>
    `${count > 0 ? '\n' : ''}],"findings":[${findings.map((finding) => `\n${steadyJson(finding)}`).join(',')}${findings.length > 0 ? '\n' : ''}],"story":${steadyJson(story)},${compared ? `"compared":${steadyJson(compared)},` : ''}"notTested":${steadyJson(notTested)},"understood":${steadyJson(understood)}${off > 0 ? `,"switchedOff":${off}` : ''}}\n`,
};

/** Different endpoints that are shown; a long log repeats itself. */
const SHOWN_LIMIT = 200;

interface Folded {
  readonly text: readonly string[];
  times: number;
}

/** For people at a terminal: findings first, then the endpoints, repeats folded. */
export function textWriter(colours: Colours): DecodeWriter {
  const shown = new Map<string, Folded>();
  let hidden = 0;
  return {
    begin: () => '',
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
      if (end.compared) lines.push('', COMPARED, ...comparedLines(end.compared));
      if (end.story.length > 0) lines.push('', WHAT_HAPPENED, ...end.story.map((line) => `  ${line}`));
      if (end.count > 0) lines.push('', ENDPOINTS);
      for (const { text, times } of shown.values()) {
        const [first = '', ...notes] = text;
        lines.push(`  ${first}${times > 1 ? ` (${times} times)` : ''}`, ...notes.map((note) => `  ${note}`));
      }
      if (hidden > 0) lines.push(`  and ${hidden} more`);
      if (end.notTested.length > 0)
        lines.push('', NOT_SHOWN[end.source], ...end.notTested.map((what) => `  ${one(what)}`));
      if (end.captureWith !== undefined)
        lines.push('', ON_THE_WIRE, `  ${end.captureWith}`, '  vsftpd-lens decode ftp.pcap');
      return `${lines.map((line) => painted(printable(line, 2000), colours)).join('\n')}\n`;
    },
  };
}

const ENDPOINTS = 'Endpoints';
const COMPARED = 'Both files compared';
const ON_THE_WIRE = 'To see it on the wire: start this, repeat what failed, end it with Ctrl+C';
const WHAT_HAPPENED = 'What happened';
const NOT_SHOWN: Readonly<Record<DecodeSource, string>> = {
  text: 'Not shown by this text',
  capture: 'Not shown by this capture',
};
const HEADINGS: ReadonlySet<string> = new Set([
  ENDPOINTS,
  COMPARED,
  ON_THE_WIRE,
  WHAT_HAPPENED,
  ...Object.values(NOT_SHOWN),
]);
const NOTHING_WRONG = 'Nothing wrong';

/** A line that is safe to print, in colours: they are no part of what came from the text. */
function painted(line: string, colours: Colours): string {
  if (HEADINGS.has(line)) return colours.strong(line);
  if (line.startsWith(NOTHING_WRONG)) return colours.status('pass', line);
  return line.replace(
    /^(error|warning|information) ([A-Z][A-Z0-9-]*: .*)$/,
    (_, severity: string, rest: string) => `${colours.severity(severity, severity)} ${colours.strong(rest)}`,
  );
}

function verdictLines({ source, findings, understood, count, switchedOff }: DecodeEnd): readonly string[] {
  const lines = findings.flatMap((finding, i) => [...(i > 0 ? [''] : []), ...findingLines(finding)]);
  if (count === 0)
    lines.push(
      ...(lines.length > 0 ? [''] : []),
      `No data endpoint in this ${source}: no 227, 229, PORT or EPRT.`,
    );
  if (switchedOff > 0) lines.push(switchedOffWords(switchedOff));
  if (findings.length > 0) return lines;
  const { lines: all, used, completedTransfers } = understood;
  const unread = all - used;
  if (completedTransfers > 0)
    return [
      ...lines,
      `${switchedOff > 0 ? 'Nothing else wrong' : NOTHING_WRONG}: ${completedTransfers} transfer${completedTransfers > 1 ? 's' : ''} completed, and nothing failed.`,
    ];
  if (source === 'capture')
    return [...lines, `No failure that I can read; ${used} of ${all} packets belong to FTP.`];
  return [...lines, `No failure that I can read; ${unread} of ${all} lines were not understood.`];
}

function endpointLines(seen: DecodedEndpoint, source: Endpoint): readonly string[] {
  const of = seen.addressClass;
  const meaning = of === null ? [] : [`${of} address. ${consequenceOf(of)}`];
  const notes = [...meaning, ...seen.problems.map((id) => `${id}: ${problemText(id)}`)];
  const place =
    seen.packet === undefined ? `${seen.line + 1}:${seen.character + 1}` : `packet ${seen.packet}`;
  return [`${fileName(seen)}${place}: ${named(source)}`, ...notes.map((note) => `    ${note}`)];
}

/** `PASV 192.0.2.5:40000 = 156 × 256 + 64`, `port 40000 on the server's own address (EPSV)`. */
function named(endpoint: Endpoint): string {
  const text = explanation(endpoint);
  return text.startsWith('port ') ? `${text} (${endpoint.kind})` : `${endpoint.kind} ${text}`;
}

function findingLines(finding: DecodedFinding): string[] {
  const { id, severity, title, evidence, fix, at, packet, filter } = finding;
  const place = packet === undefined ? at && `line ${at.line + 1}` : `packet ${packet}`;
  return [
    `${severity} ${id}: ${one(title)}${place === undefined ? '' : ` (${fileName(finding)}${place})`}`,
    `  Seen: ${one(evidence)}`,
    ...(filter === undefined ? [] : [`  Wireshark filter: ${filter}`]),
    `  Fix:  ${one(fix.text)}`,
    ...Object.entries(fix.config ?? {}).map(([name, value]) => `        ${one(`${name}=${value}`)}`),
    ...commandLines(fix),
  ];
}

function comparedLines(differences: readonly Difference[]): readonly string[] {
  if (differences.length > 0) return differences.flatMap(differenceLines);
  return ['  No session that is in both files went differently at its two ends.'];
}

function differenceLines({ text, packets, filters }: Difference): readonly string[] {
  const places = packets.map((packet, i) =>
    packet === null
      ? `file ${i + 1}: ${filters[i] ?? ''}`
      : `file ${i + 1}: packet ${packet}, ${filters[i] ?? ''}`,
  );
  return [`  ${one(text)}`, `    ${places.join('; ')}`];
}

/** `file 2, ` where there are two. */
function fileName({ file }: { readonly file?: number }): string {
  return file === undefined ? '' : `file ${file + 1}, `;
}
