import type {
  Given,
  GivenCommand,
  PortMention,
  PortWitness,
  RuleAddition,
  TextSpan,
  Unread,
} from '../../reading.js';
import { firstClaims, type Claim } from '../../ports/first-match.js';
import type { Findings } from '../support/findings.js';
import { commandOf, givenTo } from '../support/given.js';
import { instructionsOf, type Instruction } from './dockerfile-lines.js';
import { HOLE } from '../containers/placeholders.js';
import { rangeOf } from '../containers/port-spec.js';

export const LONGEST_DOCKERFILE = 1_000_000;
const WITNESS_LIMIT = 200;
const PORT_LIMIT = 5000;
const COMMAND_LIMIT = 200;
/** Characters of a value; one that grows longer by its variables is not known. */
const VALUE_LIMIT = 10_000;
const FILE_NAME = /(?:^|\/)(?:docker|container)file(?:[.-][^/]*)?$|\.(?:docker|container)file$/i;

/** A Dockerfile, by its name. */
export function isDockerfile(path: string): boolean {
  return FILE_NAME.test(path);
}

/**
 * The ports that an image declares (EXPOSE): one witness for the last stage with what it takes over, and one for each
 * stage that it does not build upon. Never throws.
 */
export function readDockerfile(text: string): Findings {
  const stages = stagesOf(text);
  const last = stages.at(-1);
  const used = new Set<Stage>();
  for (let stage = last; stage && !used.has(stage); stage = stage.base) used.add(stage);
  const witnesses: PortWitness[] = [];
  for (const stage of stages) {
    if (witnesses.length >= WITNESS_LIMIT) break;
    if (stage === last) witnesses.push(...witnessOf(text, stage, [...used].reverse(), 'EXPOSE'));
    else if (!used.has(stage))
      witnesses.push(...witnessOf(text, stage, [stage], `EXPOSE of stage ${stage.name}`));
  }
  return {
    witnesses,
    helpers: [],
    mentions: stages.flatMap(({ claims }) =>
      claims.map(({ ports, at }): PortMention => ({ at, ports, does: 'exposes' })),
    ),
    unread: stages.flatMap(({ unread }) => unread),
    ...givenTo(last ? [givenBy(last)] : []),
  };
}

/** What the image starts with, and what is done to make it. */
function givenBy({ environment, commands }: Stage): Given {
  return {
    variables: [...environment].map(([name, { value, at }]) => ({ name, value, at })),
    commands,
  };
}

interface Stage {
  readonly name: string;
  /** Where it builds upon another one of the file. */
  readonly base: Stage | undefined;
  /** What ARG and ENV set; null where that is not known. */
  readonly values: Map<string, string | null>;
  /** What ENV sets. */
  readonly environment: Map<string, { readonly value: string | null; readonly at: TextSpan }>;
  commands: readonly GivenCommand[];
  /** A vsftpd.conf has been copied into it. */
  hasConfig: boolean;
  readonly claims: Claim[];
  readonly unread: Unread[];
  /** The keywords of its EXPOSE lines. */
  readonly places: { readonly keyword: TextSpan; readonly end: number }[];
}

function stagesOf(text: string): readonly Stage[] {
  const stages: Stage[] = [];
  const top = new Map<string, string | null>();
  for (const instruction of instructionsOf(text)) {
    const stage = stages.at(-1);
    switch (instruction.keyword) {
      case 'FROM':
        stages.push(stageOf(instruction, stages));
        break;
      case 'ARG':
        setArguments(instruction, stage?.values ?? top, top);
        break;
      case 'ENV':
        if (stage) setEnvironment(instruction, stage);
        break;
      case 'RUN':
      case 'ENTRYPOINT':
      case 'CMD':
        if (stage)
          stage.commands = [...stage.commands, commandIn(instruction, stage.hasConfig)].slice(-COMMAND_LIMIT);
        break;
      case 'COPY':
      case 'ADD':
        // What was written into it before is gone.
        if (stage && /vsftpd[^/\s]{0,100}conf|\svsftpd\/\s/i.test(instruction.rest)) {
          stage.hasConfig = true;
          stage.commands = stage.commands.map((one) =>
            one.isBuild === undefined ? one : { ...one, isReplaced: true },
          );
        }
        break;
      case 'EXPOSE':
        if (stage) expose(instruction, stage);
        break;
    }
  }
  return stages;
}

function stageOf({ rest }: Instruction, stages: readonly Stage[]): Stage {
  const words = rest.split(/\s+/).filter((word) => word !== '' && !word.startsWith('--'));
  const named = words[1]?.toLowerCase() === 'as' ? words[2] : undefined;
  const image = words[0] ?? '';
  const base = stages.find(({ name }) => name === image.toLowerCase());
  return {
    name: (named ?? `${stages.length}`).toLowerCase(),
    base,
    values: new Map(base?.values),
    environment: new Map(base?.environment),
    commands: base?.commands ?? [],
    hasConfig: base?.hasConfig === true,
    claims: [],
    unread: [],
    places: [],
  };
}

/** `ARG NAME`, `ARG NAME=default`: what stands in front of the first FROM counts in a stage only where it is repeated. */
function setArguments(
  { rest }: Instruction,
  values: Map<string, string | null>,
  top: Map<string, string | null>,
): void {
  for (const word of rest.split(/\s+/).filter(Boolean)) {
    const equals = word.indexOf('=');
    if (equals >= 0)
      values.set(word.slice(0, equals), expanded(unquoted(word.slice(equals + 1)), values).text);
    else if (values !== top) values.set(word, top.get(word) ?? null);
  }
}

