import { addressFamily, plainAddress } from '../../reply/index.js';
import type { Session } from './session.js';

/** What vsftpd's answer to STAT gives away (prelogin.c of other servers differs: then the fields are absent). */
export interface ServerStatus {
  /** The client's address as the server sees it. */
  readonly client?: string;
  /** That address was printed as `::ffff:a.b.c.d`: one IPv6 socket serves both families. */
  readonly dualStack: boolean;
  /** Seconds. */
  readonly idleTimeout?: number;
  /** Clients at session start. */
  readonly clients?: number;
  /** Bytes per second. */
  readonly rateLimit?: number;
  /** The server itself sees the control connection in clear. */
  readonly inClear: boolean;
}

export function serverStatus(session: Session): ServerStatus | null {
  const text = session.answers.find(({ to, reply }) => to === 'STAT' && reply.code === 211)?.reply.text;
  if (text === undefined) return null;
  const printed = /Connected to ([0-9a-fA-F:.]{2,45})/.exec(text)?.[1];
  const client = printed === undefined ? null : plainAddress(printed);
  const idle = /Session timeout in seconds is (\d{1,9})/.exec(text)?.[1];
  const rate = /bandwidth limit in byte\/s is (\d{1,12})/.exec(text)?.[1];
  const count = /client count was (\d{1,9})/.exec(text)?.[1];
  return {
    ...(client === null ? {} : { client }),
    dualStack:
      printed !== undefined && printed.includes(':') && client !== null && addressFamily(client) === 4,
    inClear: /Control connection is plain text/.test(text),
    ...(idle === undefined ? {} : { idleTimeout: Number(idle) }),
    ...(count === undefined ? {} : { clients: Number(count) }),
    ...(rate === undefined ? {} : { rateLimit: Number(rate) }),
  };
}
