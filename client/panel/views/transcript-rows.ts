import type { EndpointSeen, Observation } from '../../../core/events/observation.js';
import { hostPort } from '../../host-port.js';
import type { ShownRun } from '../state.js';
import { duration } from '../words.js';
import { counted, later, t } from '../../l10n.js';

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

const CONNECTIONS = {
  control: [later('Control connection'), later('Control connection to {0}')],
  data: [later('Data connection'), later('Data connection to {0}')],
} as const;

const CLOSED = {
  unknown: later('{0}: closed'),
  client: later('{0}: closed by the client'),
  server: later('{0}: closed by the server'),
} as const;

type Outcome = Extract<Observation, { kind: 'connect' | 'tls' | 'transfer' }>['outcome'];

/** How connections, handshakes and transfers end. */
const OUTCOMES: Readonly<Record<Outcome, string>> = {
  open: later('open'),
  refused: later('refused'),
  timeout: later('timeout'),
  unreachable: later('unreachable'),
  reset: later('reset'),
  failed: later('failed'),
  established: later('established'),
  stalled: later('stalled'),
  complete: later('complete'),
  'no-data': later('no data'),
  unfinished: later('unfinished'),
};

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
  classes: ShownRun['classes'],
): readonly TranscriptRow[] {
  const own = observations.filter((seen) => (seen.session ?? '') === session);
  const rows: TranscriptRow[] = [];
  for (const seen of own) {
    // An endpoint comes after the reply that it was read from.
    if (seen.kind === 'endpoint') addMeaning(rows, seen, classes);
    else rows.push(...rowsOf(seen));
    if (rows.length > MOST_ROWS)
      return [...rows.slice(0, MOST_ROWS), event(null, t('The rest is left out.'))];
  }
  return rows;
}

function addMeaning(rows: TranscriptRow[], seen: EndpointSeen, classes: ShownRun['classes']): void {
  const meaning = meaningOf(seen, classes);
  const last = rows.findLastIndex(
    ({ kind }) => kind === (seen.mode === 'PORT' || seen.mode === 'EPRT' ? 'sent' : 'received'),
  );
  const row = rows[last];
  if (row) rows[last] = { ...row, meaning };
}

function meaningOf({ host, port }: EndpointSeen, classes: ShownRun['classes']): string {
  if (port === null) return t('cannot be read');
  if (host === null) return t('port {0}, at the address of the control connection', port);
  const of = Object.hasOwn(classes, host) ? ` (${classes[host]})` : '';
  return hostPort(host, port) + of;
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
      const [name, to] = CONNECTIONS[seen.channel];
      const which = seen.host === null ? t(name) : t(to, hostPort(seen.host, seen.port ?? '?'));
      const how =
        seen.errno === undefined ? t(OUTCOMES[seen.outcome]) : `${t(OUTCOMES[seen.outcome])} (${seen.errno})`;
      return [
        event(
          ms,
          `${which}: ${seen.durationMs === undefined ? how : t('{0} after {1}', how, duration(seen.durationMs))}`,
          seen.outcome !== 'open',
        ),
      ];
    }
    case 'tls': {
      const name = seen.channel === 'control' ? 'TLS' : t('TLS of the data connection');
      const how = [seen.protocol, seen.cipher, seen.error, seen.plainText].filter(
        (part) => part !== undefined,
      );
      return [
        event(
          ms,
          [`${name} ${t(OUTCOMES[seen.outcome])}`, ...how].join(', '),
          seen.outcome !== 'established',
        ),
      ];
    }
    case 'transfer': {
      const size = seen.bytes === undefined ? '' : `, ${counted(seen.bytes, '{0} byte', '{0} bytes')}`;
      return [event(ms, `${seen.command}: ${t(OUTCOMES[seen.outcome])}${size}`, seen.outcome !== 'complete')];
    }
    case 'closed':
      return [event(ms, t(CLOSED[seen.by], t(CONNECTIONS[seen.channel][0])))];
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
