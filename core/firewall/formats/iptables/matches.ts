import { fixed, unknown } from '../netfilter/rules.js';
import { joined } from '../../ports/port-spans.js';
import { readAddresses, type AddressRange } from '../support/address-range.js';
import type { RuleWord } from './words.js';
import type { Answer, Condition } from '../netfilter/rules.js';
import { destinationType, stateNamed, SYN, TCP_FLAGS } from '../netfilter/conditions.js';
import { arity } from './options.js';
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

function states([word]: readonly RuleWord[], negated: boolean): Condition {
  if (!word?.known) return unknown(word?.why ?? 'a state that is missing');
  const names = word.text.toUpperCase().split(',');
  const found = names.flatMap((name) => stateNamed(name.toLowerCase()) ?? []);
  if (found.length < names.filter((name) => name !== 'DNAT' && name !== 'SNAT').length) {
    return unknown(`the state ${word.text}`);
  }
  return { kind: 'state', states: found, negated, orTranslated: names.includes('DNAT') };
}

function flags(text: string): number {
  const sum = text
    .toLowerCase()
    .split(',')
    .reduce((all, name) => all | (name === 'all' ? 63 : (TCP_FLAGS.get(name) ?? 0)), 0);
  return sum;
}

function tcpFlags([mask, comp]: readonly RuleWord[], negated: boolean): Condition {
  const why = whyUnknown([mask, comp].filter((word) => word !== undefined));
  if (!mask || !comp || why !== null) return unknown(why ?? 'flags that are missing');
  return fixed(((SYN & flags(mask.text)) === flags(comp.text)) !== negated);
}

const TCP: MatchModule = {
  options: {
    ...arity(1, '--source-port --sport --destination-port --dport --tcp-option'),
    ...arity(2, '--tcp-flags'),
    ...arity(0, '--syn'),
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
  options: arity(1, '--source-ports --sports --destination-ports --dports --ports --port'),
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
  options: arity(
    1,
    '--ctstate --state --ctproto --ctorigsrc --ctorigdst --ctreplsrc --ctrepldst --ctorigsrcport ' +
      '--ctorigdstport --ctreplsrcport --ctrepldstport --ctstatus --ctexpire --ctdir',
  ),
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
    const types = (values[0]?.text ?? '').toLowerCase().split(',');
    if (option === '--src-type') return fixed(types.includes('unicast') !== negated);
    return destinationType(types, negated);
  },
};

const IPRANGE: MatchModule = {
  options: { '--src-range': 1, '--dst-range': 1 },
  read: (option, values, negated) =>
    addresses(option === '--src-range' ? 'source' : 'destination')(values, negated),
};

const RECENT: MatchModule = {
  options: {
    ...arity(0, '--set --rcheck --update --remove --rttl --reap --rsource --rdest'),
    ...arity(1, '--seconds --hitcount --name --mask'),
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
    ...arity(2, '--match-set --set'),
    ...arity(0, '--return-nomatch --update-counters --update-subcounters'),
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
    ...arity(1, '--physdev-in --physdev-out'),
    ...arity(0, '--physdev-is-in --physdev-is-out --physdev-is-bridged'),
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

/** By the name after `-m`. What is not here is unknown. */
export const MATCHES: ReadonlyMap<string, MatchModule> = new Map<string, MatchModule>(
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
    ...Object.fromEntries(
      'udp udplite sctp dccp esp ah icmp icmp6 icmpv6'
        .split(' ')
        .map((name): [string, MatchModule] => [name, { always: { match: 'no' } }]),
    ),
  } satisfies Record<string, MatchModule>),
);
