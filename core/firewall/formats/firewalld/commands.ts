import { overlap, without } from '../../ports/port-spans.js';
import type { PortRange, Packet, Remark, RuleAddition, TextSpan, Unread } from '../../reading.js';
import { firewalldPorts } from './ports.js';
import { readRichRule } from './rich-language.js';
import { elementFrom } from './rule-elements.js';
import { elementNode } from './xml-tree.js';
import { stockService } from './stock-services.js';
import {
  plainRule,
  restOf,
  zoneFindings,
  type RuleElement,
  type ServiceLookup,
  type Zone,
  type ZoneRule,
} from './zone.js';
import type { ShellCommand, ShellWord } from '../../../shell/command.js';
import { allOf, type Findings } from '../support/findings.js';
import { commandIndent, type CommandFamily } from '../support/command-family.js';

/** firewall-cmd changes the running firewall or, with --permanent, the stored one; firewall-offline-cmd the stored one. */
export const FIREWALL_CMD: CommandFamily = {
  names: new Set(['firewall-cmd', 'firewall-offline-cmd']),
  anything: ['firewall-cmd', '--direct'],
  read: readCommands,
};

/** Zones that firewalld brings along and that do not simply reject. */
const STOCK_TARGETS: Readonly<Record<string, string>> = {
  trusted: 'ACCEPT',
  drop: 'DROP',
  block: '%%REJECT%%',
};
/** The commands do not say which zone is the default; this is how it is shipped. */
const DEFAULT_ZONE = 'public';

/** Zones beyond these are not looked at. */
const ZONE_LIMIT = 100;

/** Something that was added to a zone, by its spelling: so it can be removed again. */
interface Entry {
  readonly key: string;
  readonly rule: ZoneRule;
  /** `only`: a running firewalld is not told of it. */
  readonly stored?: 'only';
}

/** What makes the stored firewall the running one, besides firewall-cmd itself. */
const STARTED_ANEW =
  /\b(?:re)?(?:start|load)[ \t]{1,9}firewalld|\bfirewalld(?:\.service)?[ \t]{1,9}(?:re)?(?:start|load)|\breboot\b/;

class ZoneState {
  permanent: readonly Entry[] = [];
  runtime: readonly Entry[] = [];
  target: string | undefined;
  sources: readonly string[] = [];
  at: TextSpan | null = null;
  addition: RuleAddition | null = null;
}

function readCommands(commands: readonly ShellCommand[], packet: Packet, text: string): Findings {
  const state = new FirewallState(text);
  for (const command of commands) state.run(command);
  return state.findings(packet);
}

interface CommandOption {
  readonly name: string;
  readonly value: ShellWord | null;
  /** Of the value after `--name=`. */
  readonly offset: number;
}

class FirewallState {
  constructor(private readonly text: string) {}

  private readonly zones = new Map<string, ZoneState>();
  private readonly services = new Map<string, readonly string[]>();
  private readonly unread: Unread[] = [];
  private defaultZone = DEFAULT_ZONE;
  /** Another program's rules, or a switch that shuts everything: no port is certain any more. */
  private doubt: Unread | null = null;

  run(command: ShellCommand): void {
    const options = optionsOf(command);
    const has = (name: string): boolean => options.some((option) => option.name === name);
    const value = (name: string): string | undefined =>
      options
        .find((option) => option.name === name && option.value?.known)
        ?.value?.text.slice(options.find((option) => option.name === name)?.offset);
    if (has('direct') || has('panic-on') || has('passthrough')) {
      this.doubt ??= { at: command.span, why: has('panic-on') ? 'panic mode' : 'direct rules' };
      return;
    }
    const offline = command.name === 'firewall-offline-cmd';
    const kinds = new Set(options.filter(({ name }) => isElement(name)).map(({ name }) => name));
    if (!offline && kinds.size > 1) {
      const why = `${[...kinds].map((name) => `--${name}`).join(' and ')}, which firewall-cmd takes one at a time`;
      this.doubt ??= { at: command.span, why };
      return;
    }
    const permanent = offline || has('permanent');
    this.defaultZone = value('set-default-zone') ?? this.defaultZone;
    if (has('reload') || has('complete-reload')) this.eachZone((zone) => (zone.runtime = zone.permanent));
    if (has('runtime-to-permanent')) this.eachZone((zone) => (zone.permanent = zone.runtime));
    const service = value('service');
    if (service !== undefined && has('add-port')) {
      this.defineService(service, options);
      return;
    }
    if (has('policy') || has('ipset') || has('new-zone') || has('helper')) return;
    const zone = this.zone(value('zone') ?? this.defaultZone);
    for (const option of options) this.change(zone, option, command, { permanent, offline });
  }

