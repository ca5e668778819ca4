import type { Attempt, CheckReport, EvidenceView } from '../support/index.js';
import { type Check, clientWords, isAccepted, isByPolicy, LAST_WORDS } from '../support/index.js';
import { noFreePort, passiveRefusalReports, passiveRefusals } from '../support/index.js';
import { isRefusedOverV6 } from './piece-of-ipv6.js';

export const pasvRefused: Check = {
  id: 'PASV-REFUSED',
  title: 'The server opens no port for data connections',
  severity: 'error',
  cause: 'server-host',
  means: 'Login works, and no listing and no transfer does.',
  decides:
    'PASV and EPSV, as far as they were tried, are refused, at least one of them by another code than a policy’s: 425, 451, 530 and the like; or, a warning, 530 comes in between ports that one session of a probe does get.',
  spares:
    'Both refused by 500, 502 or 550 (PASV-DISABLED); ports that are in use (PASV-RANGE-EXHAUSTED); one mode of two (EPSV-ONLY, EPSV-BROKEN).',
  fix: 'The server could not listen: look into its log. Most often its range of passive ports is empty or in use, the address to listen on is none of its own, or a limit on sockets or memory is met.',
  settings: ['pasv_min_port', 'pasv_max_port', 'pasv_address', 'listen_address'],
  metAt: { phase: 'passive-reply', place: 35 },
  judgedAt: { phase: 'passive-reply', place: 75 },
  find: (view) => {
    if (isAccepted(view, 'PASV') || isAccepted(view, 'EPSV')) return forgetsLogin(view);
    if (noFreePort(view).isOwnDoing) return [];
    const found = passiveRefusals(view).filter(
      ({ session, it }) =>
        it.refusal &&
        it.refusal.code !== 421 &&
        // Of a log: the login is what is missing (AUTH-REFUSED).
        !(view.witness === 'transcript' && it.refusal.code === 530 && !session.loggedIn) &&
        !LAST_WORDS.test(it.refusal.text) &&
        (view.witness === 'probe' || !isRefusedOverV6(session, it)),
    );
    if (found.length === 0)
      return clientWords(
        view,
        'passive-refused',
        ': PASV was refused, in words that it does not show',
        HIDDEN,
      );
    if (found.every(({ it }) => isByPolicy(it))) return [];
    // The one that is no policy tells more.
    return passiveRefusalReports(
      [...found].sort((a, b) => Number(isByPolicy(a.it)) - Number(isByPolicy(b.it))),
    );
  },
};

/** In one session ports are opened, refused for want of a login, and opened again. */
function forgetsLogin(view: EvidenceView): readonly CheckReport[] {
  if (view.witness !== 'probe') return [];
  const found = passiveRefusals(view, ({ refusal }) => refusal?.code === 530 || refusal?.code === 503).filter(
    ({ session: { attempts }, it }) => {
      const at = attempts.indexOf(it);
      const opened = ({ endpoint }: Attempt): boolean => endpoint !== null;
      return attempts.slice(0, at).some(opened) && attempts.slice(at).some(opened);
    },
  );
  return found.length < 2 ? [] : passiveRefusalReports(found, FORGETFUL);
}

const FORGETFUL = {
  title: 'The server forgets the login now and then',
  severity: 'warning',
  fitsAnyServer: true,
  fix: {
    text: 'Commands of one session seem to reach several servers: bind each client to one of them in the balancer (source affinity), or let control connections end at one server. Else look into the server’s log for what ends the login.',
  },
  settings: [],
} as const satisfies Omit<CheckReport, 'evidence'>;

const HIDDEN = {
  title: 'The server refuses passive mode',
  fix: {
    text: 'Repeat it with a client that shows the reply (wget -d, curl -v). A 500, 502 or 550 means that passive mode is switched off (pasv_enable, cmds_denied); a 425 that the server has no free port (pasv_min_port, pasv_max_port).',
    isGeneral: true,
  },
} as const satisfies Omit<CheckReport, 'evidence'>;
