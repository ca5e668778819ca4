import { classOf, plainAddress } from './address-class.js';
import type { EndpointDraft } from './passive.js';
import type { Statement } from './statement.js';

const NO_ADDRESS = { host: null, octets: [], arithmetic: null, addressClass: null } as const;
const EXTENDED = /exten|epsv|pas+i[vf]|pasv|扩展|расшир/iu;
const MASKED_PORT = /^([!-~])\1\1\s*(?:[x*#?_•█-]{1,9}|n{1,9}|\d{0,4}[x*#?]{1,5}|<[^<>]{1,20}>)\s*\1$/i;

/** Reply 229 of RFC 2428 section 3; null: no such reply. */
export function readExtended(statement: Statement): EndpointDraft | null {
  const { text, fresh } = statement;
  const worded = text.includes('assive') || EXTENDED.test(text);
  for (let open = text.indexOf('('); open >= 0; open = text.indexOf('(', open + 1)) {
    const close = text.indexOf(')', open);
    if (close < 0) break;
    const inner = text.slice(open + 1, close);
    const place = { start: open, end: close + 1 };
    const regular = /^([^\d\s])\1\1\s{0,3}(\d{1,12})\s{0,3}\1$/.exec(inner);
    if (regular) return { ...place, ...portField(regular[2]) };
    if (MASKED_PORT.test(inner))
      return { ...place, form: 'delimited', port: null, masked: true, ...NO_ADDRESS };
    if (worded || fresh) {
      const odd = readOdd(inner);
      if (odd) return { ...place, ...odd };
    }
  }
  const bare = /([|!~#])\1\1(\d{1,12})\1/.exec(text);
  if (bare) return { start: bare.index, end: bare.index + bare[0].length, ...portField(bare[2]) };
  return worded && fresh ? readRemains(text) : null;
}

function portField(
  digits: string | undefined,
): Pick<EndpointDraft, 'form' | 'port' | 'portOverflow'> & typeof NO_ADDRESS {
  const port = Number(digits);
  return {
    form: 'delimited',
    ...NO_ADDRESS,
    ...(port > 65535 ? { port: null, portOverflow: true } : { port }),
  };
}

/** Fields that are not RFC 2428's: `|!!3106!`, `!!6446!`, `   3106 `, `|1|192.0.2.5|40000|`. */
function readOdd(inner: string): Omit<EndpointDraft, 'start' | 'end'> | null {
  const full = /^([^\d\s])[12]?\1([0-9a-f:.]{0,45})\1(\d{1,12})\1?$/i.exec(inner);
  if (full) {
    const host = plainAddress(full[2] ?? '');
    return { ...portField(full[3]), host, addressClass: host === null ? null : classOf(host) };
  }
  const port = /^[^\w]{1,6}(\d{1,12})[^\w]{0,3}$/.exec(inner);
  return port ? portField(port[1]) : null;
}

function readRemains(text: string): EndpointDraft | null {
  const cut = /^229[ \t][^\d()]{0,60}(?:\([^\d()]{0,4}\d{0,5}\)?)?$/.test(text);
  if (!cut || /port/i.test(text) || /[.!?] +\p{L}/u.test(text)) return null;
  const open = text.indexOf('(');
  return {
    form: 'unread',
    start: open < 0 ? 4 : open,
    end: text.length,
    port: null,
    truncated: true,
    ...NO_ADDRESS,
  };
}

/** EPRT of RFC 2428 section 2: `|1|192.0.2.5|40000|`, any delimiter. */
export function readExtendedCommand(text: string): EndpointDraft | null {
  const found =
    /^EPRT[ \t]+(([!-/:-@[-`{-~])([12]?)\2([0-9a-f:.%x*]{0,60})\2([\dx*]{1,12})\2?)(?![\w.])/i.exec(text);
  if (!found) return null;
  const [, whole = '', , , address = '', port = ''] = found;
  const start = text.indexOf(whole);
  const host = plainAddress(address);
  const masked = /[x*]/.test(address + port) ? { masked: true } : {};
  const part = /^\d+$/.test(port) ? portField(port) : { ...portField('0'), port: null };
  return {
    start,
    end: start + whole.length,
    ...part,
    host,
    addressClass: host === null ? null : classOf(host),
    ...masked,
  };
}
