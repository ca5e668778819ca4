/** Marks of template languages; the values they stand for are not known until the file is rendered. */
const PAIRS = [
  ['{{', '}}'],
  ['{%', '%}'],
  ['{#', '#}'],
  ['<%', '%>'],
  ['${', '}'],
] as const;
const NAMED = /%%[A-Za-z_][A-Za-z0-9_]*%%|@[A-Z_][A-Z0-9_]*@/;
const WHOLE_LINE = /^\s*(?:\{%.*%\}|\{#.*#\}|<%.*%>|\{\{.*\}\})\s*$/;
const OPENS =
  /\{%-?\s*(?:if|for|unless|with|block|macro)\b|<%-?\s*(?:if|unless|case)\b|\bdo\b\s*(?:\|[^|%]*\|\s*)?-?%>|\{\{-?\s*(?:if|range|with)\b/;
const CLOSES = /\{%-?\s*end|<%-?\s*(?:end|\})|\{\{-?\s*end\b/;

/** A quick look at a whole file: most hold no template code at all. */
export function mayHoldTemplate(text: string): boolean {
  return /\{[{%#]|<%|\$\{|%%|@[A-Z_]/.test(text);
}

/** Whether a part of a line comes from a template. */
export function hasPlaceholder(text: string): boolean {
  if (!/[{<$%@]/.test(text)) return false;
  return PAIRS.some(([open, close]) => holdsPair(text, open, close)) || NAMED.test(text);
}

/** Linear, whatever the text: one pattern with a free middle would not be. */
function holdsPair(text: string, open: string, close: string): boolean {
  const at = text.indexOf(open);
  return at >= 0 && text.includes(close, at + open.length);
}

/** A line that is nothing but template code, and so is no line of the rendered file. */
export function isTemplateLine(text: string): boolean {
  return /[{<]/.test(text) && WHOLE_LINE.test(text);
}

/** How a line changes the depth of template blocks: 1 opens one, -1 closes one. */
export function blockStep(text: string): -1 | 0 | 1 {
  return CLOSES.test(text) ? -1 : OPENS.test(text) ? 1 : 0;
}

const WRITES =
  /\{\{(?!-?\s*(?:(?:if|else|end|range|with|define|block)\b|\/\*|!))|<%-?=|\{%-?\s*(?:include|import|extends)\b/;

/** Whether a line of template code puts text into the rendered file, rather than only steering it. */
export function writesText(text: string): boolean {
  return WRITES.test(text);
}
