import type { Packet, RuleAddition, TextSpan } from '../../reading.js';
import { firstMatch, type OrderedRule } from '../../ports/first-match.js';
import type { Findings } from '../support/findings.js';
import { readUfwPorts } from './commands.js';
import { likelyPolicies, ufwFindings, type UfwPorts, type UfwRule } from './rules.js';

/** The file in which ufw keeps what it was told: each rule as a comment, and as iptables-restore reads it. */
export function isUfwRules(text: string): boolean {
  return (
    text.includes('### tuple ###') || (text.includes('### RULES ###') && text.includes('ufw-user-input'))
  );
}

/** ufw itself reads the comments, and writes the rest from them. */
export function readUfwRules(text: string, packet: Packet): Findings {
  const rules: UfwRule[] = [];
  let end = 0;
  for (const match of text.matchAll(/^### tuple ###[ \t]+([^\r\n]{1,2000})/gm)) {
    if (rules.length >= 5000) break;
    const at = entrySpan(text, match.index);
    end = at.end;
    const rule = tupleRule(match[1] ?? '', at, text);
    if (rule) rules.push(rule);
  }
  const head = text.indexOf('### RULES ###');
  const start = Math.max(0, head);
  const additions = additionsTo(text, end);
  const found = ufwFindings(
    {
      rules,
      policies: likelyPolicies(rules),
      at: { start, end: start + (head < 0 ? 1 : '### RULES ###'.length) },
      ...(additions ? { additions } : {}),
      unread: [],
    },
    packet,
  );
  if (!text.includes('ufw6-user-input') && !/^### tuple ###.{1,200}::\//m.test(text)) return found;
  return { ...found, witnesses: found.witnesses.map((witness) => ({ ...witness, family: 6 as const })) };
}

/** The comment and the lines that follow it without a gap. */
function entrySpan(text: string, start: number): TextSpan {
  let end = lineEnd(text, start);
  while (text.startsWith('-', end + 1)) end = lineEnd(text, end + 1);
  return { start, end: text[end - 1] === '\r' ? end - 1 : end };
}

function lineEnd(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end < 0 ? text.length : end;
}

/** `allow tcp 21 0.0.0.0/0 any 0.0.0.0/0 [DAPP SAPP] in_eth0 comment=68656c6c6f` */
function tupleRule(tuple: string, at: TextSpan, text: string): UfwRule | null {
  const fields = (tuple.split(' comment=')[0] ?? '').trim().split(/\s+/);
  if (fields.length < 6 || fields.length > 9) return null;
  const [what = '', protocol = '', toPort = '', to = '', fromPort = '', from = ''] = fields;
  const way = fields.length === 7 || fields.length === 9 ? (fields[fields.length - 1] ?? '') : 'in';
  const colon = what.indexOf(':');
  const action = what.slice(colon + 1).split('_', 1)[0];
  if (action !== 'allow' && action !== 'deny' && action !== 'reject' && action !== 'limit') return null;
  const toPorts = tuplePorts(toPort, at, text);
  const fromPorts = tuplePorts(fromPort, at, text);
  if (toPorts === undefined || fromPorts === undefined) return null;
  return {
    action,
    direction: way.startsWith('out') ? 'out' : 'in',
    route: colon >= 0,
    protocol,
    from: address(from),
    to: address(to),
    toPorts,
    fromPorts,
    // The ports of the profile stand in the rule.
    profile: null,
    inInterface: tupleInterface(way, 'in_'),
    outInterface: tupleInterface(way, 'out_'),
    at,
  };
}

function address(text: string): string | null {
  return text === '0.0.0.0/0' || text === '::/0' || text === 'any' ? null : text;
}

function tupleInterface(way: string, prefix: string): string | null {
  const part = way.split('!').find((one) => one.startsWith(prefix));
  return part === undefined ? null : part.slice(prefix.length);
}

/** Undefined where they cannot be read. The comment and the lines after it hold the same numbers. */
function tuplePorts(list: string, at: TextSpan, text: string): UfwPorts | null | undefined {
  if (list === 'any') return null;
  const entry = text.slice(at.start, at.end);
  const places = placesOf(entry, list).map((index) => at.start + index);
  const read = places.map((place) =>
    readUfwPorts(list, (from, to) => ({ start: place + from, end: place + to })),
  );
  const [first] = read;
  if (!first) return undefined;
  return {
    ranges: first.ranges.map(({ ports }, index) => ({
      ports,
      at: read.flatMap((one) => one?.ranges[index]?.at ?? []),
    })),
  };
}

/** Whole words only, after a blank. */
function placesOf(entry: string, word: string): readonly number[] {
  const places: number[] = [];
  for (let index = entry.indexOf(word); index >= 0; index = entry.indexOf(word, index + 1)) {
    const before = entry[index - 1] ?? ' ';
    const behind = entry[index + word.length] ?? ' ';
    if (/\s/.test(before) && /\s/.test(behind)) places.push(index);
  }
  return places;
}

/** After the last rule. */
function additionsTo(text: string, lastEnd: number): readonly RuleAddition[] | null {
  const close = text.indexOf('### END RULES ###');
  const offset = close >= 0 ? close : lastEnd > 0 ? Math.min(lineEnd(text, lastEnd) + 1, text.length) : -1;
  if (offset < 0) return null;
  const rule = [
    '### tuple ### allow tcp {ports} 0.0.0.0/0 any 0.0.0.0/0 in',
    '-A ufw-user-input -p tcp -m multiport --dports {ports} -j ACCEPT',
  ].join('\n');
  return [{ offset, text: close >= 0 ? `${rule}\n\n` : `\n${rule}\n`, separator: ':' }];
}

/** A file of application profiles: sections with a title and ports. */
export function isUfwProfile(path: string, text: string): boolean {
  if (/(^|\/)applications\.d\/[^/]+$/i.test(path)) return true;
  return (
    /^\[[^\]\r\n]{1,100}\][ \t\r]*$/m.test(text) &&
    /^ports[ \t]*=[ \t]*\d/m.test(text) &&
    /^title[ \t]*=/m.test(text)
  );
}

/** What profiles stand for; they open nothing until a rule names them. */
export function readUfwProfiles(text: string): Findings {
  const witnesses: Findings['witnesses'][number][] = [];
  const mentions: Findings['mentions'][number][] = [];
  for (const match of text.matchAll(/^\[([^\]\r\n]{1,100})\][ \t\r]*$/gm)) {
    if (witnesses.length >= 200) break;
    const start = match.index;
    const next = text.indexOf('\n[', start);
    const section = text.slice(start, next < 0 ? text.length : next);
    const line = /^(ports[ \t]*=[ \t]*)([^\r\n]{0,2000})/m.exec(section);
    if (!line) continue;
    const offset = start + line.index + (line[1]?.length ?? 0);
    const profileRules = profilePorts(line[2] ?? '', offset);
    for (const { ports, at } of profileRules)
      for (const range of ports) if (at) mentions.push({ at, ports: range, does: 'exposes' });
    const behind = offset + (line[2] ?? '').trimEnd().length;
    witnesses.push({
      role: 'declare',
      name: `profile ${match[1] ?? ''}`,
      runs: firstMatch(profileRules, { status: 'dropped', certainty: 'yes' }),
      at: { start, end: start + match[0].trimEnd().length },
      additions: [{ offset: behind, text: '|{ports}/tcp', separator: ':' }],
    });
  }
  return { witnesses, helpers: [], mentions, unread: [] };
}

/** `21,40000:40100/tcp|990` */
function profilePorts(text: string, offset: number): readonly OrderedRule[] {
  const profileRules: OrderedRule[] = [];
  let start = 0;
  for (const group of text.split('|')) {
    const [list = '', protocol = 'any'] = group.trim().split('/');
    const first = offset + start + group.indexOf(list);
    const ports = readUfwPorts(list, (from, to) => ({ start: first + from, end: first + to }));
    if (protocol === 'tcp' || protocol === 'any')
      for (const { ports: range, at } of ports?.ranges ?? [])
        profileRules.push({
          ports: [range],
          status: 'open',
          certainty: 'yes',
          ...(at[0] ? { at: at[0] } : {}),
        });
    start += group.length + 1;
  }
  return profileRules;
}
