import type { Check } from '../support/index.js';
import { aftermath, listed, noFreePort, quotedReply, RANGE_ADVICE, widerRange } from '../support/index.js';
import { namedPorts } from '../support/index.js';

export const pasvFewPorts: Check = {
  id: 'PASV-FEW-PORTS',
  title: 'Very few passive ports',
  severity: 'information',
  cause: 'server-config',
  means:
    'Each running transfer holds one port; as many clients as ports can transfer at once, and the next session dies.',
  decides:
    'Many samples, and only a quarter as many ports or fewer; or none was free while a few connections asked.',
  spares: 'Few samples.',
  fix: 'Widen the range between pasv_min_port and pasv_max_port to at least twice the simultaneous transfers you expect, and open it.',
  settings: ['pasv_min_port', 'pasv_max_port'],
  metAt: { phase: 'later', place: 50, asInformation: 100 },
  judgedAt: { phase: 'passive-reply', place: 260 },
  advice: {
    ...RANGE_ADVICE,
    proftpd: 'Widen `PassivePorts` to at least twice the simultaneous transfers you expect, and open it.',
    pureFtpd:
      'Widen `PassivePortRange` to at least twice the simultaneous transfers you expect, and open it.',
    others:
      'Widen the range of passive ports of {name} to at least twice the simultaneous transfers you expect, and open it in the firewall too.',
  },
  find: (view) => {
    const seen = namedPorts(view).map(({ port }) => port);
    const distinct = [...new Set(seen)];
    const { refused, isOwnDoing } = noFreePort(view);
    const ownShortage = isOwnDoing ? refused : [];
    const areFew = seen.length >= 8 && distinct.length <= seen.length / 4;
    if (view.witness !== 'probe' || (!areFew && ownShortage.length === 0)) return null;
    const samples = `${seen.length} samples, ${distinct.length === 1 ? 'one port' : `${distinct.length} ports`}: ${listed(distinct)}.`;
    const first = ownShortage[0]?.it;
    return {
      evidence: first?.refusal
        ? `${samples} While this probe’s own connections held them (and others perhaps the rest), ${first.mode ?? 'PASV'} was answered by ${quotedReply(first.refusal)}.`
        : samples,
      covers: ownShortage.flatMap(({ session, it }) => [
        ...(it.refusal ? [it.refusal] : []),
        ...it.notes,
        ...(it.closed ? [it.closed] : []),
        ...aftermath(session),
      ]),
      fix: widerRange(view, Math.min(...distinct)),
    };
  },
};
