import { TLS_CHOICES } from '../../probe/tls-choice.js';
import {
  certificateQuestion,
  comparedFiles,
  difference,
  finding,
  observations,
  report,
  runRecord,
  span,
  step,
  time,
  vantage,
} from '../probe/report-readers.js';
import {
  flag,
  isRecord,
  list,
  oneOf,
  orNull,
  shape,
  text,
  Unreadable,
  type Reader,
} from '../probe/untrusted.js';
import { keptPath } from '../probe/kept-path.js';
import type { PanelState, ShownRun } from './state.js';

/** State that a reload of the window kept; undefined where it is not ours. */
export function readKeptState(state: unknown): PanelState | undefined {
  try {
    return isRecord(state) ? read(state) : undefined;
  } catch (error) {
    if (error instanceof Unreadable) return undefined;
    throw error;
  }
}

const name = text(300);

const shownRun: Reader<Omit<ShownRun, 'path'>> = shape<Omit<ShownRun, 'path'>>({
  report,
  observations,
  at: time,
  user: name,
  tls: oneOf(...TLS_CHOICES),
  vantage,
  expected: orNull(span),
  config: orNull(name),
  files: orNull(comparedFiles),
  history: list(runRecord, 10),
  difference: orNull(difference),
  certificate: orNull(certificateQuestion),
  isSaved: flag,
});

function read(state: Record<string, unknown>): PanelState {
  const target = name(state['target']);
  switch (state['kind']) {
    case 'done': {
      const run = shownRun(state['run']);
      return { kind: 'done', target, run: { ...run, path: keptPath(run) } };
    }
    case 'log':
      return {
        kind: 'log',
        target,
        uri: text(4000)(state['uri']),
        findings: list(finding, 50)(state['findings']),
        notTested: list(text(), 100)(state['notTested']),
      };
    case 'stopped':
    case 'running': {
      const steps = list(step, 200)(state['steps']);
      // A probe does not survive the reload.
      const reason =
        state['kind'] === 'stopped' ? text(1000)(state['reason']) : 'The window was closed while it ran.';
      return { kind: 'stopped', target, steps, reason };
    }
    default:
      throw new Unreadable('a state of the panel');
  }
}
