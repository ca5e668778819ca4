import * as vscode from 'vscode';
import type { TlsChoice } from '../../probe/types.js';
import { openConfigs, shortName } from '../config/config-files.js';
import { hostPort } from '../host-port.js';
import { isAnonymous, isPort, readTarget, type Target } from './probe-target.js';
import { nameOf, type Account } from '../passwords.js';
import { ask, askChoice, askText, type Answer, type Choice, type Question } from '../questions.js';
import type { RememberedTarget, RememberedTargets } from './remembered-targets.js';
import { workspaceConfigs } from '../config/workspace-configs.js';

const TITLE = 'FTP: Probe Server';

/** What the questions gather. */
export interface ProbePlan {
  readonly target: Target;
  /** The server's own vsftpd.conf, where the user has one at hand. */
  readonly config: vscode.Uri | undefined;
  readonly password: Password;
}

export interface Password {
  readonly text: string;
  /** It comes from the secret store, or is none. */
  readonly isStored: boolean;
}

/** What is known before the first question, and is not asked then. */
export interface Known {
  readonly target: Partial<Target>;
  /** Undefined: to be asked for; null: there is none. */
  readonly config?: vscode.Uri | null | undefined;
}

/** What the questions draw on. */
export interface Sources {
  readonly targets: RememberedTargets;
  /** What came of a target the last time, in a few words. */
  lastVerdict(target: Target): string | undefined;
  /** A password that need not be asked for. */
  passwordOf(account: Account): Promise<Password | undefined>;
}

interface Draft {
  host: string;
  port: number;
  path: string | undefined;
  user: string;
  tls: TlsChoice;
  config: vscode.Uri | undefined;
  password: Password | undefined;
  /** What was known before the first question. */
  readonly known: Partial<Target>;
  readonly isConfigKnown: boolean;
  /** What need not be asked any more. */
  given: Set<'host' | 'user' | 'tls' | 'config'>;
}

interface Step {
  /** Whether there is anything to ask. */
  applies(draft: Draft): boolean | Promise<boolean>;
  ask(draft: Draft, question: Question): Promise<Answer<unknown>>;
}

/** Asks for what is missing, with a way back; undefined where the user gave up. */
export async function askPlan({ target, config }: Known, sources: Sources): Promise<ProbePlan | undefined> {
  const draft = draftOf({ target, config });
  // In a remote window looking through the workspace takes a moment: meanwhile the first questions are answered.
  const configs = config === undefined ? knownConfigs() : Promise.resolve([]);
  const steps = [askHost(sources), askUser, askTls, askConfig(configs), askPassword(sources)];
  const asked: number[] = [];
  let at = 0;
  while (at < steps.length) {
    const step = steps[at];
    if (!step || !(await step.applies(draft))) {
      at++;
      continue;
    }
    const answer = await step.ask(draft, { title: titleOf(draft), hasWayBack: asked.length > 0 });
    if (answer === undefined) return undefined;
    if (answer === 'back') {
      at = asked.pop() ?? steps.length;
      continue;
    }
    asked.push(at);
    at++;
  }
  return planOf(draft);
}

function draftOf({ target, config }: Known): Draft {
  const given: Draft['given'] = new Set();
  for (const part of ['host', 'user', 'tls'] as const) if (target[part] !== undefined) given.add(part);
  if (config !== undefined) given.add('config');
  return {
    host: target.host ?? '',
    port: target.port ?? 21,
    path: target.path,
    user: target.user ?? 'anonymous',
    tls: target.tls ?? 'auto',
    config: config ?? undefined,
    password: undefined,
    known: target,
    isConfigKnown: config !== undefined,
    given,
  };
}

function planOf({ host, port, path, user, tls, config, password }: Draft): ProbePlan | undefined {
  if (host === '' || !password) return undefined;
  return { target: { host, port, user, tls, ...(path === undefined ? {} : { path }) }, config, password };
}

function titleOf({ host, port }: Draft): string {
  return host === '' ? TITLE : `FTP: Probe ${hostPort(host, port)}`;
}

interface TargetItem extends vscode.QuickPickItem {
  readonly target: Partial<Target>;
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
function askHost(sources: Sources): Step {
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

function pickTarget(draft: Draft, question: Question, sources: Sources): Promise<Answer<Picked>> {
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
      // The list may lag behind quick fingers: what stands in the box counts.
      const item = active?.remembered ? active : typed(pick.value)[0];
      if (item) answer({ item, isToBeChanged: false });
    }),
    pick.onDidTriggerItemButton(({ item, button }) => {
      if (button === EDIT) answer({ item, isToBeChanged: true });
      else if (item.remembered) void sources.targets.forget(item.remembered).then(show);
    }),
  ]);
}

