import { isCopyName, type ConfigDocument } from '../config/index.js';
import { LOOPBACK, placeName, wayTo, type ComparedFile } from '../firewall/compare/facing.js';
import { budgetFor, type Budget } from '../shell/budget.js';
import { baseName } from '../shell/base-name.js';
import type { GivenCommand, TextSpan } from '../firewall/reading.js';
import { environmentOf, type Environment } from './environment.js';
import { boundNamed, isAddressNamed, isRangeNamed } from './names.js';
import { effectsOf, type Effect } from './script.js';
import { withLines, type Given } from './setting-lines.js';

/** A setting in force that the file does not give. */
export interface Started extends Given {
  /** `start.sh:4` */
  readonly place: string;
  /** Only something that is not at hand might give it. */
  readonly isGuess?: true;
  /** It is the address of the service in front of it, as the file has it. */
  readonly isReached?: true;
}

/** The config as it is started. */
export interface StartedConfig {
  readonly document: ConfigDocument;
  readonly given: ReadonlyMap<string, Started>;
}

const RANGE_ENDS = ['pasv_min_port', 'pasv_max_port'] as const;
const SET_OUTSIDE = [...RANGE_ENDS, 'pasv_address'] as const;

/** What a config becomes by the options, scripts and variables of the files that it is deployed with. */
export function startedWith(document: ConfigDocument, files: readonly ComparedFile[]): StartedConfig {
  const starting = startersAmong(files);
  const reached = reachedAt(document, files);
  if (starting.length === 0) return { document, given: new Map(reached.map((one) => [one.name, one])) };
  const environment = environmentOf(starting);
  const given = new Map<string, Started>();
  const give = (one: Started): void => {
    const before = given.get(one.name);
    given.set(one.name, before && before.value !== one.value ? { ...before, value: null } : one);
  };
  const budget = budgetFor(starting.reduce((sum, { text }) => sum + text.length, 0));
  for (const file of starting)
    for (const effect of soundEffects(file, environment, document, budget))
      if (effect.isBefore !== true || !document.byName.has(effect.name))
        give({ name: effect.name, value: effect.value, place: placeName(file, effect.at) });
  for (const one of filledIn(document, starting, environment)) give(one);
  const isClosed = isClosedStart(starting);
  const used = isClosed ? starting.filter(({ reading }) => reading.kind === 'shell') : null;
  for (const one of named(document, environment, given, used)) given.set(one.name, one);
  for (const one of outside(starting, document, given, isClosed)) given.set(one.name, one);
  for (const one of reached) if (!given.has(one.name)) given.set(one.name, one);
  return given.size === 0 ? { document, given } : { document: withLines(document, given.values()), given };
}

/** The address in the file, where a balancer or gateway has it, or it is that of the only machine that is let in. */
function reachedAt({ byName }: ConfigDocument, files: readonly ComparedFile[]): readonly Started[] {
  const name = 'pasv_address';
  const value = byName.get(name)?.at(-1)?.value ?? '';
  const control = Number(byName.get('listen_port')?.at(-1)?.value ?? 21);
  const file = files.find(({ reading, text }) => {
    // MetalLB gives out addresses of the network that the nodes are in.
    const isOfNet = reading.kind === 'kubernetes' && /^(?:10|172|192)\./.test(value) && /metallb/i.test(text);
    return reading.witnesses.some((witness) => {
      const isOwn = /^127\./.test(value) && wayTo(witness, control)?.why === LOOPBACK;
      return witness.role === 'forward' && (witness.outerHost === value || isOfNet || isOwn);
    });
  });
  return file ? [{ name, value, place: placeName(file, START), isGuess: true, isReached: true }] : [];
}

/** One script that exhausts its reader must not take the findings of the others. */
function soundEffects(
  file: ComparedFile,
  ...rest: readonly [Environment, ConfigDocument, Budget]
): readonly Effect[] {
  try {
    return fileEffects(file, ...rest);
  } catch {
    return SET_OUTSIDE.map((name) => ({ name, value: null, at: START }));
  }
}

