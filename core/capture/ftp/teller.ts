import type { TranscriptEvent } from '../../events/in-text.js';
import type { Observation } from '../../events/observation.js';
import type { Moment } from '../tcp/reassembly.js';

/** Where events go. */
export interface Output {
  emit(event: TranscriptEvent): void;
  /** Milliseconds since the first packet. */
  since(ms: number): number;
  /** Wireshark's filter for what was seen in that packet. */
  place(packet: number, filter: string): void;
}

type Said<T = Observation> = T extends Observation ? Omit<T, 'session' | 'at' | 'ms'> : never;

/** Brings what was seen of one control connection into the form of all evidence. */
export class Teller {
  constructor(
    readonly stream: number,
    private readonly output: Output,
  ) {}

  /** @param more what a reader of captures and texts adds to an observation */
  say(said: Said, at: Moment, filter = `tcp.stream == ${this.stream}`, more: object = {}): void {
    const ms = this.output.since(at.ms);
    this.output.place(at.packet, filter);
    // Each kind keeps its own shape; only place, time and session are added.
    this.output.emit({
      ...said,
      session: `stream ${this.stream}`,
      at: { line: at.packet - 1, character: 0, length: 0 },
      ...(Number.isNaN(ms) ? {} : { ms }),
      ...more,
    } as unknown as TranscriptEvent);
  }

  note(note: 'timeout' | 'refused', channel: 'control' | 'data', text: string, at: Moment): void {
    this.say({ kind: 'note', note, channel, text }, at);
  }
}
