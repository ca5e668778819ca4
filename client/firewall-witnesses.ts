import * as vscode from 'vscode';
import type { FirewallFile } from '../core/verdict/index.js';
import { shortName } from './config-files.js';
import type { LanguageServerStart } from './language-server-start.js';

/** A firewall, NAT or container file of the workspace, read; its path is relative to the workspace where it can be. */
export interface FirewallAtHand extends FirewallFile {
  readonly uri: vscode.Uri;
}

/** A verdict that is ready waits so long for them. Milliseconds. */
const PATIENCE = 2000;

/**
 * The files in front of a config's service. The language server has found and read them already, in a process of its
 * own, and pairs them with configs as its diagnostics do; so no parser is loaded here. Never rejects.
 */
export class FirewallWitnesses {
  private readonly reading: Promise<readonly FirewallAtHand[] | null>;

  /** Begins to ask, beside whatever else is going on. */
  constructor(server: LanguageServerStart, config: vscode.TextDocument) {
    this.reading = ask(server, config).catch(() => null);
  }

  /** Null where they cannot be had in time. */
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
  return files.map(({ uri, text, reading }) => {
    const parsed = vscode.Uri.parse(uri);
    return { uri: parsed, path: shortName(parsed), text, reading };
  });
}