  private zone(name: string): ZoneState {
    let zone = this.zones.get(name);
    if (!zone) {
      zone = new ZoneState();
      zone.target = Object.hasOwn(STOCK_TARGETS, name) ? STOCK_TARGETS[name] : undefined;
      this.zones.set(name, zone);
    }
    return zone;
  }

  private eachZone(change: (zone: ZoneState) => void): void {
    for (const zone of this.zones.values()) change(zone);
  }

  private defineService(name: string, options: readonly CommandOption[]): void {
    const ports = options.flatMap(({ name: option, value, offset }) =>
      option === 'add-port' && value?.known ? [value.text.slice(offset)] : [],
    );
    this.services.set(name, [...(this.services.get(name) ?? []), ...ports]);
  }

  private change(
    zone: ZoneState,
    { name, value, offset }: CommandOption,
    command: ShellCommand,
    { permanent, offline }: { readonly permanent: boolean; readonly offline: boolean },
  ): void {
    const [verb, what] = optionParts(name, offline);
    if (what === null || !value) return;
    zone.at ??= command.span;
    if (!value.known) {
      this.unread.push({ at: value.span, why: value.why ?? 'a value that only the shell knows' });
      this.doubt ??= this.unread[this.unread.length - 1] ?? null;
      return;
    }
    const text = value.text.slice(offset);
    if (what === 'target') zone.target = text;
    else if (what === 'source' && verb === 'add') zone.sources = [...zone.sources, text];
    else if (what === 'source') zone.sources = zone.sources.filter((source) => source !== text);
    if (!ADDED.includes(what)) return;
    // A rule may be written in several ways, with quotes or without.
    const key = `${what} ${text.replace(/["']/g, '').replace(/\s+/g, ' ').trim()}`;
    if (verb === 'remove') {
      // Where it may not be run, the rule may be there.
      if (command.conditional) return;
      const ports = what === 'port' ? tcpPorts(text) : null;
      const kept = (entries: readonly Entry[]): readonly Entry[] =>
        entries.filter((entry) => entry.key !== key).flatMap((entry) => withoutPorts(entry, ports));
      if (permanent) zone.permanent = kept(zone.permanent);
      else zone.runtime = kept(zone.runtime);
      return;
    }
    const rule = ruleOf(what, value, offset, command.span);
    if (!rule) {
      this.unread.push({ at: value.span, why: `the ${what} "${text.slice(0, 60)}"` });
      return;
    }
    const entry: Entry = { key, rule, ...(permanent && !offline ? { stored: 'only' } : {}) };
    if (permanent) zone.permanent = [...zone.permanent, entry];
    else zone.runtime = [...zone.runtime, entry];
    zone.addition = additionBehind(command, this.text, permanent && !offline) ?? zone.addition;
  }

  findings(packet: Packet): Findings {
    const found: Findings[] = [];
    const remarks: Remark[] = [];
    for (const [name, state] of [...this.zones].slice(0, ZONE_LIMIT)) {
      if (!state.at) continue;
      const entries = [...state.permanent, ...state.runtime];
      const unique = [...new Map(entries.map((entry) => [entry.key, entry])).values()];
      found.push(zoneFindings(this.zoneOf(name, state, unique), packet, this.lookup()));
      const kept = new Set(state.permanent.map(({ key }) => key));
      for (const { key, rule } of state.runtime)
        if (!kept.has(key)) remarks.push({ at: rule.at, is: 'not-kept' });
      const running = new Set(state.runtime.map(({ key }) => key));
      for (const { key, rule, stored } of state.permanent)
        if (stored === 'only' && !running.has(key) && !STARTED_ANEW.test(this.text))
          remarks.push({ at: rule.at, is: 'not-loaded' });
    }
    const all = allOf(found);
    const isApart = this.doubt !== null && !this.unread.includes(this.doubt);
    return {
      ...all,
      unread: [...all.unread, ...this.unread, ...(isApart && this.doubt ? [this.doubt] : [])],
      remarks,
    };
  }

  private zoneOf(name: string, state: ZoneState, entries: readonly Entry[]): Zone {
    const at = state.at ?? { start: 0, end: 0 };
    return {
      title: `zone ${name}`,
      rest: this.doubt
        ? { status: 'unknown', certainty: 'unknown', why: this.doubt.why }
        : restOf(state.target),
      rules: entries.map(({ rule }) => rule),
      sources: state.sources,
      at,
      ...(state.addition ? { additions: [state.addition] } : {}),
    };
  }

  private lookup(): ServiceLookup {
    return (name) => {
      const own = this.services.get(name);
      if (!own) return stockService(name);
      return own.flatMap((text) => tcpPorts(text) ?? []);
    };
  }
}

