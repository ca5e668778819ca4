import type { Experiment, ExperimentContext, Moment } from './experiments/experiment.js';
import { EXPERIMENTS } from './experiments/table.js';

type Circumstances = Omit<ExperimentContext, 'moment'>;

/** One after another. */
export async function inTurn(moment: Moment, circumstances: Circumstances): Promise<void> {
  for (const experiment of due(moment, circumstances)) await experiment.run({ ...circumstances, moment });
}

export async function atOnce(moment: Moment, circumstances: Circumstances): Promise<void> {
  await Promise.all(
    due(moment, circumstances).map((experiment) => experiment.run({ ...circumstances, moment })),
  );
}

function due(moment: Moment, { run, facts }: Circumstances): readonly Experiment[] {
  const fitting = EXPERIMENTS.filter(
    ({ when, needsLogin }) => when.includes(moment) && (facts.loggedIn || needsLogin !== true),
  );
  return fitting.filter(({ id, isExtra, leavesUntested }) => {
    if (isExtra !== true || facts.plan.also.has(id)) return true;
    if (leavesUntested !== undefined) run.recorder.notTested(leavesUntested);
    return false;
  });
}
