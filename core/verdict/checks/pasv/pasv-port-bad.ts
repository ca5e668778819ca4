import { type Check, dialFailures, namedPorts, portReport } from '../support/index.js';

export const pasvPortBad: Check = {
  id: 'PASV-PORT-BAD',
  title: 'The passive reply names an impossible port',
  severity: 'error',
  cause: 'server-host',
  means: 'No client can or will dial it.',
  decides: 'Port 0, or one below 1024.',
  fix: 'vsftpd never offers a port below 1024: a NAT or FTP helper on the way changed it. Forward a fixed range instead of relying on the helper.',
  metAt: { phase: 'passive-reply', place: 150 },
  judgedAt: { phase: 'passive-reply', place: 230 },
  advice: {
    any: 'A NAT or FTP helper on the way changed the port: forward a fixed range instead of relying on the helper.',
  },
  find: (view) =>
    namedPorts(view)
      .filter(({ port }) => port < 1024)
      .map((one) =>
        portReport(one, {
          covers: dialFailures(one.it).map(({ seen }) => seen),
          severity: one.port === 0 || dialFailures(one.it).length > 0 ? 'error' : 'warning',
        }),
      ),
};