/** firewalld keeps what is left of a range when a part of it is removed. */
function withoutPorts(entry: Entry, removed: PortRange | null): readonly Entry[] {
  const { rule } = entry;
  if (!removed || !entry.key.startsWith('port ') || rule.element.kind !== 'ports') return [entry];
  const { element } = rule;
  if (!overlap(element.ports, removed)) return [entry];
  return without(element.ports, [removed]).map((ports) => ({
    ...entry,
    key: `port ${ports.low}${ports.low === ports.high ? '' : `-${ports.high}`}/tcp`,
    rule: { ...rule, element: { ...element, ports } },
  }));
}

/** Options whose value may be the next word. */
function optionsOf({ words }: ShellCommand): readonly CommandOption[] {
  const options: CommandOption[] = [];
  for (let index = 0; index < words.length; index++) {
    const word = words[index];
    const match = word && /^--?([a-z0-9-]+)(=?)/.exec(word.text);
    if (!match) continue;
    const [whole, name = '', equals] = match;
    if (equals === '=') {
      options.push({ name, value: word, offset: whole.length });
      continue;
    }
    const next = words[index + 1];
    const takes = next !== undefined && !next.text.startsWith('-');
    options.push({ name, value: takes ? next : null, offset: 0 });
    if (takes) index++;
  }
  return options;
}

const ADDED: readonly string[] = ['port', 'service', 'protocol', 'source-port', 'forward-port', 'rich-rule'];

/** Adds something to a zone or takes it away: firewall-cmd does one such thing at a time. */
function isElement(name: string): boolean {
  return /^(?:add|remove)-/.test(name) && ADDED.includes(name.slice(name.indexOf('-') + 1));
}

/** `add-port` as its two halves; firewall-offline-cmd also knows the short forms of its forerunner, lokkit. */
function optionParts(name: string, offline: boolean): readonly ['add' | 'remove', string | null] {
  if (offline && (name === 'port' || name === 'p')) return ['add', 'port'];
  if (offline && (name === 'service' || name === 's')) return ['add', 'service'];
  if (name === 'set-target') return ['add', 'target'];
  if (name.startsWith('add-')) return ['add', name.slice(4)];
  if (name.startsWith('remove-')) return ['remove', name.slice(7)];
  return ['add', null];
}

function ruleOf(what: string, word: ShellWord, offset: number, at: TextSpan): ZoneRule | null {
  const text = word.text.slice(offset);
  if (what === 'rich-rule') return readRichRule(word.source, offset, at);
  const span = word.source.span(offset, word.text.length);
  const element = elementOf(what, text, span);
  return element && plainRule(element, at);
}

function elementOf(what: string, text: string, at: TextSpan): RuleElement | null {
  const values = valuesOf(what, text);
  if (!values) return null;
  const bare = { start: at.start, end: at.end - '/tcp'.length };
  const place = what === 'port' ? bare : at;
  const placed = Object.entries(values).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, { text: value, at: place }] as const],
  );
  return elementFrom(elementNode(what, at, new Map(placed)));
}

/** The attributes that it would have in a zone's file; null where it cannot be read. */
function valuesOf(what: string, text: string): Readonly<Record<string, string | undefined>> | null {
  switch (what) {
    case 'service':
      return { name: text };
    case 'protocol':
      return { value: text };
    case 'forward-port': {
      // `port=21:proto=tcp:toport=2121:toaddr=10.0.0.5`
      const parts = new Map(
        text
          .split(':', 20)
          .map((part) => [part.slice(0, part.indexOf('=')), part.slice(part.indexOf('=') + 1)]),
      );
      const protocol = parts.get('proto');
      const to = { 'to-port': parts.get('toport'), 'to-addr': parts.get('toaddr') };
      return protocol === undefined ? null : { port: parts.get('port'), protocol, ...to };
    }
    default: {
      const [, port, protocol] = /^(.*)[/:](tcp|udp|sctp|dccp)$/is.exec(text) ?? [];
      return protocol === undefined ? null : { port, protocol };
    }
  }
}

/** `40000-40100/tcp`, and `:` instead of the slash as lokkit had it. */
function tcpPorts(text: string): ReturnType<typeof firewalldPorts> {
  const match = /^([^/:]{1,40})[/:]tcp$/i.exec(text);
  return match ? firewalldPorts(match[1] ?? '') : null;
}

/** A line of the same kind after this one. */
function additionBehind(
  { span, name, words }: ShellCommand,
  file: string,
  permanent: boolean,
): RuleAddition | null {
  const zone = words.find(({ text, known }) => known && /^--zone=[A-Za-z0-9_-]+$/.test(text));
  const options = [...(permanent ? ['--permanent'] : []), ...(zone ? [zone.text] : [])];
  const line = [name, ...options, '--add-port={ports}/tcp'].join(' ');
  return {
    offset: span.end,
    text: `
${commandIndent(file, span)}${line}`,
    separator: '-',
  };
}
