// Servers that other programs have saved. Only host, port, user and kind of TLS are taken, never a password.
import { parseXml, XmlElement } from '@rgrove/parse-xml';
import { isRecord } from '../../core/events/record.js';
import type { TlsChoice } from '../../probe/types.js';
import { isPort, type LoginTarget } from './probe-target.js';

export interface SavedServer extends LoginTarget {
  /** As its owner calls it. */
  readonly name: string;
}

/** A longer file is not read. Characters. */
export const LONGEST_SAVED = 500_000;
const MOST = 100;
const LONGEST_NAME = 200;

/** `.vscode/sftp.json`: one server, a list of them, or one with profiles. What speaks SFTP is left out. */
export function serversOfSftp(text: string): readonly SavedServer[] {
  const json = parsed(text);
  const entries = (Array.isArray(json) ? json : [json]).filter(isRecord).flatMap((entry) => {
    const { profiles } = entry;
    if (!isRecord(profiles)) return [entry];
    return Object.entries(profiles).flatMap(([name, one]) =>
      isRecord(one) ? [{ ...entry, name, ...one }] : [],
    );
  });
  const servers = entries.flatMap(({ name, protocol, host, port, username, secure }) =>
    protocol === 'ftp' ? server({ name, host, port, user: username, tls: TLS_OF_SFTP.get(secure) }) : [],
  );
  return servers.slice(0, MOST);
}

const TLS_OF_SFTP = new Map<unknown, TlsChoice>([
  [true, 'explicit'],
  ['control', 'explicit'],
  ['implicit', 'implicit'],
]);

/** FileZilla's `sitemanager.xml`, folders and all. */
export function serversOfFileZilla(text: string): readonly SavedServer[] {
  const found: SavedServer[] = [];
  const open: XmlElement[] = elementsOf(root(text)).reverse();
  for (let next = open.pop(); next && found.length < MOST; next = open.pop()) {
    if (next.name !== 'Server') {
      open.push(...elementsOf(next).reverse());
      continue;
    }
    const said = new Map(elementsOf(next).map((element) => [element.name, element.text.trim()]));
    const protocol = said.get('Protocol') ?? '0';
    if (!TLS_OF_FILEZILLA.has(protocol)) continue;
    const [name, host, port, user] = ['Name', 'Host', 'Port', 'User'].map((key) => said.get(key));
    found.push(...server({ name, host, port, user, tls: TLS_OF_FILEZILLA.get(protocol) }));
  }
  return found;
}

const TLS_OF_FILEZILLA = new Map<string, TlsChoice>([
  ['0', 'auto'],
  ['3', 'implicit'],
  ['4', 'explicit'],
  ['6', 'none'],
]);

interface Said extends Record<'name' | 'host' | 'port' | 'user', unknown> {
  readonly tls: TlsChoice | undefined;
}

function server({ name, host, port, user, tls = 'auto' }: Said): readonly SavedServer[] {
  if (!isName(host) || /[\s/@]/.test(host)) return [];
  const usual = tls === 'implicit' ? 990 : 21;
  const text = typeof port === 'number' || typeof port === 'string' ? String(port) : '';
  return [
    {
      name: isName(name) ? name : host,
      host,
      port: isPort(text) ? Number(text) : usual,
      user: isName(user) ? user : 'anonymous',
      tls,
    },
  ];
}

function isName(value: unknown): value is string {
  return typeof value === 'string' && /^[^\u0000-\u001f\u007f]+$/.test(value) && value.length <= LONGEST_NAME;
}

function parsed(text: string): unknown {
  try {
    return text.length > LONGEST_SAVED ? undefined : JSON.parse(text.replace(/^\ufeff/, ''));
  } catch {
    return undefined;
  }
}

function root(text: string): XmlElement | null {
  try {
    return text.length > LONGEST_SAVED ? null : parseXml(text).root;
  } catch {
    return null;
  }
}

function elementsOf(element: XmlElement | null): XmlElement[] {
  return (element?.children ?? []).filter((child) => child instanceof XmlElement);
}
