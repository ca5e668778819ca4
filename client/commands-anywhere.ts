// The commands that need no network.
import type * as vscode from 'vscode';
import { show } from './decode/transcript.js';
import { readKeptState } from './panel/kept-state.js';
import type { PanelState } from './panel/state.js';
import { showSaved } from './probe/open-report.js';
import type { Services } from './services.js';

export { applyPreview } from './config/fix-preview.js';
export { decodeReplies, encodeAddress } from './decode/decode.js';
export { diagnoseCapture } from './decode/capture.js';
export { openDropped } from './decode/dropped.js';
export { diagnose, markTranscript } from './decode/transcript.js';
export { compareFile } from './firewall/compare-file.js';
export { firewallRules } from './firewall/firewall-rules.js';
export { forgetByChoice } from './probe/forget.js';
export { openReport } from './probe/open-report.js';
export { stepBack } from './questions.js';

/** Shows a panel again after a reload of the window; `ofProbe` shows one of a probe. */
export function revivePanel(
  services: Services,
  panel: vscode.WebviewPanel,
  kept: unknown,
  ofProbe: (services: Services, panel: vscode.WebviewPanel, state: PanelState) => void,
): void {
  const state = readKeptState(kept);
  if (!state) panel.dispose();
  else if (state.kind === 'log') show(services, state, panel);
  else if (state.kind === 'done' && state.run.isSaved) showSaved(services, state.run, panel);
  else ofProbe(services, panel, state);
}
