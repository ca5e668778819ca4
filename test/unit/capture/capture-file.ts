// Captures built by hand: packets of scripted TCP connections, written as pcap or pcapng.
export const SYN = 2;
export const FIN = 1;
export const RST = 4;
export const ACK = 16;

export interface Wire {
  readonly ms: number;
  readonly ip: Buffer;
}

interface TcpFields {
  readonly from: string;
  readonly to: string;
  readonly flags: number;
  readonly seq: number;
  readonly ack?: number;
  readonly data?: string | Uint8Array;
  readonly ttl?: number;
}

function place(name: string): { readonly host: Buffer; readonly port: number } {
  const at = name.lastIndexOf(':');
  const host = name.slice(0, at);
  const port = Number(name.slice(at + 1));
  if (!host.startsWith('[')) return { host: Buffer.from(host.split('.').map(Number)), port };
  const [head = '', tail = ''] = host.slice(1, -1).split('::');
  const groups = (text: string): number[] =>
    text === '' ? [] : text.split(':').map((one) => parseInt(one, 16));
  const [before, behind] = [groups(head), groups(tail)];
  const all = [...before, ...Array<number>(8 - before.length - behind.length).fill(0), ...behind];
  return { host: Buffer.from(all.flatMap((one) => [one >> 8, one & 255])), port };
}

let id = 0;

function ip(from: Buffer, to: Buffer, protocol: number, payload: Buffer, ttl = 64): Buffer {
  if (from.length === 16) {
    const header = Buffer.alloc(8);
    header.writeUInt8(0x60, 0);
    header.writeUInt16BE(payload.length, 4);
    header.writeUInt8(protocol, 6);
    header.writeUInt8(ttl, 7);
    return Buffer.concat([header, from, to, payload]);
  }
  const header = Buffer.alloc(12);
  header.writeUInt8(0x45, 0);
  header.writeUInt16BE(20 + payload.length, 2);
  header.writeUInt16BE((id = (id + 1) & 0xffff), 4);
  header.writeUInt8(ttl, 8);
  header.writeUInt8(protocol, 9);
  return Buffer.concat([header, from, to, payload]);
}

export function tcp({ from, to, flags, seq, ack = 0, data = '', ttl }: TcpFields): Buffer {
  const [a, b] = [place(from), place(to)];
  const header = Buffer.alloc(20);
  header.writeUInt16BE(a.port, 0);
  header.writeUInt16BE(b.port, 2);
  header.writeUInt32BE(seq >>> 0, 4);
  header.writeUInt32BE(ack >>> 0, 8);
  header.writeUInt8(0x50, 12);
  header.writeUInt8(flags, 13);
  header.writeUInt16BE(64000, 14);
  return ip(a.host, b.host, 6, Buffer.concat([header, Buffer.from(data)]), ttl);
}

/** A message of a router about a packet. */
export function icmp(router: string, type: number, code: number, about: Buffer): Buffer {
  const head = Buffer.from([type, code, 0, 0, 0, 0, 0, 0]);
  const source = about.subarray(12, 16);
  return ip(place(`${router}:0`).host, source, 1, Buffer.concat([head, about.subarray(0, 28)]));
}

/** A TCP connection of which each call adds packets to a capture. */
export class Talk {
  private seq = 1000;
  private ack = 4_294_967_000;

  constructor(
    private readonly wires: Wire[],
    readonly client: string,
    readonly server: string,
  ) {}

  syn(ms: number): this {
    return this.add(ms, { from: this.client, to: this.server, flags: SYN, seq: this.seq });
  }

  open(ms: number, took = 10): this {
    this.syn(ms);
    this.add(ms + took, {
      from: this.server,
      to: this.client,
      flags: SYN | ACK,
      seq: this.ack,
      ack: this.seq + 1,
    });
    this.seq += 1;
    this.ack += 1;
    return this.add(ms + took, {
      from: this.client,
      to: this.server,
      flags: ACK,
      seq: this.seq,
      ack: this.ack,
    });
  }

  /** The server refuses the SYN. */
  refuse(ms: number): this {
    this.syn(ms);
    return this.add(ms + 1, {
      from: this.server,
      to: this.client,
      flags: RST | ACK,
      seq: 0,
      ack: this.seq + 1,
    });
  }

