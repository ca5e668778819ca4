import type { Check } from '../support/index.js';
import { ADDRESS_DRIFT, PASSIVE_DRIFTS } from '../../drift/passive.js';
import { BANNER_DRIFT, SESSION_DRIFTS } from '../../drift/session.js';
import { TLS_DRIFTS, TLS_OFFERED } from '../../drift/tls.js';

/** A log may be older than the file, and its client chose what to send: only this much can be told from it. */
const IN_LOGS = [ADDRESS_DRIFT, BANNER_DRIFT, TLS_OFFERED];

const IN_PROBES = [
  ADDRESS_DRIFT,
  ...PASSIVE_DRIFTS,
  TLS_OFFERED,
  ...TLS_DRIFTS,
  BANNER_DRIFT,
  ...SESSION_DRIFTS,
];

export const confDrift: Check = {
  id: 'CONF-DRIFT',
  title: 'The running server does not follow this file',
  severity: 'warning',
  cause: 'server-config',
  means:
    'Changes in this file have no effect: the daemon was not restarted, reads another file, or another instance answers.',
  decides:
    'Address, passive range and modes, greeting, TLS, time limits, listener, port or logins on the wire differ from the file.',
  spares:
    '0,0,0,0 instead of pasv_address is a fault of the listener (PASV-ADDR-ZERO), not another file. With pasv_addr_resolve the address is not known, with user_config_dir not what a user’s own file sets, and behind NAT not the port.',
  fix: 'Restart vsftpd, and compare the file on its command line with this one. Several instances may run, each with its own file.',
  metAt: { phase: 'later', place: 60 },
  judgedAt: { phase: 'afterwards', place: 30 },
  find: (view) => {
    const { config } = view;
    const checks = view.witness === 'probe' ? IN_PROBES : IN_LOGS;
    const found = config ? checks.flatMap((check) => check(view, config)) : [];
    return found.length === 0
      ? null
      : {
          evidence: `In the file ${found.map(({ words }) => words).join('; ')}.`,
          settings: found.flatMap(({ settings }) => settings),
          fix: { commands: ['systemctl restart vsftpd', 'ps -o args= -C vsftpd'] },
        };
  },
};
