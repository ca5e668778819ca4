import * as vscode from 'vscode';
import { isCapture } from '../../core/capture/index.js';
import { meaningOf } from '../../core/verdict/index.js';
import { withOverrides } from '../../core/verdict/project-settings.js';
import { apart, hasThreads } from '../apart/apart.js';
import { projectFindings } from '../config/project-findings.js';
import { shortName } from '../config/config-files.js';
import { verdictOf } from '../panel/words.js';
import type { Services } from '../services.js';
import { show, warn } from './transcript.js';
import { t } from '../l10n.js';

/** Larger captures are for `vsftpd-lens decode`, which reads them as a stream. Bytes. */
const LIMIT = 200 * 1024 * 1024;
/** In a browser. */
const SHORT_LIMIT = 10 * 1024 * 1024;

/** FTP: Diagnose Capture. Of the file chosen in the explorer, else asks for one. */
export async function diagnoseCapture(services: Services, chosen: unknown): Promise<void> {
  const uri = chosen instanceof vscode.Uri ? chosen : await askForCapture();
  if (!uri) return;
  const { size } = await vscode.workspace.fs.stat(uri);
  const bytes = size > mostBytes() ? null : await vscode.workspace.fs.readFile(uri);
  await diagnosePackets(services, shortName(uri), bytes, uri);
}

function mostBytes(): number {
  return hasThreads() ? LIMIT : SHORT_LIMIT;
}

/** @param packed maybe with gzip; null: it is too large @param uri where it lies, if that is known */
export async function diagnosePackets(
  services: Services,
  name: string,
  packed: Uint8Array | null,
  uri?: vscode.Uri,
): Promise<void> {
  const bytes = packed && (await unzipped(packed, mostBytes()));
  if (!bytes) {
    void vscode.window.showWarningMessage(
      t(
        'This capture has more than {0} MiB: run "vsftpd-lens decode FILE" in a terminal.',
        mostBytes() / 1024 / 1024,
      ),
    );
    return;
  }
  if (!isCapture(bytes)) {
    void vscode.window.showWarningMessage(t('{0} is no packet capture (pcap or pcapng).', name));
    return;
  }
  const verdict = await apart('capture', bytes).catch(warn);
  if (!verdict) return;
  const { notTested, completedTransfers, understood, story } = verdict;
  const { findings, switchedOff } = withOverrides(verdict.findings, await projectFindings(uri));
  show(services, {
    kind: 'log',
    target: name,
    uri: '',
    findings,
    meaning: meaningOf(verdictOf(findings)?.id ?? ''),
    notTested,
    ...(switchedOff > 0 ? { switchedOff } : {}),
    understood: { ...understood, completedTransfers },
    story,
  });
}

async function askForCapture(): Promise<vscode.Uri | undefined> {
  const [uri] =
    (await vscode.window.showOpenDialog({
      title: t('FTP: Diagnose Capture'),
      openLabel: t('Diagnose'),
      filters: { [t('Packet captures')]: ['pcap', 'pcapng', 'cap', 'gz'] },
    })) ?? [];
  return uri;
}

/** null: it is too large. What is no gzip file stays as it is. */
async function unzipped(bytes: Uint8Array, most: number): Promise<Uint8Array | null> {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  const parts: Uint8Array[] = [];
  let length = 0;
  try {
    // Of Node and of browsers alike.
    const packed = new Blob([Uint8Array.from(bytes)]).stream();
    const unpacked: AsyncIterable<Uint8Array> = packed.pipeThrough(new DecompressionStream('gzip'));
    for await (const part of unpacked) {
      length += part.length;
      if (length > most) return null;
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
