import * as vscode from 'vscode';
import { t } from '../l10n.js';
import { readFromPanel, type FromPanel } from '../panel/messages.js';
import { openReport, openReportText } from '../probe/open-report.js';
import type { Services } from '../services.js';
import { diagnoseCapture, diagnosePackets } from './capture.js';
import { diagnose, diagnoseText } from './transcript.js';

const CAPTURE = /\.(?:pcap|pcapng|cap)(?:\.gz)?$/i;
const REPORT = /\.json$/i;

/** Opens what was dropped on the panel, by its name: a capture, a saved report, else a log. */
export async function openDropped(services: Services, given: unknown): Promise<void> {
  const dropped = readFromPanel(given);
  if (dropped?.type === 'drop-file') await openContent(services, dropped);
  if (dropped?.type !== 'drop') return;
  const uri = vscode.Uri.parse(dropped.uri);
  if (CAPTURE.test(uri.path)) await diagnoseCapture(services, uri);
  else if (REPORT.test(uri.path)) await openReport(services, uri);
  else await diagnose(services, uri);
}

/** Of a file of the system only the content is there. */
async function openContent(
  services: Services,
  { name, bytes }: Extract<FromPanel, { type: 'drop-file' }>,
): Promise<void> {
  if (!bytes) {
    void vscode.window.showWarningMessage(
      t('{0} is too large to be dropped: run “FTP: Diagnose …” and choose it there.', name),
    );
    return;
  }
  if (CAPTURE.test(name)) {
    await diagnosePackets(services, name, bytes);
    return;
  }
  const text = new TextDecoder().decode(bytes);
  try {
    if (REPORT.test(name)) openReportText(services, text, new Date());
    else await diagnoseText(services, { text, name, document: undefined, firstLine: 0 });
  } catch (error) {
    void vscode.window.showErrorMessage(error instanceof Error ? error.message : String(error));
  }
}
