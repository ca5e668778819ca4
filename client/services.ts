import type * as vscode from 'vscode';
import type { ConfigLens } from './config/config-lens.js';
import type { FindingPage } from './finding-page.js';
import type { LanguageServerStart } from './language-server-start.js';
import type { Passwords } from './passwords.js';

/** What lives as long as the window. */
export interface Services {
  readonly context: vscode.ExtensionContext;
  readonly server: LanguageServerStart;
  readonly passwords: Passwords;
  readonly lens: ConfigLens;
  readonly findingPage: FindingPage;
}
