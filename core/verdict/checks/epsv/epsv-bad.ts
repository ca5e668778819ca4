import {
  type Check,
  attempts,
  isMaskedReply,
  otherCode,
  portReport,
  whoReadsIt,
  type CheckReport,
  fromAnswers,
  completed,
  hasListed,
  answers,
  type EvidenceView,
} from '../support/index.js';

export const epsvBad: Check = {
  id: 'EPSV-BAD',
  title: 'The 229 is malformed',
  severity: 'error',
  cause: 'server-host',
  means: 'Clients cannot read the port, or dial an impossible one.',
  decides:
    'A 229 that does not follow RFC 2428: three delimiters, a port from 1 to 65535, the delimiter again; or a 227 in answer to EPSV or a 229 to PASV, with which the transfer fails, or to a probe any 227 in answer to EPSV.',
  spares: 'Replies that were masked or cut.',
  fix: 'vsftpd does not send such a reply: look for a proxy or firewall that changes it. PASV avoids it.',
  metAt: { phase: 'passive-reply', place: 140 },
  judgedAt: { phase: 'passive-reply', place: 220 },
  advice: {
    any: 'No well-known server sends such a reply: look for a proxy or firewall that changes it. PASV avoids it.',
  },
  find: (view) => [
    ...answeredAsPasv(view),
    ...attempts(view)
      .filter(({ it }) => it.mode === 'EPSV' && it.endpoint !== null && !isMaskedReply(it.endpoint, view))
      .filter(
        ({ it }) =>
          it.endpoint?.port === null ||
          it.endpoint?.port === 0 ||
          it.endpoint?.problems.includes('epsv-bad') === true,
      )
      .map((one) =>
        portReport(one, { covers: one.it.notes, fix: whoReadsIt(one.it), ...otherCode(view, one.it) }),
      ),
  ],
};

const AS_PASV = { title: 'EPSV is answered like PASV' } as const;

const AS_EPSV =
  'Something on the way changes PASV into EPSV, as phones do that translate IPv4 into IPv6 (464XLAT): let the client use EPSV.';

/** A client that asked with EPSV looks for a 229. */
function answeredAsPasv(view: EvidenceView): readonly CheckReport[] {
  const asPasv = answers(view, ({ to, reply }) => to === 'EPSV' && reply.code === 227);
  // A probe reads it all the same, and so do few others.
  if (view.witness === 'probe')
    return fromAnswers(asPasv, { ...AS_PASV, ...(hasListed(view) ? { severity: 'warning' } : {}) });
  if (attempts(view).some(({ it }) => completed(it))) return [];
  return [
    ...fromAnswers(asPasv, AS_PASV),
    ...fromAnswers(
      answers(view, ({ to, reply }) => to === 'PASV' && reply.code === 229),
      { title: 'PASV is answered like EPSV', fix: { text: AS_EPSV } },
    ),
  ];
}
