import { completed, transferName, type Attempt } from '../view/attempt.js';
import type { Check, Explained, CheckReport } from '../check.js';
import { dataSettingOf } from '../config/data-setting.js';
import type { TlsSeen } from '../../events/observation.js';
import { duration, quote } from '../words/quote.js';
import { afterStall, stalledControl } from './data-transfer.js';
import { isCut } from './greeting.js';
import { answers, experiment, attempts, type EvidenceView, type Within } from '../view/view.js';
import { hostPort, quotedReply } from '../words/replies.js';
import type { AnswerHeard } from '../view/session.js';
import { SESSION } from '../session-names.js';

const REUSE =
  /session reuse required|not resumed|session (?:was )?not (?:been )?re-?used|must (?:re-?use|resume)|resum(?:e|ption) (?:is )?required/i;
const ENCRYPT =
  /data connections? must be encrypted|prot p (?:is )?required|this prot (?:setting|level)|protection level|must be protected|(?:encrypt(?:ed|ion)|ssl|tls) (?:is )?required|requires (?:ssl|tls)/i;

function refused(view: EvidenceView, wanted: (attempt: Attempt) => boolean): readonly Within<Attempt>[] {
  return attempts(view).filter(({ it }) => it.final !== null && it.final.code >= 400 && wanted(it));
}

function transferReports(
  found: readonly Within<Attempt>[],
  more: Omit<CheckReport, 'evidence'> = {},
): readonly CheckReport[] {
  const first = found[0]?.it;
  if (!first?.final) return [];
  return [
    {
      evidence: `${transferName(first)} was answered by ${quotedReply(first.final)}.`,
      about: found.map(({ it }) => it.final ?? it),
      covers: found.flatMap(({ session, it }) => [
        ...it.notes,
        ...(it.transfer ? [it.transfer] : []),
        ...(it.tls ? [it.tls] : []),
        ...(it.closed ? [it.closed] : []),
        ...(it.closed && session.closed ? [session.closed] : []),
      ]),
      at: first.final.at,
      count: found.reduce((sum, { it }) => sum + 1 + it.repeats, 0),
      ...more,
    },
  ];
}

/** ProFTPD has no other words for it: EPERM is the code that its TLS module gives for a session that is not resumed. */
const REUSE_BY_CODE = /unable to build data connection: operation not permitted/i;

function reuseRefused(view: EvidenceView): readonly Within<Attempt>[] {
  return refused(
    view,
    ({ final, secured }) =>
      REUSE.test(final?.text ?? '') || (secured && REUSE_BY_CODE.test(final?.text ?? '')),
  );
}

/** The experiment with lesser data connections, where it was made. */
function freshView(view: EvidenceView): EvidenceView {
  const fresh = experiment(view, SESSION.fresh);
  return { ...view, sessions: fresh ? [fresh] : [] };
}

const reuseBroken: Check = {
  id: 'TLS-REUSE-BROKEN',
  title: 'The server demands a resumed TLS session, and resuming fails',
  severity: 'error',
  cause: 'tls',
  means: 'Even clients that do everything right cannot open a data connection.',
  decides:
    'The client offered the control connection’s session, the handshake was a full one, and the server refused it.',
  spares: 'A client that did not offer one (TLS-REUSE-REQUIRED).',
  fix: 'Look at what ends the TLS session on the way (an inspecting proxy), and at the client: TLS 1.3 tickets are good for one use. Limiting the client to TLS 1.2 shows which.',
  settings: ['require_ssl_reuse'],
  find: (view) =>
    transferReports(
      reuseRefused(view).filter(({ it }) => it.tls?.offered === true && it.tls.reused === false),
    ).map((report) => ({
      ...report,
      evidence: `${report.evidence} The data connection had offered the session of the login, and the server began a new one.`,
    })),
};

const reuseRequired: Check = {
  id: 'TLS-REUSE-REQUIRED',
  title: 'Data connections must resume the TLS session of the login',
  severity: 'error',
  cause: 'client',
  means: 'Clients that cannot do so fail after 150: Python’s ftplib, old .NET, many SDKs.',
  decides:
    '522 or 425 whose text names session reuse; of ProFTPD "425 Unable to build data connection: Operation not permitted" under TLS.',
  spares:
    'Where a resumed transfer worked beside it, the server is as it should be, and this is only worth knowing.',
  fix: 'Use a client that resumes sessions: FileZilla, WinSCP, curl, lftp, or ftplib with a subclass that passes the session on. The check protects against stolen data connections: keep require_ssl_reuse=YES.',
  settings: ['require_ssl_reuse'],
  find: (view) => {
    const found = reuseRefused(view);
    const works = attempts(view).some(({ it }) => it.tls?.reused === true && completed(it));
    if (found.length > 0) return transferReports(found, works ? { severity: 'information' } : {});
    return transferReports(reuseRefused(freshView(view)), { severity: 'information' }).map((report) => ({
      ...report,
      evidence: `On a data connection that did not resume it, ${report.evidence}`,
    }));
  },
};

