import * as vscode from 'vscode';
import { hostPort } from '../../host-port.js';
import { knownConfigs } from '../../config/config-files.js';
import { askConfig } from './ask-config.js';
import { askPassword, askTls, askUser } from './ask-login.js';
import { askHost } from './ask-target.js';
import { TITLE, type KnownAnswers, type PlanDraft, type ProbePlan, type Sources } from './plan.js';

/** Asks for what is missing, with a way back; undefined where the user gave up. */
export async function askPlan(
  { target, config }: KnownAnswers,
  sources: Sources,
): Promise<ProbePlan | undefined> {
  const draft = draftOf({ target, config });
  // In a remote window looking through the workspace takes a moment: meanwhile the first questions are answered.
  const configs =
    config === undefined
      ? knownConfigs().then((all) => all.map(({ uri }) => vscode.Uri.parse(uri)))
      : Promise.resolve([]);
  const steps = [askHost(sources), askUser, askTls, askConfig(configs), askPassword(sources)];
  const asked: number[] = [];
  let at = 0;
  while (at < steps.length) {
    const step = steps[at];
    if (!step || !(await step.applies(draft))) {
      at++;
      continue;
    }
    const answer = await step.ask(draft, { title: titleOf(draft), hasWayBack: asked.length > 0 });
    if (answer === undefined) return undefined;
    if (answer === 'back') {
      at = asked.pop() ?? steps.length;
      continue;
    }
    asked.push(at);
    at++;
  }
  return planOf(draft);
}

function draftOf({ target, config }: KnownAnswers): PlanDraft {
  const given: PlanDraft['given'] = new Set();
  for (const part of ['host', 'user', 'tls'] as const) if (target[part] !== undefined) given.add(part);
  if (config !== undefined) given.add('config');
  return {
    host: target.host ?? '',
    port: target.port ?? 21,
    path: target.path,
    user: target.user ?? 'anonymous',
    tls: target.tls ?? 'auto',
    config: config ?? undefined,
    password: undefined,
    known: target,
    isConfigKnown: config !== undefined,
    given,
  };
}

function planOf({ host, port, path, user, tls, config, password }: PlanDraft): ProbePlan | undefined {
  if (host === '' || !password) return undefined;
  return { target: { host, port, user, tls, ...(path === undefined ? {} : { path }) }, config, password };
}

function titleOf({ host, port }: PlanDraft): string {
  return host === '' ? TITLE : `FTP: Probe ${hostPort(host, port)}`;
}
