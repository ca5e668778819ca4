import { type EvidenceView } from '../view/view.js';
import { isOuter } from '../view/addresses.js';
import { sampledRange } from '../view/sampled-range.js';
import type { FindingFix } from '../finding.js';
import { fixFor, type Product, type ProductAdvice } from './product.js';
import { PROFTPD } from './proftpd.js';
import { FILEZILLA_SERVER, IIS, OTHERS, UNKNOWN } from './others.js';
import { PURE_FTPD } from './pure-ftpd.js';

/** Servers other than vsftpd that advice speaks to; one more is a file here and an entry. */
const PRODUCTS: readonly Product[] = [PROFTPD, PURE_FTPD, FILEZILLA_SERVER, ...OTHERS, IIS];

/** Replies in which a server says who it is. */
const TELLING = new Set(['greeting', 'SYST', 'FEAT', 'HELP', 'STAT', 'SITE']);
const VSFTPD = /vsFTPd/i;
/** What vsftpd's replies say and those of other servers do not, where its name is hidden (prelogin.c, postlogin.c). */
const VSFTPD_WORDS =
  /^(?:OOPS: |Please login with USER and PASS\.|Please specify the password\.|Login (?:successful|incorrect)\.$|Permission denied\.$|Proceed with negotiation\.|Here comes the directory listing\.|Directory send OK\.|Directory successfully changed\.|Failed to establish connection\.|Switching to (?:Binary|ASCII) mode\.|Illegal PORT command\.|There are too many connect|Service not available\.$|Unknown AUTH type\.|Non-anonymous sessions must use encryption\.|This FTP server is anonymous only\.|Security: Bad IP connecting\.)/;

/** Advice in the settings of the server that was seen; null where that is vsftpd, or nothing tells. */
export function adviser(
  view: EvidenceView,
): ((advice: ProductAdvice | undefined, fix: FindingFix) => FindingFix) | null {
  const product = productOf(view);
  if (!product) return null;
  const peer = view.sessions.map((session) => session.peer).find((one) => isOuter(one));
  const outer = peer ?? 'the address that clients connect to';
  const sampled = sampledRange(view);
  return (advice, fix) => {
    const { pasv_min_port: low, pasv_max_port: high } = fix.config ?? {};
    return fixFor(product, advice, fix, {
      outer,
      low: low ?? `${sampled?.low ?? 'LOW'}`,
      high: high ?? `${sampled?.high ?? 'HIGH'}`,
    });
  };
}

function productOf(view: EvidenceView): Product | null {
  const heard = view.sessions.flatMap(({ answers }) => answers);
  const texts = heard.filter(({ to }) => TELLING.has(to)).map(({ reply }) => reply.text);
  if (texts.some((text) => VSFTPD.test(text))) return null;
  const known = PRODUCTS.find(({ signs }) => texts.some((text) => signs.test(text)));
  if (known) return known;
  // A log may hold a few lines only, and a file of settings says what the server is.
  const isWhole = view.witness === 'probe' && heard.some(({ to }) => to === 'greeting');
  if (!isWhole || view.config) return null;
  return heard.some(({ reply }) => VSFTPD_WORDS.test(reply.text)) ? null : UNKNOWN;
}

/** A server of that make was seen. */
export function isSeen(product: Product, { sessions }: EvidenceView): boolean {
  return sessions.some(({ answers }) => answers.some(({ reply }) => product.signs.test(reply.text)));
}
