// Cuts a TrueType font down to the characters in use: the outlines of all other glyphs are dropped, their numbers stay,
// so that no other table has to know.

/** What a browser needs to draw the font. */
const KEPT = [
  'OS/2',
  'cmap',
  'cvt ',
  'fpgm',
  'glyf',
  'head',
  'hhea',
  'hmtx',
  'loca',
  'maxp',
  'name',
  'post',
  'prep',
];
const CHECKSUM_OF_FONT = 0xb1b0afba;

/**
 * @param {Buffer} font
 * @param {Iterable<string>} characters
 */
export function subset(font, characters) {
  const tables = tablesOf(font);
  const isLong = tables.get('head').readInt16BE(50) === 1;
  const offsets = offsetsOf(tables.get('loca'), isLong);
  const used = new Set([0]);
  for (const character of characters) used.add(glyphOf(tables.get('cmap'), character.codePointAt(0)));
  const glyphs = offsets.slice(0, -1).map((from, glyph) => {
    if (!used.has(glyph)) return Buffer.alloc(0);
    const outline = tables.get('glyf').subarray(from, offsets[glyph + 1]);
    if (outline.length > 0 && outline.readInt16BE(0) < 0)
      throw new Error('Composite glyphs are not supported.');
    return outline;
  });
  tables.set('glyf', Buffer.concat(glyphs));
  tables.set('loca', locaOf(glyphs, isLong));
  tables.set('cmap', cmapOf([...characters], tables.get('cmap')));
  tables.set('post', withoutNames(tables.get('post')));
  return assembled(tables);
}

function tablesOf(font) {
  const tables = new Map();
  for (let at = 12; at < 12 + 16 * font.readUInt16BE(4); at += 16) {
    const offset = font.readUInt32BE(at + 8);
    const name = font.toString('latin1', at, at + 4);
    if (KEPT.includes(name)) tables.set(name, font.subarray(offset, offset + font.readUInt32BE(at + 12)));
  }
  return tables;
}

function offsetsOf(loca, isLong) {
  const size = isLong ? 4 : 2;
  return Array.from({ length: loca.length / size }, (_, i) =>
    isLong ? loca.readUInt32BE(4 * i) : 2 * loca.readUInt16BE(2 * i),
  );
}

function locaOf(glyphs, isLong) {
  const loca = Buffer.alloc((glyphs.length + 1) * (isLong ? 4 : 2));
  let at = 0;
  [...glyphs, Buffer.alloc(0)].forEach(({ length }, i) => {
    if (isLong) loca.writeUInt32BE(at, 4 * i);
    else loca.writeUInt16BE(at / 2, 2 * i);
    at += length;
  });
  return loca;
}

/** The glyph of a character, by the font's table of format 4. */
function glyphOf(cmap, code) {
  const at = formatFour(cmap);
  const count = cmap.readUInt16BE(at + 6);
  for (let i = 0; i < count; i += 2) {
    const end = cmap.readUInt16BE(at + 14 + i);
    if (code > end) continue;
    const start = cmap.readUInt16BE(at + 16 + count + i);
    if (code < start) break;
    const delta = cmap.readUInt16BE(at + 16 + 2 * count + i);
    const place = at + 16 + 3 * count + i;
    const range = cmap.readUInt16BE(place);
    if (range === 0) return (code + delta) & 0xffff;
    return (cmap.readUInt16BE(place + range + 2 * (code - start)) + delta) & 0xffff;
  }
  throw new Error(`The font has no U+${code.toString(16)}.`);
}

function formatFour(cmap) {
  for (let i = 0; i < cmap.readUInt16BE(2); i++) {
    const at = cmap.readUInt32BE(8 + 8 * i);
    if (cmap.readUInt16BE(at) === 4) return at;
  }
  throw new Error('The font has no table of characters in format 4.');
}

/** One segment for each character, and the last one that the format demands. */
function cmapOf(characters, before) {
  const codes = characters.map((character) => character.codePointAt(0)).sort((a, b) => a - b);
  const segments = [...codes.map((code) => [code, glyphOf(before, code) - code]), [0xffff, 1]];
  const count = segments.length;
  const power = 2 ** Math.floor(Math.log2(count));
  const words = [
    ...[0, 1, 3, 1, 0, 12], // One table, for Windows and Unicode, 12 bytes from here.
    ...[4, 16 + 8 * count, 0, 2 * count, 2 * power, Math.log2(power), 2 * (count - power)],
    ...[...segments.map(([code]) => code), 0, ...segments.map(([code]) => code)],
    ...[...segments.map(([, delta]) => delta & 0xffff), ...segments.map(() => 0)],
  ];
  const cmap = Buffer.alloc(2 * words.length);
  words.forEach((word, i) => cmap.writeUInt16BE(word, 2 * i));
  return cmap;
}

function withoutNames(post) {
  const short = Buffer.from(post.subarray(0, 32));
  short.writeUInt32BE(0x30000, 0);
  return short;
}

function assembled(tables) {
  const names = [...tables.keys()].sort();
  const power = 2 ** Math.floor(Math.log2(names.length));
  const head = Buffer.alloc(12 + 16 * names.length);
  head.writeUInt32BE(0x10000, 0);
  [names.length, 16 * power, Math.log2(power), 16 * (names.length - power)].forEach((word, i) =>
    head.writeUInt16BE(word, 4 + 2 * i),
  );
  const parts = [head];
  let at = head.length;
  names.forEach((name, i) => {
    const table = Buffer.from(tables.get(name));
    if (name === 'head') table.writeUInt32BE(0, 8);
    const padded = Buffer.concat([table, Buffer.alloc(-table.length & 3)]);
    const entry = 12 + 16 * i;
    head.write(name, entry, 'latin1');
    head.writeUInt32BE(checksum(padded), entry + 4);
    head.writeUInt32BE(at, entry + 8);
    head.writeUInt32BE(table.length, entry + 12);
    parts.push(padded);
    at += padded.length;
  });
  const font = Buffer.concat(parts);
  const place = head.readUInt32BE(12 + 16 * names.indexOf('head') + 8) + 8;
  font.writeUInt32BE((CHECKSUM_OF_FONT - checksum(font)) >>> 0, place);
  return font;
}

function checksum(bytes) {
  let sum = 0;
  for (let i = 0; i < bytes.length; i += 4) sum = (sum + bytes.readUInt32BE(i)) >>> 0;
  return sum;
}
