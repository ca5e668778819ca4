import {
  type Attempt,
  attempts,
  type Check,
  isMaskedReply,
  otherCode,
  portReport,
  whoReadsIt,
} from '../support/index.js';
import { isPieceOfIpv6 } from './piece-of-ipv6.js';

export const pasvUnparsable: Check = {
  id: 'PASV-UNPARSABLE',
  title: 'The passive reply cannot be read',
  severity: 'error',
  cause: 'server-host',
  means: 'Most clients give up on such a 227.',
  decides: 'A 227 without six numbers from 0 to 255, with commas between them.',
  spares: 'Replies that the writer of a log masked or cut; over IPv6 it is PASV-OVER-V6.',
  fix: 'vsftpd does not send such a reply: look for a proxy or firewall that changes it. EPSV avoids it.',
  metAt: { phase: 'passive-reply', place: 130 },
  judgedAt: { phase: 'passive-reply', place: 200 },
  advice: {
    any: 'No well-known server sends such a reply: look for a proxy or firewall that changes it. EPSV avoids it.',
  },
  find: (view) =>
    attempts(view)
      .filter(
        ({ it }) =>
          it.mode === 'PASV' && it.endpoint !== null && (!isMaskedReply(it.endpoint, view) || isSaid(it)),
      )
      .filter(
        ({ it: { endpoint } }) =>
          endpoint?.port === null ||
          endpoint?.host === null ||
          endpoint?.problems.includes('pasv-unparsable') === true ||
          // What a log may have lost, the server of a probe has not sent.
          (view.witness === 'probe' && endpoint?.problems.includes('truncated') === true),
      )
      .filter(({ session, it }) => !isPieceOfIpv6(session, it))
      .map((one) =>
        portReport(one, { covers: one.it.notes, fix: whoReadsIt(one.it), ...otherCode(view, one.it) }),
      ),
};

/** The client could not read it either: no one shortened it afterwards. */
function isSaid({ notes }: Attempt): boolean {
  return notes.some(({ text }) =>
    /interpret the 227|227 response|PASV response|parse (?:PASV|passive)/i.test(text),
  );
}
