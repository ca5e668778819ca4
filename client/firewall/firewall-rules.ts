import * as vscode from 'vscode';
import { FIREWALL_WRITERS, type PortRequest } from '../../core/firewall/index.js';
import { classOf } from '../../core/reply/index.js';
import { portRequestOf } from '../../core/verdict/index.js';
import { chosenBuild } from '../config/chosen-build.js';
import { browseConfig, knownConfigs, openConfigs, shortName } from '../config/config-files.js';
import type { Services } from '../services.js';
import { modelOf } from '../probe/probe-target.js';
import { composeServiceOf } from '../../core/firewall/formats/compose/service-name.js';
import { FirewallWitnesses } from './firewall-witnesses.js';
import { askChoice, askText, type PickChoice } from '../questions.js';
import { later, t } from '../l10n.js';

const TITLE = later('Firewall rules for this config');

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
export async function firewallRules({ server }: Services, given: unknown): Promise<void> {
  const config = await configFor(given);
  if (!config) return;
  const model = modelOf(config.getText(), chosenBuild(config.uri));
  const request = portRequestOf(model, null);
  if (typeof request === 'string') {
    void vscode.window.showWarningMessage(`${shortName(config.uri)}: ${request}`);
    return;
  }
  // Read while it is asked for which tool.
  const witnesses = new FirewallWitnesses(server, config);
  const chosen = await askWhat(model.text('pasv_address') ?? '');
  if (!chosen) return;
  const container = composeServiceOf((await witnesses.get()) ?? [], request.control);
  const content = chosen.form.write({ ...request, nat: chosen.nat, container });
  const document = await vscode.workspace.openTextDocument({
    content,
    language: await availableLanguage(chosen.form.language),
  });
  await vscode.window.showTextDocument(document, { preview: false, viewColumn: vscode.ViewColumn.Beside });
}

/** The given config, else the one in front, else what the user chooses from the workspace's. */
async function configFor(given: unknown): Promise<vscode.TextDocument | undefined> {
  const front = openConfigs().find((document) => document === vscode.window.activeTextEditor?.document);
  const uri = given instanceof vscode.Uri ? given : (front?.uri ?? (await chooseConfig()));
  return uri && vscode.workspace.openTextDocument(uri);
}

async function chooseConfig(): Promise<vscode.Uri | undefined> {
  const items = (await knownConfigs()).map((config) => {
    const uri = vscode.Uri.parse(config.uri);
    return { label: shortName(uri), uri };
  });
  if (items.length < 2)
    return items[0]?.uri ?? browseConfig(t('Choose the vsftpd.conf that the rules are for'));
  const placeHolder = t('Which vsftpd.conf are the rules for?');
  return (await vscode.window.showQuickPick(items, { title: t(TITLE), placeHolder }))?.uri;
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
    label: t(value.label),
    description: t(value.description),
    value,
  }));
  const answer = await askChoice<Form>({
    title: t(TITLE),
    hasWayBack: false,
    placeholder: t('Which firewall or tool?'),
    choices,
    current: first,
  });
  return answer && answer !== 'back' ? answer.value : undefined;
}

function askWhere(): ReturnType<typeof askChoice<'server' | 'gateway'>> {
  return askChoice<'server' | 'gateway'>({
    title: t(TITLE),
    hasWayBack: true,
    placeholder: t('Where will these rules run?'),
    choices: [
      { label: t('On the server itself'), value: 'server' },
      { label: t('On the NAT gateway in front of it'), description: 'DNAT and FORWARD', value: 'gateway' },
    ],
    current: 'server',
  });
}

function askAddresses(advertised: string): ReturnType<typeof askText> {
  return askText({
    title: t(TITLE),
    hasWayBack: true,
    prompt: t('The gateway’s public address and the server’s private one, PUBLIC:PRIVATE'),
    placeholder: '198.51.100.20:10.0.0.5',
    value: classOf(advertised) === null ? '' : `${advertised}:`,
    check: (text) => (natIn(text) ? undefined : t('Two IPv4 addresses with a colon between them.')),
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
