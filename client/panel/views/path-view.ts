import { html, nothing, svg, type SVGTemplateResult, type TemplateResult } from 'lit-html';
import type { DataState, Hop, HopId, HopState, Path } from '../../../core/verdict/path.js';
import { machineLabel } from '../words.js';
import { drawnIcon, icon, type Codicon } from './icons.js';
import { hidden, type Part } from './parts.js';
import { later, t } from '../../l10n.js';

const HOPS: Readonly<Record<Exclude<HopId, 'client'>, readonly [name: string, icon: Codicon]>> = {
  'client-nat': [later('Its NAT'), 'arrow-swap'],
  network: [later('Network'), 'globe'],
  'server-nat': [later('NAT or firewall'), 'shield'],
  server: [later('Server'), 'server'],
};

const STATES: Readonly<Record<HopState, readonly [word: string, icon: Codicon | null]>> = {
  ok: ['', null],
  broken: [later('broken here'), 'error'],
  suspect: [later('look here'), 'warning'],
  unknown: [later('not reached'), null],
};

const DATA: Readonly<Record<DataState, string>> = {
  works: later('works'),
  here: later('works here'),
  some: later('works in part'),
  fails: later('does not work'),
  untried: later('not tried'),
};

/**
 * The way as a drawing: what each line and station means is also said in words.
 * @param machine name of the machine that probed
 */
export function pathView(path: Path, machine: string): TemplateResult {
  const stations = path.hops.map((hop, index) => {
    const isLast = index === path.hops.length - 1;
    return station(hop, machine, isLast ? nothing : links(lanesAfter(path, index)));
  });
  const { untriedAddress: inner } = path;
  return html`<figure class="path" aria-label=${t('The way to the server')}>
    <ol>
      ${stations}
    </ol>
    <figcaption class="lanes">
      ${laneKey('control', t('Control connection: {0}', path.isControlOpen ? t('works') : t('does not work')))}
      ${laneKey('data', t('Data connection: {0}', t(DATA[path.data])))}
      ${inner === null ? nothing : html`<span>${t('Not tried: {0}, where PASV sends clients', inner)}</span>`}
    </figcaption>
  </figure>`;
}

function station(hop: Hop, machine: string, lines: Part): TemplateResult {
  const [name, sign]: readonly [string, Codicon] =
    hop.id === 'client' ? [machineLabel(machine), 'vm'] : HOPS[hop.id];
  const note = hop.note === '' ? nothing : html`<span class="note">${t(hop.note)}</span>`;
  // "seen by the server as" leads to the address.
  const [before, after] = hop.id === 'client-nat' ? [note, nothing] : [nothing, note];
  return html`<li class="hop ${hop.state}">
    <svg class="station" viewBox="0 0 44 44" aria-hidden="true" focusable="false">
      <circle cx="22" cy="22" r="20"></circle>
      ${drawnIcon(sign, '22', '31')}
    </svg>
    ${lines}
    <div class="label">
      <span class="name">${t(name)}</span>
      ${before} ${hop.addresses.map(addressView)} ${stateLabel(hop.state)} ${after}
    </div>
  </li>`;
}

function stateLabel(state: HopState): TemplateResult {
  const [word, sign] = STATES[state];
  if (word === '') return hidden(t('works'));
  return html`<span class="state">${sign === null ? nothing : icon(sign)}${t(word)}</span>`;
}

/** An address of IPv4 stays on one line; one of IPv6 may go on after a colon. */
function addressView(address: string): TemplateResult {
  const parts = address.split(/(?<=:)/).map((part) => html`${part}<wbr />`);
  return html`<span class="address">${parts}</span>`;
}

type LaneState = 'good' | 'partly' | 'cut' | 'beyond';

const LANES: Readonly<Record<Exclude<DataState, 'fails'>, LaneState>> = {
  works: 'good',
  here: 'partly',
  some: 'partly',
  untried: 'beyond',
};

/** The connections between a station and the next one. What fails is cut at the place where it breaks. */
function lanesAfter(
  { hops, isControlOpen, data }: Path,
  index: number,
): Readonly<Record<'control' | 'data', LaneState>> {
  const wrong = ['broken', 'suspect'].map((bad) => hops.findIndex(({ state }) => state === bad));
  // Without a place it is the server's end.
  const end = wrong.find((at) => at >= 0) ?? hops.length - 1;
  const isCutHere = index + 1 === end || (end === 0 && index === 0);
  const failing = isCutHere ? 'cut' : index + 1 < end ? 'good' : 'beyond';
  return {
    control: isControlOpen ? 'good' : failing,
    data: data === 'fails' ? failing : LANES[data],
  };
}

/** Both connections between two stations, once for a wide panel and once for a narrow one. */
function links(lanes: ReturnType<typeof lanesAfter>): TemplateResult {
  return html`<svg class="link wide" aria-hidden="true" focusable="false">
      ${lane('control', lanes.control, ['0', '4', '100%', '4'])}
      ${lane('data', lanes.data, ['0', '12', '100%', '12'])} ${cut(lanes, (y) => ['50%', y])}
    </svg>
    <svg class="link narrow" aria-hidden="true" focusable="false">
      ${lane('control', lanes.control, ['4', '0', '4', '100%'])}
      ${lane('data', lanes.data, ['12', '0', '12', '100%'])} ${cut(lanes, (x) => [x, '50%'])}
    </svg>`;
}

function lane(
  kind: 'control' | 'data',
  state: LaneState,
  [x1, y1, x2, y2]: readonly [x1: string, y1: string, x2: string, y2: string],
): SVGTemplateResult {
  return svg`<line class="lane ${kind} ${state}" x1=${x1} y1=${y1} x2=${x2} y2=${y2}></line>`;
}

/** One sign for both connections where both are cut. */
function cut(
  { control, data }: Readonly<Record<'control' | 'data', LaneState>>,
  place: (across: string) => readonly [x: string, y: string],
): SVGTemplateResult | typeof nothing {
  if (control !== 'cut' && data !== 'cut') return nothing;
  const [x, y] = place(control !== 'cut' ? '12' : data === 'cut' ? '8' : '4');
  return svg`<circle class="cut" cx=${x} cy=${y} r="7"></circle>
    <text class="cut" x=${x} y=${y} text-anchor="middle">×</text>`;
}

function laneKey(kind: 'control' | 'data', words: string): TemplateResult {
  return html`<span class="key"
    ><svg class="swatch" width="24" height="8" aria-hidden="true" focusable="false">
      <line class="lane ${kind} plain" x1="0" y1="4" x2="24" y2="4"></line></svg
    >${words}</span
  >`;
}
