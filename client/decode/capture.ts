import * as vscode from 'vscode';
import { CaptureReader, isCapture } from '../../core/capture/index.js';
import { meaningOf, TranscriptDiagnosis, type Finding } from '../../core/verdict/index.js';
import { withOverrides } from '../../core/verdict/project-settings.js';
import { projectFindings } from '../config/project-findings.js';
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
  const bytes = size > LIMIT ? null : await unzipped(await vscode.workspace.fs.readFile(uri));
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
  const { findings: all, notTested, completedTransfers } = diagnosis.finish();
  const { findings, switchedOff } = withOverrides(all, await projectFindings(uri));
  show(services, {
    kind: 'log',
    target: shortName(uri),
    uri: '',
    findings: findings.map((finding) => placed(finding, reader)),
    meaning: meaningOf(verdictOf(findings)?.id ?? ''),
    notTested: [...reader.gaps(), ...notTested],
    ...(switchedOff > 0 ? { switchedOff } : {}),
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
async function unzipped(bytes: Uint8Array): Promise<Uint8Array | null> {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  const parts: Uint8Array[] = [];
  let length = 0;
  try {
    // Of Node and of browsers alike.
    const packed = new Blob([Uint8Array.from(bytes)]).stream();
    const unpacked: AsyncIterable<Uint8Array> = packed.pipeThrough(new DecompressionStream('gzip'));
    for await (const part of unpacked) {
      length += part.length;
      if (length > LIMIT) return null;
      parts.push(part);
    }
  } catch {
    return bytes;
  }
  const whole = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** A capture has no lines to go to: it has packets, and a filter that shows them. */
function placed({ at, evidence, ...finding }: Finding, reader: CaptureReader): LogFinding {
  if (!at) return { ...finding, evidence };
  return { ...finding, evidence: `${evidence} Packet ${at.line + 1}.`, filter: reader.filterAt(at.line) };
}
