import { stat } from 'node:fs/promises';
import * as vscode from 'vscode';
import { readyFix, type FixRequest, type ReadyFix } from '../config/apply-fix.js';
import { shortName, undoSettings, writeSettings, type WrittenSettings } from '../config/config-files.js';
import { previewFix } from '../config/fix-preview.js';
import { isServersOwn, restartCommand } from '../config/restart-command.js';
import type { FixOutcome } from './state.js';
import { t } from '../l10n.js';

/** The fixes of one panel on their way into a file; what became of the last one is shown in their place. */
export class PanelFixes {
  private written: WrittenSettings | undefined;
  private applied: FixRequest['settings'] = {};
  /** Undo in the editor takes a change back as well. */
  private readonly watching = vscode.workspace.onDidChangeTextDocument(({ document }) => {
    const { written } = this;
    if (document !== written?.document || document.getText() !== written.before) return;
    this.written = undefined;
    this.tell(null);
  });

  /** @param tell shows it in the panel @param column where a file covers no report */
  constructor(
    private readonly tell: (outcome: FixOutcome | null) => void,
    private readonly column: () => vscode.ViewColumn,
  ) {}

  dispose(): void {
    this.watching.dispose();
  }

  async apply(request: FixRequest): Promise<void> {
    const ready = await this.ready(request);
    if (ready) await this.write(request, ready);
  }

  /** Old and new beside the report, with a button that applies it. */
  async preview(request: FixRequest): Promise<void> {
    const ready = await this.ready(request);
    if (!ready) return;
    // The file may change while it is looked at: it is checked again.
    const again = { ...request, settings: ready.settings, config: ready.document.uri };
    await previewFix(ready, request.server, this.column(), async () => {
      const now = await this.ready(again, request);
      if (now) await this.write(request, now);
    });
  }

  async undo(): Promise<void> {
    const { written } = this;
    if (!written) return;
    if (!(await undoSettings(written)))
      this.refuse(this.applied, t('{0} was changed again: undo it there.', shortName(written.document.uri)));
  }

  /** False where it could not be saved. */
  async save(): Promise<boolean> {
    return (await this.written?.document.save()) ?? false;
  }

  /** Typed into a terminal, for the user to run. */
  async restart(): Promise<void> {
    const path = this.written?.document.uri.path ?? '';
    const hasSystemd = await stat('/run/systemd/system').then(
      () => true,
      () => false,
    );
    const terminal = vscode.window.createTerminal({ name: 'vsftpd' });
    terminal.show();
    terminal.sendText(restartCommand(path, { hasSystemd, isRoot: process.getuid?.() === 0 }), false);
  }

  /** @param shown the request as the panel has it */
  private async ready(request: FixRequest, shown = request): Promise<ReadyFix | undefined> {
    const ready = await readyFix(request);
    if (typeof ready !== 'string') return ready;
    this.refuse(shown.settings, ready);
    return undefined;
  }

  private async write({ settings, server }: FixRequest, ready: ReadyFix): Promise<void> {
    this.applied = settings;
    const { uri } = ready.document;
    try {
      this.written = await writeSettings(ready.document, ready.settings, this.column());
    } catch (error) {
      this.refuse(settings, error instanceof Error ? error.message : String(error));
      return;
    }
    this.tell({
      config: settings,
      text: t('Changed {0}, for {1}. vsftpd reads it at its next start.', shortName(uri), server),
      isChanged: true,
      canRestart: isServersOwn(vscode.env.remoteName, uri),
    });
  }

  private refuse(config: FixRequest['settings'], text: string): void {
    this.tell({ config, text, isChanged: false, canRestart: false });
  }
}
