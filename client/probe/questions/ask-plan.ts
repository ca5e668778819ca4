import * as vscode from 'vscode';
import { findPassword } from './ask-login.js';
import { askTarget, askWayOn, type ChosenTarget } from './ask-target.js';
import type { KnownAnswers, ProbePlan, Sources } from './plan.js';
import { boxText } from './target-choices.js';

/** One box, and a masked one for a password that is not stored; undefined where the user gave up. */
export async function askPlan(known: KnownAnswers, sources: Sources): Promise<ProbePlan | undefined> {
  let { text } = known;
  let chosen: ChosenTarget | undefined = known.target && {
    target: known.target,
    config: known.config?.toString(),
  };
  for (;;) {
    chosen ??= await askTarget(text, known.config, sources);
    if (!chosen) return undefined;
    const { target, config } = chosen;
    const answer = await findPassword(target, sources);
    if (answer === undefined) return undefined;
    if (answer !== 'back')
      return {
        target,
        config: config === undefined ? undefined : vscode.Uri.parse(config),
        password: answer.value,
      };
    text = boxText(target);
    const way = await askWayOn(text);
    if (way === undefined || way === 'back') return undefined;
    if (way.value === 'change') chosen = undefined;
  }
}
