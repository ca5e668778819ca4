// What the FTP commands do: one bundle, loaded when the first of them is run.
import type * as vscode from 'vscode';
import { showSaved } from './open-report.js';
import { readKeptState } from './panel/kept-state.js';
import { revivePanel } from './probe.js';
import type { Services } from './services.js';
import { show } from './transcript.js';

export { decodeReplies, encodeAddress } from './decode.js';
export { firewallRules } from './firewall-rules.js';
export { forgetByChoice } from './forget.js';
export { openReport } from './open-report.js';
export { cancelProbe, probeAgain, probeConfig, probeServer, showReport } from './probe.js';
export { stepBack } from './questions.js';
export { diagnose } from './transcript.js';

/** Shows again what a reload of the window left in a panel. */
export function revive(services: Services, panel: vscode.WebviewPanel, kept: unknown): void {
  const state = readKeptState(kept);
  if (!state) panel.dispose();
  else if (state.kind === 'log') show(services, state, panel);
  else if (state.kind === 'done' && state.run.isSaved) showSaved(services, state.run, panel);
  else revivePanel(services, panel, state);
}
