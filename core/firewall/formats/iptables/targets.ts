import { ALL_PORTS } from '../../ports/port-spans.js';
import { readMark, whyUnknown } from './matches.js';
import type { RuleWord } from './words.js';
import type { Step, Target } from '../netfilter/rules.js';

/** Options of a target as they were given, the last of each counts. */
export type TargetOptions = ReadonlyMap<string, readonly RuleWord[]>;

/** What a target of iptables-extensions(8) does; any other name is that of a chain. */
interface TargetKind {
  read(options: TargetOptions): readonly Step[];
}

function ends(kind: 'accept' | 'drop' | 'reject' | 'return' | 'masquerade'): TargetKind {
  return { read: () => [{ kind: 'verdict', verdict: { kind } }] };
}

function elsewhere(why: string): TargetKind {
  return { read: () => [{ kind: 'verdict', verdict: { kind: 'unknown', why } }] };
}

/** Does something to the packet, or notes it, and lets it go on. */
const GOES_ON: TargetKind = { read: () => [] };

const FULL = 0xffff_ffff;

function markStep(of: 'packet' | 'connection', options: TargetOptions): readonly Step[] {
  for (const [option, [word]] of options) {
    const mark = word?.known === true ? readMark(word.text) : null;
    const { value, mask } = mark ?? { value: 0, mask: 0 };
    const step = (to: number, changed: number): Step[] => [
      { kind: 'mark', of, value: mark ? to >>> 0 : null, mask: changed >>> 0 },
    ];
    switch (option) {
      case '--set-xmark':
        return step(value, mask);
      case '--set-mark':
        return step(value, value | mask);
      case '--and-mark':
        return step(0, ~value);
      case '--or-mark':
        return step(value, value);
      case '--xor-mark':
        return step(value, 0);
    }
  }
  return copyStep(options);
}

function copyStep(options: TargetOptions): readonly Step[] {
  const maskOf = (...names: readonly string[]): number => {
    const text = names.flatMap((name) => options.get(name)?.[0]?.text ?? [])[0];
    return (text === undefined ? null : readMark(text))?.value ?? FULL;
  };
  const packet = maskOf('--nfmask', '--mask');
  const connection = maskOf('--ctmask', '--mask');
  if (options.has('--restore-mark')) {
    return [{ kind: 'copyMark', to: 'packet', mask: packet, fromMask: connection }];
  }
  if (options.has('--save-mark')) {
    return [{ kind: 'copyMark', to: 'connection', mask: connection, fromMask: packet }];
  }
  return [];
}

/** `192.0.2.1`, `192.0.2.1:21`, `192.0.2.1:3000-3100/13000`, `[2001:db8::1]:21`, `:21`. */
function readDestination(text: string): Target | null {
  const match =
    /^(?:\[([0-9a-fA-F:.]+)\]|([^:[\]]*)|([0-9a-fA-F]*:[0-9a-fA-F:.]*:[0-9a-fA-F.]*))(?::(\d.*))?$/.exec(
      text.slice(0, 200),
    );
  if (!match || text.length > 200) return null;
  const host = match[1] ?? match[2] ?? match[3] ?? '';
  const ports = match[4] === undefined ? null : readTargetPorts(match[4]);
  if (match[4] !== undefined && !ports) return null;
  return { host: host === '' ? null : host, ports: ports?.ports ?? null, spread: ports?.spread ?? 'pick' };
}

/** `21`, `3000-3100`, `3000-3100/13000`: the port after the slash is mapped to the first of the range. */
function readTargetPorts(text: string): Pick<Target, 'ports' | 'spread'> | null {
  const match = /^(\d{1,5})(?:-(\d{1,5}))?(?:\/(\d{1,5}))?$/.exec(text);
  if (!match) return null;
  const low = Number(match[1]);
  const high = Number(match[2] ?? match[1]);
  const from = match[3] === undefined ? null : Number(match[3]);
  if (low > high || high > ALL_PORTS.high || (from ?? 0) > ALL_PORTS.high) return null;
  return { ports: { low, high }, spread: from === null ? 'pick' : { from } };
}

function translates(option: string): TargetKind {
  return {
    read(options) {
      const words = options.get(option) ?? [];
      const why = whyUnknown(words);
      const text = words[0]?.text;
      const target =
        text === undefined ? null : option === '--to-ports' ? redirection(text) : readDestination(text);
      const random = options.has('--random') && target?.ports && target.ports.low < target.ports.high;
      const unknown = why ?? (target || text === undefined ? undefined : `the destination ${text}`);
      return [
        {
          kind: 'verdict',
          verdict: {
            kind: 'translate',
            target: {
              ...(target ?? { host: null, ports: null, spread: 'pick' }),
              ...(unknown === undefined ? (random ? { unknown: 'a port by chance' } : {}) : { unknown }),
            },
          },
        },
      ];
    },
  };
}

function redirection(text: string): Target | null {
  const ports = readTargetPorts(text);
  return ports && { host: null, ...ports };
}

/** Whether a target passes the packet on unchanged, whatever its options. nft has a statement for `notrack`. */
export function isHarmless(name: string): boolean {
  const kind = TARGETS.get(name);
  return kind === GOES_ON || kind === CT;
}

const CT: TargetKind = {
  read: (options) => (options.has('--notrack') ? [{ kind: 'untrack' }] : []),
};

/** By the name after `-j`. */
export const TARGETS: ReadonlyMap<string, TargetKind> = new Map([
  ['ACCEPT', ends('accept')],
  ['DROP', ends('drop')],
  ['TARPIT', ends('drop')],
  ['REJECT', ends('reject')],
  ['RETURN', ends('return')],
  ['DNAT', translates('--to-destination')],
  ['REDIRECT', translates('--to-ports')],
  ['SNAT', ends('masquerade')],
  ['MASQUERADE', ends('masquerade')],
  ['NETMAP', elsewhere('a network that is translated as a whole')],
  ['MARK', { read: (options) => markStep('packet', options) }],
  ['CONNMARK', { read: (options) => markStep('connection', options) }],
  ['CT', CT],
  ['NOTRACK', { read: () => [{ kind: 'untrack' }] }],
  ['NFQUEUE', elsewhere('a program that is asked by NFQUEUE')],
  ['QUEUE', elsewhere('a program that is asked by QUEUE')],
  ['TPROXY', elsewhere('a proxy')],
  ['SYNPROXY', elsewhere('a proxy')],
  ...'LOG NFLOG ULOG AUDIT TRACE CHECKSUM CLASSIFY CONNSECMARK DSCP ECN HL HMARK IDLETIMER LED RATEEST SECMARK SET TCPMSS TCPOPTSTRIP TEE TOS TTL'
    .split(' ')
    .map((name): [string, TargetKind] => [name, GOES_ON]),
]);
