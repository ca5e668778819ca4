import * as vscode from 'vscode';

/** Type of the editor for links to rules and findings, and the scheme of those links. */
const LINK_EDITOR = 'vsftpdLens.rule';
const SCHEME = 'vsftpd-lens-rule';
const FINDINGS = 'findings';

/**
 * The code of a problem as a link: hovers follow no command from there, and a file would show its Markdown source. So the
 * link is a document whose editor gives way to the rendered page.
 */
function pageLink(page: string, code: string): vscode.Uri {
  return vscode.Uri.from({ scheme: SCHEME, path: `/${page}/${code}.vsftpd-rule` });
}

export function ruleLink(target: vscode.Uri): vscode.Uri {
  const [, page = '', code = ''] = /^\["([a-z-]+)","([a-z0-9-]+)"\]$/.exec(target.query) ?? [];
  return target.scheme !== 'command' || page === '' ? target : pageLink(page, code);
}

/** The pages about rules and findings, a heading for each; they open rendered, beside what is being read. */
export class FindingPage {
  /** @param docs their folder */
  constructor(private readonly docs: vscode.Uri) {}

  /** Where the page speaks of a finding, as a link of a problem. */
  linkTo(id: string): vscode.Uri {
    return pageLink(FINDINGS, id.toLowerCase());
  }

  show(id: string): Promise<void> {
    return this.showSection(FINDINGS, id.toLowerCase());
  }

  async showSection(page: unknown, code: unknown): Promise<void> {
    const word = (given: unknown): string =>
      typeof given === 'string' && /^[a-z0-9-]+$/.test(given) ? given : '';
    const path = page === FINDINGS ? ['findings.md'] : ['rules', `${word(page) || 'README'}.md`];
    const section = vscode.Uri.joinPath(this.docs, ...path).with({ fragment: word(code) });
    // Locked: it takes the place of no other preview.
    await vscode.commands.executeCommand('markdown.showLockedPreviewToSide', section);
  }

  /** Lets the links of problems lead here. */
  register(): vscode.Disposable {
    /** A preview that the last opened editor has taken the place of. */
    let replaced: vscode.Tab | undefined;
    return vscode.Disposable.from(
      vscode.window.tabGroups.onDidChangeTabs(({ opened, closed }) => {
        if (opened.some((tab) => !isLink(tab))) replaced = undefined;
        replaced = closed.find((tab) => tab.isPreview && !isLink(tab)) ?? replaced;
      }),
      vscode.window.registerCustomEditorProvider(LINK_EDITOR, {
        openCustomDocument: (uri) => ({ uri, dispose: () => undefined }),
        resolveCustomEditor: async ({ uri }, panel) => {
          const [, page, name = ''] = uri.path.split('/');
          const before = replaced;
          replaced = undefined;
          await reopen(before, panel.viewColumn);
          panel.dispose();
          await this.showSection(page, name.replace(/\.vsftpd-rule$/, ''));
        },
      } satisfies vscode.CustomReadonlyEditorProvider),
    );
  }
}

function isLink({ input }: vscode.Tab): boolean {
  return input instanceof vscode.TabInputCustom && input.viewType === LINK_EDITOR;
}

/** A link opens in the place of a preview tab, which then comes back there. */
async function reopen(tab: vscode.Tab | undefined, viewColumn: vscode.ViewColumn | undefined): Promise<void> {
  const place = { preview: true, ...(viewColumn === undefined ? {} : { viewColumn }) };
  const { input } = tab ?? {};
  if (input instanceof vscode.TabInputText)
    await vscode.commands.executeCommand('vscode.open', input.uri, place);
  if (input instanceof vscode.TabInputTextDiff)
    await vscode.commands.executeCommand('vscode.diff', input.original, input.modified, tab?.label, place);
}
