import { ALL_PORTS } from '../../ports/port-spans.js';
import type { Given, PortMention, PortWitness, RuleAddition, TextSpan, Unread } from '../../reading.js';
import { firstClaims, mostOpenFirst, type Unclaimed } from '../../ports/first-match.js';
import type { CommandFamily } from '../support/command-family.js';
import type { ShellCommand, ShellWord } from '../../../shell/command.js';
import { interpolate } from '../compose/compose-variables.js';
import { commandOf, CONFIGURES, givenTo } from '../support/given.js';
import { readOptions, type Option, type OptionList } from './docker-options.js';
import { HOLE } from '../containers/placeholders.js';
import { parsePortSpec, rangeOf, type PortSpec } from '../containers/port-spec.js';
import { outerHostOf, PICKED, publish, type Published } from '../containers/publishing.js';

/** `docker run -p ...` and its kin: one witness for each container that publishes ports. */
export const CONTAINER_COMMANDS: CommandFamily = {
  names: new Set(['docker', 'podman', 'nerdctl']),
  read(commands) {
    const witnesses: PortWitness[] = [];
    const mentions: PortMention[] = [];
    const unread: Unread[] = [];
    for (const command of commands) {
      const found = containerOf(command);
      if (!found) continue;
      witnesses.push(found.witness);
      mentions.push(...found.entries.flatMap((entry) => entry.mentions));
      unread.push(...found.entries.flatMap((entry) => entry.unread));
    }
    return { witnesses, helpers: [], mentions, unread, ...givenTo(commands.flatMap(givenBy)) };
  },
};

/** Options in front of `run` that take the next word. */
const GLOBAL = new Set(
  '-H --host -c --context --connection --config -l --log-level -n --namespace --url --root'.split(' '),
);
const OBJECTS = new Set(['container', 'service', 'pod']);

interface Container {
  readonly witness: PortWitness;
  readonly entries: readonly Published[];
}

function containerOf(command: ShellCommand): Container | undefined {
  const { words } = command;
  let at = 0;
  while (words[at]?.text.startsWith('-')) at += GLOBAL.has(words[at]?.text ?? '') ? 2 : 1;
  const object = words[at]?.text ?? '';
  if (OBJECTS.has(object)) at++;
  const verb = words[at];
  if (!verb || (verb.text !== 'run' && verb.text !== 'create')) return undefined;
  // `docker pod` is none, but then nothing is published either.
  const list = readOptions(words.slice(at + 1));
  const head = { start: command.span.start, end: Math.max(command.span.start, verb.span.end) };
  const name = nameOf(list, object);
  const host = hostNetworkAt(list);
  if (host) {
    const ports = { low: 1, high: ALL_PORTS.high };
    return {
      witness: { role: 'forward', name, runs: [{ ports, status: 'open', at: host }], at: head },
      entries: [],
    };
  }
  const requests = list.options.filter(({ name: option }) => option === '-p' || option === '--publish');
  const entries = requests.flatMap((option) => requestOf(option, name, object === 'service') ?? []);
  const publishesAll = list.options.some(isPublishAll);
  if (entries.length === 0 && !publishesAll) return undefined;
  const claims = entries.flatMap((entry) => entry.claims);
  if (publishesAll)
    claims.push({ ports: PICKED, status: 'unknown', at: head, why: 'the engine picks the outer ports' });
  const outerHost = outerHostOf(entries);
  const addition = additionOf(requests.at(-1));
  return {
    entries,
    witness: {
      role: 'forward',
      name,
      runs: firstClaims(mostOpenFirst(claims), unpublishedPorts(list, entries)),
      at: head,
      ...(outerHost === undefined ? {} : { outerHost }),
      ...(addition ? { additions: [addition] } : {}),
    },
  };
}

