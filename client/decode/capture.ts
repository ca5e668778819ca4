import { gunzipSync } from 'node:zlib';
import * as vscode from 'vscode';
import { CaptureReader, isCapture } from '../../core/capture/index.js';
import { meaningOf, TranscriptDiagnosis, type Finding } from '../../core/verdict/index.js';
import { shortName } from '../config/config-files.js';
import type { LogFinding } from '../panel/state.js';
import { verdictOf } from '../panel/words.js';
import type { Services } from '../services.js';
import { show } from './transcript.js';

/** Larger captures are for `vsftpd-lens decode`, which reads them as a stream. Bytes. */
const LIMIT = 200 * 1024 * 1024;
const PIECE = 1 << 20;

/** FTP: Diagnose Capture. Of the file chosen in the explorer, else asks for one. */
export async function diagnoseCapture(services: Services, chosen: unknown): Promise<void> {
  const uri = chosen instanceof vscode.Uri ? chosen : await askForCapture();
  if (!uri) return;
  const { size } = await vscode.workspace.fs.stat(uri);
  const bytes = size > LIMIT ? null : unzipped(await vscode.workspace.fs.readFile(uri));
  if (!bytes) {
    void vscode.window.showWarningMessage(
      `This capture has more than ${LIMIT / 1024 / 1024} MiB: run "vsftpd-lens decode FILE" in a terminal.`,
    );
    return;
  }
  if (!isCapture(bytes)) {
    void vscode.window.showWarningMessage(`${shortName(uri)} is no packet capture (pcap or pcapng).`);
    return;
  }
  const reader = new CaptureReader();
  const diagnosis = new TranscriptDiagnosis({ witness: 'capture' });
  for (let at = 0; at < bytes.length; at += PIECE)
    for (const event of reader.push(bytes.subarray(at, at + PIECE))) diagnosis.push(event);
  for (const event of reader.end()) diagnosis.push(event);
  const { findings, notTested, completedTransfers } = diagnosis.finish();
  show(services, {
    kind: 'log',
    target: shortName(uri),
    uri: '',
    findings: findings.map((finding) => placed(finding, reader)),
    meaning: meaningOf(verdictOf(findings)?.id ?? ''),
    notTested: [...reader.gaps(), ...notTested],
    understood: { ...reader.understood, completedTransfers },
    story: reader.story(),
  });
}

async function askForCapture(): Promise<vscode.Uri | undefined> {
  const [uri] =
    (await vscode.window.showOpenDialog({
      title: 'FTP: Diagnose Capture',
      openLabel: 'Diagnose',
      filters: { 'Packet captures': ['pcap', 'pcapng', 'cap', 'gz'] },
    })) ?? [];
  return uri;
}

/** null: it is too large. What is no gzip file stays as it is. */
function unzipped(bytes: Uint8Array): Uint8Array | null {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  try {
    return gunzipSync(bytes, { maxOutputLength: LIMIT });
  } catch (error) {
    if (error instanceof RangeError) return null;
    return bytes;
  }
}

/** A capture has no lines to go to: it has packets, and a filter that shows them. */
function placed({ at, evidence, ...finding }: Finding, reader: CaptureReader): LogFinding {
  if (!at) return { ...finding, evidence };
  return { ...finding, evidence: `${evidence} Packet ${at.line + 1}.`, filter: reader.filterAt(at.line) };
}
