import * as vscode from 'vscode';

/** Shows the section of a rule, rendered; links from its findings lead here. */
export async function showRule(folder: vscode.Uri, page: unknown, code: unknown): Promise<void> {
  const word = (given: unknown): string =>
    typeof given === 'string' && /^[a-z0-9-]+$/.test(given) ? given : '';
  const file = vscode.Uri.joinPath(folder, `${word(page) || 'README'}.md`);
  const section = file.with({ fragment: word(code) });
  await vscode.commands.executeCommand('markdown.showPreview', section);
}

/** Type of the editor for links to rules, and the scheme of those links. */
const RULE_LINK = 'vsftpdLens.rule';
const SCHEME = 'vsftpd-lens-rule';

/**
 * The code of a problem as a link: hovers follow no command from there, and a file would show its Markdown source. So the
 * link is a document whose editor gives way to the rendered page.
 */
export function ruleLink(target: vscode.Uri): vscode.Uri {
  const [, page = '', code = ''] = /^\["([a-z-]+)","([a-z0-9-]+)"\]$/.exec(target.query) ?? [];
  if (target.scheme !== 'command' || page === '') return target;
  return vscode.Uri.from({ scheme: SCHEME, path: `/${page}/${code}.vsftpd-rule` });
}

export function registerRuleLinks(folder: vscode.Uri): vscode.Disposable {
  return vscode.window.registerCustomEditorProvider(RULE_LINK, {
    openCustomDocument: (uri) => ({ uri, dispose: () => undefined }),
    resolveCustomEditor: async ({ uri }, panel) => {
      const [, page, name = ''] = uri.path.split('/');
      panel.dispose();
      await showRule(folder, page, name.replace(/\.vsftpd-rule$/, ''));
    },
  } satisfies vscode.CustomReadonlyEditorProvider);
}

/** The page about all findings, a heading for each. */
export class FindingPage {
  private lines: Promise<ReadonlyMap<string, number>> | undefined;

  constructor(private readonly page: vscode.Uri) {}

  /** Where the page speaks of a finding, as a link that opens there. */
  async linkTo(id: string): Promise<vscode.Uri> {
    this.lines ??= this.read();
    const line = (await this.lines).get(id);
    return line === undefined ? this.page : this.page.with({ fragment: `L${line + 1}` });
  }

  /** Shows the page, at that finding. */
  async show(id: string): Promise<void> {
    const heading = this.page.with({ fragment: id.toLowerCase() });
    await vscode.commands.executeCommand('markdown.showPreview', heading);
  }

  private async read(): Promise<ReadonlyMap<string, number>> {
    try {
      const text = new TextDecoder().decode(await vscode.workspace.fs.readFile(this.page));
      const headings = text
        .split('\n')
        .map((line, index) => [/^## (\S+)$/.exec(line)?.[1] ?? '', index] as const);
      return new Map(headings);
    } catch {
      return new Map(); // Then links open the page at its top.
    }
  }
}
