import * as vscode from 'vscode';
import { browseConfig } from '../../config/config-files.js';
import { askChoice, type PickChoice, type Question, type QuestionResult } from '../../questions.js';
import type { ConfigServer } from './target-choices.js';
import { t } from '../../l10n.js';

const NONE = '';
const OTHER = '*';

/** A config says more than a probe can see from outside, but only if it is this server's. */
export async function askConfig(
  question: Question,
  configs: readonly ConfigServer[],
  current: vscode.Uri | undefined,
): Promise<QuestionResult<vscode.Uri | undefined>> {
  const choices: PickChoice<string>[] = [
    ...configs.map(({ uri, name }) => ({
      value: uri,
      label: name,
      detail: t('Compare what this file says with what the server does.'),
    })),
    { value: NONE, label: t('No config'), detail: t('Use the server’s replies only.') },
    { value: OTHER, label: t('Another file…'), detail: t('Choose the server’s vsftpd.conf.') },
  ];
  const placeholder = t('Compare with which vsftpd.conf? (optional)');
  const answer = await askChoice({ ...question, placeholder, choices, current: current?.toString() ?? NONE });
  if (answer === undefined || answer === 'back') return answer;
  if (answer.value === NONE) return { value: undefined };
  if (answer.value !== OTHER) return { value: vscode.Uri.parse(answer.value) };
  const chosen = await browseConfig(t('Choose the server’s vsftpd.conf'));
  return chosen ? { value: chosen } : 'back';
}
