import * as vscode from 'vscode';
import { EXPERIMENT_WORDS } from '../../probe/experiments/words.js';
import type { ExtraTest } from '../../probe/index.js';
import { t } from '../l10n.js';

/** What a probe does beyond the usual. */
export interface Extras {
  readonly also: ReadonlySet<ExtraTest>;
}

export const NO_EXTRAS: Extras = { also: new Set() };

const EXTRA_TESTS = EXPERIMENT_WORDS.filter((words) => 'isExtra' in words);

/** Asks which extra tests to make; undefined where the user gave up. */
export async function askExtraTests({ also }: Extras): Promise<Extras | undefined> {
  const items = EXTRA_TESTS.map(({ id, label, help }) => ({
    id,
    label: t(label),
    detail: t(help),
    picked: also.has(id),
  }));
  const picked = await vscode.window.showQuickPick(items, {
    title: t('FTP: Extra Tests'),
    placeHolder: t('Extra tests (slower or more intrusive)'),
    canPickMany: true,
  });
  return picked && { also: new Set(picked.map(({ id }) => id)) };
}
