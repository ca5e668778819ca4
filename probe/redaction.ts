import { printable } from '../core/events/printable.js';

const MASK = '***';
/** Shorter secrets would be found in half of all words: they are masked only where they stand alone. */
const MIN_SECRET = 4;
/** What stands at the place where a text was cut. */
const CUT = '…';

/**
 * Takes a password out of texts that a server may have repeated it in: as it is, with its control characters escaped,
 * without the blanks around it, in capitals or not, and cut off.
 */
export class Redaction {
  readonly #forms: readonly string[];
  readonly #short: RegExp | null;

  constructor(secret: string) {
    const forms = [secret, secret.trim()].flatMap((form) => [form, printable(form)]);
    this.#forms = [...new Set(forms)].filter((form) => form.length >= MIN_SECRET);
    const isShort = secret.length > 0 && secret.length < MIN_SECRET;
    this.#short = isShort
      ? new RegExp(
          `(?<![\\p{L}\\p{N}])${secret.replace(/[\\^$.*+?()[\]{}|/-]/g, escapedCode)}(?![\\p{L}\\p{N}])`,
          'gu',
        )
      : null;
  }

  apply(text: string): string {
    return this.#forms.reduce((rest, form) => withoutCut(withoutForm(rest, form), form), text);
  }

  /** The same for a text in which a short secret may stand too. */
  applyToWords(text: string): string {
    const rest = this.apply(text);
    return this.#short === null ? rest : rest.replace(this.#short, MASK);
  }
}

function escapedCode(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

function withoutForm(text: string, form: string): string {
  const [low, lowForm] = [text.toLowerCase(), form.toLowerCase()];
  // Some letters have small forms of another length: then only the exact form is found.
  if (low.length !== text.length || lowForm.length !== form.length) return text.replaceAll(form, MASK);
  if (!low.includes(lowForm)) return text;
  let rest = '';
  let from = 0;
  for (let at = low.indexOf(lowForm); at >= 0; at = low.indexOf(lowForm, from)) {
    rest += text.slice(from, at) + MASK;
    from = at + form.length;
  }
  return rest + text.slice(from);
}

/** The beginning of the secret right before each cut. */
function withoutCut(text: string, form: string): string {
  if (!text.includes(CUT)) return text;
  const parts = text.split(CUT);
  return parts
    .map((part, index) => {
      if (index === parts.length - 1) return part;
      for (let length = Math.min(form.length - 1, part.length); length >= MIN_SECRET; length--)
        if (part.endsWith(form.slice(0, length))) return part.slice(0, -length) + MASK;
      return part;
    })
    .join(CUT);
}
