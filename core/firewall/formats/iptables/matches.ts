import { fixed, unknown } from '../netfilter/rules.js';
import { joined } from '../../ports/port-spans.js';
import { readAddresses, type AddressRange } from '../support/address-range.js';
import type { RuleWord } from './words.js';
import type { Answer, Condition, ConnectionState } from '../netfilter/rules.js';
import { readPortList, type NamedPorts } from '../support/port-words.js';

/** A match of iptables-extensions(8). */
export interface MatchModule {
  /** Options with the number of words each takes. Others take whatever follows up to the next option. */
  readonly options?: Readonly<Record<string, number>>;
  /** What one of its options demands; null: nothing. */
  readonly read?: (option: string, values: readonly RuleWord[], negated: boolean) => Condition | null;
  /** What loading it demands, whatever its options. */
  readonly always?: Answer;
}

function some(why: string): Condition {
  return { kind: 'fixed', answer: { match: 'some', why } };
}

/** What is not known of these words; null where all are. */
export function whyUnknown(values: readonly RuleWord[]): string | null {
  const word = values.find((value) => !value.known);
  return word ? (word.why ?? 'a word that is not known') : null;
}

/** The ports that an option names, with their places; null where they cannot be read. */
export function portsOf(values: readonly RuleWord[]): readonly NamedPorts[] | null {
  const [word] = values;
  return word?.known === true ? readPortList(word.text) : null;
}

function ports(side: 'source' | 'destination' | 'either' | 'original') {
  return (values: readonly RuleWord[], negated: boolean): Condition => {
    const named = portsOf(values);
    if (!named) return unknown(whyUnknown(values) ?? `the ports ${values[0]?.text ?? ''}`);
    return { kind: 'port', side, ports: joined(named.map((each) => each.ports)), negated };
  };
}

/** `192.0.2.0/24,10/8`: short forms are filled up with zeros. */
export function addresses(side: 'source' | 'destination' | 'original') {
  return ([word]: readonly RuleWord[], negated: boolean): Condition => {
    if (!word?.known) return unknown(word?.why ?? 'an address that is missing');
    const ranges: AddressRange[] = [];
    for (const text of word.text.split(',')) {
      const range = readAddresses(filledUp(text));
      if (!range) return unknown(`the address of ${text}`);
      ranges.push(range);
    }
    return { kind: 'address', side, ranges, negated };
  };
}

function filledUp(text: string): string {
  if (text === 'localhost') return '127.0.0.1';
  const match = /^(\d{1,3}(?:\.\d{1,3}){0,2})(\/.{1,20})$/.exec(text);
  if (!match) return text === 'any' ? '0.0.0.0/0' : text;
  const [, head = '', mask = ''] = match;
  return head + '.0'.repeat(4 - head.split('.').length) + mask;
}

const STATES: Readonly<Record<string, ConnectionState>> = {
  NEW: 'new',
  ESTABLISHED: 'established',
  RELATED: 'related',
  INVALID: 'invalid',
  UNTRACKED: 'untracked',
};

function states([word]: readonly RuleWord[], negated: boolean): Condition {
  if (!word?.known) return unknown(word?.why ?? 'a state that is missing');
  const names = word.text.toUpperCase().split(',');
  const found = names.flatMap((name) => STATES[name] ?? []);
  if (found.length < names.filter((name) => name !== 'DNAT' && name !== 'SNAT').length) {
    return unknown(`the state ${word.text}`);
  }
  return { kind: 'state', states: found, negated, orTranslated: names.includes('DNAT') };
}

const FLAGS: Readonly<Record<string, number>> = {
  FIN: 1,
  SYN: 2,
  RST: 4,
  PSH: 8,
  ACK: 16,
  URG: 32,
  ALL: 63,
  NONE: 0,
};
const SYN = 2;

function flags(text: string): number {
  return text
    .toUpperCase()
    .split(',')
    .reduce((sum, name) => sum | (FLAGS[name] ?? 0), 0);
}

function tcpFlags([mask, comp]: readonly RuleWord[], negated: boolean): Condition {
  const why = whyUnknown([mask, comp].filter((word) => word !== undefined));
  if (!mask || !comp || why !== null) return unknown(why ?? 'flags that are missing');
  return fixed(((SYN & flags(mask.text)) === flags(comp.text)) !== negated);
}

