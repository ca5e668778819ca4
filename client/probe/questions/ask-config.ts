import * as vscode from 'vscode';
import { openConfigs, shortName } from '../../config/config-files.js';
import { askChoice, type PickChoice } from '../../questions.js';
import type { PlanStep } from './plan.js';

const NONE = '';
const OTHER = '*';

/** A config says more than a probe can see from outside, but only if it is this server's. */
export function askConfig(configs: Promise<readonly vscode.Uri[]>): PlanStep {
  const askWhich: PlanStep['ask'] = async (draft, question) => {
    const choices: PickChoice<string>[] = [
      ...(await configs).map((uri) => ({
        value: uri.toString(),
        label: shortName(uri),
        detail: 'Compare what this file says with what the server does.',
      })),
      { value: NONE, label: 'No config', detail: 'Use the server’s replies only.' },
      { value: OTHER, label: 'Another file…', detail: 'Choose the server’s vsftpd.conf.' },
    ];
    const answer = await askChoice({
      ...question,
      placeholder: 'Compare with which vsftpd.conf? (optional)',
      choices,
      current: (draft.config ?? openConfigs()[0]?.uri)?.toString() ?? NONE,
    });
    if (answer === undefined || answer === 'back') return answer;
    draft.config = answer.value === OTHER ? await browse() : uriOf(answer.value);
    // Ask again when the file dialog is cancelled.
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
    (await vscode.window.showOpenDialog({
      title: 'Choose the server’s vsftpd.conf',
      openLabel: 'Compare',
    })) ?? [];
  return chosen;
}
