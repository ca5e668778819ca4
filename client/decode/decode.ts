import * as vscode from 'vscode';
import {
  consequenceOf,
  decodeLine,
  encodeEndpoint,
  endpointText,
  explanation,
  nextSteps,
  parseEndpoint,
  problemText,
  type Endpoint,
} from '../../core/reply/index.js';
import { t } from '../l10n.js';

/** Of a longer text only the start is read. Lines. */
const MOST_LINES = 20_000;
/** A longer list of endpoints cannot be used. */
const MOST_ENDPOINTS = 500;

interface CopyItem extends vscode.QuickPickItem {
  readonly copies?: string;
}

/** FTP: Decode Passive Reply. Reads the selection, else the line, else the clipboard, else asks. */
export async function decodeReplies(): Promise<void> {
  const endpoints = await findEndpoints();
  if (!endpoints) return;
  const [only] = endpoints;
  if (!only) {
    void vscode.window.showInformationMessage(t('No 227, 228, 229, PORT or EPRT was found in that text.'));
    return;
  }
  const endpoint = endpoints.length === 1 ? only : await chooseEndpoint(endpoints);
  if (endpoint) await offerCopies(explanation(endpoint), copiesOf(endpoint));
}

async function findEndpoints(): Promise<readonly Endpoint[] | undefined> {
  const editor = vscode.window.activeTextEditor;
  if (editor && !editor.selection.isEmpty) return decodeText(editor.document.getText(editor.selection));
  const line = editor ? decodeText(editor.document.lineAt(editor.selection.active.line).text) : [];
  if (line.length > 0) return line;
  const clipboard = decodeText(await vscode.env.clipboard.readText());
  if (clipboard.length > 0) return clipboard;
  const text = await vscode.window.showInputBox({
    title: t('FTP: Decode Passive Reply'),
    prompt: t('A 227 or 229 reply, or a PORT or EPRT command; a whole log line is fine'),
    placeHolder: '227 Entering Passive Mode (192,168,1,10,15,128).',
  });
  return text === undefined ? undefined : decodeText(text);
}

function decodeText(text: string): Endpoint[] {
  const found: Endpoint[] = [];
  let previous = '';
  for (const line of text.split(/\r\n|\n|\r/, MOST_LINES)) {
    found.push(...decodeLine(line, { previous }));
    if (found.length >= MOST_ENDPOINTS) break;
    previous = line;
  }
  return found;
}

async function chooseEndpoint(endpoints: readonly Endpoint[]): Promise<Endpoint | undefined> {
  const items = endpoints.map((endpoint) => ({
    label: explanation(endpoint),
    description: [endpoint.kind, endpoint.addressClass].filter(Boolean).join(' · '),
    ...(endpoint.problems.length > 0
      ? { detail: `$(warning) ${endpoint.problems.map(problemText).join(' ')}` }
      : {}),
    endpoint,
  }));
  const picked = await vscode.window.showQuickPick(items, {
    title: t('{0} data endpoints', endpoints.length),
    placeHolder: t('Choose one to see and copy its parts'),
    matchOnDescription: true,
  });
  return picked?.endpoint;
}

/** The endpoint first, so that Enter copies it; what is wrong with it stands below its line. */
function copiesOf(endpoint: Endpoint): readonly CopyItem[] {
  const { host, port, arithmetic, addressClass, problems } = endpoint;
  const text =
    host === null || port === null ? String(port ?? host ?? endpoint.statement) : endpointText(endpoint);
  const remarks = [
    ...(addressClass === null ? [] : [`${addressClass}: ${consequenceOf(addressClass)}`]),
    ...problems.map(problemText),
  ];
  const first: CopyItem = {
    label: text,
    description: host === null ? t('port') : t('address and port'),
    ...(remarks[0] === undefined
      ? {}
      : { detail: `$(${problems.length > 0 ? 'warning' : 'info'}) ${remarks[0]}` }),
    copies: text,
  };
  const alone: CopyItem[] =
    host === null || port === null
      ? []
      : [
          { label: host, description: t('address'), copies: host },
          {
            label: String(port),
            description: arithmetic === null ? t('port') : t('port = {0}', arithmetic),
            copies: String(port),
          },
        ];
  const steps = nextSteps(endpoint).map(({ tool, title, text: step }) => ({
    label: step,
    description: `${tool}: ${title}`,
    copies: step,
  }));
  return [
    first,
    ...alone,
    separator(t('Try next')),
    ...steps,
    ...(remarks.length > 1 ? [separator(t('What follows'))] : []),
    ...remarks.slice(1).map((label) => ({ label: `$(info) ${label}`, copies: label })),
  ];
}

function separator(label: string): CopyItem {
  return { label, kind: vscode.QuickPickItemKind.Separator };
}

async function offerCopies(title: string, items: readonly CopyItem[]): Promise<void> {
  const picked = await vscode.window.showQuickPick(items, {
    title,
    placeHolder: t('Choose a line to copy it'),
    matchOnDescription: true,
  });
  if (picked?.copies === undefined) return;
  await vscode.env.clipboard.writeText(picked.copies);
  void vscode.window.setStatusBarMessage(t('Copied: {0}', picked.copies), 4000);
}

/** FTP: Encode Address and Port. */
export async function encodeAddress(): Promise<void> {
  const text = await vscode.window.showInputBox({
    title: t('FTP: Encode Address and Port'),
    prompt: t('A numeric address and a port'),
    placeHolder: '192.0.2.5:3968 or [2001:db8::5]:3968',
    validateInput: (typed) => {
      const result = typed.trim() === '' ? undefined : encode(typed);
      return result?.ok === false ? result.error : undefined;
    },
  });
  const result = text === undefined ? undefined : encode(text);
  if (!result?.ok) return;
  const { pasvReply, epsvReply, portCommand, eprtCommand, arithmetic } = result.encoded;
  const items = [
    [pasvReply, t('answer to PASV')],
    [epsvReply, t('answer to EPSV')],
    [portCommand, t('active mode, IPv4')],
    [eprtCommand, t('active mode, RFC 2428')],
  ] as const;
  await offerCopies(
    t('Port {0}', arithmetic),
    items.flatMap(([label, description]) => (label === null ? [] : [{ label, description, copies: label }])),
  );
}

function encode(text: string): ReturnType<typeof encodeEndpoint> {
  const parsed = parseEndpoint(text);
  return parsed
    ? encodeEndpoint(parsed.address, parsed.port)
    : { ok: false, error: t('Write address and port as 192.0.2.5:3968.') };
}
