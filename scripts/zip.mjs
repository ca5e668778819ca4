// ZIP files, as far as the packages of extensions use them.
import { deflateRawSync, gzipSync, inflateRawSync } from 'node:zlib';

const LOCAL = 0x04034b50;
const END = 0x06054b50;
const DEFLATED = 8;

/**
 * The entries of a ZIP file.
 * @param {Buffer} zip
 */
export function entriesOf(zip) {
  const end = zip.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'));
  const entries = [];
  let at = zip.readUInt32LE(end + 16);
  for (let left = zip.readUInt16LE(end + 10); left > 0; left--) {
    const [nameLength, extraLength, commentLength] = [28, 30, 32].map((i) => zip.readUInt16LE(at + i));
    const header = Buffer.from(zip.subarray(at, at + 46));
    const local = zip.readUInt32LE(at + 42);
    const from = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
    const packed = zip.subarray(from, from + zip.readUInt32LE(at + 20));
    entries.push({
      name: zip.toString('utf8', at + 46, at + 46 + nameLength),
      header,
      data: zip.readUInt16LE(at + 10) === DEFLATED ? inflateRawSync(packed) : Buffer.from(packed),
    });
    at += 46 + nameLength + extraLength + commentLength;
  }
  return entries;
}

/**
 * The same entries in a ZIP file that is as small as `deflate` makes it.
 * @param {ReturnType<typeof entriesOf>} entries
 * @param {(data: Buffer) => Promise<Uint8Array>} deflate
 */
export async function zipOf(
  entries,
  deflate = (data) => Promise.resolve(deflateRawSync(data, { level: 9 })),
) {
  const parts = [];
  const directory = [];
  let at = 0;
  for (const { name, header, data } of entries) {
    const packed = Buffer.from(await deflate(data));
    const method = packed.length < data.length ? DEFLATED : 0;
    const body = method === DEFLATED ? packed : data;
    const title = Buffer.from(name);
    const central = Buffer.from(header);
    central.writeUInt16LE(central.readUInt16LE(8) & ~8, 8); // The sizes stand before the data.
    central.writeUInt16LE(method, 10);
    central.writeUInt32LE(checksum(data), 16);
    central.writeUInt32LE(body.length, 20);
    central.writeUInt32LE(data.length, 24);
    central.writeUInt16LE(title.length, 28);
    central.writeUInt32LE(0, 30); // No extra fields, no comment.
    central.writeUInt32LE(at, 42);
    const local = Buffer.alloc(30);
    local.writeUInt32LE(LOCAL, 0);
    central.copy(local, 4, 6, 32);
    parts.push(local, title, body);
    directory.push(central, title);
    at += local.length + title.length + body.length;
  }
  const index = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(END, 0);
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(index.length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...parts, index, end]);
}

/** CRC-32, which stands at the end of a gzip stream. */
function checksum(data) {
  const stream = gzipSync(data, { level: 0 });
  return stream.readUInt32LE(stream.length - 8);
}
