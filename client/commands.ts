// What the FTP commands do: one bundle, loaded when the first of them is run.
import type * as vscode from 'vscode';
import { showSaved } from './probe/open-report.js';
import { readKeptState } from './panel/kept-state.js';
import { revivePanel } from './probe/probe.js';
import type { Services } from './services.js';
import { show } from './decode/transcript.js';

export { applyPreview } from './config/fix-preview.js';
export { decodeReplies, encodeAddress } from './decode/decode.js';
export { compareFile } from './firewall/compare-file.js';
export { firewallRules } from './firewall/firewall-rules.js';
export { forgetByChoice } from './probe/forget.js';
export { openReport } from './probe/open-report.js';
export { cancelProbe, probeAgain, probeConfig, probeServer, showReport } from './probe/probe.js';
export { stepBack } from './questions.js';
export { diagnose, markTranscript } from './decode/transcript.js';
export { openDropped } from './decode/dropped.js';
export { diagnoseCapture } from './decode/capture.js';

/** Shows a panel again after a reload of the window. */
export function revive(services: Services, panel: vscode.WebviewPanel, kept: unknown): void {
  const state = readKeptState(kept);
  if (!state) panel.dispose();
  else if (state.kind === 'log') show(services, state, panel);
  else if (state.kind === 'done' && state.run.isSaved) showSaved(services, state.run, panel);
  else revivePanel(services, panel, state);
}
