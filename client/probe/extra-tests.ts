import * as vscode from 'vscode';
import type { ExtraTest } from '../../probe/index.js';

interface TestItem extends vscode.QuickPickItem {
  readonly test: ExtraTest | 'active';
}

const TESTS: readonly TestItem[] = [
  {
    test: 'active',
    label: 'Active mode',
    detail: 'Lets the server connect back to this computer. A firewall here may ask about it.',
  },
  {
    test: 'clear',
    label: 'Login without TLS',
    detail: 'Sends the password once in clear text. Everybody on the way can read it.',
  },
  { test: 'anonymous', label: 'Anonymous login', detail: 'Tries whether the server lets anybody in.' },
  {
    test: 'idle',
    label: 'Idle time',
    detail: 'Leaves the connection alone for a minute: does a firewall forget it?',
  },
  {
    test: 'inject',
    label: 'Command injection',
    detail: 'Sends a harmless command in clear behind AUTH TLS: does it reach the inside?',
  },
  {
    test: 'foreign',
    label: 'Foreign address',
    detail: 'Opens a data connection from another address of this computer: is it turned away?',
  },
  {
    test: 'modes',
    label: 'Variants of EPSV',
    detail: 'Asks for ports of each address family, and whether EPSV ALL shuts the other modes out.',
  },
];

/** What a probe does beyond the usual. */
export interface Extras {
  readonly active: boolean;
  readonly also: ReadonlySet<ExtraTest>;
}

export const NO_EXTRAS: Extras = { active: false, also: new Set() };

/** Asks which further tests to make; undefined where the user gave up. */
export async function askExtraTests(chosen: Extras): Promise<Extras | undefined> {
  const items = TESTS.map((item) => ({
    ...item,
    picked: item.test === 'active' ? chosen.active : chosen.also.has(item.test),
  }));
  const picked = await vscode.window.showQuickPick(items, {
    title: 'FTP: Which further tests?',
    placeHolder: 'They take longer, or do more than an ordinary client would',
    canPickMany: true,
  });
  if (!picked) return undefined;
  const tests = picked.map(({ test }) => test);
  return { active: tests.includes('active'), also: new Set(tests.filter((test) => test !== 'active')) };
}