/** A target as somebody writes it; who writes ftp:// leaves TLS to the server. */
export function targetFrom(text: string): Partial<Target> | undefined {
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
function take(draft: Draft, { item, isToBeChanged }: Picked): void {
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

const askUser: Step = {
  applies: ({ given }) => !given.has('user'),
  ask: async (draft, question) => {
    const answer = await askText({
      ...question,
      prompt: 'User name; “anonymous” needs no password',
      value: draft.user,
      check: (text) => (text === '' ? 'The user name must not be empty.' : undefined),
    });
    if (answer !== undefined && answer !== 'back') draft.user = answer.value;
    return answer;
  },
};

const TLS_CHOICES: readonly Choice<TlsChoice>[] = [
  {
    value: 'auto',
    label: 'Automatic',
    detail: 'Ask for TLS; go on in clear text where the server offers none.',
  },
  {
    value: 'explicit',
    label: 'Explicit TLS',
    detail: 'AUTH TLS on the usual port. The password is never sent in clear.',
  },
  { value: 'implicit', label: 'Implicit TLS', detail: 'TLS from the first byte, usually on port 990.' },
  { value: 'none', label: 'No TLS', detail: 'Clear text: everybody on the way can read the password.' },
];

function tlsName(tls: TlsChoice): string {
  return tls === 'auto' ? 'TLS where offered' : (TLS_CHOICES.find(({ value }) => value === tls)?.label ?? '');
}

const askTls: Step = {
  applies: ({ given }) => !given.has('tls'),
  ask: async (draft, question) => {
    const answer = await askChoice({
      ...question,
      placeholder: 'How is the connection protected?',
      choices: TLS_CHOICES,
      current: draft.tls,
    });
    if (answer !== undefined && answer !== 'back') draft.tls = answer.value;
    return answer;
  },
};

const NONE = '';
const OTHER = '*';

/** A config says more than a probe can see from outside, but only if it is this server's. */
function askConfig(configs: Promise<readonly vscode.Uri[]>): Step {
  const askWhich: Step['ask'] = async (draft, question) => {
    const choices: Choice<string>[] = [
      ...(await configs).map((uri) => ({
        value: uri.toString(),
        label: shortName(uri),
        detail: 'This is the server’s config: compare what it says with what the server does.',
      })),
      { value: NONE, label: 'No config', detail: 'Judge by the replies alone.' },
      { value: OTHER, label: 'Another file…', detail: 'Choose the server’s vsftpd.conf.' },
    ];
    const answer = await askChoice({
      ...question,
      placeholder: 'Which file is this server’s vsftpd.conf?',
      choices,
      current: (draft.config ?? openConfigs()[0]?.uri)?.toString() ?? NONE,
    });
    if (answer === undefined || answer === 'back') return answer;
    draft.config = answer.value === OTHER ? await browse() : uriOf(answer.value);
    // Who browses and finds nothing is asked once more.
    return answer.value === OTHER && !draft.config ? askWhich(draft, question) : answer;
  };
  return {
    applies: async ({ given, config }) =>
      !given.has('config') && (config !== undefined || (await configs).length > 0),
    ask: askWhich,
  };
}

function uriOf(value: string): vscode.Uri | undefined {
  return value === NONE ? undefined : vscode.Uri.parse(value);
}

async function browse(): Promise<vscode.Uri | undefined> {
  const [chosen] =
    (await vscode.window.showOpenDialog({ title: 'The server’s vsftpd.conf', openLabel: 'Compare' })) ?? [];
  return chosen;
}

/** Open ones first, then those that lie in the workspace. */
async function knownConfigs(): Promise<vscode.Uri[]> {
  const open = openConfigs().map(({ uri }) => uri);
  const lying = (await workspaceConfigs()).map(({ uri }) => vscode.Uri.parse(uri));
  const all = new Map([...open, ...lying].map((uri) => [uri.toString(), uri]));
  return [...all.values()];
}

function askPassword(sources: Sources): Step {
  return {
    applies: async (draft) => {
      draft.password = isAnonymous(draft.user)
        ? { text: 'guest@', isStored: true }
        : await sources.passwordOf(draft);
      return draft.password === undefined;
    },
    ask: async (draft, question) => {
      const answer = await askText({
        ...question,
        title: `Password of ${nameOf(draft)}`,
        prompt: 'It is used for this probe only, unless you let it be kept afterwards.',
        value: '',
        secret: true,
      });
      if (answer !== undefined && answer !== 'back') draft.password = { text: answer.value, isStored: false };
      return answer;
    },
  };
}
