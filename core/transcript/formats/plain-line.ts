import { blankColours } from '../../reply/colours.js';

const ENTITIES: Readonly<Record<string, string>> = {
  '&lt;': '<',
  '&gt;': '>',
  '&amp;': '&',
  '&quot;': '"',
  '&#34;': '"',
  '&#39;': "'",
  '&#039;': "'",
  '&apos;': "'",
  '&nbsp;': ' ',
  '&#124;': '|',
};

/** Blanks in the place of colours, HTML and odd spaces: every other character keeps its offset. */
export function plainLine(line: string): string {
  let plain = blankColours(line);
  if (/[\u00a0\u2000-\u200b\u202f\u3000\ufeff]/.test(plain))
    plain = plain.replace(/[\u00a0\u2000-\u200b\u202f\u3000\ufeff]/g, ' ');
  if (plain.includes('<'))
    plain = plain.replace(
      /<\/?(?:br|p|div|span|code|pre|li|ul|td|tr|b|i|strong|em|font|tt)(?:\s[^<>]{0,200})?\/?>/gi,
      (tag) => ' '.repeat(tag.length),
    );
  if (plain.includes('&'))
    plain = plain.replace(/&(?:[a-z]{2,4}|#\d{2,3});/g, (entity) => {
      const mark = ENTITIES[entity];
      return mark === undefined ? entity : ' '.repeat(entity.length - 1) + mark;
    });
  return plain;
}
