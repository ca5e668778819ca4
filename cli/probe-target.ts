import type { ProbeTarget, TlsChoice } from '../probe/index.js';
import { UsageError } from './io.js';

/** What a URL alone says about the server to probe. */
interface UrlTarget extends Pick<ProbeTarget, 'host' | 'path'> {
  readonly port: number | null;
  readonly user: string | null;
  /** `ftps:` means implicit TLS, as in other tools. */
  readonly secure: boolean;
}

/**
 * Reads `ftp[s]://[USER@]HOST[:PORT][/PATH]`.
 * @throws UsageError for anything else; a password in it is refused, and not repeated
 */
export function readUrl(text: string): UrlTarget {
  const parts = /^(ftps?):\/\/([^/?#]*)(\/.*)?$/i.exec(text);
  if (!parts)
    throw new UsageError('Name the server as ftp://HOST[:PORT][/PATH] or ftps://HOST[:PORT][/PATH].');
  const [, scheme = '', authority = '', path = ''] = parts;
  const at = authority.lastIndexOf('@');
  const userInfo = at < 0 ? '' : authority.slice(0, at);
  if (userInfo.includes(':')) {
    throw new UsageError(
      'A password does not belong in a URL: others on this machine and the shell history would see it. Use --password-env or --password-stdin.',
    );
  }
  const place = /^(\[[0-9a-f:.]+\]|[^:[\]]+)(?::(\d{1,5}))?$/i.exec(authority.slice(at + 1));
  if (!place) throw new UsageError(`There is no host in ${scheme}://…: write ftp://HOST[:PORT][/PATH].`);
  const [, host = '', port] = place;
  const folder = decoded(path.slice(1));
  return {
    host: host.replace(/^\[|\]$/g, ''),
    port: port === undefined ? null : Number(port),
    user: userInfo === '' ? null : decoded(userInfo),
    secure: scheme.toLowerCase() === 'ftps',
    ...(folder === '' ? {} : { path: folder }),
  };
}

/** The port a server of that kind listens on unless told otherwise. */
export function defaultPort(tls: TlsChoice): number {
  return tls === 'implicit' ? 990 : 21;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new UsageError('A % in the URL must be followed by two hexadecimal digits.');
  }
}