const dataRequired: Check = {
  id: 'TLS-DATA-REQUIRED',
  title: 'The server wants encrypted data connections',
  severity: 'error',
  cause: 'client',
  means:
    'The client logged in and left its data connections in clear, so that it can neither list nor transfer.',
  decides: '522 (or 521, 534, 536) that asks for encrypted data connections.',
  fix: 'Let the client send PBSZ 0 and PROT P: lftp `set ftp:ssl-protect-data true`, curl `--ssl-reqd`, ftplib `prot_p()`.',
  settings: ['force_local_data_ssl', 'force_anon_data_ssl'],
  find: (view) => {
    const found = refused(
      view,
      ({ final }) =>
        final !== null &&
        [521, 522, 534, 536].includes(final.code) &&
        ENCRYPT.test(final.text) &&
        !REUSE.test(final.text),
    );
    if (found[0]?.it.secured !== false) return transferReports(found);
    const title = 'The server wants encrypted data connections, and the session is in clear';
    const text =
      'Set the client to explicit TLS (FTPES, AUTH TLS) on the same port: without it no data connection can be encrypted.';
    return transferReports(found, { title, fix: { text }, fitsAnyServer: true });
  },
};

const dataClear: Check = {
  id: 'TLS-DATA-CLEAR',
  title: 'Files may travel in clear although the login is encrypted',
  severity: 'warning',
  cause: 'server-config',
  means: 'A client that forgets PROT P sends and receives files that anybody on the way can read.',
  decides: 'Under TLS, PROT C was accepted or PROT P refused, and a transfer without TLS succeeded.',
  spares: 'Transcripts in which the client sent no PROT at all are the client’s choice.',
  fix: 'Set force_local_data_ssl=YES (and force_anon_data_ssl=YES for anonymous users and for guests).',
  settings: ['force_local_data_ssl', 'force_anon_data_ssl'],
  find: (view) => {
    const sessions = [...view.sessions, ...freshView(view).sessions].filter((session) =>
      session.attempts.some((a) => a.secured && a.tls === null && completed(a)),
    );
    const level = (wanted: (answer: AnswerHeard) => boolean): Within<AnswerHeard> | undefined =>
      answers({ ...view, sessions }, (one) => one.secured && one.to === 'PROT' && wanted(one))[0];
    const none = level(({ reply, argument }) => reply.code >= 500 && /^P$/i.test(argument ?? ''));
    const clear = level(({ reply, argument }) => reply.code === 200 && /^C$/i.test(argument ?? ''));
    const { it } = none ?? clear ?? {};
    if (!it) return [];
    return [
      {
        ...(none ? { title: 'Files travel in clear although the login is encrypted' } : {}),
        evidence: `PROT ${none ? 'P' : 'C'} was answered by ${quotedReply(it.reply)}, and a transfer in clear succeeded.`,
        at: it.reply.at,
        fix: { config: { [dataSettingOf(view.config)]: 'YES' } },
      },
    ];
  },
};

const stall: Check = {
  id: 'DATA-TLS-STALL',
  title: 'TLS on the data connection does not come about',
  severity: 'error',
  cause: 'network',
  means: 'The data connection opens, and the transfer hangs before its first byte.',
  decides:
    'The TCP connect succeeded and the TLS handshake on it got no answer or broke off; or the handshake on the control connection got none.',
  spares: 'Where the server said why (session reuse, an OOPS), that is the cause.',
  fix: 'Another machine or an inspecting device may answer the data port, or large packets get lost (see DATA-MTU). Compare with a client inside the server’s network.',
  find: (view, explained) => [
    ...brokenOff(view, explained),
    ...stalledControl(view)
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
  ],
};

/** On the control connection: it ended in the middle of the handshake, and no check before knows why. */
function brokenOff(view: EvidenceView, explained: Explained): readonly CheckReport[] {
  if (view.witness !== 'probe') return [];
  return view.sessions
    .flatMap((session) =>
      session.tls.filter((it) => isCut(it) && !explained(it)).map((it) => ({ session, it })),
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

/** TLS on data connections. */
export const TLS_DATA: readonly Check[] = [reuseBroken, reuseRequired, dataRequired, dataClear, stall];
