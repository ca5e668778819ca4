import type { CommandEvent, EndpointEvent, Exchange, ReplyEvent, TranscriptEvent } from './exchange.js';

interface Draft {
  readonly session?: string;
  readonly command: CommandEvent | null;
  readonly replies: ReplyEvent[];
  endpoint?: EndpointEvent;
}

/**
 * Commands with their replies, in the order of the commands; a greeting, and a reply whose command the log lost, stand
 * alone. Takes the events of one transcript of a size that fits into memory.
 */
export function exchangesOf(events: readonly TranscriptEvent[]): Exchange[] {
  const all: Draft[] = [];
  /** Per session: exchanges that may still get a reply, and the one that got the last. */
  const open = new Map<string | undefined, Draft[]>();
  const last = new Map<string | undefined, Draft>();
  for (const event of events) {
    const label = event.session === undefined ? {} : { session: event.session };
    if (event.kind === 'command') {
      const draft: Draft = { ...label, command: event, replies: [] };
      all.push(draft);
      open.set(event.session, [...(open.get(event.session) ?? []).slice(-15), draft]);
      last.set(event.session, draft);
    } else if (event.kind === 'reply') {
      const waiting = open.get(event.session) ?? [];
      const asked = waiting.find(({ command }) => command?.verb === event.to);
      const draft = asked ?? { ...label, command: null, replies: [] };
      if (!asked) all.push(draft);
      draft.replies.push(event);
      if (event.code >= 200) open.set(event.session, waiting.slice(asked ? waiting.indexOf(asked) + 1 : 0));
      last.set(event.session, draft);
    } else if (event.kind === 'endpoint' && !event.mention) {
      const draft = last.get(event.session);
      if (draft) draft.endpoint = event;
    }
  }
  return all;
}
