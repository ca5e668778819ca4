import { everySession, type EvidenceView, serverStatus } from '../support/index.js';

/** What STAT says, else the file. Seconds; 0: never. */
export function idleTimeoutOf(view: EvidenceView): number | undefined {
  return (
    everySession(view)
      .map((session) => serverStatus(session)?.idleTimeout)
      .find((value) => value !== undefined) ?? view.config?.number('idle_session_timeout')
  );
}
