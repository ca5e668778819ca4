import * as vscode from 'vscode';
import { shortName } from '../../config/config-files.js';
import { nameOf } from '../../passwords.js';
import { ask, type PickChoice, type QuestionResult } from '../../questions.js';
import type { LoginTarget } from '../probe-target.js';
import type { RememberedTarget } from '../remembered-targets.js';
import type { SavedTarget } from '../saved-servers-at-hand.js';
import { tlsName } from './ask-login.js';
import { TITLE, type KnownAnswers, type Sources } from './plan.js';
import { boxText, choicesFor, type ConfigServer, type TargetChoice } from './target-choices.js';
import { t } from '../../l10n.js';

/** What was chosen in the box. */
export interface ChosenTarget {
  readonly target: LoginTarget;
  /** URI of the config to compare with. */
  readonly config: string | undefined;
}

interface TargetItem extends vscode.QuickPickItem {
  readonly target?: LoginTarget;
  readonly config?: string | undefined;
  /** It is probed as it was, whatever stands in the box. */
  readonly remembered?: RememberedTarget;
}

const EDIT: vscode.QuickInputButton = {
  iconPath: new vscode.ThemeIcon('edit'),
  get tooltip() {
    return t('Change it first');
  },
};
const REMOVE: vscode.QuickInputButton = {
  iconPath: new vscode.ThemeIcon('trash'),
  get tooltip() {
    return t('Remove from this list');
  },
};

/** One box for everything: a remembered target, a host, host:port, user@host or a URL, with or without a config. */
export async function askTarget(
  text: string,
  given: KnownAnswers['config'],
  sources: Sources,
): Promise<ChosenTarget | undefined> {
  const pick = vscode.window.createQuickPick<TargetItem>();
  pick.placeholder = t('host, host:port, user@host, or an ftp:// or ftps:// URL');
  pick.value = text;
  pick.matchOnDescription = true;
  pick.busy = true;
  let configs: readonly ConfigServer[] = [];
  let saved: readonly SavedTarget[] = [];
  const only = (): ConfigServer | null | undefined =>
    given ? configs.find(({ uri }) => uri === given.toString()) : given;
  const show = (): void => {
    // What its config says is not known yet.
    if (given && pick.busy) return;
    const typed = pick.value === '' ? [] : choicesFor(pick.value, configs, only());
    const before = given === undefined ? [...remembered(sources), ...savedItems(saved, sources)] : [];
    const all = [...before, ...typed.map((one): TargetItem => ({ ...one, alwaysShow: true }))];
    pick.items = all.length > 0 ? all : choicesFor('', []);
  };
  // The box works without what cannot be read.
  const nothing = (): readonly [] => [];
  const found = sources
    .configs()
    .catch(nothing)
    .then((all) => {
      configs = all;
      pick.busy = false;
      show();
    });
  void sources
    .saved()
    .catch(nothing)
    .then((all) => {
      saved = all;
      if (all.length > 0) show();
    });
  show();
  const answer = await ask<ChosenTarget>(pick, { title: t(TITLE), hasWayBack: false }, (answer) => [
    pick.onDidChangeValue(show),
    pick.onDidAccept(() => {
      void found.then(() => {
        const item = chosenItem(pick, choicesFor(pick.value, configs, only()));
        if (item?.target) answer({ target: item.target, config: item.config });
      });
    }),
    pick.onDidTriggerItemButton(({ item, button }) => {
      if (!item.remembered) return;
      if (button === EDIT) pick.value = boxText(item.remembered);
      else void sources.targets.forget(item.remembered).then(show);
      show();
    }),
  ]);
  return answer === undefined || answer === 'back' ? undefined : answer.value;
}

/** The list may be older than the last key press: what stands in the box counts. */
function chosenItem(
  { activeItems: [active] }: vscode.QuickPick<TargetItem>,
  now: readonly TargetChoice[],
): TargetItem | undefined {
  return active?.remembered ? active : (now.find(({ config }) => config === active?.config) ?? now[0]);
}

function remembered(sources: Sources): TargetItem[] {
  const items = sources.targets.all().map((target): TargetItem => {
    const config = target.config === undefined ? [] : [shortName(vscode.Uri.parse(target.config))];
    const last = sources.lastVerdict(target);
    return {
      label: nameOf(target),
      description: [tlsName(target.tls), ...config].join(' · '),
      ...(last === undefined ? {} : { detail: last }),
      target,
      config: target.config,
      remembered: target,
      buttons: [EDIT, REMOVE],
    };
  });
  const head = { label: t('probed before'), kind: vscode.QuickPickItemKind.Separator };
  return items.length === 0 ? [] : [head, ...items];
}

/** Servers of other programs, without those that were probed before. */
function savedItems(saved: readonly SavedTarget[], { targets }: Sources): TargetItem[] {
  const known = new Set(targets.all().map(nameOf));
  const items = saved
    .filter((one) => !known.has(nameOf(one)))
    .map(({ name, from, ...target }): TargetItem => ({
      label: nameOf(target),
      description: `${name} · ${tlsName(target.tls)} · ${from}`,
      target,
      config: undefined,
      remembered: target,
      buttons: [EDIT],
    }));
  const head = { label: t('saved by other programs'), kind: vscode.QuickPickItemKind.Separator };
  return items.length === 0 ? [] : [head, ...items];
}

/**
 * After a step back from the masked box: the text stays, and nothing that is typed gets into it, as it may be a password.
 */
export function askWayOn(text: string): Promise<QuestionResult<'password' | 'change'>> {
  const pick = vscode.window.createQuickPick<PickChoice<'password' | 'change'>>();
  pick.items = [
    { label: t('$(key) Go on to the password'), value: 'password', alwaysShow: true },
    { label: t('$(edit) Change the server, the user or the config'), value: 'change', alwaysShow: true },
  ];
  pick.value = text;
  return ask(pick, { title: t(TITLE), hasWayBack: false }, (answer) => [
    pick.onDidChangeValue(() => {
      pick.value = text;
    }),
    pick.onDidAccept(() => {
      const [chosen] = pick.activeItems;
      if (chosen) answer(chosen.value);
    }),
  ]);
}
