import type { Attempt, Check, CheckReport, EvidenceView, Explained, TlsSeen } from '../support/index.js';
import { attempts, duration, experiment, hostPort, quote, quotedReply, SESSION } from '../support/index.js';
import { afterStall, isCutHandshake, stalledControlHandshakes, transferReports } from '../support/index.js';

export const dataTlsStall: Check = {
  id: 'DATA-TLS-STALL',
  title: 'The TLS handshake on the data connection fails',
  severity: 'error',
  cause: 'network',
  means: 'The data connection opens, and the transfer hangs before its first byte.',
  decides:
    'The TCP connect succeeded and the TLS handshake on it got no answer, broke off or met plain text; or the handshake on the control connection got none.',
  spares: 'Where the server said why (session reuse, an OOPS), that is the cause.',
  fix: 'Another machine or an inspecting device may answer the data port, or large packets get lost (see DATA-MTU). Compare with a client inside the server’s network.',
  metAt: { phase: 'transfer', place: 40 },
  judgedAt: { phase: 'data-connection', place: 80 },
  find: (view, explained) => [
    ...brokenOff(view, explained),
    ...stalledControlHandshakes(view)
      .filter(() => !smallTls(view).some(({ outcome }) => outcome === 'failed'))
      .slice(0, 1)
      .map(({ session, it }) => ({
        title: 'The TLS handshake gets no answer',
        fitsAnyServer: true,
        evidence: `The greeting and ${quotedReply(session.answers.at(-1)?.reply ?? { code: 234, text: '' })} came; then no answer to the TLS handshake${smallTls(view).length > 0 ? ', nor to one that can only be refused' : ''}.`,
        about: [it],
        covers: afterStall(session),
        fix: {
          text: 'Look into the server’s log: its TLS may hang where it reads keys or random numbers. A device on the way that inspects TLS and drops what it does not like looks the same: compare with a client inside the server’s network.',
        },
      })),
    ...attempts(view)
      .filter(
        ({ it }) => it.tls !== null && it.tls.outcome !== 'established' && it.tls.plainText === undefined,
      )
      .map(({ it }) => ({
        evidence: `TLS on the data connection${portOf(it)} ${it.tls?.outcome === 'stalled' ? 'got no answer' : 'failed'}${it.tls?.error === undefined ? '' : `: \`${quote(it.tls.error)}\``}.`,
        about: it.tls ? [it.tls] : [],
        covers: [
          ...it.notes,
          ...(it.transfer ? [it.transfer] : []),
          ...(it.final && it.final.code >= 400 ? [it.final] : []),
        ],
        at: it.tls?.at,
        count: 1 + it.repeats,
      })),
    ...inClear(view, explained),
  ],
};

/** PROT P was accepted, and what comes on the data connection is no TLS, nor a complaint that a check before knows. */
function inClear(view: EvidenceView, explained: Explained): readonly CheckReport[] {
  const found = attempts(view).filter(
    ({ it }) => it.secured && it.tls?.plainText !== undefined && !explained(it.tls),
  );
  return transferReports(
    found,
    ({ tls }) =>
      `PROT P was accepted, and the data connection begins in clear: \`${quote(tls?.plainText ?? '', 80)}\`.`,
    {
      title: 'The server sends in clear what it promised to encrypt',
      cause: 'server-host',
      fitsAnyServer: true,
      about: found.map(({ it }) => it.tls ?? it),
      covers: found.flatMap(({ it }) => [
        ...it.notes,
        ...(it.transfer ? [it.transfer] : []),
        ...(it.final ? [it.final] : []),
      ]),
      fix: {
        text: 'TLS reaches as far as the control connection. Look for a proxy or TLS terminator that speaks FTP and forwards data connections as they are, and for the server’s setting for encrypted data connections; update the server if it has none.',
      },
    },
  );
}

/** On the control connection: it ended in the middle of the handshake, and no check before knows why. */
function brokenOff(view: EvidenceView, explained: Explained): readonly CheckReport[] {
  if (view.witness !== 'probe') return [];
  return view.sessions
    .flatMap((session) =>
      session.tls.filter((it) => isCutHandshake(it) && !explained(it)).map((it) => ({ session, it })),
    )
    .slice(0, 1)
    .map(({ session, it }) => ({
      title: 'The TLS handshake breaks off',
      fitsAnyServer: true,
      evidence: `${it.mode === 'implicit' ? 'The port is open' : 'The server was ready for TLS'}, and then the connection ended: \`${quote(it.error ?? '')}\`.`,
      about: [it],
      covers: afterStall(session),
      fix: {
        text: 'Look into the server’s log: its process may have died, or it may lack its certificate or key. A device on the way that inspects TLS, or bans this computer, cuts connections too: compare with a client inside the server’s network.',
      },
    }));
}

/** The handshake that can only be refused, where it was tried. */
function smallTls(view: EvidenceView): readonly TlsSeen[] {
  return experiment(view, SESSION.smallTls)?.tls ?? [];
}

/** ` to 198.51.100.20:40000, which had opened after 50 ms,` */
function portOf({ connects }: Attempt): string {
  const open = connects.find(({ outcome }) => outcome === 'open');
  if (!open) return '';
  const time = open.durationMs === undefined ? '' : ` after ${duration(open.durationMs)}`;
  return ` to ${hostPort(open.host, open.port)}, which had opened${time},`;
}
