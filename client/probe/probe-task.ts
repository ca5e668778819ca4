import * as vscode from 'vscode';
import type { ProbeOptions, ProbeProgress, ProbeRun, ProbeStep, ProbeTarget } from '../../probe/types.js';
import { probeInThread } from '../apart/thread.js';
import { t } from '../l10n.js';

/** Is told how far a probe is. */
type Watcher = (steps: readonly ProbeStep[], now: ProbeProgress | null) => void;

/** One running probe, stopped at once. The panel shows how far it is; the status bar only that it runs. */
export class ProbeTask {
  private readonly abort = new AbortController();
  private readonly steps: ProbeStep[] = [];

  constructor(
    private readonly name: string,
    private readonly watch: Watcher,
  ) {}

  cancel(): void {
    this.abort.abort(new Cancelled());
  }

  get stepsSoFar(): readonly ProbeStep[] {
    return this.steps;
  }

  /** Rejects with Cancelled at once, or with the error of the probe. */
  async run(
    target: ProbeTarget,
    options: Omit<ProbeOptions, 'signal' | 'onStep' | 'onProgress'>,
  ): Promise<ProbeRun> {
    const status = vscode.window.createStatusBarItem('vsftpdLens.probe', vscode.StatusBarAlignment.Left);
    status.name = t('FTP Probe');
    status.command = { command: 'vsftpdLens.cancelProbe', title: t('Cancel the probe') };
    status.tooltip = t('Probing {0}. Click to cancel.', this.name);
    status.text = `$(sync~spin) FTP ${this.name}`;
    status.show();
    void setProbing(true);
    try {
      return await probeInThread({ target, options }, this.abort.signal, ({ step, progress }) => {
        if (step) this.steps.push(step);
        if (progress) this.watch(this.steps, progress);
      });
    } finally {
      status.dispose();
      void setProbing(false);
    }
  }
}

function setProbing(value: boolean): Thenable<unknown> {
  return vscode.commands.executeCommand('setContext', 'vsftpdLens.isProbing', value);
}

export class Cancelled extends Error {
  override readonly name = 'Cancelled';
}
