import * as vscode from 'vscode';
import { shortName } from '../../config/config-files.js';
import { hostPort } from '../../host-port.js';
import { nameOf } from '../../passwords.js';
import { ask, type Question, type QuestionResult } from '../../questions.js';
import { isPort, readTarget, type LoginTarget } from '../probe-target.js';
import type { RememberedTarget } from '../remembered-targets.js';
import { tlsName } from './ask-login.js';
import { TITLE, type PlanDraft, type PlanStep, type Sources } from './plan.js';

interface TargetItem extends vscode.QuickPickItem {
  readonly target: Partial<LoginTarget>;
  readonly remembered?: RememberedTarget;
}

const EDIT: vscode.QuickInputButton = {
  iconPath: new vscode.ThemeIcon('edit'),
  tooltip: 'Change user, TLS or config first',
};
const REMOVE: vscode.QuickInputButton = {
  iconPath: new vscode.ThemeIcon('trash'),
  tooltip: 'Remove from this list',
};

/** One box for everything: a remembered target, host:port or a URL. */
export function askHost(sources: Sources): PlanStep {
  return {
    applies: ({ given }) => !given.has('host'),
    ask: async (draft, question) => {
      const answer = await pickTarget(draft, question, sources);
      if (answer !== undefined && answer !== 'back') take(draft, answer.value);
      return answer;
    },
  };
}

interface Picked {
  readonly item: TargetItem;
  readonly isToBeChanged: boolean;
}

function pickTarget(draft: PlanDraft, question: Question, sources: Sources): Promise<QuestionResult<Picked>> {
  const pick = vscode.window.createQuickPick<TargetItem>();
  pick.placeholder = 'ftp.example.com, an address, host:port, or an ftp:// URL';
  pick.value = draft.host === '' ? '' : hostPort(draft.host, draft.port);
  const show = (): void => {
    pick.items = [...remembered(sources), ...typed(pick.value)];
  };
  show();
  return ask(pick, { ...question, title: TITLE }, (answer) => [
    pick.onDidChangeValue(show),
    pick.onDidAccept(() => {
      const [active] = pick.activeItems;
      // The list may be older than the last key press: what stands in the box counts.
      const item = active?.remembered ? active : typed(pick.value)[0];
      if (item) answer({ item, isToBeChanged: false });
    }),
    pick.onDidTriggerItemButton(({ item, button }) => {
      if (button === EDIT) answer({ item, isToBeChanged: true });
      else if (item.remembered) void sources.targets.forget(item.remembered).then(show);
    }),
  ]);
}

/** A target as a person writes it; ftp:// leaves TLS to the server. */
export function targetFrom(text: string): Partial<LoginTarget> | undefined {
  const target = readTarget(text);
  return target && /^\s*ftp:/i.test(text) ? { tls: 'auto', ...target } : target;
}

/** What stands in the box, where it is a target. */
function typed(text: string): TargetItem[] {
  if (text.trim() === '') return [];
  const target = targetFrom(text);
  if (!target?.host || (target.port !== undefined && !isPort(String(target.port)))) return [];
  const port = target.port ?? (target.tls === 'implicit' ? 990 : 21);
  return [
    { label: `$(pulse) Probe ${hostPort(target.host, port)}`, alwaysShow: true, target: { ...target, port } },
  ];
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
      remembered: target,
      buttons: [EDIT, REMOVE],
    };
  });
  const head = { label: 'probed before', kind: vscode.QuickPickItemKind.Separator, target: {} };
  return items.length === 0 ? [] : [head, ...items];
}

/** A remembered target answers everything at once, unless it is to be changed. */
function take(draft: PlanDraft, { item, isToBeChanged }: Picked): void {
  const { known, given } = draft;
  const { host = '', port = 21, path, user = known.user, tls = known.tls } = item.target;
  Object.assign(draft, { host, port, path });
  if (user !== undefined) draft.user = user;
  if (tls !== undefined) draft.tls = tls;
  for (const [part, value] of [['user', user] as const, ['tls', tls] as const]) {
    if (value !== undefined && !isToBeChanged) given.add(part);
    else given.delete(part);
  }
  const { remembered } = item;
  if (!remembered || draft.isConfigKnown) return;
  draft.config = remembered.config === undefined ? undefined : vscode.Uri.parse(remembered.config);
  if (isToBeChanged) given.delete('config');
  else given.add('config');
}
