import * as vscode from 'vscode';
import type { TlsChoice } from '../probe/types.js';
import { openConfigs, shortName } from './config-files.js';
import { isPort, readTarget, type Target } from './probe-target.js';
import { askChoice, askText, type Answer, type Choice } from './questions.js';

const TITLE = 'FTP: Probe Server';

/** What the questions gather; the password is asked apart. */
export interface ProbePlan {
  readonly target: Target;
  /** The server's own vsftpd.conf, where it is open and the user says so. */
  readonly config: vscode.Uri | undefined;
}

type Draft = { -readonly [K in keyof Target]: Target[K] } & { config: vscode.Uri | undefined };
type Step = (
  draft: Draft,
  place: { step: number; totalSteps: number; title: string },
) => Promise<Answer<unknown>>;

/** Asks for host, port, user and TLS, each prefilled, with a way back; undefined where the user gave up. */
export async function askTarget(
  known: Partial<Target> & { config?: vscode.Uri },
): Promise<ProbePlan | undefined> {
  const draft: Draft = { host: '', port: 21, user: 'anonymous', tls: 'auto', config: undefined, ...known };
  const steps: readonly Step[] = [
    askHost,
    askPort,
    askUser,
    askTls,
    ...(openConfigs().length > 0 ? [askConfig] : []),
  ];
  let at = 0;
  while (at < steps.length) {
    const answer = await steps[at]?.(draft, { title: TITLE, step: at + 1, totalSteps: steps.length });
    if (answer === undefined) return undefined;
    at += answer === 'back' ? -1 : 1;
  }
  const { config, ...target } = draft;
  return { target, config };
}

const askHost: Step = async (draft, place) => {
  const answer = await askText({
    ...place,
    prompt: 'Name or address of the FTP server, or its ftp:// URL',
    placeholder: 'ftp.example.com',
    value: draft.host,
    check: (text) => (readTarget(text) ? undefined : 'A host name, an address, host:port or an ftp:// URL.'),
  });
  if (answer !== undefined && answer !== 'back') Object.assign(draft, readTarget(answer.value));
  return answer;
};

const askPort: Step = async (draft, place) => {
  const answer = await askText({
    ...place,
    prompt: 'Port of the control connection: 21, or 990 with implicit TLS',
    value: String(draft.port),
    check: (text) => (isPort(text.trim()) ? undefined : 'A port is a whole number from 1 to 65535.'),
  });
  if (answer !== undefined && answer !== 'back') draft.port = Number(answer.value);
  return answer;
};

const askUser: Step = async (draft, place) => {
  const answer = await askText({
    ...place,
    prompt: 'User name; “anonymous” needs no password',
    value: draft.user,
    check: (text) => (text === '' ? 'The user name must not be empty.' : undefined),
  });
  if (answer !== undefined && answer !== 'back') draft.user = answer.value;
  return answer;
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

const askTls: Step = async (draft, place) => {
  const answer = await askChoice({
    ...place,
    placeholder: 'How is the connection protected?',
    choices: TLS_CHOICES,
    current: draft.tls,
  });
  if (answer !== undefined && answer !== 'back') draft.tls = answer.value;
  return answer;
};

/** A config says more than a probe can see from outside, but only if it is this server's. */
const askConfig: Step = async (draft, place) => {
  const choices: Choice<string>[] = [
    ...openConfigs().map(({ uri }) => ({
      value: uri.toString(),
      label: shortName(uri),
      detail: 'This is the server’s config: compare what it says with what the server does.',
    })),
    { value: '', label: 'None of the open files', detail: 'Judge by the replies alone.' },
  ];
  const answer = await askChoice({
    ...place,
    placeholder: 'Which open file is this server’s vsftpd.conf?',
    choices,
    current: draft.config?.toString() ?? '',
  });
  if (answer !== undefined && answer !== 'back')
    draft.config = answer.value === '' ? undefined : vscode.Uri.parse(answer.value);
  return answer;
};

/** Asked masked; undefined where the user gave up. */
export async function askPassword(name: string): Promise<string | undefined> {
  const answer = await askText({
    title: `Password of ${name}`,
    prompt: 'It is used for this probe only, unless you let it be kept afterwards.',
    value: '',
    secret: true,
  });
  return answer === undefined || answer === 'back' ? undefined : answer.value;
}
