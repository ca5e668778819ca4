import { type Check, noFreePort, passiveRefusalReports, RANGE_ADVICE, widerRange } from '../support/index.js';

/** With more ports than this it is the load that is unusual. */
const ENOUGH = 100;

export const pasvRangeExhausted: Check = {
  id: 'PASV-RANGE-EXHAUSTED',
  title: 'No passive port was free',
  severity: 'error',
  cause: 'load',
  means:
    'With several clients at once, some lose their session when they ask for a data connection; a moment later it works again.',
  decides:
    'PASV or EPSV is answered by `500 OOPS: vsf_sysutil_bind`, or by another server’s words for ports in use.',
  spares:
    'A probe’s own connections that hold all ports there are (PASV-FEW-PORTS). vsftpd draws at most nine ports at random, so it can fail before the range is full. The same words after LIST are about port 20.',
  fix: 'Widen the range between pasv_min_port and pasv_max_port: at least twice as many ports as simultaneous transfers. Open the new ports in the firewall too.',
  settings: ['pasv_min_port', 'pasv_max_port'],
  metAt: { phase: 'passive-reply', place: 30 },
  judgedAt: { phase: 'passive-reply', place: 30 },
  advice: {
    ...RANGE_ADVICE,
    proftpd: 'Widen `PassivePorts`, and open the new ports in the firewall too.',
    pureFtpd:
      'Widen `PassivePortRange`, and open the new ports in the firewall too. Pure-FTPd lets in half as many clients as it has ports.',
    others:
      'Widen the range of passive ports of {name} to at least twice the simultaneous transfers you expect, and open it in the firewall too.',
  },
  find: (view) => {
    const { refused, isOwnDoing } = noFreePort(view);
    if (isOwnDoing) return [];
    const range = view.config?.passiveRange();
    const more =
      range === undefined
        ? ''
        : ` The file allows ${range.size} ${range.size === 1 ? 'port' : 'ports'} (${range.low}-${range.high}).`;
    const fix = range && range.size < ENOUGH ? { fix: widerRange(view, range.low) } : {};
    return passiveRefusalReports(refused, fix).map((report) => ({
      ...report,
      evidence: report.evidence + more,
    }));
  },
};
