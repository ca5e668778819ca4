import type { FindingFix } from '../finding.js';

/** What advice can be made of: facts of one server, in words. */
export interface AdviceFacts {
  /** The server's outer address; words for it where it is not known. */
  readonly outer: string;
  /** The passive range to set, `40000` and `40100`. */
  readonly low: string;
  readonly high: string;
}

/** FTP server software other than vsftpd, as far as advice has to speak its language. */
export interface Product {
  readonly name: string;
  /** What its greeting, SYST, FEAT, HELP and STAT say and no other server's do. */
  readonly signs: RegExp;
  /** By id of the finding: the whole fix in the product's own settings; `{outer}`, `{low}`, `{high}` are filled in. */
  readonly advice: Readonly<Record<string, string>>;
  /** What vsftpd's settings are called here, for advice that has no text of its own. */
  readonly settings: Readonly<Record<string, string>>;
}

/** The fix in the product's own words; never with lines for a vsftpd.conf. */
export function fixFor(product: Product, id: string, fix: FindingFix, facts: AdviceFacts): FindingFix {
  const own = product.advice[id];
  const text =
    own === undefined
      ? translated(product, fix.text)
      : own.replace(/\{(outer|low|high)\}/g, (_, name: keyof AdviceFacts) => facts[name]);
  return { text, config: null, commands: fix.commands };
}

const VSFTPD_NAME = /\b[a-z]+(?:_[a-z0-9]+)+\b/g;

/** Names that have a counterpart are replaced; where one has none, it is said whose name it is. */
function translated({ name, settings }: Product, text: string): string {
  const isForeign = [...text.matchAll(VSFTPD_NAME)].some(([setting]) => settings[setting] === undefined);
  const words = text
    .replace(VSFTPD_NAME, (setting) => settings[setting] ?? setting)
    .replace(/\bvsftpd\b(?!\.conf)/g, name);
  return isForeign ? `${words} These are vsftpd’s names: ${name} has its own.` : words;
}
