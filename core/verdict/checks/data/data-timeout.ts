import type { Check, CheckReport, EvidenceView, NoteSeen } from '../support/index.js';
import { arrivedBytes, attempts, dataEnded, lostBySize, quote, quotedReply } from '../support/index.js';
import { transferReports } from '../support/index.js';

/** 150, and then nothing, or nothing more: neither side says why. */
function stoodStill(view: EvidenceView): readonly CheckReport[] {
  const bySize = new Set(lostBySize(view).map(({ it }) => it));
  const found = attempts(view).filter(
    ({ it }) =>
      it.opening !== null &&
      it.final === null &&
      it.notes.some(isTimeout) &&
      it.tls?.outcome !== 'stalled' &&
      !bySize.has(it) &&
      !dataEnded(view, it),
  );
  const started = found.some(({ it }) => arrivedBytes(it) > 0);
  return transferReports(
    found,
    (a) => {
      const so = arrivedBytes(a) > 0 ? `after ${arrivedBytes(a)} bytes nothing more came` : 'no byte came';
      const words = quote(a.notes.find(isTimeout)?.text ?? '', 120);
      return `${a.command ?? ''}: ${a.opening ? quotedReply(a.opening) : ''}, then ${so}${view.witness !== 'transcript' ? '' : `; the client says \`${words}\``}.`;
    },
    {
      // A log ends there: it is what made the transfer fail.
      severity: started || view.witness !== 'probe' ? 'error' : 'warning',
      title: started ? 'The transfer stopped midway' : 'The transfer began, and nothing came',
      fitsAnyServer: true,
      fix: {
        text: 'The connection stood and carried nothing: look at what is between client and server (a proxy or balancer that takes connections itself, a firewall that loses track, lost large packets), and at the server’s disk and log. Compare with a client inside the server’s network, and with a small file.',
      },
    },
  );
}

function isTimeout({ note }: NoteSeen): boolean {
  return note === 'timeout';
}

export const dataTimeout: Check = {
  id: 'DATA-TIMEOUT',
  title: 'The server gave up on a transfer that stood still',
  severity: 'error',
  cause: 'network',
  means:
    'No byte moved for data_connection_timeout seconds: one side stopped reading or writing, or packets were lost.',
  decides:
    '`421 Data timeout`; or 150, and the client waits in vain for the first byte or for more, with nothing that tells why.',
  spares:
    'The 421 of an idle session (IDLE-SERVER). Where small transfers pass and large ones do not, it is the size (DATA-MTU).',
  fix: 'See why the client stopped: a full disk, a paused transfer, or a client that does not close its TLS data connection. For slow links raise data_connection_timeout.',
  settings: ['data_connection_timeout'],
  metAt: { phase: 'transfer', place: 70 },
  judgedAt: { phase: 'transfer', place: 10 },
  advice: {
    proftpd: 'See why the client stopped. For slow links raise `TimeoutStalled` (3600 seconds by default).',
    pureFtpd: 'See why the client stopped. For slow links raise `MaxIdleTime`.',
  },
  find: (view: EvidenceView) => {
    const isDataTimeout = (text: string): boolean => /data timeout|data connection timed? ?out/i.test(text);
    const found = attempts(view).filter(({ it }) => it.final?.code === 421 && isDataTimeout(it.final.text));
    if (found.length > 0) {
      return transferReports(
        found,
        (a) => `${a.final ? quotedReply(a.final) : ''} in answer to ${a.command ?? 'a transfer'}.`,
      ).map((report) => ({
        ...report,
        about: found.map(({ it }) => it.final ?? it),
        covers: found.flatMap(({ session, it }) => [
          ...it.notes,
          ...(it.transfer ? [it.transfer] : []),
          ...(session.closed ? [session.closed] : []),
        ]),
      }));
    }
    const said = view.sessions
      .flatMap((s) => s.answers.filter(({ reply }) => reply.code === 421 && isDataTimeout(reply.text)))
      .slice(0, 1)
      .map(({ reply }): CheckReport => ({
        evidence: `${quotedReply(reply)}.`,
        about: [reply],
        at: reply.at,
      }));
    return said.length > 0 ? said : stoodStill(view);
  },
};
