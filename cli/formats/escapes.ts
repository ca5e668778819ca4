/** Machine formats may be looked at on a terminal too: nothing in them steers it. */
import { withoutControls } from '../terminal-text.js';

/** What JSON itself leaves as it is, escaped. */
export function steadyJson(value: unknown, indent = 0): string {
  return JSON.stringify(value, null, indent).replace(
    /[\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

/** For text and attributes of XML 1.0, which has no way to write most control characters. */
export function xmlText(text: string): string {
  return withoutControls(text)
    .replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character)
    .replace(
      /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]|[\ufffe\uffff]/g,
      '\ufffd',
    );
}

/** A path as URIs and the formats of build services have it: relative to where the command runs, slashes forward. */
export function relativePath(file: string): string {
  return withoutControls(file.replaceAll('\\', '/').replace(/^(?:\.\/)+/, ''));
}
