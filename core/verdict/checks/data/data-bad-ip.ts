import {
  type NoteSeen,
  type Check,
  type CheckReport,
  transferName,
  attempts,
  type EvidenceView,
  said,
  PEER_ADVICE,
  quote,
} from '../support/index.js';
import { isSeen } from '../../products/index.js';
import { PURE_FTPD } from '../../products/pure-ftpd.js';
import { isUnansweredTransfer } from './failed-dials.js';
import { refusedPeerReports, refusedPeers } from './other-peer.js';

export const dataBadIp: Check = {
  id: 'DATA-BAD-IP',
  title: 'The data connection came from another address than the login',
  severity: 'error',
  cause: 'nat',
  means:
    'The server refuses it, so that no one can steal a transfer. The client has two outer addresses, or a NAT before the server hides them.',
  decides:
    '`425 Security: Bad IP connecting` (ProFTPD: `425 Unable to build data connection: Permission denied`) although the connect succeeded; or the server closes the connection that it took, and waits for another.',
  spares: 'A single one among successes (DATA-STOLEN).',
  fix: 'Make both connections arrive from one address: pin the client to one uplink, and on the server’s side avoid source NAT (Docker’s userland proxy, Kubernetes without externalTrafficPolicy: Local). Keep the check on.',
  settings: ['pasv_promiscuous'],
  metAt: { phase: 'data-connection', place: 140 },
  judgedAt: { phase: 'data-connection', place: 30 },
  advice: PEER_ADVICE,
  find: (view) =>
    [...refusedPeerReports(refusedPeers(view)), ...droppedUnheard(view), ...saidInLog(view)].slice(0, 1),
};

/** Pure-FTPd closes a connection from another address without a word, and goes on waiting for the right one. */
function droppedUnheard(view: EvidenceView): readonly CheckReport[] {
  if (!isSeen(PURE_FTPD, view)) return [];
  const found = attempts(view).filter(({ it }) => isUnansweredTransfer(it) && it.notes.some(isClosed));
  const first = found[0]?.it;
  if (!first) return [];
  return [
    {
      evidence: `${first.endpoint ? `\`${said(first.endpoint)}\`; t` : 'T'}he port took the connection and closed it, and nothing came in answer to ${transferName(first)}.`,
      about: found.map(({ it }) => it.transfer ?? it),
      covers: found.flatMap(({ session, it }) => [
        ...it.notes,
        ...session.notes,
        ...(it.tls ? [it.tls] : []),
      ]),
      count: found.length,
    },
  ];
}

/** Logs of servers, and libraries that make the same test, have the words. */
function saidInLog(view: EvidenceView): readonly CheckReport[] {
  return view.sessions
    .flatMap(({ notes, attempts: tried }) => [...notes, ...tried.flatMap((attempt) => attempt.notes)])
    .filter(({ note, text }) => note === 'address-mismatch' && FROM_OTHER.test(text))
    .slice(0, 1)
    .map((note) => ({
      evidence: `The log says: \`${quote(note.text)}\`.`,
      covers: [note],
      at: note.at,
    }));
}

const FROM_OTHER = /SECURITY VIOLATION|does not match control|not same as server/;

function isClosed({ note }: NoteSeen): boolean {
  return note === 'connection-closed' || note === 'connection-reset';
}
