// Runs inside the extension host of a browser alone, beside the extension: there is no Node here.
import * as vscode from 'vscode';

const CONFIG = `# A copy for the browser.
listen=YES${' '}
pasv_min_port=30199
pasv_max_port=30100
pasv_addres=192.0.2.1
`;
const LOG = `Status: Connecting to 198.51.100.20:21...
Response: 220 (vsFTPd 3.0.3)
Command: PASV
Response: 227 Entering Passive Mode (192,168,1,10,117,154)
Command: LIST
Error: Connection timed out after 20 seconds of inactivity
`;

/** Called by the editor; what it throws is the failure of the run. */
export async function run(): Promise<void> {
  await configs();
  await replies();
  await commands();
}

async function configs(): Promise<void> {
  const { uri } = await opened('vsftpd', CONFIG);
  const found = await until(
    () => vscode.languages.getDiagnostics(uri),
    (all) => all.length >= 3,
  );
  const codes = found.map(({ code }) => String(typeof code === 'object' ? code.value : code));
  for (const code of ['trailing-blank', 'passive-range-swapped', 'unknown-setting']) has(codes, code);
  const at = new vscode.Position(3, 3);
  const [hover] = await ask<vscode.Hover[]>('vscode.executeHoverProvider', uri, at);
  has(textOf(hover), 'highest port for passive data connections');
  const list = await ask<vscode.CompletionList>(
    'vscode.executeCompletionItemProvider',
    uri,
    new vscode.Position(5, 0),
  );
  has(
    list.items.map(({ label }) => (typeof label === 'string' ? label : label.label)).join(' '),
    'pasv_enable',
  );
  const actions = await ask<vscode.CodeAction[]>('vscode.executeCodeActionProvider', uri, found[0]?.range);
  has(actions.map(({ title }) => title).join('; '), 'Remove the trailing space');
  const symbols = await ask<vscode.DocumentSymbol[]>('vscode.executeDocumentSymbolProvider', uri);
  if (symbols.length === 0) throw new Error('There are no symbols.');
  const tokens = await ask<vscode.SemanticTokens>('vscode.provideDocumentSemanticTokens', uri);
  if (tokens.data.length === 0) throw new Error('There are no semantic tokens.');
}

async function replies(): Promise<void> {
  const { uri } = await opened('ftp-transcript', LOG);
  const [hover] = await until(
    () => ask<vscode.Hover[]>('vscode.executeHoverProvider', uri, new vscode.Position(3, 45)),
    (all) => all.length > 0,
  );
  has(textOf(hover), '192.168.1.10:30106');
  await ask('vsftpdLens.diagnose');
  const [verdict] = vscode.languages.getDiagnostics(uri).filter(({ source }) => source === 'ftp');
  if (verdict?.code !== 'PASV-ADDR-PRIVATE') throw new Error(`The verdict is ${JSON.stringify(verdict)}`);
}

/** The last one leaves a message on the screen. */
async function commands(): Promise<void> {
  await ask('vsftpdLens.cancelProbe');
  void ask('vsftpdLens.probe', 'ftp://192.0.2.1');
  await ask('vsftpdLens.showReport');
}

async function opened(language: string, content: string): Promise<vscode.TextDocument> {
  const document = await vscode.workspace.openTextDocument({ language, content });
  await vscode.window.showTextDocument(document);
  return document;
}

async function ask<T>(command: string, ...given: unknown[]): Promise<T> {
  return vscode.commands.executeCommand<T>(command, ...given);
}

function textOf(hover: vscode.Hover | undefined): string {
  return (hover?.contents ?? [])
    .map((one) => (one instanceof vscode.MarkdownString ? one.value : ''))
    .join('\n');
}

function has(all: string | readonly string[], one: string): void {
  if (!all.includes(one)) throw new Error(`${one} is not in: ${String(all)}`);
}

/** Asks until the answer will do; the page that waits for the whole run has the patience. */
async function until<T>(look: () => T | Promise<T>, isEnough: (seen: T) => boolean): Promise<T> {
  for (;;) {
    const seen = await look();
    if (isEnough(seen)) return seen;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
