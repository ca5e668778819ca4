import * as vscode from 'vscode';
import type { BaseLanguageClient, Hover, InlayHint, LanguageClientOptions } from 'vscode-languageclient';
import type { FirewallReading } from '../core/firewall/index.js';
import { registerFirewallHelp } from './firewall/firewall-help.js';
import { ruleLink } from './finding-page.js';
import { WorkspaceFiles } from './firewall/workspace-files.js';

/** Some lines of a document that is not synchronized with the server. */
interface Excerpt {
  readonly firstLine: number;
  readonly lines: readonly string[];
}

/** A firewall, NAT or container file as it was read. */
export interface ReadFile {
  readonly uri: string;
  readonly text: string;
  readonly reading: FirewallReading;
}

export interface LanguageServer {
  /** The firewall files of a config's service, as they are in the editor, else on disk. */
  firewallFiles(config: vscode.TextDocument): Promise<readonly ReadFile[]>;
  excerptHover(excerpt: Excerpt, position: vscode.Position): Promise<vscode.Hover | undefined>;
  excerptHints(excerpt: Excerpt): Promise<vscode.InlayHint[]>;
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/** Commands that quick fixes of the server may call. */
const COMMANDS = ['vsftpdLens.disableRule', 'vsftpdLens.chooseDisabling', 'vsftpdLens.setBuild'];

/** Links to a rule open its section rendered: a link to the file itself would show the Markdown source. */
const RULE_PAGES = 'command:vsftpdLens.showRule?%5B%22{page}%22%2C%22{code}%22%5D';

/** Any scheme: untitled and remote files are checked, and the server itself ignores `git:` and the like. */
const OPTIONS: LanguageClientOptions = {
  documentSelector: [{ language: 'vsftpd' }, { language: 'ftp-transcript' }],
  diagnosticCollectionName: 'vsftpd',
  diagnosticPullOptions: { onChange: true },
  initializationOptions: { commands: COMMANDS, rulePages: RULE_PAGES },
  markdown: { isTrusted: { enabledCommands: ['vsftpdLens.showRule'] } },
  middleware: {
    handleDiagnostics: (uri, diagnostics, next) => {
      next(uri, diagnostics.map(withRuleLink));
    },
    provideDiagnostics: async (document, previous, token, next) => {
      const report = await next(document, previous, token);
      return report && 'items' in report ? { ...report, items: report.items.map(withRuleLink) } : report;
    },
  },
};

function withRuleLink(diagnostic: vscode.Diagnostic): vscode.Diagnostic {
  const { code } = diagnostic;
  if (typeof code === 'object') diagnostic.code = { value: code.value, target: ruleLink(code.target) };
  return diagnostic;
}

/** One server for all folders of the window. */
export async function startWith(
  createClient: (id: string, name: string, options: LanguageClientOptions) => BaseLanguageClient,
): Promise<LanguageServer> {
  const client = createClient('vsftpdLens', 'vsftpd Lens', OPTIONS);
  await client.start();
  const files = new WorkspaceFiles((known) => {
    client.sendNotification('vsftpdLens/workspaceFiles', { files: known }).catch(() => undefined); // It has stopped meanwhile.
  });
  files.start();
  const help = registerFirewallHelp(client, files);
  return {
    firewallFiles: async (config) => {
      await files.settled();
      const request = { uri: config.uri.toString(), text: config.getText() };
      return client.sendRequest<ReadFile[]>('vsftpdLens/firewallFiles', request);
    },
    excerptHover: async (excerpt, { line, character }) => {
      const request = { ...excerpt, position: { line, character } };
      return client.protocol2CodeConverter.asHover(
        await client.sendRequest<Hover | null>('vsftpdLens/excerptHover', request),
      );
    },
    excerptHints: async (excerpt) =>
      client.protocol2CodeConverter.asInlayHints(
        await client.sendRequest<InlayHint[]>('vsftpdLens/excerptHints', excerpt),
      ),
    restart: async () => {
      await client.stop();
      await client.start();
      files.again();
    },
    stop: async () => {
      help.dispose();
      files.dispose();
      await client.stop();
    },
  };
}
