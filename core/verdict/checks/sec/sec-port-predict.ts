import { type Check, type CheckReport, LEAST_SAMPLES, listed, namedPorts, quote } from '../support/index.js';

export const secPortPredict: Check = {
  id: 'SEC-PORT-PREDICT',
  title: 'Passive ports come in order',
  severity: 'information',
  cause: 'server-host',
  means: 'A stranger who asks for a port knows the next one and can take it before its owner.',
  decides: 'Six or more consecutive samples of one session, each one or two above the one before.',
  fix: 'Use a server that draws ports at random, as vsftpd does; a NAT in between may number them anew.',
  metAt: { phase: 'protection', place: 80, asInformation: 210 },
  judgedAt: { phase: 'passive-reply', place: 270 },
  advice: {
    any: 'See whether {name} can draw its passive ports at random; a NAT in between may number them anew. TLS with resumed sessions keeps strangers out in any case.',
  },
  find: (view) =>
    view.sessions.flatMap((session): readonly CheckReport[] => {
      const seen = namedPorts({ ...view, sessions: [session] }).map(({ port }) => port);
      const steps = seen.slice(1).map((port, i) => port - (seen[i] ?? 0));
      return seen.length >= LEAST_SAMPLES && steps.every((step) => step === 1 || step === 2)
        ? [{ evidence: `Ports in order: ${quote(listed(seen, 8))}.` }]
        : [];
    }),
};
