import type * as vscode from 'vscode';

/** What the last probe of an account said; a lens and the status bar show it, also in the next window. */
export interface LastVerdict {
  /** `user@host:port` */
  readonly account: string;
  /** When that probe began, ISO 8601: its report is opened by it. */
  readonly at: string;
  readonly words: string;
  readonly status: 'pass' | 'warn' | 'fail' | 'skip';
  /** URI of the vsftpd.conf that it was compared with. */
  readonly config: string | null;
}

const KEY = 'vsftpdLens.verdicts';
const MOST = 20;

/** The newest first, one for each account. */
export function lastVerdicts(state: vscode.Memento): readonly LastVerdict[] {
  const kept = state.get<unknown>(KEY);
  return Array.isArray(kept) ? kept.filter(isVerdict).slice(0, MOST) : [];
}

export async function keepVerdict(state: vscode.Memento, verdict: LastVerdict): Promise<void> {
  const others = lastVerdicts(state).filter(({ account }) => account !== verdict.account);
  await state.update(KEY, [verdict, ...others].slice(0, MOST));
}

function isVerdict(value: unknown): value is LastVerdict {
  const one = value as Partial<LastVerdict> | null;
  return (
    typeof one?.account === 'string' &&
    typeof one.at === 'string' &&
    typeof one.words === 'string' &&
    /^(?:pass|warn|fail|skip)$/.test(String(one.status)) &&
    (one.config === null || typeof one.config === 'string')
  );
}
