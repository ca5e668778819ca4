import {
  type Check,
  isAccepted,
  isByPolicy,
  passiveRefusalReports,
  passiveRefusals,
} from '../support/index.js';
import { isRefusedOverV6 } from './piece-of-ipv6.js';

export const pasvDisabled: Check = {
  id: 'PASV-DISABLED',
  title: 'Passive mode is switched off on the server',
  severity: 'error',
  cause: 'server-config',
  means: 'Only active mode is left, which fails for nearly every client behind a firewall or NAT.',
  decides: 'PASV is refused by policy (550, 502, 500), and EPSV too where it was tried.',
  spares:
    'Refusals after EPSV ALL, which the standard asks for; EPSV alone refused (EPSV-UNSUPPORTED); PASV alone refused (EPSV-ONLY).',
  fix: 'Set pasv_enable=YES, and take PASV and EPSV out of cmds_denied (or add them to cmds_allowed). Restart vsftpd.',
  settings: ['pasv_enable', 'cmds_denied', 'cmds_allowed'],
  metAt: { phase: 'passive-reply', place: 10 },
  judgedAt: { phase: 'passive-reply', place: 40 },
  advice: {
    proftpd: 'Look for `<Limit PASV EPSV>` with `DenyAll` in proftpd.conf.',
    pureFtpd:
      'Take `NATmode` (the option -N) away, which leaves active mode only. Where it is not set, a proxy or firewall in between refuses passive mode.',
    any: 'See which commands {name} is told to deny, and look for a proxy or firewall that refuses passive mode.',
  },
  find: (view) => {
    if (isAccepted(view, 'PASV') || isAccepted(view, 'EPSV')) return [];
    const found = passiveRefusals(view, isByPolicy).filter(
      ({ session, it }) => view.witness === 'probe' || !isRefusedOverV6(session, it),
    );
    return found.some(({ it }) => it.mode === 'PASV')
      ? passiveRefusalReports(found, { fix: { config: { pasv_enable: 'YES' } } })
      : [];
  },
};
