import { drawnIcon, icon, type Codicon } from './icons.js';
import { h, hidden, s, type ViewNode } from './node.js';
import type { Observation } from '../../core/events/observation.js';
import type { Hop, HopId, HopState, Path } from '../../core/verdict/path.js';

const HOPS: Readonly<Record<HopId, { readonly name: string; readonly icon: Codicon }>> = {
  client: { name: 'This computer', icon: 'vm' },
  'client-nat': { name: 'Its NAT', icon: 'arrow-swap' },
  network: { name: 'Network', icon: 'globe' },
  'server-nat': { name: 'NAT or firewall', icon: 'shield' },
  server: { name: 'Server', icon: 'server' },
};

const WORDS: Readonly<Record<HopState, { readonly word: string; readonly icon: Codicon | null }>> = {
  ok: { word: '', icon: null },
  broken: { word: 'broken here', icon: 'error' },
  suspect: { word: 'look here', icon: 'warning' },
  unknown: { word: 'not reached', icon: null },
};

/**
 * The way as a drawing: what each line and station means is also said in words.
 * @param observations to tell a data connection that works from one that nobody tried
 */
export function pathView(path: Path, clientName: string, observations: readonly Observation[]): ViewNode {
  const broken = path.hops.findIndex(({ state }) => state === 'broken');
  const data = broken >= 0 ? 'cut' : hasData(observations, 'open') ? 'good' : 'beyond';
  const stations = path.hops.map((hop, index) => {
    const isLast = index === path.hops.length - 1;
    return station(hop, clientName, isLast ? [] : links(laneStates(path, data, broken, index)));
  });
  return h(
    'figure',
    { class: 'path', 'aria-label': 'The way to the server' },
    h('ol', {}, ...stations),
    h(
      'figcaption',
      { class: 'lanes' },
      laneKey('control', `Control connection: ${path.isControlOpen ? 'works' : 'does not work'}`),
      laneKey('data', `Data connection: ${dataInWords(data, observations)}`),
    ),
  );
}

function dataInWords(data: LaneState, observations: readonly Observation[]): string {
  if (data === 'good') return 'works';
  return data === 'cut' && hasData(observations) ? 'does not work' : 'not tried';
}

function hasData(observations: readonly Observation[], outcome?: 'open'): boolean {
  return observations.some(
    (seen) =>
      seen.kind === 'connect' &&
      seen.channel === 'data' &&
      (outcome === undefined || seen.outcome === outcome),
  );
}

function station(hop: Hop, clientName: string, lines: readonly ViewNode[]): ViewNode {
  const { name, icon: sign } = HOPS[hop.id];
  const { word, icon: mark } = WORDS[hop.state];
  return h(
    'li',
    { class: `hop ${hop.state}` },
    s(
      'svg',
      { class: 'station', viewBox: '0 0 44 44', 'aria-hidden': 'true', focusable: 'false' },
      s('circle', { cx: '22', cy: '22', r: '20' }),
      drawnIcon(sign, '22', '31'),
    ),
    ...lines,
    h(
      'div',
      { class: 'label' },
      h('span', { class: 'name' }, hop.id === 'client' ? clientName : name),
      ...hop.addresses.map((address) => h('span', { class: 'address' }, address)),
      ...(word === ''
        ? [hidden('works')]
        : [h('span', { class: 'state' }, ...(mark === null ? [] : [icon(mark)]), word)]),
      ...(hop.note === '' ? [] : [h('span', { class: 'note' }, hop.note)]),
    ),
  );
}

type LaneState = 'good' | 'cut' | 'beyond';

/** Behind the broken station a data connection is not seen any more. */
function laneStates(
  path: Path,
  whole: LaneState,
  broken: number,
  index: number,
): Readonly<Record<'control' | 'data', LaneState>> {
  const isAtBreak = index + 1 === broken || (broken === 0 && index === 0);
  const data = whole !== 'cut' || isAtBreak ? whole : index + 1 < broken ? 'good' : 'beyond';
  return { data, control: path.isControlOpen ? 'good' : data };
}

/** Both connections between two stations, once for a wide panel and once for a narrow one. */
function links(lanes: ReturnType<typeof laneStates>): ViewNode[] {
  const wide = [
    lane('control', lanes.control, { x1: '0', y1: '4', x2: '100%', y2: '4' }),
    lane('data', lanes.data, { x1: '0', y1: '12', x2: '100%', y2: '12' }),
    ...cut(lanes, (y) => ['50%', y]),
  ];
  const narrow = [
    lane('control', lanes.control, { x1: '4', y1: '0', x2: '4', y2: '100%' }),
    lane('data', lanes.data, { x1: '12', y1: '0', x2: '12', y2: '100%' }),
    ...cut(lanes, (x) => [x, '50%']),
  ];
  return [
    s('svg', { class: 'link wide', 'aria-hidden': 'true', focusable: 'false' }, ...wide),
    s('svg', { class: 'link narrow', 'aria-hidden': 'true', focusable: 'false' }, ...narrow),
  ];
}

function lane(
  kind: 'control' | 'data',
  state: LaneState,
  ends: Readonly<Record<'x1' | 'y1' | 'x2' | 'y2', string>>,
): ViewNode {
  return s('line', { class: `lane ${kind} ${state}`, ...ends });
}

/** One sign for both connections where both are cut. */
function cut(
  { control, data }: Readonly<Record<'control' | 'data', LaneState>>,
  place: (across: string) => readonly [x: string, y: string],
): ViewNode[] {
  if (data !== 'cut') return [];
  const [x, y] = place(control === 'cut' ? '8' : '12');
  return [
    s('circle', { class: 'cut', cx: x, cy: y, r: '7' }),
    s('text', { class: 'cut', x, y, 'text-anchor': 'middle' }, '×'),
  ];
}

function laneKey(kind: 'control' | 'data', words: string): ViewNode {
  return h(
    'span',
    { class: 'key' },
    s(
      'svg',
      { class: 'swatch', width: '24', height: '8', 'aria-hidden': 'true', focusable: 'false' },
      s('line', { class: `lane ${kind} plain`, x1: '0', y1: '4', x2: '24', y2: '4' }),
    ),
    words,
  );
}
