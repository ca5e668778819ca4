import type { Flow } from '../tcp/flow.js';
import type { Moment } from '../tcp/reassembly.js';
import { socketName } from '../words.js';
import { DataWait } from './data-wait.js';
import { Teller, type Output } from './teller.js';

const FTP_PORTS: ReadonlySet<number> = new Set([21, 990]);
const MOST = 50;

interface Failed {
  readonly flow: Flow;
  readonly wait: DataWait;
  readonly end: Moment;
}

/** Connects to an FTP port that never stood. They count for servers that no session of the capture reached. */
export class Unreached {
  private readonly failed: Failed[] = [];
  private readonly servers = new Set<string>();

  reached(host: string, port: number): void {
    if (this.servers.size < 1000) this.servers.add(`${host} ${port}`);
  }

  forget(flow: Flow, end: Moment): void {
    const [from, to] = flow.ends;
    if (flow.opener !== 0 || flow.isOpen || !FTP_PORTS.has(to.port) || this.failed.length >= MOST) return;
    const parties = { client: from.host, server: to.host, isBehindNat: false };
    const named = { host: to.host, isActive: false, mode: 'EPSV' } as const;
    const wait = new DataWait(parties, named, to.port, flow.first);
    wait.flows.push(flow);
    this.failed.push({ flow, wait, end });
  }

  tell(output: Output): void {
    for (const { flow, wait, end } of this.real()) {
      const [{ host: local }, { host, port }] = flow.ends;
      const teller = new Teller(flow.stream, output);
      for (const [seen] of wait.news(end, true)) {
        if (seen.kind !== 'connect') continue;
        const { kind, outcome, errno, durationMs } = seen;
        const known = {
          ...(errno === undefined ? {} : { errno }),
          ...(durationMs === undefined ? {} : { durationMs }),
        };
        teller.say({ kind: 'target', host, port, peer: host, local }, flow.first);
        teller.say({ kind, channel: 'control', host, port, outcome, ...known }, flow.first);
      }
    }
  }

  lines(): readonly string[] {
    return this.real().map(({ flow, wait }) => {
      const [{ host: client }, { host, port }] = flow.ends;
      return `${client} to ${socketName(host, port)}, tcp.stream ${flow.stream}: ${wait.story(flow)}`;
    });
  }

  private real(): readonly Failed[] {
    return this.failed.filter(({ flow }) => !this.servers.has(`${flow.ends[1].host} ${flow.ends[1].port}`));
  }
}
