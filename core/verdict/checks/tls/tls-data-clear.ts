import type { AnswerHeard, Check, Within } from '../support/index.js';
import { answers, completed, PURE_FTPD_HOW, quotedReply } from '../support/index.js';
import { dataSettingOf } from '../../config/data-setting.js';
import { freshView } from './fresh-view.js';

export const tlsDataClear: Check = {
  id: 'TLS-DATA-CLEAR',
  title: 'Files may travel in clear although the login is encrypted',
  severity: 'warning',
  cause: 'server-config',
  means: 'A client that forgets PROT P sends and receives files that anyone on the way can read.',
  decides: 'Under TLS, PROT C was accepted or PROT P refused, and a transfer without TLS succeeded.',
  spares:
    'Where a probe’s own data connection was protected, as PROT P asked, this is only worth knowing. Transcripts in which the client sent no PROT at all are the client’s choice.',
  fix: 'Set force_local_data_ssl=YES (and force_anon_data_ssl=YES for anonymous users and for guests).',
  settings: ['force_local_data_ssl', 'force_anon_data_ssl'],
  metAt: { phase: 'protection', place: 50, asInformation: 45 },
  judgedAt: { phase: 'data-connection', place: 70 },
  advice: {
    proftpd: 'Set `TLSRequired on`: it covers the data connection too, which `ctrl` and `auth` leave out.',
    pureFtpd: `Set \`TLS 3\`, which demands TLS on the data connection too${PURE_FTPD_HOW}`,
  },
  find: (view) => {
    const sessions = [...view.sessions, ...freshView(view).sessions].filter((session) =>
      session.attempts.some((a) => a.secured && a.tls === null && completed(a)),
    );
    const level = (wanted: (answer: AnswerHeard) => boolean): Within<AnswerHeard> | undefined =>
      answers({ ...view, sessions }, (one) => one.secured && one.to === 'PROT' && wanted(one))[0];
    const none = level(({ reply, argument }) => reply.code >= 400 && /^P$/i.test(argument ?? ''));
    const clear = level(({ reply, argument }) => reply.code === 200 && /^C$/i.test(argument ?? ''));
    const { it } = none ?? clear ?? {};
    if (!it) return null;
    return {
      ...(none ? { title: 'Files travel in clear although the login is encrypted' } : {}),
      ...(!none && view.witness === 'probe' ? { severity: 'information' } : {}),
      evidence: `PROT ${none ? 'P' : 'C'} was answered by ${quotedReply(it.reply)}, and a transfer in clear succeeded.`,
      at: it.reply.at,
      fix: { config: { [dataSettingOf(view.config)]: 'YES' } },
    };
  },
};
