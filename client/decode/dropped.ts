import * as vscode from 'vscode';
import { openReport } from '../probe/open-report.js';
import type { Services } from '../services.js';
import { diagnoseCapture } from './capture.js';
import { diagnose } from './transcript.js';

/** Opens what was dropped on the panel, by its name: a capture, a saved report, else a log. */
export async function openDropped(services: Services, given: unknown): Promise<void> {
  if (typeof given !== 'string') return;
  const uri = vscode.Uri.parse(given);
  if (/\.(?:pcap|pcapng|cap)(?:\.gz)?$/i.test(uri.path)) await diagnoseCapture(services, uri);
  else if (/\.json$/i.test(uri.path)) await openReport(services, uri);
  else await diagnose(services, uri);
}
