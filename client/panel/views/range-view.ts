import { html, nothing, svg, type SVGTemplateResult, type TemplateResult } from 'lit-html';
import type { Observation } from '../../../core/events/observation.js';
import type { PortSpan, ProbeRange } from '../../../probe/types.js';
import { section, type Part } from './parts.js';
import { counted, later, t } from '../../l10n.js';

type StretchKind = 'open' | 'silent' | 'refused' | 'untried';

interface Stretch {
  readonly kind: StretchKind;
  readonly first: number;
  readonly last: number;
}

const KINDS: readonly (readonly [StretchKind, name: string, meaning: string])[] = [
  ['open', later('open'), later('connected')],
  ['silent', later('silent'), later('no answer: something drops the packets')],
  ['refused', later('refused'), later('rejected at once')],
  ['untried', later('not tried'), ''],
];

/** More stretches than these are drawn, but not listed. */
const MOST_LISTED = 6;

/** The passive ports as a bar, from the lowest to the highest that is known of. */
export function rangeView(
  range: ProbeRange,
  expected: PortSpan | null,
  observations: readonly Observation[],
): TemplateResult {
  const first = Math.min(range.seen[0], expected?.[0] ?? range.seen[0]);
  const last = Math.max(range.seen[1], expected?.[1] ?? range.seen[1]);
  const stretches = stretchesOf(range, first, last);
  const tried = triedPorts(observations).filter((port) => port >= first && port <= last);
  return section('range', t('Passive ports'), [
    html`<p class="facts">${summary(range, expected, tried.length)}</p>`,
    bar(stretches, tried, first, last),
    html`<ul class="legend">
      ${KINDS.map(([kind, name, meaning]) => legendItem(stretches, kind, name, meaning))}
    </ul>`,
  ]);
}

function summary(range: ProbeRange, expected: PortSpan | null, tried: number): string {
  const [first, last] = expected ?? range.seen;
  const size = last - first + 1;
  const all = expected
    ? counted(size, '{0} port in the config', '{0} ports in the config')
    : counted(
        size,
        '{0} port from the lowest to the highest that was named',
        '{0} ports from the lowest to the highest that was named',
      );
  if (range.exact) return t('{0}; the edges between open and blocked are exact.', all);
  const count = tried > 0 ? t('{0} of {1} tried', tried, counted(size, '{0} port', '{0} ports')) : all;
  return t('{0}. Untested ports between two open ones are assumed open.', count);
}

/** What every port of the bar is, without gaps. */
function stretchesOf(range: ProbeRange, first: number, last: number): readonly Stretch[] {
  const known: Stretch[] = (['open', 'silent', 'refused'] as const)
    .flatMap((kind) => range[kind].map((span): Stretch => ({ kind, first: span[0], last: span[1] })))
    .sort((a, b) => a.first - b.first);
  const stretches: Stretch[] = [];
  let next = first;
  for (const stretch of known) {
    if (stretch.first > next) stretches.push({ kind: 'untried', first: next, last: stretch.first - 1 });
    stretches.push(stretch);
    next = Math.max(next, stretch.last + 1);
  }
  if (next <= last) stretches.push({ kind: 'untried', first: next, last });
  return stretches;
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

function bar(
  stretches: readonly Stretch[],
  tried: readonly number[],
  first: number,
  last: number,
): TemplateResult {
  const size = last - first + 1;
  const at = (port: number): number => ((port - first) / size) * 100;
  // A single port of thousands must still be seen.
  const width = (one: Stretch): number => Math.max(at(one.last + 1) - at(one.first), 0.6);
  const rects = stretches.map(
    (one) =>
      svg`<rect class="stretch ${one.kind}" x=${percent(at(one.first))} y="1"
        width=${percent(width(one))} height="22" fill=${fillOf(one.kind)}></rect>`,
  );
  const ticks = tried.map((port) => {
    const x = percent(at(port + 0.5));
    return svg`<line class="tick" x1=${x} x2=${x} y1="25" y2="29"></line>`;
  });
  const labels = axis(stretches, first, last).map(
    ({ port, x, anchor }) => svg`<text x=${percent(x)} y="44" text-anchor=${anchor}>${port}</text>`,
  );
  return html`<svg class="ports" width="100%" height="48" role="img" aria-label=${barInWords(stretches)}>
    <defs>${pattern('silent', 45, 3)}${pattern('refused', 135, 5)}</defs>
    ${rects}${ticks}${labels}
  </svg>`;
}

function percent(value: number): string {
  return `${Math.round(value * 100) / 100}%`;
}

function fillOf(kind: StretchKind): string | typeof nothing {
  return kind === 'silent' || kind === 'refused' ? `url(#${kind})` : nothing;
}

function pattern(kind: 'silent' | 'refused', angle: number, width: number): SVGTemplateResult {
  return svg`<pattern id=${kind} width="8" height="8" patternUnits="userSpaceOnUse"
      patternTransform="rotate(${angle})">
    <rect class="ground ${kind}" width="8" height="8"></rect>
    <rect class="stripe ${kind}" width=${width} height="8"></rect>
  </pattern>`;
}

/** Port numbers below the bar: both ends, and the edges between that have room. */
function axis(
  stretches: readonly Stretch[],
  first: number,
  last: number,
): readonly { readonly port: number; readonly x: number; readonly anchor: 'start' | 'middle' | 'end' }[] {
  const size = last - first + 1;
  const edges = stretches
    .slice(1)
    .map((stretch) => ({ port: stretch.first, x: ((stretch.first - first) / size) * 100 }));
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

function legendItem(stretches: readonly Stretch[], kind: StretchKind, name: string, meaning: string): Part {
  const own = stretches.filter((one) => one.kind === kind);
  if (own.length === 0) return nothing;
  const listed = own.slice(0, MOST_LISTED).map(({ first, last }) => spanText([first, last]));
  const more = own.length > MOST_LISTED ? ` ${t('and {0} more', own.length - MOST_LISTED)}` : '';
  return html`<li>
    <svg class="swatch" width="18" height="12" aria-hidden="true" focusable="false">
      <rect class="stretch ${kind}" width="18" height="12" fill=${fillOf(kind)}></rect>
    </svg>
    <strong>${t(name)}</strong>
    <span class="numbers">${listed.join(', ')}${more}</span>
    ${meaning === '' ? nothing : html`<span class="facts">${t(meaning)}</span>`}
  </li>`;
}

function barInWords(stretches: readonly Stretch[]): string {
  const words = stretches.slice(0, 20).map(({ kind, first, last }) => {
    const name = KINDS.find(([one]) => one === kind)?.[1] ?? '';
    return `${spanText([first, last])} ${t(name)}`;
  });
  return t('Passive ports: {0}', words.join(', '));
}

function spanText([first, last]: PortSpan): string {
  return first === last ? String(first) : `${first}–${last}`;
}