/** What `-e`, `--env-file` and the words after the image give to the container. */
function givenBy({ words }: ShellCommand): readonly Given[] {
  const verb = words.findIndex(({ text }) => text === 'run' || text === 'create');
  if (verb < 0) return [];
  const { options, image, hidden } = readOptions(words.slice(verb + 1));
  const valuesOf = (...names: readonly string[]): readonly ShellWord[] =>
    options.flatMap(({ name, value }) =>
      names.includes(name) && value ? [{ ...value.word, text: value.word.text.slice(value.from) }] : [],
    );
  const variables = valuesOf('-e', '--env').map(({ text, known, span }) => {
    const [name = '', ...rest] = text.split('=');
    const value = rest.length > 0 && (known || !/[$`]/.test(rest.join('='))) ? rest.join('=') : null;
    return { name, value, at: span };
  });
  const isOpen = hidden !== undefined || valuesOf('--env-file', '--env-host').length > 0;
  const after = image ? words.slice(words.indexOf(image) + 1) : [];
  const text = commandOf(after.map((word) => word.text));
  const at = image?.span ?? { start: 0, end: 0 };
  const mounted = valuesOf('-v', '--volume', '--mount', '--entrypoint');
  const isChanged = after.length > 0 || mounted.some((word) => CONFIGURES.test(word.text));
  const given = {
    variables: variables.filter(({ name }) => /^\w{1,100}$/.test(name)),
    ...(isOpen ? { isOpen: true as const } : {}),
  };
  const object = words[verb - 1]?.text ?? '';
  const name = nameOf({ options, ...(image ? { image } : {}) }, OBJECTS.has(object) ? object : '');
  return [
    {
      ...given,
      ...(after.length > 0 ? { commands: [{ text, at }] } : {}),
      ...(image?.known
        ? { containers: [{ name, image: image.text, at, ...given, ...(isChanged ? { isChanged } : {}) }] }
        : {}),
    },
  ];
}

function isPublishAll({ name, value }: Option): boolean {
  return (name === '-P' || name === '--publish-all') && value?.word.text.slice(value.from) !== 'false';
}

/** The container's own name, else its image's. */
function nameOf({ options, image }: OptionList, object: string): string {
  const given = options.find(({ name }) => name === '--name')?.value;
  const text = given?.word.known ? given.word.text.slice(given.from) : image?.known ? image.text : '';
  return `${object === 'service' || object === 'pod' ? object : 'container'} ${text}`.trimEnd();
}

/** Where it says that the container has the host's network. */
function hostNetworkAt({ options }: OptionList): TextSpan | undefined {
  const value = options.find(({ name }) => name === '--network' || name === '--net')?.value;
  if (!value?.word.known || value.word.text.slice(value.from) !== 'host') return undefined;
  return value.word.source.span(value.from, value.word.text.length);
}

function unpublishedPorts({ options, hidden }: OptionList, entries: readonly Published[]): Unclaimed {
  const why =
    hidden ??
    entries.find(({ hides }) => hides !== undefined)?.hides ??
    (options.some(({ name }) => name === '--pod') ? 'its pod may publish more' : undefined);
  return why === undefined ? { status: 'rejected' } : { status: 'unknown', why };
}

function requestOf({ value }: Option, name: string, isService: boolean): Published | undefined {
  if (!value) return undefined;
  const { word, from } = value;
  const written = word.text.slice(from);
  const text = word.known ? written : withHoles(written);
  const spec = isService && written.includes('=') ? serviceSpec(text) : parsePortSpec(text);
  const place = word.source.span(from, word.text.length);
  return publish(spec, {
    at: word.span,
    text: place,
    name: name.slice(name.indexOf(' ') + 1),
    unknown: word.why ?? 'a variable',
  });
}

/** The value of a word of which a part is not known. */
function withHoles(text: string): string {
  return /[`(]/.test(text) ? HOLE : interpolate(text).text;
}

/** `published=21,target=21,protocol=tcp,mode=host`, as services of a swarm take it. */
function serviceSpec(text: string): PortSpec {
  const parts = new Map(
    text.split(',').map((part) => [part.slice(0, part.indexOf('=')), part.slice(part.indexOf('=') + 1)]),
  );
  const [target = '', published = '', protocol = 'tcp'] = ['target', 'published', 'protocol'].map((key) =>
    parts.get(key),
  );
  for (const port of [target, published]) {
    const range = rangeOf(port);
    if (range && range !== 'invalid' && range.low !== range.high) {
      return { kind: 'invalid', why: 'this form takes one port', outer: range };
    }
  }
  return parsePortSpec(`${published === '' ? '' : `${published}:`}${target}/${protocol}`);
}

/** One more option after the last one of its kind. */
function additionOf(last: Option | undefined): RuleAddition | undefined {
  const word: ShellWord | undefined = last?.value?.word;
  if (!last || !word) return undefined;
  const isJoined = (last.value?.from ?? 0) > 0 && last.name.startsWith('--');
  return {
    offset: word.span.end,
    text: ` ${last.name}${isJoined ? '=' : ' '}{ports}:{ports}`,
    separator: '-',
  };
}
