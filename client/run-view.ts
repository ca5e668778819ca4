import { networkInterfaces } from 'node:os';
import * as vscode from 'vscode';
import { isBuildChoice, type ConfigModel } from '../core/config/index.js';
import { diagnose, notTested, type Evidence } from '../core/verdict/index.js';
import { reportOf, type ProbeRun } from '../probe/index.js';
import { shortName } from './config-files.js';
import { pathOf } from './panel/path.js';
import type { ShownRun } from './panel/state.js';
import { modelOf, type Target } from './probe-target.js';
import { nearness, remoteOf, type Vantage } from './vantage.js';

/** The server's config as it stands now, where the user has one at hand. */
export interface ConfigAtHand {
  readonly document: vscode.TextDocument;
  readonly model: ConfigModel;
}

/** Reads a config as the chosen build does. Rejects where it cannot be opened. */
export async function configAtHand(uri: vscode.Uri): Promise<ConfigAtHand> {
  const document = await vscode.workspace.openTextDocument(uri);
  const build = vscode.workspace.getConfiguration('vsftpdLens', uri).get('build', 'any');
  return { document, model: modelOf(document.getText(), isBuildChoice(build) ? build : 'any') };
}

/** Judges a run; what was before it is added by whoever remembers that. */
export function shownRun(
  run: ProbeRun,
  target: Target,
  at: string,
  config: ConfigAtHand | undefined,
  context: vscode.ExtensionContext,
): ShownRun {
  const { observations } = run;
  const evidence: Evidence = { witness: 'probe', observations, ...(config ? { config: config.model } : {}) };
  const findings = diagnose(evidence);
  const range = config?.model.passiveRange();
  return {
    report: reportOf(run, findings, notTested(evidence)),
    observations,
    at,
    user: target.user,
    tls: target.tls,
    vantage: vantageOf(run.target.peer, context),
    path: pathOf({ observations, findings }),
    expected: range ? [range.low, range.high] : null,
    config: config ? shortName(config.document.uri) : null,
    history: [],
    changes: null,
    certificate: null,
    isSaved: false,
  };
}

function vantageOf(peer: string | null, { extension }: vscode.ExtensionContext): Vantage {
  const isOnUserSide = extension.extensionKind === vscode.ExtensionKind.UI;
  const remote = remoteOf(isOnUserSide, vscode.env.remoteName);
  const own = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
  return { place: remote === null ? 'this-computer' : 'remote', remote, near: nearness(peer, own) };
}