/** `ENV A=1 B="2"`, or the older `ENV A 1`. */
function setEnvironment({ rest, start, offset }: Instruction, { values, environment }: Stage): void {
  const pairs = [...rest.matchAll(/([A-Za-z_]\w{0,99})=("[^"\n]*"|'[^'\n]*'|[^\s"']*)/g)];
  const old = /^([A-Za-z_]\w{0,99})[ \t]+([^=\s]+)$/.exec(rest.trim());
  if (old) pairs.splice(0, pairs.length, old);
  for (const { 0: written, 1: name = '', 2: word = '', index } of pairs) {
    const { text, unknown } = expanded(unquoted(word), values);
    values.set(name, text);
    const place = offset + index;
    const at = old
      ? { start, end: offset + rest.trimEnd().length }
      : { start: place, end: place + written.length };
    environment.set(name, { value: unknown === undefined ? text : null, at });
  }
}

/** `CMD ["vsftpd", "-o..."]`, or a text for a shell. */
function commandIn({ keyword, rest, start, offset }: Instruction, hasConfig: boolean): GivenCommand {
  const text = rest.trim();
  const words = text.startsWith('[') ? wordsOf(text) : undefined;
  const at = { start, end: offset + rest.trimEnd().length };
  return {
    text: words ? commandOf(words) : text,
    at,
    ...(keyword === 'RUN' ? { isBuild: hasConfig ? 'after-config' : 'alone' } : {}),
  };
}

function wordsOf(text: string): readonly string[] | undefined {
  try {
    const list: unknown = JSON.parse(text);
    return Array.isArray(list) ? list.filter((word) => typeof word === 'string') : undefined;
  } catch {
    return undefined;
  }
}

function unquoted(text: string): string {
  return /^(["'])(.*)\1$/s.exec(text)?.[2] ?? text;
}

function expose({ start, rest, offset }: Instruction, stage: Stage): void {
  let end = offset;
  for (const match of rest.matchAll(/[^\s]+/g)) {
    if (stage.claims.length >= PORT_LIMIT) break;
    const at = { start: offset + match.index, end: offset + match.index + match[0].length };
    const { text, unknown } = expanded(unquoted(match[0]), stage.values);
    end = at.end;
    const [port = '', protocol = 'tcp'] = text.split('/');
    const ports = rangeOf(port);
    if (ports === null) stage.unread.push({ at, why: unknown ?? 'a template' });
    else if (ports !== 'invalid' && protocol.toLowerCase() === 'tcp')
      stage.claims.push({ ports, status: 'open', at });
  }
  stage.places.push({ keyword: { start, end: offset }, end });
}

const VARIABLE = /\\\$|\$(?:([A-Za-z_]\w{0,99})|\{([A-Za-z_]\w{0,99})(?:(:?[-+])([^{}]{0,200}))?\})/g;

/** Variables replaced by what ARG and ENV set; others are holes. `unknown`: the first of those, as it is written. */
function expanded(
  text: string,
  values: ReadonlyMap<string, string | null>,
): { readonly text: string; readonly unknown?: string } {
  let unknown: string | undefined;
  const value = (
    written: string,
    plain?: string,
    braced?: string,
    operator?: string,
    word?: string,
  ): string => {
    if (written.startsWith('\\')) return '$';
    // An argument without a default is empty unless the builder gives one.
    const set = values.get(plain ?? braced ?? '') ?? '';
    if (operator?.endsWith('-') === true && set === '') return word ?? '';
    if (set !== '' && operator?.endsWith('+') !== true) return set;
    unknown ??= `the variable ${written.slice(0, 80)}`;
    return HOLE;
  };
  let left = VALUE_LIMIT;
  const bounded: typeof value = (...parts) => {
    const part = value(...parts);
    left -= part.length;
    if (left >= 0) return part;
    unknown ??= 'a value that is too long';
    return '';
  };
  const filled = text.replace(VARIABLE, bounded).replace(/\{\{[^{}]*\}\}/g, HOLE);
  if (left < 0) return { text: HOLE, unknown: unknown ?? 'a value that is too long' };
  return { text: filled, ...(unknown === undefined ? {} : { unknown }) };
}

function witnessOf(
  text: string,
  stage: Stage,
  chain: readonly Stage[],
  name: string,
): readonly PortWitness[] {
  const claims = chain.flatMap((one) => one.claims);
  if (claims.length === 0) return [];
  const [hidden] = chain.flatMap(({ unread }) => unread);
  const place = [...chain]
    .reverse()
    .flatMap(({ places }) => places)
    .at(-1);
  const own = stage.places.at(-1);
  return [
    {
      role: 'declare',
      name,
      runs: firstClaims(claims, hidden ? { status: 'unknown', why: hidden.why } : { status: 'rejected' }),
      at: place?.keyword ?? { start: 0, end: 0 },
      ...(own ? { additions: [additionOf(text, own.end)] } : {}),
    },
  ];
}

/** One more word in the last EXPOSE line. */
function additionOf(text: string, end: number): RuleAddition {
  return { offset: Math.min(end, text.length), text: ' {ports}', separator: '-' };
}
