import * as v from 'valibot';
import { count, list, name, readOr, shape, text, words } from '../../core/events/bounded.js';
import { savedFinding } from '../../core/events/finding.js';
import { probeStep } from '../../core/events/report.js';
import { withComputed } from '../probe/kept-path.js';
import { keptRun } from './shown-run.js';
import type { PanelState } from './state.js';
import { t } from '../l10n.js';

const steps = list(probeStep, 200);

const keptState = v.variant('kind', [
  shape({ kind: v.literal('done'), target: name, run: keptRun }),
  shape({
    kind: v.literal('log'),
    target: name,
    uri: words,
    findings: list(shape({ ...savedFinding.entries, filter: v.exactOptional(words) }), 50),
    meaning: words,
    notTested: list(words, 100),
    switchedOff: v.exactOptional(count),
    understood: shape({ lines: count, used: count, completedTransfers: count }),
    story: v.nullable(list(words, 2000)),
  }),
  shape({ kind: v.literal('stopped'), target: name, steps, reason: text(1000) }),
  shape({ kind: v.literal('running'), target: name, steps }),
]);

/** State that a reload of the window kept; undefined where it is not ours. */
export function readKeptState(state: unknown): PanelState | undefined {
  const kept = readOr(keptState, state, undefined);
  switch (kept?.kind) {
    case 'done':
      return { ...kept, run: withComputed(kept.run) };
    case 'running':
      // A probe does not survive the reload.
      return { ...kept, kind: 'stopped', reason: t('The window was closed while it ran.') };
    case 'log':
    case 'stopped':
    case undefined:
      return kept;
  }
}
