import { settingNamed } from '../../config/index.js';
import type { FindingFix } from '../finding.js';

/** What advice can be made of: facts of one server, in words. */
interface AdviceFacts {
  /** The server's outer address; words for it where it is not known. */
  readonly outer: string;
  /** The passive range to set, `40000` and `40100`. */
  readonly low: string;
  readonly high: string;
}

/** Products whose settings are known; `others` are known by name only. */
type ProductKey = 'proftpd' | 'pureFtpd' | 'filezillaServer' | 'iis' | 'others';

/**
 * A finding's usual fix for servers other than vsftpd, in their own settings; `{outer}`, `{low}`, `{high}` and `{name}` are
 * filled in. `any` is for products without a text here.
 */
export type ProductAdvice = Readonly<Partial<Record<ProductKey | 'any', string>>>;

/** FTP server software other than vsftpd, as far as advice has to speak its language. */
export interface Product {
  readonly key: ProductKey;
  readonly name: string;
  /** What its greeting, SYST, FEAT, HELP and STAT say and no other server's do. */
  readonly signs: RegExp;
  /** What vsftpd's settings are called here, for findings without advice for this product. */
  readonly settings: Readonly<Record<string, string>>;
  /** What YES and NO are called here. */
  readonly switches?: Readonly<Record<string, string>>;
  /** Added to every fix. */
  readonly hint?: string;
}

/** The fix in the product's own words; never with lines for a vsftpd.conf. */
export function fixFor(
  product: Product,
  advice: ProductAdvice | undefined,
  fix: FindingFix,
  facts: AdviceFacts,
): FindingFix {
  const own = advice?.[product.key] ?? advice?.any;
  const words = { ...facts, name: product.name };
  const text =
    own === undefined
      ? translated(product, fix.text)
      : own.replace(/\{(outer|low|high|name)\}/g, (_, name: keyof typeof words) => words[name]);
  return { ...fix, text: product.hint === undefined ? text : `${text} ${product.hint}`, config: null };
}

const SETTING = /\b([a-z]+(?:_[a-z0-9]+)+)\b(?:=(\S*[^\s.,;:)]))?/g;
/** What vsftpd does, as against what is to be done with it. */
const CLAIM = /\bvsftpd(?: \d|’s (?!log)| (?:does|draws|has|lists|never|says|sends|takes|waits|writes)\b)/;

/** Sentence by sentence: settings that have a counterpart get its name; what is said of vsftpd alone is left out. */
function translated({ name, settings, switches }: Product, text: string): string {
  const sentences = text.split(/(?<=[.!?]) (?=[A-Z]|vsftpd\b)/).filter((sentence) => {
    const foreign = [...sentence.matchAll(SETTING)].filter(([, setting = '']) => isVsftpdSetting(setting));
    return !CLAIM.test(sentence) && foreign.every(([, setting = '']) => settings[setting] !== undefined);
  });
  if (sentences.length === 0)
    return `Look into the documentation of ${name} for the settings that decide this.`;
  return sentences
    .join(' ')
    .replace(SETTING, (words, setting: string, value = '') => {
      const counterpart = settings[setting];
      const state = switches?.[String(value)];
      return counterpart === undefined
        ? words
        : `\`${state === undefined ? counterpart : `${counterpart} ${state}`}\``;
    })
    .replace(/\bvsftpd\b(?!\.conf)/g, name);
}

function isVsftpdSetting(name: string): boolean {
  return settingNamed(name) !== undefined;
}
