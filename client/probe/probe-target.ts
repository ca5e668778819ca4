import { ConfigModel, build, readConfig, sourceFromText, type BuildId } from '../../core/config/index.js';
import { classOf } from '../../core/reply/index.js';
import type { TlsChoice } from '../../probe/types.js';

/** The server to probe and the login, without the password. */
export interface LoginTarget {
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
export function readTarget(text: string): Partial<LoginTarget> | undefined {
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

function readHostPort(text: string): Partial<LoginTarget> | undefined {
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

/** What a config says about where its server can be reached; private addresses are left out. */
export function targetFromConfig(model: ConfigModel): Partial<LoginTarget> {
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
