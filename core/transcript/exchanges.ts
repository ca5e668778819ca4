import type { CommandSeen, ReplySeen } from '../events/observation.js';
import type { EndpointEvent, TranscriptEvent } from '../events/in-text.js';

/** One command with all its replies; the greeting has no command. */
export interface Exchange {
  readonly session?: string;
  readonly command: CommandSeen | null;
  readonly replies: readonly ReplySeen[];
  /** What it advertised or asked for. */
  readonly endpoint?: EndpointEvent;
}

interface OpenExchange extends Exchange {
  readonly replies: ReplySeen[];
  endpoint?: EndpointEvent;
}

/** Exchanges of one session that may still get a reply. */
const OPEN_LIMIT = 16;

/**
 * Commands with their replies, in the order of the commands; a greeting, and a reply whose command the log lost, stand
 * alone. Takes the events of one transcript of a size that fits into memory.
 */
export function exchangesOf(events: readonly TranscriptEvent[]): Exchange[] {
  const all: OpenExchange[] = [];
  /** Per session: exchanges that may still get a reply, and the one that got the last. */
  const open = new Map<string | undefined, OpenExchange[]>();
  const last = new Map<string | undefined, OpenExchange>();
  for (const event of events) {
    const label = event.session === undefined ? {} : { session: event.session };
    if (event.kind === 'command') {
      const exchange: OpenExchange = { ...label, command: event, replies: [] };
      all.push(exchange);
      open.set(event.session, [...(open.get(event.session) ?? []).slice(1 - OPEN_LIMIT), exchange]);
      last.set(event.session, exchange);
    } else if (event.kind === 'reply') {
      const waiting = open.get(event.session) ?? [];
      const asked = waiting.find(({ command }) => command?.verb === event.to);
      const exchange = asked ?? { ...label, command: null, replies: [] };
      if (!asked) all.push(exchange);
      exchange.replies.push(event);
      if (event.code >= 200) open.set(event.session, waiting.slice(asked ? waiting.indexOf(asked) + 1 : 0));
      last.set(event.session, exchange);
    } else if (event.kind === 'endpoint' && !event.mention) {
      const exchange = last.get(event.session);
      if (exchange) exchange.endpoint = event;
    }
  }
  return all;
}
