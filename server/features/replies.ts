import { InlayHintKind, type Hover, type InlayHint } from 'vscode-languageserver';
import type { Position, Range } from '../../core/config/index.js';
import {
  addressBlock,
  clientsFailing,
  clientsReading,
  consequenceOf,
  decodeLine,
  endpointText,
  explanation,
  nextSteps,
  problemText,
  type Endpoint,
  type ProblemId,
} from '../../core/reply/index.js';
import type { NamedRange } from '../store/passive-ranges.js';
import { inline } from './markdown.js';

interface ReplyContext {
  /** The line before: a reply can stand on two lines. */
  readonly previous: string;
  readonly ranges: () => readonly NamedRange[];
}

/** The 227, 229, PORT or EPRT under the cursor, decoded. Markdown; only numbers of the file get into it. */
export function hoverReply(line: string, position: Position, context: ReplyContext): Hover | null {
  for (const endpoint of decodeLine(line, { previous: context.previous })) {
    const [start, end] = extent(line, endpoint);
    if (position.character < start || position.character > end) continue;
    const at = (character: number): Position => ({ line: position.line, character });
    const value = blocks(endpoint, context.ranges())
      .filter((block) => block !== '')
      .join('\n\n');
    return { contents: { kind: 'markdown', value }, range: { start: at(start), end: at(end) } };
  }
  return null;
}

/** Lines beyond this many are not asked for by any editor's window. */
const MOST_LINES = 2000;

/** The endpoint of each reply that spells its port as two numbers, and why it may not work. */
export function replyHints(lineText: (line: number) => string, range: Range): InlayHint[] {
  const hints: InlayHint[] = [];
  const last = Math.min(range.end.line, range.start.line + MOST_LINES);
  let previous = '';
  for (let line = range.start.line; line <= last; line++) {
    const text = lineText(line);
    for (const endpoint of text === '' ? [] : decodeLine(text, { previous })) {
      const label = hintLabel(endpoint);
      if (label === undefined) continue;
      hints.push({
        position: { line, character: endpoint.character + endpoint.length },
        label,
        kind: InlayHintKind.Parameter,
        paddingLeft: true,
        ...(endpoint.problems.length > 0 ? { tooltip: endpoint.problems.map(problemText).join('\n') } : {}),
      });
    }
    previous = text;
  }
  return hints;
}

function hintLabel(endpoint: Endpoint): string | undefined {
  if (endpoint.arithmetic === null && endpoint.problems.length === 0) return undefined;
  const { addressClass } = endpoint;
  const remark = addressClass === null || addressClass === 'public' ? '' : ` · ${addressClass}`;
  return `${endpointText(endpoint)}${remark}`;
}

/** From the reply's code or the command's verb to its end, in the line. */
function extent(line: string, endpoint: Endpoint): [number, number] {
  const { character, length, statement } = endpoint;
  const found = line.lastIndexOf(statement, character);
  const start = found >= 0 && found + statement.length >= character ? found : character;
  return [start, Math.max(character + length, start + (start === found ? statement.length : 0))];
}

function blocks(endpoint: Endpoint, ranges: readonly NamedRange[]): string[] {
  return [
    `**${explanation(endpoint)}** · ${endpoint.code ?? endpoint.kind}${endpoint.code === null ? '' : `, answer to ${endpoint.kind}`}`,
    whatItMeans(endpoint),
    addressBlockText(endpoint),
    endpoint.direction === 'reply' ? rangesText(endpoint, ranges) : '',
    problemsText(endpoint.problems),
    clientsText(endpoint),
    stepsText(endpoint),
  ];
}

function whatItMeans({ kind, host, port }: Endpoint): string {
  if (port === null) return '';
  switch (kind) {
    case 'PASV':
      return ''; // The first line is the whole of it, and a hover is low.
    case 'EPSV':
      return `The client connects to port ${port} of the address that it already has a control connection to.`;
    case 'PORT':
    case 'EPRT':
      return `The client asks the server to connect to ${host === null ? 'it' : inline(endpointText({ host, port }))} for the data (active mode).`;
  }
}

function addressBlockText({ host, addressClass }: Endpoint): string {
  const block = host === null ? null : addressBlock(host);
  if (!block || addressClass === null) return '';
  return `${inline(host ?? '')}: ${block.name} address (${inline(block.prefix)}, ${block.source}). ${consequenceOf(addressClass)}`;
}

/** Of the config that the reply belongs to: it names the address, else it has the port, else it is the only one. */
function rangesText({ host, port }: Endpoint, ranges: readonly NamedRange[]): string {
  if (port === null || ranges.length === 0) return '';
  const holds = ({ low, high }: NamedRange): boolean => port >= low && port <= high;
  const named = ranges.filter(({ address }) => address !== null && address === host);
  const own = [named, ranges.filter(holds), ranges].find((some) => some.length > 0) ?? [];
  const [range] = own;
  if (!range || (own.length > 1 && !holds(range)))
    return `Port ${port} lies in the passive range of none of the ${own.length} configs here.`;
  const { file, low, high } = range;
  const more = own.length > 1 ? `, and of ${own.length - 1} more` : '';
  return `Port ${port} lies ${holds(range) ? 'inside' : '**outside**'} the passive range ${low} to ${high} of ${inline(file.replace(/[^\w./-]/g, '_'))}${more}.`;
}

/** Without the problems that the address's class has said already. */
function problemsText(problems: readonly ProblemId[]): string {
  return problems
    .filter((id) => !/-addr-(?:private|zero|loopback|reserved)$/.test(id))
    .map((id) => `⚠ ${problemText(id)}`)
    .join('  \n');
}

function clientsText({ statement, host, port, direction, code, problems }: Endpoint): string {
  if (direction === 'command' || (code !== 227 && code !== 229) || problems.includes('masked')) return '';
  const failing = clientsFailing(statement, host, port);
  if (failing.length === 0) return '';
  const all = clientsReading(statement).length === failing.length;
  return `${all ? 'None of the usual clients reads this endpoint' : `These cannot read it, or read something else: ${failing.join(', ')}`}.`;
}

/** Three, ready to copy: does the port answer, what does a client get, what shows a capture. */
function stepsText(endpoint: Endpoint): string {
  if (endpoint.port === null || endpoint.port > 65535) return '';
  const steps = nextSteps(endpoint);
  const [first] = steps.filter(({ tool }) => tool === 'nc');
  const [client] = steps.filter(({ tool }) => tool === 'curl');
  const filter = steps.find(({ text }) => text.includes('tcp.flags.syn'));
  const wanted = [first, mustWrite(endpoint) ? undefined : client, filter].filter(
    (step) => step !== undefined,
  );
  const lines = wanted.map(
    ({ tool, title, text }) => `- ${title}${tool === 'Wireshark' ? ' (Wireshark)' : ''}: ${inline(text)}`,
  );
  const write = 'if clients connect from another network, in vsftpd.conf: `pasv_address=PUBLIC_ADDRESS`';
  return ['Try next:', '', ...lines, ...(mustWrite(endpoint) ? [`- ${write}`] : [])].join('\n');
}

function mustWrite({ kind, direction, addressClass }: Endpoint): boolean {
  return kind === 'PASV' && direction === 'reply' && addressClass !== null && addressClass !== 'public';
}
