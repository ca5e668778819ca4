import { ConfigModel, build, readConfig, sourceFromText, type BuildId } from '../../core/config/index.js';
import { classOf } from '../../core/reply/index.js';
import type { TlsChoice } from '../../probe/types.js';
import { t } from '../l10n.js';

/** The server to probe and the login, without the password. */
export interface LoginTarget {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly tls: TlsChoice;
  /** Directory to list. */
  readonly path?: string;
}

/** A target as a person writes it; undefined where `targetProblem` says why. */
export function targetFrom(text: string): Partial<LoginTarget> | undefined {
  const target = readTarget(text);
  return target?.port === undefined || isPort(String(target.port)) ? target : undefined;
}

/** What is wrong with a text that is no target, and what to write instead. */
export function targetProblem(text: string): string {
  const trimmed = text.trim();
  if (trimmed === '')
    return t('Write the name or address of a server: host, host:port, user@host or ftp://…');
  const [, scheme] = /^([a-z][a-z0-9+.-]{0,20}):\/\//i.exec(trimmed) ?? [];
  if (scheme?.toLowerCase() === 'sftp')
    return t('sftp:// is a protocol of SSH, not FTP. Addresses of FTP servers begin with ftp:// or ftps://');
  if (scheme !== undefined && !/^(?:ftps?|ftpes)$/i.test(scheme))
    return t('{0}:// is no FTP address: write ftp://, ftps:// or the host alone.', scheme);
  const [, port] = /:(\d{1,20})(?:\/|$)/.exec(trimmed) ?? [];
  if (port !== undefined && !isPort(port)) return t('There is no port {0}: ports are 1 to 65535.', port);
  if (/\s/.test(trimmed)) return t('A host name has no blank in it.');
  if (scheme === undefined && trimmed.includes('/')) return t('Write ftp://HOST/FOLDER to list a folder.');
  return t('This is no host name or address.');
}

/**
 * Reads what a person types or pastes for a server: a name, an address, `host:port`, `user@host`, or a whole ftp:// or
 * ftps:// URL. A password in it is left out. Undefined where no host can be read.
 */
export function readTarget(text: string): Partial<LoginTarget> | undefined {
  const trimmed = text.trim();
  const url = /^(ftps?|ftpes):\/\//i.exec(trimmed)?.[1]?.toLowerCase();
  if (url === undefined) return readAccount(trimmed);
  const { hostname, username, pathname } = parseUrl(trimmed.replace(/^\w+/, 'ftp')) ?? {};
  if (!hostname) return undefined;
  // A URL forgets a port that is the usual one of ftp.
  const [, port] = /:(\d{1,5})$/.exec(trimmed.split('/', 3)[2] ?? '') ?? [];
  return {
    host: hostname.replace(/^\[(.*)\]$/, '$1'),
    ...(port ? { port: Number(port) } : url === 'ftps' ? { port: 990 } : {}),
    ...(username ? { user: decode(username) } : {}),
    ...(url === 'ftp' ? {} : { tls: url === 'ftps' ? 'implicit' : 'explicit' }),
    ...(pathname && pathname !== '/' ? { path: decode(pathname) } : {}),
  };
}

function readAccount(text: string): Partial<LoginTarget> | undefined {
  const at = text.lastIndexOf('@');
  const target = readHostPort(text.slice(at + 1));
  const [user = ''] = text.slice(0, Math.max(0, at)).split(':', 1);
  if (!target || (at >= 0 && user === '') || /\s/.test(user)) return undefined;
  return user === '' ? target : { ...target, user };
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

/** What a config says about where its server can be reached, and how; a user only where it lets anyone log in. */
export function targetFromConfig(model: ConfigModel): Partial<LoginTarget> {
  const advertised = model.text('pasv_address') ?? undefined;
  const listener = model.text('listen_address') ?? undefined;
  const outer = [advertised, listener].find((one) => one !== undefined && isReachable(one));
  // Where it listens it can be reached, if only from inside; an advertised inner address may be a mistake.
  const inner = listener === undefined ? null : classOf(listener);
  const host = outer ?? (inner === null || inner === 'unspecified' ? undefined : listener);
  const port = model.number('listen_port');
  const tls: TlsChoice = !model.bool('ssl_enable')
    ? 'auto'
    : model.bool('implicit_ssl')
      ? 'implicit'
      : 'explicit';
  const user = model.bool('anonymous_enable') === false ? undefined : 'anonymous';
  return {
    ...(host === undefined ? {} : { host }),
    ...(port === undefined ? {} : { port }),
    ...(user === undefined ? {} : { user }),
    tls,
  };
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