  says(ms: number, data: string | Uint8Array): this {
    this.add(ms, { from: this.server, to: this.client, flags: ACK, seq: this.ack, ack: this.seq, data });
    this.ack += Buffer.from(data).length;
    return this;
  }

  asks(ms: number, data: string | Uint8Array): this {
    this.add(ms, { from: this.client, to: this.server, flags: ACK, seq: this.seq, ack: this.ack, data });
    this.seq += Buffer.from(data).length;
    return this;
  }

  serverEnds(ms: number, flags = FIN | ACK): this {
    return this.add(ms, { from: this.server, to: this.client, flags, seq: this.ack, ack: this.seq });
  }

  clientEnds(ms: number, flags = FIN | ACK): this {
    return this.add(ms, { from: this.client, to: this.server, flags, seq: this.seq, ack: this.ack });
  }

  /** Login in clear, 10 ms for each step. */
  login(ms: number): this {
    this.open(ms).says(ms + 20, '220 (vsFTPd 3.0.5)\r\n');
    this.asks(ms + 30, 'USER anna\r\n').says(ms + 40, '331 Please specify the password.\r\n');
    return this.asks(ms + 50, 'PASS opensesame\r\n').says(ms + 60, '230 Login successful.\r\n');
  }

  private add(ms: number, fields: TcpFields): this {
    this.wires.push({ ms, ip: tcp(fields) });
    return this;
  }
}

export interface PcapShape {
  readonly big?: boolean;
  readonly nano?: boolean;
  readonly link?: number;
  /** What stands before each IP packet. */
  readonly prefix?: Buffer;
}

export const ETHERNET = Buffer.from('0200000000010200000000020800', 'hex');

export function pcap(
  wires: readonly Wire[],
  { big, nano, link = 1, prefix = ETHERNET }: PcapShape = {},
): Buffer {
  const numbers = (...all: number[]): Buffer => {
    const buffer = Buffer.alloc(4 * all.length);
    all.forEach((one, i) =>
      big === true ? buffer.writeUInt32BE(one, 4 * i) : buffer.writeUInt32LE(one, 4 * i),
    );
    return buffer;
  };
  const magic = nano === true ? 0xa1b23c4d : 0xa1b2c3d4;
  const head = Buffer.concat([numbers(magic), Buffer.alloc(12), numbers(262144, link)]);
  const start = 1_700_000_000;
  return Buffer.concat([
    head,
    ...wires.flatMap(({ ms, ip: packet }) => {
      const data = Buffer.concat([prefix, packet]);
      const fraction = Math.round((ms % 1000) * (nano === true ? 1e6 : 1e3));
      return [numbers(start + Math.floor(ms / 1000), fraction, data.length, data.length), data];
    }),
  ]);
}

function block(type: number, body: Buffer): Buffer {
  const padded = Buffer.concat([body, Buffer.alloc((4 - (body.length % 4)) % 4)]);
  const edge = Buffer.alloc(8);
  edge.writeUInt32LE(type, 0);
  edge.writeUInt32LE(padded.length + 12, 4);
  return Buffer.concat([edge, padded, edge.subarray(4)]);
}

/** Two sections; in each an interface of nanoseconds, a block that no one knows, and the packets. */
export function pcapng(wires: readonly Wire[]): Buffer {
  const half = Math.ceil(wires.length / 2);
  return Buffer.concat(
    [wires.slice(0, half), wires.slice(half)].flatMap((part) => [sectionHead(), ...part.map(packet)]),
  );
}

function sectionHead(): Buffer {
  const section = Buffer.from('4d3c2b1a01000000ffffffffffffffff', 'hex');
  const face = Buffer.from('0100000000000400090001000900000000000000', 'hex');
  return Buffer.concat([block(0x0a0d0d0a, section), block(1, face), block(0x7777, Buffer.alloc(40))]);
}

function packet({ ms, ip: bytes }: Wire): Buffer {
  const data = Buffer.concat([ETHERNET, bytes]);
  const time = BigInt(Math.round((1_700_000_000_000 + ms) * 1e3)) * 1000n;
  const head = Buffer.alloc(20);
  head.writeUInt32LE(Number(time >> 32n), 4);
  head.writeUInt32LE(Number(time & 0xffffffffn), 8);
  head.writeUInt32LE(data.length, 12);
  head.writeUInt32LE(data.length, 16);
  return block(6, Buffer.concat([head, data]));
}
