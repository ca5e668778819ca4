import * as vscode from 'vscode';
import { isBuildChoice } from '../../core/config/index.js';
import { FIREWALL_WRITERS, type PortRequest } from '../../core/firewall/index.js';
import { classOf } from '../../core/reply/index.js';
import { portRequestOf } from '../../core/verdict/index.js';
import { chooseConfig, openConfigs, shortName } from '../config/config-files.js';
import { workspaceConfigs } from '../config/workspace-configs.js';
import { modelOf } from '../probe/probe-target.js';
import { askChoice, askText, type PickChoice } from '../questions.js';

const TITLE = 'Firewall rules for this config';

/** What can be written: the rules of a tool, or a file that gives the ports a name in it. */
interface Form {
  readonly label: string;
  readonly description: string;
  readonly language: string;
  /** The rules can be written for the gateway in front of the server. */
  readonly hasGateway: boolean;
  readonly write: (request: PortRequest) => string;
}

const FORMS: readonly Form[] = [
  ...FIREWALL_WRITERS.map(({ rules, ...tool }) => ({ ...tool, write: rules })),
  ...FIREWALL_WRITERS.flatMap(({ label, definition }) =>
    definition
      ? [
          {
            label: `${label} ${definition.kind}`,
            description: definition.path,
            language: definition.path.endsWith('.xml') ? 'xml' : 'ini',
            hasGateway: false,
            write: definition.write,
          },
        ]
      : [],
  ),
];

/**
 * The command: asks for which tool, and writes the rules for the ports that vsftpd really uses with this file into a
 * new document.
 */
export async function firewallRules(given: unknown): Promise<void> {
  const config = await configFor(given);
  if (!config) return;
  const text = vscode.workspace.getConfiguration('vsftpdLens', config.uri).get('build', 'any');
  const model = modelOf(config.getText(), isBuildChoice(text) ? text : 'any');
  const request = portRequestOf(model, null);
  if (typeof request === 'string') {
    void vscode.window.showWarningMessage(`${shortName(config.uri)}: ${request}`);
    return;
  }
  const chosen = await askWhat(model.text('pasv_address') ?? '');
  if (!chosen) return;
  const content = chosen.form.write({ ...request, nat: chosen.nat });
  const document = await vscode.workspace.openTextDocument({
    content,
    language: await availableLanguage(chosen.form.language),
  });
  await vscode.window.showTextDocument(document, { preview: false, viewColumn: vscode.ViewColumn.Beside });
}

/** The given config, else the active one, else what the user chooses from the workspace's. */
async function configFor(given: unknown): Promise<vscode.TextDocument | undefined> {
  const open = openConfigs();
  const uri = given instanceof vscode.Uri ? given.toString() : undefined;
  const [active] = open;
  const config = open.find((document) => document.uri.toString() === uri) ?? active;
  return config ?? chooseFromWorkspace();
}

async function chooseFromWorkspace(): Promise<vscode.TextDocument | undefined> {
  const configs = await workspaceConfigs();
  if (configs.length === 0) return chooseConfig(undefined);
  const items = configs.map((config) => {
    const uri = vscode.Uri.parse(config.uri);
    return { label: shortName(uri), uri };
  });
  const picked = await vscode.window.showQuickPick(items, {
    title: TITLE,
    placeHolder: 'Which vsftpd.conf are the rules for?',
  });
  return picked && vscode.workspace.openTextDocument(picked.uri);
}

/** The form, and for a gateway its addresses; undefined where the user gave up. */
async function askWhat(advertised: string): Promise<{ form: Form; nat: PortRequest['nat'] } | undefined> {
  for (;;) {
    const form = await askForm();
    if (!form) return undefined;
    if (!form.hasGateway) return { form, nat: null };
    const place = await askWhere();
    if (!place) return undefined;
    if (place === 'back') continue;
    if (place.value === 'server') return { form, nat: null };
    const nat = await askAddresses(advertised);
    if (!nat) return undefined;
    if (nat !== 'back') return { form, nat: natIn(nat.value) };
  }
}

async function askForm(): Promise<Form | undefined> {
  const [first] = FORMS;
  if (!first) return undefined;
  const choices: PickChoice<Form>[] = FORMS.map((value) => ({
    label: value.label,
    description: value.description,
    value,
  }));
  const answer = await askChoice<Form>({
    title: TITLE,
    hasWayBack: false,
    placeholder: 'Which firewall or tool?',
    choices,
    current: first,
  });
  return answer && answer !== 'back' ? answer.value : undefined;
}

function askWhere(): ReturnType<typeof askChoice<'server' | 'gateway'>> {
  return askChoice<'server' | 'gateway'>({
    title: TITLE,
    hasWayBack: true,
    placeholder: 'Where will these rules run?',
    choices: [
      { label: 'On the server itself', value: 'server' },
      { label: 'On the NAT gateway in front of it', description: 'DNAT and FORWARD', value: 'gateway' },
    ],
    current: 'server',
  });
}

function askAddresses(advertised: string): ReturnType<typeof askText> {
  return askText({
    title: TITLE,
    hasWayBack: true,
    prompt: 'The gateway’s public address and the server’s private one, PUBLIC:PRIVATE',
    placeholder: '198.51.100.20:10.0.0.5',
    value: classOf(advertised) === null ? '' : `${advertised}:`,
    check: (text) => (natIn(text) ? undefined : 'Two IPv4 addresses with a colon between them.'),
  });
}

function natIn(text: string): PortRequest['nat'] {
  const [outer = '', inner = '', ...rest] = text.trim().split(':');
  return rest.length > 0 || classOf(outer) === null || classOf(inner) === null ? null : { outer, inner };
}

/** Terraform's language comes with an extension that may be missing. */
async function availableLanguage(language: string): Promise<string> {
  return (await vscode.languages.getLanguages()).includes(language) ? language : 'plaintext';
}
