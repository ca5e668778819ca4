// Not from core/reply/index.ts, which would bring the readers of all logs into the panel.
import { classOf } from '../../../core/reply/address-class.js';
import type { EndpointSeen, Observation } from '../../../core/events/observation.js';
import { hostPort } from '../../host-port.js';
import { duration } from '../words.js';

/** One line of the conversation. */
export interface TranscriptRow {
  /** Milliseconds since the probe began; null where it is not known. */
  readonly ms: number | null;
  readonly kind: 'sent' | 'received' | 'event';
  readonly text: string;
  /** What it means: a decoded endpoint. */
  readonly meaning: string;
  /** Something went wrong here. */
  readonly isTrouble: boolean;
}

/** Rows of one session beyond these are not shown. */
const MOST_ROWS = 400;

/** Labels of the sessions in the order they began; the main one is the empty text. */
export function sessionsOf(observations: readonly Observation[]): readonly string[] {
  const talking = observations.filter(
    (seen) =>
      seen.kind === 'command' ||
      seen.kind === 'reply' ||
      (seen.kind === 'connect' && seen.channel === 'control'),
  );
  return [...new Set(talking.map((seen) => seen.session ?? ''))];
}

/** The control connection of one session, line by line. */
export function transcriptRows(
  observations: readonly Observation[],
  session: string,
): readonly TranscriptRow[] {
  const own = observations.filter((seen) => (seen.session ?? '') === session);
  const rows: TranscriptRow[] = [];
  for (const seen of own) {
    // An endpoint comes after the reply that it was read from.
    if (seen.kind === 'endpoint') addMeaning(rows, seen);
    else rows.push(...rowsOf(seen));
    if (rows.length > MOST_ROWS) return [...rows.slice(0, MOST_ROWS), event(null, 'The rest is left out.')];
  }
  return rows;
}

function addMeaning(rows: TranscriptRow[], seen: EndpointSeen): void {
  const meaning = meaningOf(seen);
  const last = rows.findLastIndex(
    ({ kind }) => kind === (seen.mode === 'PORT' || seen.mode === 'EPRT' ? 'sent' : 'received'),
  );
  const row = rows[last];
  if (row) rows[last] = { ...row, meaning };
}

function meaningOf({ host, port }: EndpointSeen): string {
  if (port === null) return 'cannot be read';
  if (host === null) return `port ${port}, at the address of the control connection`;
  const of = classOf(host);
  return `${hostPort(host, port)}${of === null ? '' : ` (${of})`}`;
}

function rowsOf(seen: Exclude<Observation, EndpointSeen>): TranscriptRow[] {
  const ms = seen.ms ?? null;
  switch (seen.kind) {
    case 'command': {
      const secret = seen.verb === 'PASS' || seen.verb === 'ACCT';
      return [
        row(
          ms,
          'sent',
          `${seen.verb}${secret ? ' ****' : seen.argument === undefined ? '' : ` ${seen.argument}`}`,
        ),
      ];
    }
    case 'reply': {
      const code = String(seen.code).padStart(3, '0');
      return [row(ms, 'received', `${code} ${seen.text}`, seen.code >= 400)];
    }
    case 'connect': {
      const to = seen.host === null ? '' : ` to ${hostPort(seen.host, seen.port ?? '?')}`;
      const took = seen.durationMs === undefined ? '' : ` after ${duration(seen.durationMs)}`;
      const name = seen.channel === 'control' ? 'Control connection' : 'Data connection';
      const how = seen.errno === undefined ? seen.outcome : `${seen.outcome} (${seen.errno})`;
      return [event(ms, `${name}${to}: ${how}${took}`, seen.outcome !== 'open')];
    }
    case 'tls': {
      const name = seen.channel === 'control' ? 'TLS' : 'TLS of the data connection';
      const how = [seen.protocol, seen.cipher, seen.error, seen.plainText].filter(
        (part) => part !== undefined,
      );
      return [event(ms, [`${name} ${seen.outcome}`, ...how].join(', '), seen.outcome !== 'established')];
    }
    case 'transfer': {
      const size = seen.bytes === undefined ? '' : `, ${seen.bytes} bytes`;
      return [event(ms, `${seen.command}: ${seen.outcome}${size}`, seen.outcome !== 'complete')];
    }
    case 'closed':
      return [
        event(
          ms,
          `The ${seen.channel} connection was closed${seen.by === 'unknown' ? '' : ` by the ${seen.by}`}`,
        ),
      ];
    case 'note':
      return [event(ms, seen.text, true)];
    case 'target':
    case 'vantage':
    case 'bare-dial':
    case 'not-tested':
      return [];
  }
}

function row(ms: number | null, kind: 'sent' | 'received', text: string, isTrouble = false): TranscriptRow {
  return { ms, kind, text, meaning: '', isTrouble };
}

function event(ms: number | null, text: string, isTrouble = false): TranscriptRow {
  return { ms, kind: 'event', text, meaning: '', isTrouble };
}
