import { type Check, LEAST_SAMPLES, namedPorts, narrowRange, RANGE_ADVICE } from '../support/index.js';

/** A spread beyond this proves that no narrow range is set, however few the samples. */
const VERY_WIDE = 20000;

export const pasvRangeWide: Check = {
  id: 'PASV-RANGE-WIDE',
  title: 'The passive range is very wide',
  severity: 'information',
  cause: 'server-config',
  means: 'No firewall can be kept narrow for it.',
  decides: 'The ports seen lie more than 20000 apart, so the range is at least that wide.',
  spares: 'Fewer samples than six.',
  fix: 'Set pasv_min_port and pasv_max_port to a narrow range and open only that.',
  settings: ['pasv_min_port', 'pasv_max_port'],
  metAt: { phase: 'later', place: 90, asInformation: 190 },
  judgedAt: { phase: 'passive-reply', place: 250 },
  advice: RANGE_ADVICE,
  find: (view) => {
    const seen = namedPorts(view).map(({ port }) => port);
    if (view.witness !== 'probe' || seen.length < LEAST_SAMPLES) return null;
    const [low, high] = [Math.min(...seen), Math.max(...seen)];
    if (high - low <= VERY_WIDE) return null;
    return {
      evidence: `${seen.length} samples between ${low} and ${high}.`,
      fix: narrowRange(view),
    };
  },
};
