import type { Check, ConnectSeen, EvidenceView } from '../support/index.js';
import { IS_IT_RUNNING, isBehindNat, isOuter, quote, whyNotListening } from '../support/index.js';
import { controlReports, LIMITED, triedPort, unreached } from './control-connects.js';

/** Answers quicker than this come from this machine or its own network, in milliseconds. */
const LOCAL_MS = 5;

export const netCtrlRefused: Check = {
  id: 'NET-CTRL-REFUSED',
  title: 'The control port refuses connections',
  severity: 'error',
  cause: 'server-host',
  means: 'The host answers, but nothing listens on that port, or a firewall rejects it. No one can log in.',
  decides: 'The connect to the control port ends in ECONNREFUSED.',
  spares:
    'A refusal that is quicker than any way to the host may come from the own router, where that has no NAT loopback: the finding says so, and how to tell.',
  fix: 'See that vsftpd runs and listens on that port, then that the firewall lets it in.',
  settings: ['listen_port', 'listen_address', 'listen', 'listen_ipv6'],
  metAt: { phase: 'reach', place: 50 },
  judgedAt: { phase: 'reach', place: 70 },
  find: (view) =>
    controlReports(view, (c) => c.outcome === 'refused', 'refused').map((report) => {
      const port = triedPort(view);
      const file = view.config && port !== undefined ? whyNotListening(view.config, port) : null;
      if (file) return { ...report, ...file.because, evidence: `${report.evidence} ${file.evidence}` };
      const commands = IS_IT_RUNNING;
      const text = `${netCtrlRefused.fix} ${LIMITED}`;
      const own = view.vantage === null || isBehindNat(view) ? nearbyRefusal(view) : undefined;
      if (own === undefined) return { ...report, fix: { text, commands } };
      const hint = ` So quick an answer to an outer address may come from your own router: if the server uses the same one, the router has no NAT loopback, and users outside are not affected.`;
      return {
        ...report,
        evidence: report.evidence + hint,
        fix: {
          text: `First tell the two cases apart: probe the server’s inner address from here, or ${quote(own.host ?? '', 60)} from outside, through a mobile network for example. If that works, switch on NAT loopback (hairpin NAT) on the router or give inner clients the inner address by split DNS. If it does not: ${decapitalized(text)}`,
          commands,
        },
      };
    }),
};

/** A refusal by an outer address that is quicker than any way there. */
function nearbyRefusal(view: EvidenceView): ConnectSeen | undefined {
  return unreached(view)
    .flatMap(({ failures }) => failures)
    .find(
      (c) =>
        c.outcome === 'refused' &&
        isOuter(c.host) &&
        c.durationMs !== undefined &&
        c.durationMs - (c.busyMs ?? 0) < LOCAL_MS,
    );
}

function decapitalized(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
