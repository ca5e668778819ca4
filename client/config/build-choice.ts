import * as vscode from 'vscode';
import { buildOfRelease } from '../../core/config/build-at-hand.js';
import { BUILDS, isBuildChoice, type BuildChoice } from '../../core/config/builds.js';
import { chosenBuild } from './chosen-build.js';
import type { ConfigLens } from './config-lens.js';
import { buildOfText, toldBuild, toldByLines } from './told-build.js';
import { targetOf, writeSetting } from './write-setting.js';
import { later, t } from '../l10n.js';

const SECTION = 'vsftpdLens';
const ASKED = 'vsftpdLens.askedBuild';
/** What the status bar has room for. Characters. */
const MOST = 40;

/** In the status bar: which build of vsftpd counts, and what the last probe of this config's server said. */
export function registerBuildChoice(state: vscode.Memento, lens: ConfigLens): vscode.Disposable {
  const build = vscode.window.createStatusBarItem('vsftpdLens.build', vscode.StatusBarAlignment.Right, 101);
  build.name = t('vsftpd build');
  build.command = 'vsftpdLens.setBuild';
  const verdict = vscode.window.createStatusBarItem(
    'vsftpdLens.verdict',
    vscode.StatusBarAlignment.Right,
    100,
  );
  verdict.name = t('Last FTP probe');
  const show = (): void => {
    const document = shownConfig();
    const words = document && lens.verdictOf(document.uri);
    if (!document) {
      build.hide();
      verdict.hide();
      return;
    }
    const choice = chosenBuild(document.uri);
    build.text = `$(server-process) vsftpd: ${choice === 'any' ? t('any build') : labelOf(choice)}`;
    build.tooltip = t(
      '{0}. Click to choose the build.',
      choice === 'any' ? t('Checked for all builds at once') : t('Checked as this build reads it'),
    );
    build.show();
    if (choice === 'any') void showTold(build, document.uri);
    if (words === undefined) verdict.hide();
    else {
      verdict.text = `$(pulse) ${words.length > MOST ? `${words.slice(0, MOST)}…` : words}`;
      verdict.tooltip = t('Last probe: {0}. Click to show the report.', words);
      verdict.command = { title: t('Show'), command: 'vsftpdLens.showReport', arguments: [document.uri] };
      verdict.show();
    }
    if (choice === 'any') void offerSystem(state, document.uri);
  };
  show();
  return vscode.Disposable.from(
    build,
    verdict,
    vscode.window.onDidChangeActiveTextEditor(show),
    lens.onDidChangeCodeLenses(show),
    vscode.languages.onDidChangeDiagnostics(({ uris }) => {
      const uri = shownConfig()?.uri;
      if (uri && uris.some((one) => one.toString() === uri.toString())) void showTold(build, uri);
    }),
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration(`${SECTION}.build`)) show();
    }),
    vscode.commands.registerCommand('vsftpdLens.setBuild', selectBuild),
  );
}

/** The config that is looked at; beside a report, which is no text, the one in view. */
function shownConfig(): vscode.TextDocument | undefined {
  const { activeTextEditor: active, visibleTextEditors } = vscode.window;
  return (active ? [active] : visibleTextEditors)
    .map(({ document }) => document)
    .find(({ languageId }) => languageId === 'vsftpd');
}

/** Where no build is chosen: the one that the file is judged for, and what tells it. */
async function showTold(item: vscode.StatusBarItem, uri: vscode.Uri): Promise<void> {
  const told = (await toldBuild(uri)) ?? (await toldByText(uri));
  const isStill = shownConfig()?.uri.toString() === uri.toString();
  if (!isStill || chosenBuild(uri) !== 'any') return;
  const lines = toldByLines(uri);
  const forAll = t('Checked for all builds at once');
  const otherwise =
    lines === undefined ? t('{0}. Click to choose the build.', forAll) : `${forAll}. ${lines}`;
  item.text = `$(server-process) vsftpd: ${told ? labelOf(told.build) : t('any build')}`;
  item.tooltip = told
    ? t('Checked as {0}, by {1}. Click to choose the build.', labelOf(told.build), told.sign)
    : otherwise;
}

async function toldByText(uri: vscode.Uri): ReturnType<typeof toldBuild> {
  const document = vscode.workspace.textDocuments.find((one) => one.uri.toString() === uri.toString());
  const build = document && (await buildOfText(document));
  return build && { build, sign: t('its own settings') };
}

/** Once on each machine: a file that its daemon reads is for the build that it ships. */
async function offerSystem(state: vscode.Memento, uri: vscode.Uri): Promise<void> {
  if (state.get<unknown>(ASKED) === true) return;
  const here = await buildHere(uri);
  if (here === undefined || state.get<unknown>(ASKED) === true) return;
  await state.update(ASKED, true);
  const use = t('Use {0}', labelOf(here));
  const answer = await vscode.window.showInformationMessage(
    t('This machine runs {0}. Check vsftpd.conf as that build reads it?', labelOf(here)),
    use,
    t('Keep All Builds'),
  );
  if (answer === use) await writeSetting('build', here, uri);
}

/** That of this machine, for a file that its daemon reads. */
async function buildHere({ scheme, path }: vscode.Uri): Promise<BuildChoice | undefined> {
  if (scheme !== 'file' || !path.startsWith('/etc/')) return undefined;
  try {
    const bytes = await vscode.workspace.fs.readFile(vscode.Uri.file('/etc/os-release'));
    return buildOfRelease(new TextDecoder().decode(bytes.subarray(0, 10_000)));
  } catch {
    return undefined; // Another system, or none that says.
  }
}

function labelOf(choice: BuildChoice): string {
  return BUILDS.find((build) => build.id === choice)?.label ?? t('any system');
}

/** For which files the choice counts: those of the settings that it is written into. */
const WHOSE: Readonly<Record<vscode.ConfigurationTarget, string>> = {
  [vscode.ConfigurationTarget.WorkspaceFolder]: later(
    'Which vsftpd build does this folder use (folder settings)?',
  ),
  [vscode.ConfigurationTarget.Workspace]: later(
    'Which vsftpd build does this workspace use (workspace settings)?',
  ),
  [vscode.ConfigurationTarget.Global]: later(
    'Which vsftpd build reads your files everywhere (user settings)?',
  ),
};

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
  const here = uri && (await buildHere(uri));
  const items: BuildItem[] = [
    {
      choice: 'any',
      label: t('Any build'),
      detail: t('An error if every build refuses to start, a warning if only some do.'),
    },
    ...BUILDS.map(({ id, label, version }) => ({
      choice: id,
      label,
      description: `vsftpd ${version}${id === here ? ` · ${t('this machine')}` : ''}`,
    })),
  ].map((item) =>
    item.choice === current ? { ...item, label: `$(check) ${item.label}` } : item,
  ) as BuildItem[];
  const picked = await vscode.window.showQuickPick(items, {
    title: t(WHOSE[targetOf('build', uri)]),
    placeHolder: t('Builds differ in the settings they know and how they read them'),
  });
  if (picked) await writeSetting('build', picked.choice, uri);
}
