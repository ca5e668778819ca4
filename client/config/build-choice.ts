import * as vscode from 'vscode';
import { BUILDS, isBuildChoice, type BuildChoice } from '../../core/config/builds.js';
import { writeSetting } from './write-setting.js';

const SECTION = 'vsftpdLens';

/** The language status item that shows which build of vsftpd counts, and the command that picks another. */
export function registerBuildChoice(): vscode.Disposable {
  const item = vscode.languages.createLanguageStatusItem('vsftpdLens.build', { language: 'vsftpd' });
  item.name = 'vsftpd Build';
  item.command = { command: 'vsftpdLens.setBuild', title: 'Select' };
  const show = (): void => {
    const choice = chosenBuild(vscode.window.activeTextEditor?.document.uri);
    item.text = choice === 'any' ? 'Any build of vsftpd' : `vsftpd of ${labelOf(choice)}`;
    item.detail = choice === 'any' ? 'checked for all builds at once' : 'checked as this build reads it';
  };
  show();
  return vscode.Disposable.from(
    item,
    vscode.window.onDidChangeActiveTextEditor(show),
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration(`${SECTION}.build`)) show();
    }),
    vscode.commands.registerCommand('vsftpdLens.setBuild', selectBuild),
  );
}

function chosenBuild(uri: vscode.Uri | undefined): BuildChoice {
  const text = vscode.workspace.getConfiguration(SECTION, uri).get('build', 'any');
  return isBuildChoice(text) ? text : 'any';
}

function labelOf(choice: BuildChoice): string {
  return BUILDS.find((build) => build.id === choice)?.label ?? 'any system';
}

interface BuildItem extends vscode.QuickPickItem {
  readonly choice: BuildChoice;
}

/** Writes the build that is given, or asks for one. */
async function selectBuild(place: unknown, given: unknown): Promise<void> {
  const uri =
    typeof place === 'string' ? vscode.Uri.parse(place) : vscode.window.activeTextEditor?.document.uri;
  if (typeof given === 'string' && isBuildChoice(given)) {
    await writeSetting('build', given, uri);
    return;
  }
  const current = chosenBuild(uri);
  const items: BuildItem[] = [
    {
      choice: 'any',
      label: 'Any build',
      detail: 'An error if every build refuses to start, a warning if only some do.',
    },
    ...BUILDS.map(({ id, label, version }) => ({ choice: id, label, description: `vsftpd ${version}` })),
  ].map((item) =>
    item.choice === current ? { ...item, label: `$(check) ${item.label}` } : item,
  ) as BuildItem[];
  const picked = await vscode.window.showQuickPick(items, {
    title: 'Which vsftpd build does this workspace use?',
    placeHolder: 'Builds differ in the settings they know and how they read them',
  });
  if (picked) await writeSetting('build', picked.choice, uri);
}
