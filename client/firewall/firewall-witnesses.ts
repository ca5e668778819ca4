import * as vscode from 'vscode';
import { partsOf } from '../../core/firewall/placed.js';
import type { FirewallFile } from '../../core/verdict/index.js';
import { shortName } from '../config/config-files.js';
import type { LanguageServerStart } from '../language-server-start.js';

/** A firewall, NAT or container file of the workspace, read; paths are relative to the workspace where they can be. */
export interface FirewallAtHand extends FirewallFile {
  /** The documents that its text is made of. */
  readonly parts: readonly { readonly uri: vscode.Uri; readonly path: string; readonly text: string }[];
}

/** How long a finished verdict waits for them. Milliseconds. */
const PATIENCE = 4000;

/**
 * The firewall files of a config's service. The language server has found, read and paired them with configs already, so
 * no parser is loaded here. Never rejects.
 */
export class FirewallWitnesses {
  private readonly reading: Promise<readonly FirewallAtHand[] | null>;

  /** Starts to ask at once. */
  constructor(server: LanguageServerStart, config: vscode.TextDocument) {
    this.reading = ask(server, config).catch(() => null);
  }

  /** Null where they do not come in time. */
  async get(): Promise<readonly FirewallAtHand[] | null> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<null>((resolve) => {
      timer = setTimeout(resolve, PATIENCE, null);
    });
    try {
      return await Promise.race([this.reading, late]);
    } finally {
      clearTimeout(timer);
    }
  }
}

async function ask(
  server: LanguageServerStart,
  config: vscode.TextDocument,
): Promise<readonly FirewallAtHand[]> {
  const files = await (await server.get()).firewallFiles(config);
  return files.map((file): FirewallAtHand => {
    const parts = partsOf({ ...file, path: file.uri }).map(({ path, text }) => {
      const uri = vscode.Uri.parse(path);
      return { uri, path: shortName(uri), text };
    });
    const { text, reading } = file;
    const appended = reading.appended?.map((one, i) => ({ ...one, path: parts[i + 1]?.path ?? one.path }));
    return {
      path: shortName(vscode.Uri.parse(file.uri)),
      text,
      reading: { ...reading, ...(appended ? { appended } : {}) },
      parts,
    };
  });
}
