import { ACK, SYN, type Ends, type Segment } from '../packets/packet.js';
import { Flow, type End } from './flow.js';
import type { Moment } from './reassembly.js';

/** Connections that are remembered at the same time. */
const MOST_FLOWS = 20_000;

/** All TCP connections of a capture, counted as Wireshark counts its streams. */
export class FlowTable {
  private readonly flows = new Map<string, Flow>();
  private count = 0;

  constructor(
    private readonly onNew: (flow: Flow, at: Moment) => void,
    private readonly onForgotten: (flow: Flow) => void,
  ) {}

  /** The connection that a packet belongs to, and which end sent it. */
  find(segment: Segment, at: Moment): { readonly flow: Flow; readonly from: End } {
    const { from, fromPort, to, toPort, flags } = segment;
    const key = keyOf(segment);
    const known = this.flows.get(key);
    const end = known && endOf(known, segment);
    if (known && !((flags & (SYN | ACK)) === SYN && isAnother(known, end ?? 0, segment.seq)))
      return { flow: known, from: end ?? 0 };
    if (known) this.forget(key, known);
    const ends = [
      { host: from, port: fromPort },
      { host: to, port: toPort },
    ] as const;
    const flow = new Flow(this.count, ends, at);
    this.count += 1;
    if (this.flows.size >= MOST_FLOWS) this.makeRoom();
    this.flows.set(key, flow);
    this.onNew(flow, at);
    return { flow, from: 0 };
  }

  /** The connection that a message is about, where it is known. */
  about(ends: Ends): Flow | undefined {
    return this.flows.get(keyOf(ends));
  }

  end(): void {
    for (const flow of this.flows.values()) this.onForgotten(flow);
    this.flows.clear();
  }

  private forget(key: string, flow: Flow): void {
    this.flows.delete(key);
    this.onForgotten(flow);
  }

  /** Connections that are over, or that no one listens to, go first; then the oldest. */
  private makeRoom(): void {
    const wanted = MOST_FLOWS / 10;
    let gone = 0;
    for (const [key, flow] of this.flows)
      if (gone < wanted && (flow.isOver || !flow.listener)) {
        this.forget(key, flow);
        gone += 1;
      }
    for (const [key, flow] of this.flows) {
      if (gone >= wanted) break;
      this.forget(key, flow);
      gone += 1;
    }
  }
}

function keyOf({ from, fromPort, to, toPort }: Ends): string {
  const [a, b] = [`${from} ${fromPort}`, `${to} ${toPort}`];
  return a < b ? `${a} ${b}` : `${b} ${a}`;
}

function endOf({ ends: [first] }: Flow, { from, fromPort }: Ends): End {
  return first.host === from && first.port === fromPort ? 0 : 1;
}

/** The ports are used again: a SYN with another number than the one that this end began with. */
function isAnother({ halves }: Flow, from: End, seq: number): boolean {
  const { isn, top } = halves[from];
  return isn === null ? top !== null : isn !== seq;
}
