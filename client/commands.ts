// What the FTP commands do: one bundle, loaded when the first of them is run.
import type * as vscode from 'vscode';
import { revivePanel } from './commands-anywhere.js';
import { revivePanel as reviveProbe } from './probe/probe.js';
import type { Services } from './services.js';

export * from './commands-anywhere.js';
export { useThreads } from './apart/thread.js';
export { cancelProbe, probeAgain, probeConfig, probeServer, showReport } from './probe/probe.js';

export function revive(services: Services, panel: vscode.WebviewPanel, kept: unknown): void {
  revivePanel(services, panel, kept, reviveProbe);
}
