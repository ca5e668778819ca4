import type { EndpointSeen } from '../../events/observation.js';
import { isIpv6 } from '../view/addresses.js';
import type { EvidenceView } from '../view/view.js';
import { quote } from './quote.js';

/** `227 Entering Passive Mode (10,0,0,5,240,143).` */
export function said(endpoint: EndpointSeen): string {
  const words = withoutFullStop(quote(endpoint.raw, 120));
  if (endpoint.mode === 'PASV' || endpoint.mode === 'EPSV')
    return /^2\d\d[ -]/.test(words) ? words : `${endpoint.mode === 'PASV' ? 227 : 229} ${words}`;
  return words.startsWith(endpoint.mode) ? words : `${endpoint.mode} ${words}`;
}

interface Said {
  readonly code: number;
  readonly text: string;
  readonly plainInTls?: boolean;
}

/** `500 OOPS: invalid pasv_address`, bounded and on one line. */
export function saidReply({ code, text }: Said): string {
  return withoutFullStop(`${code === 0 ? '' : `${code} `}${quote(text)}`);
}

/** A reply stands inside a sentence, which has a full stop already. */
function withoutFullStop(words: string): string {
  return /[^.]\.$/.test(words) ? words.slice(0, -1) : words;
}

/** The same in backquotes, and where it stood when it was hidden. */
export function quotedReply(reply: Said): string {
  const hidden = ' (in clear inside the TLS stream, so most clients show a TLS error instead)';
  return `\`${saidReply(reply)}\`${reply.plainInTls === true ? hidden : ''}`;
}

/** `host:port`, IPv6 in brackets. */
export function hostPort(host: string | null, port: number | null): string {
  const name = host === null ? 'the server' : host.includes(':') ? `[${quote(host, 80)}]` : quote(host, 80);
  return port === null ? name : `${name}:${port}`;
}

/** The server's name as a command line can take it; `HOST` where it is not known or not plain. */
export function commandHost(view: EvidenceView): string {
  const host = view.sessions.find(({ target }) => target && target.host !== '')?.target?.host ?? '';
  if (/^[A-Za-z0-9](?:[A-Za-z0-9.-]{0,250})$/.test(host)) return host;
  return isIpv6(host) ? `[${host.replace(/[[\]]/g, '')}]` : 'HOST';
}
