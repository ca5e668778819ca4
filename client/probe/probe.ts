import * as vscode from 'vscode';
import { chosenBuild } from '../config/chosen-build.js';
import { knownConfigs, shortName } from '../config/config-files.js';
import { isServersOwn } from '../config/restart-command.js';
import type { PanelState } from '../panel/state.js';
import { ago, verdictOf } from '../panel/words.js';
import { hostPort } from '../host-port.js';
import { nameOf } from '../passwords.js';
import { KeptReports } from './kept-reports.js';
import { lastVerdicts } from './last-verdicts.js';
import { showSaved } from './open-report.js';
import { askPlan } from './questions/ask-plan.js';
import { changePlan } from './questions/change-plan.js';
import type { KnownAnswers, ProbePlan, Sources } from './questions/plan.js';
import { boxText, type ConfigServer } from './questions/target-choices.js';
import { ProbeMarks } from './probe-marks.js';
import { ProbeSession } from './probe-session.js';
import { modelOf, targetFrom, targetFromConfig, type LoginTarget } from './probe-target.js';
import { RememberedTargets, type RememberedTarget } from './remembered-targets.js';
import { RunHistory } from './run-history.js';
import { configAtHand } from './run-view.js';
import { savedServers } from './saved-servers-at-hand.js';
import type { Services } from '../services.js';
import { later, t } from '../l10n.js';

/** The panel of live probes, if any: one is enough, and a second probe takes it over. */
let current: ProbeSession | undefined;
let marks: ProbeMarks | undefined;

/** FTP: Probe Server. A URL or `host:port` can be handed in. */
export async function probeServer(services: Services, preset: unknown): Promise<void> {
  const target = typeof preset === 'string' ? (targetFrom(preset) ?? {}) : {};
  await begin(services, rememberedAs(services, target) ?? { text: boxText(target) });
}

/** FTP: Probe This Config's Server. */
export async function probeConfig(services: Services, given: unknown): Promise<void> {
  const uri = given instanceof vscode.Uri ? given : vscode.window.activeTextEditor?.document.uri;
  if (!uri) return;
  const before = targetsOf(services)
    .all()
    .find((one) => one.config === uri.toString());
  const here = isServersOwn(vscode.env.remoteName, uri) ? { host: '127.0.0.1' } : {};
  const target = before ?? { ...here, ...targetFromConfig((await configAtHand(uri)).model) };
  const known = { text: boxText(target), config: uri };
  // What was wrong the last time can be put right in the box.
  await begin(services, before && hasAnswered(services, before) ? { ...known, target: before } : known);
}

/** FTP: Probe Server Again. */
export async function probeAgain(services: Services): Promise<void> {
  if (await current?.repeat()) return;
  const [last] = targetsOf(services).all();
  await begin(services, last ? asBefore(last) : { text: '' });
}

export function cancelProbe(): void {
  current?.cancel();
}

/**
 * FTP: Show the Last Report. Of the server of a config, where one is handed in, else of the server that was probed last;
 * it need not be open any more.
 */
export async function showReport(services: Services, config?: unknown): Promise<void> {
  const uri = config instanceof vscode.Uri ? config.toString() : undefined;
  const last = lastVerdicts(services.context.globalState).find(
    (one) => uri === undefined || one.config === uri,
  );
  if (!last || current?.shows(last) === true) {
    current?.reveal();
    return;
  }
  const run = await new KeptReports(services.context).open(last.account, last.at);
  if (!run) void vscode.window.showInformationMessage(t('This report is not kept any more: probe again.'));
  else if (current) showSaved(services, run);
  else {
    current = newSession(services);
    current.revive({ kind: 'done', target: hostPort(run.report.target.host, run.report.target.port), run });
  }
}

/** After a reload of the window the panel shows its last report again. */
export function revivePanel(services: Services, panel: vscode.WebviewPanel, state: PanelState): void {
  if (current) {
    if (state.kind === 'done') showSaved(services, state.run, panel);
    else panel.dispose();
    return;
  }
  current = newSession(services, panel);
  current.revive(state);
}

function newSession(services: Services, revived?: vscode.WebviewPanel): ProbeSession {
  if (!marks) {
    marks = new ProbeMarks(services.findingPage);
    services.context.subscriptions.push(marks);
  }
  void setHasReport(true);
  return new ProbeSession(
    services,
    marks,
    (plan) => {
      if (!plan) void probeAgain(services);
      else void changePlan(plan, sourcesOf(services)).then((changed) => run(services, changed));
    },
    () => {
      current = undefined;
    },
    revived,
  );
}

function setHasReport(value: boolean): Thenable<unknown> {
  return vscode.commands.executeCommand('setContext', 'vsftpdLens.hasReport', value);
}

/** Whether the last probe of this target got a greeting. */
function hasAnswered({ context }: Services, target: LoginTarget): boolean {
  const [last] = new RunHistory(context.globalState).of(nameOf(target));
  return typeof last?.facts?.greeting === 'string';
}

async function begin(services: Services, known: KnownAnswers): Promise<void> {
  await run(services, await askPlan(known, sourcesOf(services)));
}

async function run(services: Services, plan: ProbePlan | undefined): Promise<void> {
  if (!plan) return;
  const sources = sourcesOf(services);
  await sources.targets.remember(plan.target, plan.config);
  current ??= newSession(services);
  await current.start(plan);
}

function sourcesOf(services: Services): Sources {
  const history = new RunHistory(services.context.globalState);
  return {
    targets: targetsOf(services),
    configs: configServers,
    saved: savedServers,
    lastVerdict: (target) => {
      const [last] = history.of(nameOf(target));
      return (
        last &&
        `${verdictOf(last.findings)?.title ?? t(last.verdict ?? later('Nothing wrong was found'))}, ${ago(last.at, Date.now())}`
      );
    },
    passwordOf: async (target) => {
      const typed = current?.passwordOf(target);
      if (typed) return typed;
      const text = await services.passwords.of(target);
      return text === undefined ? undefined : { text, isStored: true };
    },
  };
}

async function configServers(): Promise<readonly ConfigServer[]> {
  const front = vscode.window.activeTextEditor?.document.uri.toString();
  return (await knownConfigs()).map(({ uri: key, text }) => {
    const uri = vscode.Uri.parse(key);
    const target = targetFromConfig(modelOf(text, chosenBuild(uri)));
    return { uri: key, name: shortName(uri), target, isInFront: key === front };
  });
}

function targetsOf({ context }: Services): RememberedTargets {
  return new RememberedTargets(context.globalState);
}

/** A server that was probed before, where nothing in the link says otherwise. */
function rememberedAs(
  services: Services,
  { host, port = 21, user, tls, path }: Partial<LoginTarget>,
): KnownAnswers | undefined {
  const same = targetsOf(services)
    .all()
    .find(
      (one) =>
        one.host === host &&
        one.port === port &&
        (user ?? one.user) === one.user &&
        (tls === undefined || tls === 'auto' || tls === one.tls) &&
        path === one.path,
    );
  return same && asBefore(same);
}

function asBefore(target: RememberedTarget): KnownAnswers {
  const config = target.config === undefined ? null : vscode.Uri.parse(target.config);
  return { text: boxText(target), target, config };
}
