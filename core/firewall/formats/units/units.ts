import type { GivenCommand, GivenVariable, Packet } from '../../reading.js';
import { readCommandLines, readContainerLines } from '../shell/shell-commands.js';
import type { Findings } from '../support/findings.js';
import { givenTo } from '../support/given.js';

const LINE_LIMIT = 2000;
const SYSTEMD = /\.(?:service|socket)$|\.(?:service|socket)\.d\/[^/]+\.conf$/i;
const START = /^ExecStart(?:Pre)?[ \t]*=[ \t]*[-@:+!]{0,4}/;

/** A unit of systemd, a drop-in of one, or a service of xinetd or OpenRC, that starts vsftpd or a container. */
export function isUnit(path: string, text: string): boolean {
  if (isQuadlet(path, text)) return true;
  if (!/vsftpd|docker|podman/i.test(text)) return false;
  return (
    (SYSTEMD.test(path) && /^\[\w+\]/m.test(text)) ||
    /^[ \t]*service[ \t]+\S+\s+\{/m.test(text) ||
    (/(?:^|\/)(?:conf|init)\.d\/[^/]+$/.test(path) && /^[ \t]*command(?:_args\w*)?=/m.test(text))
  );
}

/** A container that podman makes a unit of. */
function isQuadlet(path: string, text: string): boolean {
  return /\.container$/i.test(path) && /^\[Container\]/m.test(text) && /ftp|:21\b/i.test(text);
}

const QUADLET: Readonly<Record<string, string>> = {
  ContainerName: '--name ',
  Environment: '-e ',
  EnvironmentFile: '--env-file ',
  Network: '--network ',
  PublishPort: '-p ',
  Volume: '-v ',
};

/** The lines of `[Container]` as options of one command, each where it stands. */
function quadletCommand(text: string): string {
  let isContainer = false;
  return text
    .split('\n')
    .map((line) => {
      if (/^\[/.test(line)) isContainer = /^\[Container\]/.test(line);
      if (isContainer && /^\[/.test(line)) return 'podman run '.padEnd(line.length);
      const [head = '', key = ''] = /^(\w+)=/.exec(line) ?? [];
      const option = isContainer ? QUADLET[key] : undefined;
      return option === undefined
        ? ' '.repeat(line.length)
        : option.padStart(head.length) + line.slice(head.length);
    })
    .join(' ');
}

/** What it starts, as a shell would be told. */
export function readUnit(text: string, packet: Packet, path: string): Findings {
  if (isQuadlet(path, text)) return readCommandLines(quadletCommand(text), packet);
  const lines = linesOf(text);
  const server = lines.find(({ line }) => /^server[ \t]*=/.test(line));
  const commands = lines.flatMap(({ line, at }): readonly GivenCommand[] => {
    const words = /^server_args[ \t]*\+?=(.*)$/.exec(line)?.[1];
    if (words !== undefined) return [{ text: `${valueOf(server?.line ?? '')} ${words}`, at }];
    const [, , args] = /^command_args\w*=(["']?)(.*)\1$/.exec(line) ?? [];
    if (args !== undefined) return [{ text: `vsftpd ${args}`, at }];
    return START.test(line) ? [{ text: line.replace(START, ''), at }] : [];
  });
  const variables = lines.flatMap(({ line, at }): readonly GivenVariable[] => {
    const words = /^Environment[ \t]*=(.*)$/.exec(line)?.[1] ?? '';
    const pairs = [
      ...words.matchAll(/"(\w{1,100})=([^"]*)"|'(\w{1,100})=([^']*)'|(?<![\w"'])(\w{1,100})=(\S*)/g),
    ];
    return pairs.map(([, a, b, c, d, e, f]) => ({ name: a ?? c ?? e ?? '', value: b ?? d ?? f ?? '', at }));
  });
  const isOpen = lines.some(({ line }) => /^(?:EnvironmentFile|PassEnvironment)[ \t]*=/.test(line));
  const gives = { variables, commands, ...(isOpen ? { isOpen: true as const } : {}) };
  const started = readContainerLines(startLines(text, lines), packet);
  return { ...started, ...givenTo([gives, ...(started.gives ? [started.gives] : [])]) };
}

/** All but the commands that are started, blank. */
function startLines(text: string, lines: readonly UnitLine[]): string {
  let at = 0;
  const parts: string[] = [];
  for (const { line, at: span } of lines) {
    const head = START.exec(line)?.[0].length;
    if (head === undefined) continue;
    parts.push(blank(text.slice(at, span.start + head)), text.slice(span.start + head, span.end));
    at = span.end;
  }
  return [...parts, blank(text.slice(at))].join('');
}

function blank(text: string): string {
  return text.replace(/[^\n]/g, ' ');
}

/** The last word of `server = /usr/sbin/vsftpd`. */
function valueOf(line: string): string {
  return line.slice(line.indexOf('=') + 1).trim();
}

interface UnitLine {
  readonly line: string;
  readonly at: { readonly start: number; readonly end: number };
}

/** Continued ones joined, without comments. */
function linesOf(text: string): readonly UnitLine[] {
  const found: UnitLine[] = [];
  let offset = 0;
  let open: { line: string; start: number } | undefined;
  for (const written of text.split('\n', LINE_LIMIT)) {
    const start = open?.start ?? offset + written.length - written.trimStart().length;
    const line = (open?.line ?? '') + written.trim();
    const end = offset + written.trimEnd().length;
    offset += written.length + 1;
    open = line.endsWith('\\') ? { line: `${line.slice(0, -1).trimEnd()} `, start } : undefined;
    if (!open && line !== '' && !/^[#;]/.test(line))
      found.push({ line, at: { start, end: Math.max(start, end) } });
  }
  return found;
}
