import * as vscode from 'vscode';
import type { ConfigModel } from '../../core/config/index.js';
import { differenceOf, HISTORY, meaningOf } from '../../core/verdict/index.js';
import { severityFor } from '../../core/rules/severities.js';
import { withOverrides } from '../../core/verdict/project-settings.js';
import { reportOf } from '../../probe/report.js';
import type { ProbeRun } from '../../probe/types.js';
import { apart } from '../apart/apart.js';
import { chosenBuild } from '../config/chosen-build.js';
import { shortName } from '../config/config-files.js';
import type { ProjectFindings } from '../config/project-findings.js';
import type { FirewallAtHand } from '../firewall/firewall-witnesses.js';
import { calmOutcome } from '../panel/outcome.js';
import { MOST_RUNS, type Vantage } from '../panel/shown-run.js';
import type { ShownRun } from '../panel/state.js';
import { verdictOf } from '../panel/words.js';
import { classesOf } from './kept-path.js';
import { modelOf, type LoginTarget } from './probe-target.js';
import { recordOf, type RunRecord } from './run-record.js';
import { nearness, placeOf } from './vantage.js';

/** The server's config as it stands now, where the user has one at hand. */
export interface ConfigAtHand {
  readonly document: vscode.TextDocument;
  /** Of the model, whatever is typed meanwhile. */
  readonly text: string;
  readonly model: ConfigModel;
}

/** Reads a config as the chosen build does. Rejects where it cannot be opened. */
export async function configAtHand(uri: vscode.Uri): Promise<ConfigAtHand> {
  const document = await vscode.workspace.openTextDocument(uri);
  const text = document.getText();
  return { document, text, model: modelOf(text, chosenBuild(uri)) };
}

/** A run, and the files and earlier runs to judge it by. */
export interface Judged {
  readonly run: ProbeRun;
  readonly target: LoginTarget;
  /** When it began, ISO 8601. */
  readonly at: string;
  readonly config: ConfigAtHand | undefined;
  /** The firewall files of that config's service; null where they were not read in time. */
  readonly firewall: readonly FirewallAtHand[] | null;
  /** What the project says of findings. */
  readonly project: ProjectFindings;
  /** Earlier runs against this target, the newest first. */
  readonly history: readonly RunRecord[];
}

/** What a run shows, and what is different since the one before. */
export async function shownRun(
  { run, target, at, config, firewall, project, history }: Judged,
  { extension }: vscode.ExtensionContext,
): Promise<ShownRun> {
  const { observations } = run;
  const {
    findings: all,
    notTested,
    path,
    facts,
    undialled,
  } = await apart('run', {
    observations,
    config: config ? { text: config.text, build: config.model.build.id } : null,
    firewall: (firewall ?? []).map(({ path: file, text, reading }) => ({ path: file, text, reading })),
    history,
  });
  const { findings, switchedOff } = withOverrides(all, project);
  const report = { ...reportOf(run, findings, notTested), ...(switchedOff > 0 ? { switchedOff } : {}) };
  const found = findings.filter(({ id }) => id !== HISTORY.id);
  const verdict = verdictOf(findings);
  const calm = verdict ? null : calmOutcome({ report, path });
  const record = recordOf({ durationMs: run.durationMs, findings: found }, facts, at, calm);
  const before = accepting(history[0], project);
  const range = config?.model.passiveRange();
  return {
    report,
    observations,
    at,
    user: target.user,
    tls: target.tls,
    vantage: vantageOf(run, extension.extensionKind === vscode.ExtensionKind.UI),
    path,
    meaning: meaningOf(verdict?.id ?? ''),
    classes: classesOf(observations),
    places: [],
    expected: range ? [range.low, range.high] : null,
    config: config ? shortName(config.document.uri) : null,
    files: firewall?.map(({ path, reading }) => ({ name: path, unread: reading.unread.length })) ?? null,
    history: [record, ...history].slice(0, MOST_RUNS),
    difference: before ? differenceOf(before, record) : null,
    certificate: null,
    ...(undialled.length > 0 ? { undialled } : {}),
    isSaved: false,
  };
}

/** What is switched off by now is not called fixed. */
function accepting(before: RunRecord | undefined, project: ProjectFindings): RunRecord | undefined {
  if (!before) return undefined;
  const isWanted = ({ id, severity }: RunRecord['findings'][number]): boolean =>
    severityFor(id, severity, project) !== 'off';
  return { ...before, findings: before.findings.filter(isWanted) };
}

function vantageOf({ target, observations }: ProbeRun, isOnUserSide: boolean): Vantage {
  const own = observations.flatMap((seen) => (seen.kind === 'vantage' ? seen.networks : []));
  return { ...placeOf(isOnUserSide, vscode.env.remoteName), near: nearness(target.peer, own) };
}
