import type { TranscriptEvent } from '../../events/in-text.js';
import type { Flow } from '../tcp/flow.js';
import type { Moment } from '../tcp/reassembly.js';
import { socketName } from '../words.js';
import { DataWait } from './data-wait.js';

const FTP_PORTS: ReadonlySet<number> = new Set([21, 990]);
const MOST = 50;

/** Connects to an FTP port that never stood. They count for servers that no session of the capture reached. */
export class Unreached {
  private readonly failed: { readonly flow: Flow; readonly wait: DataWait; readonly end: Moment }[] = [];
  private readonly servers = new Set<string>();

  reached(host: string, port: number): void {
    if (this.servers.size < 1000) this.servers.add(`${host} ${port}`);
  }

  forget(flow: Flow, end: Moment): void {
    const [from, to] = flow.ends;
    if (flow.opener !== 0 || flow.isOpen || !FTP_PORTS.has(to.port) || this.failed.length >= MOST) return;
    const parties = { client: from.host, server: to.host, isBehindNat: false };
    const wait = new DataWait(parties, { host: to.host, isActive: false, mode: 'EPSV' }, to.port, flow.first);
    wait.flows.push(flow);
    this.failed.push({ flow, wait, end });
  }

  *events(since: (ms: number) => number): Generator<TranscriptEvent> {
    for (const { flow, wait, end } of this.real()) {
      const [{ host: local }, { host, port }] = flow.ends;
      const at = { line: flow.first.packet - 1, character: 0, length: 0 };
      const session = `stream ${flow.stream}`;
      const ms = since(flow.first.ms);
      const place = { session, at, ...(Number.isNaN(ms) ? {} : { ms }) };
      for (const [seen] of wait.news(end, true)) {
        if (seen.kind !== 'connect') continue;
        const { outcome, errno, durationMs } = seen;
        yield { kind: 'target', ...place, host, port, peer: host, local };
        yield {
          kind: 'connect',
          ...place,
          channel: 'control',
          host,
          port,
          outcome,
          ...(errno === undefined ? {} : { errno }),
          ...(durationMs === undefined ? {} : { durationMs }),
        };
      }
    }
  }

  lines(): readonly string[] {
    return this.real().map(
      ({ flow, wait }) =>
        `${flow.ends[0].host} to ${socketName(flow.ends[1].host, flow.ends[1].port)}, tcp.stream ${flow.stream}: ${wait.story(flow)}`,
    );
  }

  private real(): typeof this.failed {
    return this.failed.filter(({ flow: { ends } }) => !this.servers.has(`${ends[1].host} ${ends[1].port}`));
  }
}