function fileEffects(
  { text, reading }: ComparedFile,
  environment: Environment,
  document: ConfigDocument,
  budget: Budget,
): readonly Effect[] {
  const commands = reading.gives?.commands ?? [];
  const isScript = reading.kind === 'shell' && !/^[ \t]*```/m.test(text);
  const own = isScript ? effectsOf(text, environment, document, budget) : [];
  return [...own, ...commands.flatMap((one) => commandEffects(one, environment, document, budget))];
}

function commandEffects(
  { text, at, isBuild, isReplaced }: GivenCommand,
  environment: Environment,
  document: ConfigDocument,
  budget: Budget,
): readonly Effect[] {
  if (isReplaced) return [];
  // Words after those of the image: options for what it starts.
  const command = /^-o/.test(text) ? `vsftpd ${text}` : text;
  // Arguments of the build are given when it is built.
  const own = isBuild === undefined ? environment : { ...environment, isWhole: false };
  return effectsOf(command, own, document, budget).map((effect) => ({
    ...effect,
    at,
    // A file that is mounted later goes over it.
    ...(isBuild === 'alone' ? { value: null } : {}),
  }));
}

/** `pasv_min_port=${PASV_MIN_PORT}` in a file that envsubst fills in. */
function filledIn(
  document: ConfigDocument,
  files: readonly ComparedFile[],
  { values, isOpen, places }: Environment,
): readonly Started[] {
  const filler = files.find(({ text }) => /\benvsubst\b/.test(text));
  if (!filler) return [];
  return [...document.byName].flatMap(([name, lines]): readonly Started[] => {
    const written = lines.at(-1)?.value;
    const variable = /^\$\{?(\w{1,100})\}?$/.exec(written ?? '')?.[1];
    if (variable === undefined) return [];
    const place = places.get(variable);
    const value = (isOpen && !place ? null : values.get(variable)) ?? null;
    return [{ name, value, place: place ? placeName(place.file, place.at) : placeName(filler, START) }];
  });
}

const START: TextSpan = { start: 0, end: 0 };

/** What variables say by their names, where the script that uses them is not at hand. */
function named(
  document: ConfigDocument,
  { places }: Environment,
  known: ReadonlyMap<string, Started>,
  scripts: readonly ComparedFile[] | null,
): readonly Started[] {
  const found = new Map<string, Started>();
  for (const { name: variable, value, file, at } of places.values()) {
    // All that is started is at hand, and none of it asks for this one.
    if (scripts?.every(({ text }) => !text.includes(variable)) === true) continue;
    const place = placeName(file, at);
    const bound = boundNamed(variable);
    const [, low, high] = isRangeNamed(variable)
      ? (/^(\d{1,5})[-:](\d{1,5})$/.exec(value ?? '') ?? [null, '', ''])
      : [];
    const bounds = bound
      ? [{ name: bound, value: /^\d{1,5}$/.test(value ?? '') ? value : null }]
      : low === undefined
        ? []
        : [
            { name: 'pasv_min_port' as const, value: low || null },
            { name: 'pasv_max_port' as const, value: high ?? null },
          ];
    for (const one of bounds) {
      const before = found.get(one.name);
      found.set(one.name, { ...one, value: before && before.value !== one.value ? null : one.value, place });
    }
  }
  if (found.size === 0) return [];
  return RANGE_ENDS.flatMap((name): readonly Started[] => {
    const script = known.get(name);
    if ((script && script.value !== null) || (scripts && !found.has(name))) return [];
    const written = document.byName.get(name)?.at(-1);
    const one = found.get(name) ?? { name, value: null, place: [...found.values()][0]?.place ?? '' };
    if (!written) return [one];
    // Which of both counts depends on what uses the variable.
    return written.value === one.value ? [] : [{ ...one, value: null }];
  });
}

/** What may be given by something that is not at hand: a file of variables, a script. */
function outside(
  files: readonly ComparedFile[],
  document: ConfigDocument,
  known: ReadonlyMap<string, Started>,
  isClosed: boolean,
): readonly Started[] {
  const open = isClosed ? undefined : files.find(({ reading }) => reading.gives?.isOpen === true);
  const script = files.find((file) => startsUnread(file, files) || readsOthers(file));
  const speaker = files.find(speaksOfAddress);
  const place = open ?? script ?? speaker;
  if (!place) return [];
  // What the file sets is taken to be in force, but for the address, which each host has to be told.
  const names = SET_OUTSIDE.filter(
    (name) => name === 'pasv_address' || (place !== speaker && !document.byName.has(name)),
  );
  return names
    .filter((name) => !known.has(name))
    .map((name) => ({
      name,
      value: null,
      place: placeName(place, START),
      ...(place === script ? {} : { isGuess: true as const }),
    }));
}

/** Without copies, and without images of other services where one of the images has vsftpd. */
function startersAmong(files: readonly ComparedFile[]): readonly ComparedFile[] {
  const found = files.filter(
    ({ path, reading, text }) =>
      !isCopyName(path) && (reading.gives !== undefined || /vsftpd|pasv_/i.test(text)),
  );
  const isImage = ({ reading }: ComparedFile): boolean => reading.kind === 'dockerfile';
  const own = found.filter((file) => isImage(file) && /vsftpd/i.test(file.text));
  return own.length === 0 ? found : found.filter((file) => !isImage(file) || own.includes(file));
}

/** They have no server of their own that variables could set. */
const SYSTEMS =
  /^FROM[ \t]+(?:--\S+[ \t]+)?(?:\S*\/)?(?:debian|ubuntu|alpine|centos|fedora|rockylinux|almalinux|archlinux|opensuse\S{0,20})(?:[:@]\S*)?(?:[ \t]+AS[ \t].*)?$/i;
/** They bring in what is not at hand. */
const BRINGERS =
  /^[ \t]*(?:\.|source|eval)[ \t]|\b(?:confd|gomplate|dockerize|consul-template|puppet|ansible|python\d?|perl|ruby|curl|wget)\b|\.d\/\*/m;

/** Whether all that is started is at hand, so that variables change only what is seen to use them. */
function isClosedStart(files: readonly ComparedFile[]): boolean {
  const images = files.filter(({ reading }) => reading.kind === 'dockerfile');
  const isBuilt = images.every(({ text }) =>
    SYSTEMS.test(
      text
        .match(/^FROM[ \t].*$/gim)
        ?.at(-1)
        ?.trimEnd() ?? '',
    ),
  );
  return (
    images.length > 0 &&
    isBuilt &&
    files.every(({ reading }) => reading.gives?.isOpen !== true || reading.gives.isBuilt === true) &&
    !files.some((file) => startsUnread(file, files)) &&
    !files.some(({ reading, text }) => reading.kind === 'shell' && BRINGERS.test(text))
  );
}

/** They start what stands after them. */
const STARTERS = /^(?:(?:ba|da|a)?sh|exec|tini|dumb-init|sudo|gosu|su-exec|env|nohup)$/;
/** They do not change a config. */
const PROGRAMS =
  /^(?:vsftpd|pure-ftpd|proftpd|x?inetd|supervisord|s6-svscan|init|my_init|systemd|tail|sleep|true|cat)$|\.conf$/;

/** An entry point that is none of the files. */
function startsUnread({ reading, text: image }: ComparedFile, files: readonly ComparedFile[]): boolean {
  return (reading.gives?.commands ?? []).some(({ text, isBuild }) => {
    const [script] = text
      .split(' ', 6)
      .map(baseName)
      .filter((word) => !word.startsWith('-') && !STARTERS.test(word));
    const isScript = script !== undefined && /^[\w.-]+$/.test(script) && !PROGRAMS.test(script);
    if (!isScript || isBuild !== undefined) return false;
    const names = [script, copiedAs(image, script)];
    return !files.some(({ path }) => names.includes(baseName(path)));
  });
}

/** A script that runs what is in other files, other than those of the system. */
function readsOthers({ reading, text }: ComparedFile): boolean {
  return reading.kind === 'shell' && /vsftpd/.test(text) && SOURCES.test(text);
}

const SOURCES =
  /(?:^|[;&]|\b(?:do|then|else))[ \t]*(?:\.|source)[ \t]+["']?(?!\/(?:lib|usr\/lib|etc\/(?:os-release|profile|default|sysconfig|init\.d|rc\.d))\b)[$./\w]|\brun-parts\b|\.d\/\*/m;

/** The name that a script has before it is copied into the image under this one. */
function copiedAs(image: string, script: string): string | undefined {
  const copies = image.matchAll(/^(?:COPY|ADD)[ \t]+(?:--\S+[ \t]+)*(\S{1,200})[ \t]+(\S{1,200})[ \t]*$/gim);
  const found = [...copies].find(([, , to = '']) => baseName(to) === script);
  return found && baseName(found[1] ?? '');
}

function speaksOfAddress({ text, reading }: ComparedFile): boolean {
  const { variables = [] } = reading.gives ?? {};
  return variables.some(({ name }) => isAddressNamed(name)) || ADDRESS_LINE.test(text);
}

const ADDRESS_LINE = /^(?![ \t]*(?:#|\/\/)).*pasv_addr/im;
