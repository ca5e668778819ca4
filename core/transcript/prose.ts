/** Four plain words one after the other: a sentence, not a log. */
const SENTENCE = /(?:^|[^\p{L}])(?:(?:\p{Ll}{2,}|I|a)\s+){3}\p{Ll}{2,}/u;
const ITEM = /^\s{0,12}(?:[*o+•-]|\d{1,3}[.)])\s/;
/** What a person says about a log, and no program. */
const PERSONAL =
  /\b(?:I|you|my|your|we|our|please|thanks?|anyone|maybe|because|but|so)\b|^\s{0,8}(?:When|If|After|This|It|The|And|Also|Now|Then|What|Why|How|Is|Any|As)\s/;
/** What a manual or a list of changes says. */
const ADVICE = /\b(?:if|your?|should|fix(?:e[sd])?|closes|bug|instead)\b/i;

/** Words that run on, as in no line of a log. */
export function isRunning(text: string): boolean {
  return SENTENCE.test(text);
}

/** A point of a list. */
export function isItem(text: string): boolean {
  return ITEM.test(text);
}

export function isPersonal(text: string): boolean {
  return PERSONAL.test(text);
}

/** What to do, or what was done about it. */
export function isAdvice(text: string): boolean {
  return ADVICE.test(text) || isItem(text);
}
