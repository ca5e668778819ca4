import { type EvidenceView } from '../view/view.js';
import { isOuter } from '../view/addresses.js';
import type { FindingFix } from '../finding.js';
import { fixFor, type Product, type ProductAdvice } from './product.js';
import { PROFTPD } from './proftpd.js';
import { FILEZILLA_SERVER, IIS, OTHERS } from './others.js';
import { PURE_FTPD } from './pure-ftpd.js';

/** Servers other than vsftpd that advice speaks to; one more is a file here and an entry. */
const PRODUCTS: readonly Product[] = [PROFTPD, PURE_FTPD, FILEZILLA_SERVER, ...OTHERS, IIS];

/** Replies in which a server says who it is. */
const TELLING = new Set(['greeting', 'SYST', 'FEAT', 'HELP', 'STAT', 'SITE']);
const VSFTPD = /vsFTPd/i;

/** Advice in the settings of the server that was seen; null where that is vsftpd, or nothing tells. */
export function adviser(
  view: EvidenceView,
): ((advice: ProductAdvice | undefined, fix: FindingFix) => FindingFix) | null {
  const product = productOf(view);
  if (!product) return null;
  const peer = view.sessions.map((session) => session.peer).find((one) => isOuter(one));
  const outer = peer ?? 'the address that clients connect to';
  return (advice, fix) => {
    const { pasv_min_port: low = '40000', pasv_max_port: high = '40100' } = fix.config ?? {};
    return fixFor(product, advice, fix, { outer, low, high });
  };
}

function productOf({ sessions }: EvidenceView): Product | null {
  const texts = sessions.flatMap((session) =>
    session.answers.filter(({ to }) => TELLING.has(to)).map(({ reply }) => reply.text),
  );
  if (texts.some((text) => VSFTPD.test(text))) return null;
  return PRODUCTS.find(({ signs }) => texts.some((text) => signs.test(text))) ?? null;
}