const TCP: MatchModule = {
  options: {
    '--source-port': 1,
    '--sport': 1,
    '--destination-port': 1,
    '--dport': 1,
    '--tcp-flags': 2,
    '--syn': 0,
    '--tcp-option': 1,
  },
  read(option, values, negated) {
    switch (option) {
      case '--source-port':
      case '--sport':
        return ports('source')(values, negated);
      case '--destination-port':
      case '--dport':
        return ports('destination')(values, negated);
      case '--tcp-flags':
        return tcpFlags(values, negated);
      case '--syn':
        return fixed(!negated);
      default:
        return unknown('an option of TCP');
    }
  },
};

const MULTIPORT: MatchModule = {
  options: {
    '--source-ports': 1,
    '--sports': 1,
    '--destination-ports': 1,
    '--dports': 1,
    '--ports': 1,
    '--port': 1,
  },
  read(option, values, negated) {
    const side = option.startsWith('--s') ? 'source' : option.startsWith('--d') ? 'destination' : 'either';
    const given = portsOf(values)?.reduce((sum, each) => sum + (each.ports.low < each.ports.high ? 2 : 1), 0);
    if (given !== undefined && given > MULTIPORT_LIMIT) return unknown('more ports than multiport takes');
    return ports(side)(values, negated);
  },
};
/** Ports of one rule, a range being two of them (XT_MULTI_PORTS); iptables refuses more. */
const MULTIPORT_LIMIT = 15;

const CONNTRACK: MatchModule = {
  options: {
    '--ctstate': 1,
    '--state': 1,
    '--ctproto': 1,
    '--ctorigsrc': 1,
    '--ctorigdst': 1,
    '--ctreplsrc': 1,
    '--ctrepldst': 1,
    '--ctorigsrcport': 1,
    '--ctorigdstport': 1,
    '--ctreplsrcport': 1,
    '--ctrepldstport': 1,
    '--ctstatus': 1,
    '--ctexpire': 1,
    '--ctdir': 1,
  },
  read(option, values, negated) {
    const why = whyUnknown(values);
    if (why !== null) return unknown(why);
    const text = values[0]?.text.toUpperCase() ?? '';
    switch (option) {
      case '--ctstate':
      case '--state':
        return states(values, negated);
      case '--ctproto':
        return fixed((text === 'TCP' || text === '6') !== negated);
      case '--ctorigsrc':
        return addresses('source')(values, negated);
      case '--ctorigdst':
        return addresses('original')(values, negated);
      case '--ctorigsrcport':
        return ports('source')(values, negated);
      case '--ctorigdstport':
        return ports('original')(values, negated);
      case '--ctstatus':
        // Nothing has been seen of a connection but its first packet; NONE is no bit that could be set.
        return fixed(negated);
      case '--ctdir':
        return fixed((text === 'ORIGINAL') !== negated);
      default:
        return unknown(`the option ${option}`);
    }
  },
};

/** `value[/mask]`, hexadecimal or decimal. */
export function readMark(text: string): { readonly value: number; readonly mask: number } | null {
  const match = /^(0[xX][0-9a-fA-F]{1,8}|\d{1,10})(?:\/(0[xX][0-9a-fA-F]{1,8}|\d{1,10}))?$/.exec(text);
  if (!match) return null;
  const value = Number(match[1]);
  const mask = match[2] === undefined ? 0xffff_ffff : Number(match[2]);
  return value > 0xffff_ffff || mask > 0xffff_ffff ? null : { value, mask };
}

function marks(of: 'packet' | 'connection'): MatchModule {
  return {
    options: { '--mark': 1 },
    read(_option, values, negated) {
      const mark = values[0]?.known === true ? readMark(values[0].text) : null;
      return mark ? { kind: 'mark', of, ...mark, negated } : unknown(whyUnknown(values) ?? 'a mark');
    },
  };
}

const ADDRTYPE: MatchModule = {
  options: { '--src-type': 1, '--dst-type': 1, '--limit-iface-in': 0, '--limit-iface-out': 0 },
  read(option, values, negated) {
    if (values.length === 0) return null;
    const why = whyUnknown(values);
    if (why !== null) return unknown(why);
    const types = (values[0]?.text ?? '').toUpperCase().split(',');
    if (option === '--src-type') return fixed(types.includes('UNICAST') !== negated);
    if (types.includes('LOCAL') && types.includes('UNICAST')) return fixed(!negated);
    if (types.includes('LOCAL')) return { kind: 'local', negated };
    if (types.includes('UNICAST')) return { kind: 'local', negated: !negated };
    return fixed(negated);
  },
};

