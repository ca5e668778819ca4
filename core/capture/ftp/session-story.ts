import { lasting, socketName } from '../words.js';
import type { Moment } from '../tcp/reassembly.js';
import type { Flow } from '../tcp/flow.js';
import type { DataWait, Parties } from './data-wait.js';

/** Data connections of one session that are told; others are counted. */
const MOST_TOLD = 12;

interface Told {
  readonly flow: Flow;
  readonly parties: Parties;
  readonly port: number;
  readonly secured: boolean;
}

interface Episode {
  readonly wait: DataWait;
  /** `PASV 192.0.2.5 documentation`; null: named under TLS. */
  readonly named: string | null;
  words: string;
}

/** What one session went through, for people who do not read captures. */
export class SessionStory {
  private readonly told: Episode[] = [];
  private more = 0;
  private current: Episode | null = null;
  private refusals: string[] = [];
  private ending = '';

  constructor(private readonly session: Told) {}

  add(wait: DataWait, named: string | null): void {
    this.current = { wait, named, words: '' };
    if (this.told.length < MOST_TOLD) this.told.push(this.current);
    else this.more += 1;
  }

  reply(code: number, text: string): void {
    const said = `the server says \`${code} ${text.split('\n', 1)[0]?.slice(0, 120) ?? ''}\``;
    if (this.current) this.current.words ||= `; ${said}`;
    else if (code >= 400 && this.refusals.length < 5) this.refusals.push(said);
  }

  end(by: 'client' | 'server' | null, at: Moment): void {
    const { flow } = this.session;
    const how = flow.ended?.how === 'reset' ? 'resets' : 'closes';
    const span = lasting(at.ms - flow.first.ms);
    this.ending = by
      ? `the ${by} ${how} the control connection after ${span}`
      : `still open at the end of the capture, after ${span}`;
  }

  lines(): readonly string[] {
    const { flow, parties, port, secured } = this.session;
    const { client, server } = parties;
    return [
      `${client} to ${socketName(server, port)}, tcp.stream ${flow.stream}${secured ? ', encrypted: replies and endpoints cannot be seen' : ''}`,
      ...this.refusals.map((said) => `  ${said}`),
      ...this.told.map((episode) => `  ${told(episode)}`),
      ...(this.more > 0 ? [`  and ${this.more} more data connections`] : []),
      `  ${this.ending}`,
    ];
  }
}

function told({ wait, named, words }: Episode): string {
  const { port, at } = wait;
  const flows = wait.flows.filter((flow) => flow.isOpen || flow.opener !== null);
  const outcome =
    flows.length === 0
      ? 'no connection to it was captured'
      : flows
          .slice(0, 4)
          .map((flow) => wait.story(flow))
          .join('; ');
  if (named === null) return `packet ${at.packet}: a data connection to port ${port}: ${outcome}`;
  const [mode = '', host = '', of = ''] = named.split(' ');
  const address = host === '' ? `port ${port}` : socketName(host, port);
  const remark = of === '' || of === 'public' || of === 'documentation' ? '' : ` (${of})`;
  const who = wait.isActive
    ? `the client asks by ${mode} for a connection to ${address}`
    : `the server answers ${mode === 'PASV' ? '227' : '229'} with ${address}`;
  return `packet ${at.packet}: ${who}${remark}; ${outcome}${words}`;
}
