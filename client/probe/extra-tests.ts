import * as vscode from 'vscode';
import type { ExtraTest } from '../../probe/index.js';

interface TestItem extends vscode.QuickPickItem {
  readonly test: ExtraTest | 'active';
}

const TESTS: readonly TestItem[] = [
  {
    test: 'active',
    label: 'Active mode',
    detail: 'The server connects back to the client. A firewall on the client may ask about it.',
  },
  {
    test: 'clear',
    label: 'Login without TLS',
    detail: 'Sends the password once in clear text. Anyone on the network path can read it.',
  },
  { test: 'anonymous', label: 'Anonymous login', detail: 'Does the server accept users without an account?' },
  {
    test: 'idle',
    label: 'Idle time',
    detail: 'Leaves the connection idle for a minute. Does a firewall drop it?',
  },
  {
    test: 'inject',
    label: 'STARTTLS injection',
    detail: 'Sends a harmless plaintext command after AUTH TLS. Is it executed?',
  },
  {
    test: 'foreign',
    label: 'Data connection from another address',
    detail: 'Opens a data connection from another address of the client. Is it rejected?',
  },
  {
    test: 'modes',
    label: 'Variants of EPSV',
    detail: 'Asks for ports of each address family, and whether EPSV ALL blocks the other modes.',
  },
];

/** What a probe does beyond the usual. */
export interface Extras {
  readonly active: boolean;
  readonly also: ReadonlySet<ExtraTest>;
}

export const NO_EXTRAS: Extras = { active: false, also: new Set() };

/** Asks which extra tests to make; undefined where the user gave up. */
export async function askExtraTests(chosen: Extras): Promise<Extras | undefined> {
  const items = TESTS.map((item) => ({
    ...item,
    picked: item.test === 'active' ? chosen.active : chosen.also.has(item.test),
  }));
  const picked = await vscode.window.showQuickPick(items, {
    title: 'FTP: Extra Tests',
    placeHolder: 'Extra tests (slower or more intrusive)',
    canPickMany: true,
  });
  if (!picked) return undefined;
  const tests = picked.map(({ test }) => test);
  return { active: tests.includes('active'), also: new Set(tests.filter((test) => test !== 'active')) };
}
