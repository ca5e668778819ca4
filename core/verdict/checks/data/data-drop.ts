import { type Check, type EvidenceView, isOuter, openRange, RANGE_ADVICE } from '../support/index.js';
import {
  type FailedDial,
  failedDialReports,
  failedDials,
  isAnsweredInPart,
  triedAlone,
} from './failed-dials.js';

/** Two lost SYNs prove little; after three seconds three of them got no answer. */
const THREE_SYNS_MS = 2900;

function isProof(found: readonly FailedDial[], { failure }: FailedDial): boolean {
  return failure.durationMs === undefined || failure.durationMs >= THREE_SYNS_MS || found.length > 1;
}

/** A library that says no more than that no data connection could be made. */
function isHidden({ witness }: EvidenceView, { outcome }: FailedDial['failure']): boolean {
  return witness === 'transcript' && outcome === 'failed';
}

export const dataDrop: Check = {
  id: 'DATA-DROP',
  title: 'The passive port does not answer',
  severity: 'error',
  cause: 'server-firewall',
  means:
    'Login works, and every listing or transfer hangs until the client gives up: a firewall drops the data connection.',
  decides:
    'No answer to the connect to the advertised port, with a working control connection: three attempts of the system (3 seconds), or a client’s own timeout before any data.',
  spares: 'One short timeout: a lost packet looks the same. A transfer that stalls after it began.',
  fix: 'Open the passive range on the server’s firewall, and forward it on every NAT in between.',
  settings: ['pasv_min_port', 'pasv_max_port'],
  metAt: { phase: 'data-connection', place: 70 },
  judgedAt: { phase: 'data-connection', place: 150 },
  advice: {
    ...RANGE_ADVICE,
    proftpd: `${RANGE_ADVICE.proftpd} Without it ProFTPD takes any port that the kernel gives, usually 32768-60999.`,
  },
  find: (view, explained) => {
    const silent = failedDials(
      view,
      explained,
      ({ failure }) => failure.outcome === 'timeout' || isHidden(view, failure),
    );
    const found = silent.filter((f) => isProof(silent, f));
    if (isAnsweredInPart(view, explained)) return [];
    const fix = openRange(
      view,
      'Open the passive range on the server’s firewall, and forward it on every NAT in between.',
    );
    const more = isOuter(found[0]?.session.peer) ? OWN_NETWORK : '';
    return failedDialReports(found, { fix: { ...fix, text: fix.text + more } }, triedAlone(view));
  },
};

const OWN_NETWORK =
  ' If that does not help, this computer’s own network may block outgoing high ports: try from another one, such as a phone’s.';
