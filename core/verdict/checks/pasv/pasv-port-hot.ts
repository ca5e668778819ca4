import { type Check, dialFailures, namedPorts, opened } from '../support/index.js';

/** Ports that devices on the way treat as another protocol's. */
const HOT: ReadonlyMap<number, string> = new Map([
  [1720, 'H.323'],
  [1723, 'PPTP'],
  [2000, 'SCCP'],
  [3128, 'web proxies'],
  [5060, 'SIP'],
  [5061, 'SIP'],
]);

export const pasvPortHot: Check = {
  id: 'PASV-PORT-HOT',
  title: 'A port that devices on the way treat specially',
  severity: 'information',
  cause: 'network',
  means:
    'Now and then one transfer fails for no visible reason: routers take the port for SIP, H.323 or PPTP.',
  decides: 'A passive port that well-known helpers inspect (1720, 1723, 2000, 3128, 5060, 5061).',
  spares: 'Where the port worked nothing is reported; where it was not tried, it is only worth knowing.',
  fix: 'Choose a passive range without it, for example 40000-40100.',
  settings: ['pasv_min_port', 'pasv_max_port'],
  metAt: { phase: 'data-connection', place: 50, asInformation: 90 },
  judgedAt: { phase: 'passive-reply', place: 240 },
  find: (view) =>
    namedPorts(view)
      .filter(({ port, it }) => HOT.has(port) && !opened(it))
      .map((one) => {
        const failed = dialFailures(one.it);
        const elsewhere = namedPorts(view).some((other) => other.port !== one.port && opened(other.it));
        const isCause = failed.length > 0 && elsewhere;
        return {
          evidence: `Port ${one.port} belongs to ${HOT.get(one.port) ?? ''}${isCause ? '; other ports of the same server opened' : ''}.`,
          severity: isCause ? 'warning' : 'information',
          covers: isCause ? failed.map(({ seen }) => seen) : [],
          at: one.it.endpoint?.at,
          key: `${one.port}`,
          fix: { config: { pasv_min_port: '40000', pasv_max_port: '40100' } },
        };
      }),
};
