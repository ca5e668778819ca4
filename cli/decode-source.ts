import { pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { CaptureReader, isCapture } from '../core/capture/index.js';
import type { TranscriptEvent } from '../core/events/in-text.js';
import { arranged, ARRANGED_LIMIT, TranscriptReader } from '../core/transcript/index.js';
import type { DecodeSource } from './decode-formats.js';
import { textLines } from './text-lines.js';

/** What can be read of any file: events in pieces, and in the end what they leave open. */
export interface DecodeInput {
  readonly source: DecodeSource;
  events(): AsyncGenerator<readonly TranscriptEvent[]>;
  /** The events that only the end shows; also where reading failed half-way. */
  end(): readonly TranscriptEvent[];
  readonly understood: { readonly lines: number; readonly used: number };
  readonly capture?: CaptureReader;
}

interface Known {
  readonly peer?: string;
  readonly range?: { readonly low: number; readonly high: number };
}

/** Looks at the first bytes: a packet capture or a text, either of them gzipped. */
export async function decodeInput(bytes: AsyncIterable<Uint8Array>, known: Known): Promise<DecodeInput> {
  const raw = await peeked(bytes);
  const { head, all } = raw.head[0] === 0x1f && raw.head[1] === 0x8b ? await peeked(unzipped(raw.all)) : raw;
  return isCapture(head) ? captureInput(all, known) : textInput(all, known);
}

function captureInput(bytes: AsyncIterable<Uint8Array>, { range }: Known): DecodeInput {
  const capture = new CaptureReader({ range });
  return {
    source: 'capture',
    capture,
    async *events() {
      for await (const chunk of bytes) yield capture.push(chunk);
    },
    end: () => capture.end(),
    get understood() {
      return capture.understood;
    },
  };
}

function textInput(bytes: AsyncIterable<Uint8Array>, known: Known): DecodeInput {
  const reader = new TranscriptReader(known);
  /** A text that is short enough to be put in order. */
  let head: string[] | undefined = [];
  return {
    source: 'text',
    async *events() {
      for await (const lines of textLines(bytes)) {
        for (const line of head ? lines : []) head?.push(line);
        if (head && head.length <= ARRANGED_LIMIT) continue;
        const due = head ?? lines;
        head = undefined;
        const events: TranscriptEvent[] = [];
        for (const line of due) for (const event of reader.push(line)) events.push(event);
        yield events;
      }
    },
    end: () => {
      const lines = arranged(head ?? []);
      head = undefined;
      return [...lines.flatMap((line) => reader.pushPlaced(line)), ...reader.end()];
    },
    get understood() {
      return reader.understood;
    },
  };
}

/** The first four bytes, and everything. */
async function peeked(
  bytes: AsyncIterable<Uint8Array>,
): Promise<{ readonly head: Uint8Array; readonly all: AsyncIterable<Uint8Array> }> {
  const rest = bytes[Symbol.asyncIterator]();
  const first: Uint8Array[] = [];
  for (let length = 0; length < 4;) {
    const next = await rest.next();
    if (next.done === true) break;
    first.push(next.value);
    length += next.value.length;
  }
  return {
    head: Buffer.concat(first).subarray(0, 4),
    all: (async function* () {
      yield* first;
      yield* { [Symbol.asyncIterator]: () => rest };
    })(),
  };
}

/** A file that is cut ends where it is cut. */
async function* unzipped(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const gunzip = createGunzip();
  // What goes wrong reaches the loop below through the last stream.
  pipeline(Readable.from(bytes), gunzip, () => undefined);
  try {
    for await (const chunk of gunzip) yield chunk as Uint8Array;
  } catch (error) {
    if (!isCut(error)) throw error;
  }
}

function isCut(error: unknown): boolean {
  return (
    error instanceof Error &&
    'code' in error &&
    (error.code === 'Z_BUF_ERROR' || error.code === 'Z_DATA_ERROR')
  );
}
