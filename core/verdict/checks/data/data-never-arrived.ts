import type { Attempt, Check } from '../support/index.js';
import { attempts, duration, isActive, openRange, RANGE_ADVICE, transferName } from '../support/index.js';
import { quotedReply, said } from '../support/index.js';
import { isUnansweredTransfer } from './failed-dials.js';

export const dataNeverArrived: Check = {
  id: 'DATA-NEVER-ARRIVED',
  title: 'The server waited for the data connection in vain',
  severity: 'error',
  cause: 'server-firewall',
  means:
    'The client’s connection to the passive port never reached the server: it was dropped on the way, or went to another address.',
  decides:
    '425 after a passive reply; vsftpd says so when accept_timeout (60 s) is over. Or no answer at all to the transfer, while the data connection stands.',
  spares: '425 about the peer’s address (DATA-BAD-IP) or TLS; 425 "Use PORT or PASV first"; active mode.',
  fix: 'Open and forward the passive range, and check that the reply names an address the client can reach.',
  settings: ['pasv_min_port', 'pasv_max_port'],
  metAt: { phase: 'data-connection', place: 100 },
  judgedAt: { phase: 'data-connection', place: 180 },
  advice: { others: RANGE_ADVICE.others },
  find: (view) => {
    const found = attempts(view).filter(
      ({ it }) => (!isActive(it) && isNeverArrived(it)) || isUnansweredTransfer(it),
    );
    const first = found[0];
    if (!first) return null;
    const { final, endpoint } = first.it;
    const after = final?.durationMs === undefined ? '' : ` after ${duration(final.durationMs)}`;
    const answer = final ? `${quotedReply(final)}${after}` : `no answer to ${transferName(first.it)} in time`;
    return {
      evidence: `${endpoint ? `\`${said(endpoint)}\`; then ` : ''}${answer}.`,
      about: found.map(({ it }) => it.final ?? it.transfer ?? it),
      covers: found.flatMap(({ it }) => [
        ...it.notes,
        ...(it.transfer ? [it.transfer] : []),
        ...(it.tls ? [it.tls] : []),
      ]),
      at: final?.at,
      count: found.reduce((sum, { it }) => sum + 1 + it.repeats, 0),
      ...(isTakenOver(first.it)
        ? {
            title: 'The data connection was accepted on the way and never reached the server',
            cause: 'nat',
            fix: {
              text: 'A proxy, a balancer or a SYN protection in front of the server takes the connection and does not pass it on: let it forward the passive range to the server that answers the login, or leave that range to plain address translation.',
            },
          }
        : {
            fix: openRange(
              view,
              'Open the passive range on the server’s firewall and forward it on every NAT in between; check that the reply names an address the client can reach.',
            ),
          }),
    };
  },
};

/** The connect succeeded all the same. */
function isTakenOver(attempt: Attempt): boolean {
  return attempt.connects.some((c) => c.outcome === 'open');
}

/** 425 means that there is no data connection, in whatever words (RFC 959 section 4.2.2); pyftpdlib says 421. */
function isNeverArrived({ final }: Attempt): boolean {
  if (final?.code === 421) return /passive data channel timed out/i.test(final.text);
  return final?.code === 425 && !OTHERWISE.test(final.text);
}

/** No port was asked for; or a connection came, and something about it was not right. */
const OTHERWISE =
  /\b(?:use|send|issue|try)\b.{0,20}\b(?:PORT|PASV|EPSV)\b|\b(?:TLS|SSL)\b|security|certificate|encrypt|cannot assign requested address|EADDRNOTAVAIL/i;
