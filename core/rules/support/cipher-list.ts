/**
 * OpenSSL's cipher lists as far as a list can be judged by its words alone. Measured with OpenSSL 3.0: a word that it
 * does not know is dropped in silence, and a list is refused only if nothing is left of it.
 */

/** What becomes of one word of a list. */
export type CipherWord =
  | { readonly word: string; readonly fate: 'kept' }
  /** Takes ciphers away, or is a command: adds nothing. */
  | { readonly word: string; readonly fate: 'no-addition' }
  | { readonly word: string; readonly fate: 'tls13' | 'weak' | 'profile' | 'unknown' };

/** Ciphers that OpenSSL 3 is built without on Debian, Ubuntu, Alpine and from its own source. */
const WEAK =
  /(?:^|[-+_])(?:DES|3DES|RC4|RC2|IDEA|SEED|EXP\d*|EXPORT\d*|LOW|MEDIUM|SSLv2|KRB5|FZA)(?:[-+_]|$)/;

const ALIAS = new RegExp(
  '^(?:ALL|COMPLEMENTOF(?:ALL|DEFAULT)|DEFAULT|HIGH|FIPS|[ae]?NULL|SSLv3|TLSv1|TLSv1\\.0|TLSv1\\.2|CBC|' +
    'SUITEB128(?:ONLY|C2)?|SUITEB192|PSK|SRP|k(?:RSA|EDH|DHE|EECDH|ECDHE|PSK|RSAPSK|ECDHEPSK|DHEPSK|SRP|GOST18|ANY)|' +
    'a(?:RSA|DSS|ECDSA|PSK|SRP|ANY)|RSA|DH|DHE|EDH|ADH|ECDH|EECDH|ECDHE|AECDH|DSS|ECDSA|MD5|SHA1?|SHA256|SHA384|' +
    'AES(?:128|256)?|AESGCM|AESCCM8?|CAMELLIA(?:128|256)?|ARIA(?:128|256|GCM)?|ARIAGCM|CHACHA20)$',
);

const CIPHER =
  /^(?:(?:ECDHE|DHE|EDH|ADH|AECDH|RSA|PSK|SRP|ECDH|DH)-)*(?:(?:RSA|DSS|ECDSA|PSK|SRP)-)*(?:AES|CAMELLIA|ARIA|CHACHA20|NULL)[A-Z0-9-]*$/;

/** No name of a cipher is longer. */
const LONGEST_WORD = 64;

/** The words of a list, in its order. */
export function cipherWords(list: string): CipherWord[] {
  return list
    .split(/[:,; ]+/)
    .filter((word) => word !== '')
    .map((word) => ({ word, fate: fateOf(word) }));
}

function fateOf(word: string): CipherWord['fate'] {
  if (/^[!+@-]/.test(word)) return 'no-addition';
  if (word.length > LONGEST_WORD) return 'unknown';
  const body = word.replace(/[@!].*/s, '');
  if (/^TLS_[A-Z0-9_]+$/.test(body) || body === 'TLSv1.3') return 'tls13';
  if (/^PROFILE=/.test(body)) return 'profile';
  const parts = body.split('+');
  if (parts.some((part) => WEAK.test(part))) return 'weak';
  return parts.every((part) => ALIAS.test(part) || CIPHER.test(part)) ? 'kept' : 'unknown';
}

/** Words that name no suite of TLS 1.0 or 1.1: those are all CBC suites with SHA-1. */
const NEW_ONLY = /GCM|CCM|CHACHA20|SHA256|SHA384|ARIA|TLSv1\.2|SUITEB|TLS_/;

/** Whether a list may hold a suite for TLS 1.0 and 1.1. */
export function allowsOldSuites(list: string): boolean {
  const words = list.split(/[:,; ]+/);
  if (words.some((word) => /^[!-](?:SHA1?|SSLv3|TLSv1|TLSv1\.0|ALL|CBC)$/.test(word))) return false;
  return words.some((word) => {
    if (word === '' || /^[!+@-]/.test(word)) return false;
    if (/^PROFILE=/.test(word)) return true;
    return fateOf(word) === 'kept' && !NEW_ONLY.test(word);
  });
}
