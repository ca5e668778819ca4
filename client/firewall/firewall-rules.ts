import * as vscode from 'vscode';
import { isBuildChoice } from '../../core/config/index.js';
import { FIREWALL_WRITERS, type PortRequest } from '../../core/firewall/index.js';
import { classOf } from '../../core/reply/index.js';
import { portRequestOf } from '../../core/verdict/index.js';
import { openConfigs, shortName } from '../config/config-files.js';
import { modelOf } from '../probe/probe-target.js';
import { askChoice, askText, type Choice } from '../questions.js';

/** What can be written: the rules of a tool, or a file that gives the ports a name in it. */
interface Form {
  readonly label: string;
  readonly description: string;
  readonly language: string;
  /** The rules can be meant for the gateway in front of the server. */
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
  const config = configOf(given);
  if (!config) {
    void vscode.window.showInformationMessage(
      'Open the vsftpd.conf that the rules are for, then run this again.',
    );
    return;
  }
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
    language: await known(chosen.form.language),
  });
  await vscode.window.showTextDocument(document, { preview: false, viewColumn: vscode.ViewColumn.Beside });
}

function configOf(given: unknown): vscode.TextDocument | undefined {
  const configs = openConfigs();
  const uri = given instanceof vscode.Uri ? given.toString() : undefined;
  return configs.find((document) => document.uri.toString() === uri) ?? configs[0];
}

/** The form, and for a gateway its addresses; undefined where the user gave up. */
async function askWhat(advertised: string): Promise<{ form: Form; nat: PortRequest['nat'] } | undefined> {
  for (;;) {
    const form = await askForm();
    if (!form) return undefined;
    if (!form.hasGateway) return { form, nat: null };
    const place = await askPlace();
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
  const choices: Choice<Form>[] = FORMS.map((value) => ({
    label: value.label,
    description: value.description,
    value,
  }));
  const answer = await askChoice<Form>({
    title: 'Firewall rules for this config',
    hasWayBack: false,
    placeholder: 'Which firewall or tool?',
    choices,
    current: first,
  });
  return answer && answer !== 'back' ? answer.value : undefined;
}

function askPlace(): ReturnType<typeof askChoice<'server' | 'gateway'>> {
  return askChoice<'server' | 'gateway'>({
    title: 'Firewall rules for this config',
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
    title: 'Firewall rules for this config',
    hasWayBack: true,
    prompt: 'The gateway’s outer address and the server’s inner one, OUTER:INNER',
    placeholder: '198.51.100.20:10.0.0.5',
    value: classOf(advertised) === null ? '' : `${advertised}:`,
    check: (text) => (natIn(text) ? undefined : 'Two IPv4 addresses with a colon between them.'),
  });
}

function natIn(text: string): PortRequest['nat'] {
  const [outer = '', inner = '', ...rest] = text.trim().split(':');
  return rest.length > 0 || classOf(outer) === null || classOf(inner) === null ? null : { outer, inner };
}

/** Terraform's language comes with an extension that may not be installed. */
async function known(language: string): Promise<string> {
  return (await vscode.languages.getLanguages()).includes(language) ? language : 'plaintext';
}
