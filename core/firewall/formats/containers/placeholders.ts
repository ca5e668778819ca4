/** Stands in a text for something that only a template or the environment can fill in. */
export const HOLE = '\uFFFC';

interface Filled {
  /** As long as what was given: offsets stay what they are. */
  readonly text: string;
  /** Offsets of lines that only steer the template, and so may leave out, repeat or write any number of entries. */
  readonly blocks: readonly number[];
}

/** Ends of a block say nothing on their own. */
const END = /^\{[{%]-?\s*(?:end\w*)\s*-?[%}]\}$/;

/** Makes YAML of a template (Helm, Jinja, Go): what it fills in becomes holes, its statements become blank lines. */
export function fillTemplate(text: string): Filled {
  if (!text.includes('{{') && !text.includes('{%')) return { text, blocks: [] };
  const parts: string[] = [];
  const blocks: number[] = [];
  let at = 0;
  for (;;) {
    const start = nextOpening(text, at);
    const closer = text[start + 1] === '%' ? '%}' : '}}';
    const close = start < 0 ? -1 : text.indexOf(closer, start + 2);
    if (close < 0) break;
    const end = close + 2;
    const alone = standsAlone(text, start, end);
    const inner = text.slice(start, end);
    if (alone && !END.test(inner)) blocks.push(start);
    parts.push(text.slice(at, start), inner.replace(/[^\r\n]/g, alone ? ' ' : HOLE));
    at = end;
  }
  return { text: parts.join('') + text.slice(at), blocks };
}

function nextOpening(text: string, from: number): number {
  for (let at = text.indexOf('{', from); at >= 0; at = text.indexOf('{', at + 1)) {
    if (text[at + 1] === '{' || text[at + 1] === '%') return at;
  }
  return -1;
}

/** Nothing else is on its lines. */
function standsAlone(text: string, start: number, end: number): boolean {
  let before = start - 1;
  while (text[before] === ' ' || text[before] === '\t') before--;
  let behind = end;
  while (text[behind] === ' ' || text[behind] === '\t' || text[behind] === '\r') behind++;
  return (before < 0 || text[before] === '\n') && (behind >= text.length || text[behind] === '\n');
}
