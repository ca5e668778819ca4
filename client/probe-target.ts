import { ConfigModel, build, readConfig, sourceFromText, type BuildId } from '../core/config/index.js';
import { classOf } from '../core/reply/index.js';
import type { TlsChoice } from '../probe/types.js';

/** Whom to probe, without the password. */
export interface Target {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly tls: TlsChoice;
  /** Directory to list. */
  readonly path?: string;
}

/**
 * Reads what a person types or pastes for a server: a name, an address, `host:port`, or a whole ftp:// or ftps:// URL.
 * A password in it is left out. Undefined where no host can be read.
 */
export function readTarget(text: string): Partial<Target> | undefined {
  const trimmed = text.trim();
  const url = /^(ftps?|ftpes):\/\//i.exec(trimmed)?.[1]?.toLowerCase();
  if (url === undefined) return readHostPort(trimmed);
  const { hostname, port, username, pathname } = parseUrl(trimmed.replace(/^\w+/, 'ftp')) ?? {};
  if (!hostname) return undefined;
  return {
    host: hostname.replace(/^\[(.*)\]$/, '$1'),
    ...(port ? { port: Number(port) } : url === 'ftps' ? { port: 990 } : {}),
    ...(username ? { user: decode(username) } : {}),
    ...(url === 'ftp' ? {} : { tls: url === 'ftps' ? 'implicit' : 'explicit' }),
    ...(pathname && pathname !== '/' ? { path: decode(pathname) } : {}),
  };
}

function readHostPort(text: string): Partial<Target> | undefined {
  const match = /^(?:\[([^\]\s]+)\]|([^\s/@:[\]\\]+))(?::(\d{1,5}))?$/.exec(text);
  const host = match?.[1] ?? match?.[2] ?? (/^[0-9a-fA-F:.]+(?:%\w+)?$/.test(text) ? text : undefined);
  if (host === undefined) return undefined;
  return { host, ...(match?.[3] === undefined ? {} : { port: Number(match[3]) }) };
}

function parseUrl(text: string): URL | undefined {
  try {
    return new URL(text);
  } catch {
    return undefined;
  }
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

export function isPort(text: string): boolean {
  return /^\d{1,5}$/.test(text) && Number(text) >= 1 && Number(text) <= 65535;
}

/** What a config says about where its server can be reached; addresses that only the inside knows are left out. */
export function targetFromConfig(model: ConfigModel): Partial<Target> {
  const advertised = model.text('pasv_address') ?? undefined;
  const listener = model.text('listen_address') ?? undefined;
  const host = [advertised, listener].find((one) => one !== undefined && isReachable(one));
  const port = model.number('listen_port');
  const tls: TlsChoice = !model.bool('ssl_enable')
    ? 'auto'
    : model.bool('implicit_ssl')
      ? 'implicit'
      : 'explicit';
  return { ...(host === undefined ? {} : { host }), ...(port === undefined ? {} : { port }), tls };
}

function isReachable(host: string): boolean {
  const of = classOf(host);
  return (
    of === 'public' || (of === null && /^[a-z0-9-]+(?:\.[a-z0-9-]+)+$/i.test(host) && /[a-z]/i.test(host))
  );
}

/** The model of a text for one build; `any` is read as the newest of Debian. */
export function modelOf(text: string, choice: BuildId | 'any'): ConfigModel {
  return new ConfigModel(readConfig(sourceFromText(text)), build(choice === 'any' ? 'debian-13' : choice));
}

/** One replacement in a text; zero-based, UTF-16 units. */
export interface TextChange {
  readonly line: number;
  readonly start: number;
  readonly end: number;
  readonly newText: string;
}

/**
 * The changes that make settings hold: the line in force is rewritten, a setting that is not there comes in at the
 * end.
 */
export function settingChanges(
  text: string,
  config: Readonly<Record<string, string>>,
): readonly TextChange[] {
  const source = sourceFromText(text);
  const { byName } = readConfig(source);
  const changes: TextChange[] = [];
  const added: string[] = [];
  for (const [name, value] of Object.entries(config)) {
    const lines = byName.get(name) ?? [];
    const last = lines[lines.length - 1];
    if (!last) {
      added.push(`${name}=${value}`);
      continue;
    }
    const { start, end } = source.rangeOf(last.start, last.end);
    const carriageReturn = source.bytes.charAt(last.end - 1) === '\r' ? 1 : 0;
    changes.push({
      line: start.line,
      start: 0,
      end: end.character - (end.line === start.line ? carriageReturn : 0),
      newText: `${name}=${value}`,
    });
  }
  if (added.length > 0) changes.push(appended(source.text, added));
  return changes;
}

function appended(text: string, lines: readonly string[]): TextChange {
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  const existing = text.split(/\r\n|\n|\r/);
  const last = existing[existing.length - 1] ?? '';
  const lead = last === '' ? '' : eol;
  return {
    line: existing.length - 1,
    start: last.length,
    end: last.length,
    newText: `${lead}${lines.join(eol)}${eol}`,
  };
}