const IPRANGE: MatchModule = {
  options: { '--src-range': 1, '--dst-range': 1 },
  read: (option, values, negated) =>
    addresses(option === '--src-range' ? 'source' : 'destination')(values, negated),
};

const RECENT: MatchModule = {
  options: {
    '--set': 0,
    '--rcheck': 0,
    '--update': 0,
    '--remove': 0,
    '--seconds': 1,
    '--hitcount': 1,
    '--rttl': 0,
    '--reap': 0,
    '--name': 1,
    '--rsource': 0,
    '--rdest': 0,
    '--mask': 1,
  },
  read: (option, _values, negated) =>
    ['--rcheck', '--update', '--remove'].includes(option)
      ? some('clients that came before')
      : option === '--set'
        ? fixed(!negated)
        : null,
};

const SET: MatchModule = {
  options: {
    '--match-set': 2,
    '--set': 2,
    '--return-nomatch': 0,
    '--update-counters': 0,
    '--update-subcounters': 0,
  },
  read: (option, values) =>
    option === '--match-set' || option === '--set'
      ? unknown(whyUnknown(values) ?? `the ipset "${values[0]?.text ?? ''}"`)
      : null,
};

const POLICY: MatchModule = {
  options: { '--dir': 1, '--pol': 1, '--strict': 0, '--next': 0 },
  read: (option, values, negated) =>
    option === '--pol'
      ? values[0]?.text === 'none'
        ? fixed(!negated)
        : some('clients that come through IPsec')
      : null,
};

const RPFILTER: MatchModule = {
  options: { '--loose': 0, '--validmark': 0, '--accept-local': 0, '--invert': 0 },
  read: (option) => (option === '--invert' ? fixed(false) : null),
};

const PKTTYPE: MatchModule = {
  options: { '--pkt-type': 1 },
  read: (_option, values, negated) => fixed((values[0]?.text.toLowerCase() === 'unicast') !== negated),
};

const PHYSDEV: MatchModule = {
  options: {
    '--physdev-in': 1,
    '--physdev-out': 1,
    '--physdev-is-in': 0,
    '--physdev-is-out': 0,
    '--physdev-is-bridged': 0,
  },
  read: (option, _values, negated) =>
    option === '--physdev-is-bridged' ? fixed(negated) : unknown('the port of a bridge'),
};

/** Only what a helper has announced. */
const HELPER: MatchModule = {
  options: { '--helper': 1 },
  read: (_option, _values, negated) => ({ kind: 'state', states: ['related', 'established'], negated }),
};

function only(why: string): MatchModule {
  return { always: { match: 'some', why } };
}

const OTHER_PROTOCOL: MatchModule = { always: { match: 'no' } };

/** By the name after `-m`. What is not here is unknown. */
export const MATCHES: ReadonlyMap<string, MatchModule> = new Map(
  Object.entries({
    tcp: TCP,
    multiport: MULTIPORT,
    conntrack: CONNTRACK,
    state: CONNTRACK,
    mark: marks('packet'),
    connmark: marks('connection'),
    addrtype: ADDRTYPE,
    iprange: IPRANGE,
    recent: RECENT,
    set: SET,
    policy: POLICY,
    rpfilter: RPFILTER,
    pkttype: PKTTYPE,
    physdev: PHYSDEV,
    helper: HELPER,
    comment: { options: { '--comment': 1 }, read: () => null },
    nfacct: { options: { '--nfacct-name': 1 }, read: () => null },
    limit: only('a rate limit'),
    hashlimit: only('a rate limit'),
    connlimit: only('a limit of connections'),
    connbytes: only('a limit of connections'),
    statistic: only('a part of the connections, by chance'),
    quota: only('a quota'),
    time: only('certain hours'),
    mac: only('certain network cards'),
    geoip: only('certain countries'),
    udp: OTHER_PROTOCOL,
    udplite: OTHER_PROTOCOL,
    sctp: OTHER_PROTOCOL,
    dccp: OTHER_PROTOCOL,
    esp: OTHER_PROTOCOL,
    ah: OTHER_PROTOCOL,
    icmp: OTHER_PROTOCOL,
    icmp6: OTHER_PROTOCOL,
    icmpv6: OTHER_PROTOCOL,
  } satisfies Record<string, MatchModule>),
);
