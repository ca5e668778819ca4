import type { Observation } from '../../core/events/observation.js';
import type { PortSpan, ProbeRange } from '../../probe/types.js';
import { h, s, type ViewNode } from './node.js';
import { section } from './parts.js';
import { counted } from './words.js';

type Stretch = 'open' | 'silent' | 'refused' | 'untried';

interface Piece {
  readonly kind: Stretch;
  readonly first: number;
  readonly last: number;
}

const KINDS: readonly (readonly [Stretch, name: string, meaning: string])[] = [
  ['open', 'open', 'a data connection came about'],
  ['silent', 'silent', 'no answer: something drops the packets'],
  ['refused', 'refused', 'turned away at once'],
  ['untried', 'not tried', ''],
];

/** More stretches than these are drawn, but not listed. */
const MOST_LISTED = 6;

/** The passive ports as a bar, from the lowest to the highest that is known of. */
export function rangeView(
  range: ProbeRange,
  expected: PortSpan | null,
  observations: readonly Observation[],
): ViewNode {
  const first = Math.min(range.seen[0], expected?.[0] ?? range.seen[0]);
  const last = Math.max(range.seen[1], expected?.[1] ?? range.seen[1]);
  const pieces = piecesOf(range, first, last);
  const tried = triedPorts(observations).filter((port) => port >= first && port <= last);
  return section(
    'range',
    'Passive ports',
    h('p', { class: 'facts' }, summary(range, expected, tried.length)),
    bar(pieces, tried, first, last),
    h(
      'ul',
      { class: 'legend' },
      ...KINDS.flatMap(([kind, name, meaning]) => legendItem(pieces, kind, name, meaning)),
    ),
  );
}

function summary(range: ProbeRange, expected: PortSpan | null, tried: number): string {
  const [first, last] = expected ?? range.seen;
  const size = counted(last - first + 1, 'port');
  const all = expected ? `${size} in the config` : `${size} from the lowest to the highest that was named`;
  if (range.exact) return `${all}; the edges between open and blocked are exact.`;
  return `${all}${tried > 0 ? `, ${tried} of them tried` : ''}; edges may lie further out than drawn.`;
}

/** What every port of the bar is, without gaps. */
export function piecesOf(range: ProbeRange, first: number, last: number): readonly Piece[] {
  const known: Piece[] = (['open', 'silent', 'refused'] as const)
    .flatMap((kind) => range[kind].map((span): Piece => ({ kind, first: span[0], last: span[1] })))
    .sort((a, b) => a.first - b.first);
  const pieces: Piece[] = [];
  let next = first;
  for (const piece of known) {
    if (piece.first > next) pieces.push({ kind: 'untried', first: next, last: piece.first - 1 });
    pieces.push(piece);
    next = Math.max(next, piece.last + 1);
  }
  if (next <= last) pieces.push({ kind: 'untried', first: next, last });
  return pieces;
}

function triedPorts(observations: readonly Observation[]): number[] {
  const ports = observations.flatMap((seen) =>
    (seen.kind === 'connect' && seen.channel === 'data' && seen.port !== null) || seen.kind === 'bare-dial'
      ? [seen.port ?? 0]
      : [],
  );
  return [...new Set(ports)];
}

/** Labels nearer than this to the one before would run into it. Percent. */
const LABEL_GAP = 13;

function bar(pieces: readonly Piece[], tried: readonly number[], first: number, last: number): ViewNode {
  const size = last - first + 1;
  const at = (port: number): number => ((port - first) / size) * 100;
  const percent = (value: number): string => `${Math.round(value * 100) / 100}%`;
  const rects = pieces.map((piece) =>
    s('rect', {
      class: `stretch ${piece.kind}`,
      x: percent(at(piece.first)),
      y: '1',
      // A single port of thousands must still be seen.
      width: percent(Math.max(at(piece.last + 1) - at(piece.first), 0.6)),
      height: '22',
      ...(piece.kind === 'silent' || piece.kind === 'refused' ? { fill: `url(#${piece.kind})` } : {}),
    }),
  );
  const ticks = tried.map((port) => {
    const x = percent(at(port + 0.5));
    return s('line', { class: 'tick', x1: x, x2: x, y1: '25', y2: '29' });
  });
  return s(
    'svg',
    { class: 'ports', width: '100%', height: '48', role: 'img', 'aria-label': barInWords(pieces) },
    s('defs', {}, pattern('silent', '45'), pattern('refused', '135')),
    ...rects,
    ...ticks,
    ...axis(pieces, first, last).map(({ port, x, anchor }) =>
      s('text', { x: percent(x), y: '44', 'text-anchor': anchor }, String(port)),
    ),
  );
}

function pattern(kind: 'silent' | 'refused', angle: string): ViewNode {
  const size = { width: '8', height: '8' };
  return s(
    'pattern',
    { id: kind, ...size, patternUnits: 'userSpaceOnUse', patternTransform: `rotate(${angle})` },
    s('rect', { class: `ground ${kind}`, ...size }),
    s('rect', { class: `stripe ${kind}`, width: kind === 'silent' ? '3' : '5', height: '8' }),
  );
}

/** Port numbers below the bar: both ends, and the edges between that have room. */
function axis(
  pieces: readonly Piece[],
  first: number,
  last: number,
): readonly { readonly port: number; readonly x: number; readonly anchor: 'start' | 'middle' | 'end' }[] {
  const size = last - first + 1;
  const edges = pieces
    .slice(1)
    .map((piece) => ({ port: piece.first, x: ((piece.first - first) / size) * 100 }));
  const inner: { port: number; x: number; anchor: 'middle' }[] = [];
  let previous = 0;
  for (const edge of edges) {
    if (edge.x - previous < LABEL_GAP || 100 - edge.x < LABEL_GAP) continue;
    inner.push({ ...edge, anchor: 'middle' });
    previous = edge.x;
  }
  const ends = last > first ? [{ port: last, x: 100, anchor: 'end' as const }] : [];
  return [{ port: first, x: 0, anchor: 'start' }, ...inner, ...ends];
}

function legendItem(pieces: readonly Piece[], kind: Stretch, name: string, meaning: string): ViewNode[] {
  const own = pieces.filter((piece) => piece.kind === kind);
  if (own.length === 0) return [];
  const listed = own.slice(0, MOST_LISTED).map(({ first, last }) => spanText([first, last]));
  const more = own.length > MOST_LISTED ? ` and ${own.length - MOST_LISTED} more` : '';
  return [
    h(
      'li',
      {},
      s(
        'svg',
        { class: 'swatch', width: '18', height: '12', 'aria-hidden': 'true', focusable: 'false' },
        s('rect', {
          class: `stretch ${kind}`,
          width: '18',
          height: '12',
          ...(kind === 'silent' || kind === 'refused' ? { fill: `url(#${kind})` } : {}),
        }),
      ),
      h('strong', {}, name),
      h('span', { class: 'numbers' }, `${listed.join(', ')}${more}`),
      ...(meaning === '' ? [] : [h('span', { class: 'facts' }, meaning)]),
    ),
  ];
}

function barInWords(pieces: readonly Piece[]): string {
  const words = pieces.slice(0, 20).map(({ kind, first, last }) => {
    const name = KINDS.find(([one]) => one === kind)?.[1] ?? '';
    return `${spanText([first, last])} ${name}`;
  });
  return `Passive ports: ${words.join(', ')}`;
}

export function spanText([first, last]: PortSpan): string {
  return first === last ? String(first) : `${first}–${last}`;
}
