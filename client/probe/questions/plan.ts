import type * as vscode from 'vscode';
import type { TlsChoice } from '../../../probe/types.js';
import type { Account } from '../../passwords.js';
import type { Question, QuestionResult } from '../../questions.js';
import type { LoginTarget } from '../probe-target.js';
import type { RememberedTargets } from '../remembered-targets.js';

export const TITLE = 'FTP: Probe Server';

/** What the questions gather. */
export interface ProbePlan {
  readonly target: LoginTarget;
  /** The server's own vsftpd.conf, where the user has one at hand. */
  readonly config: vscode.Uri | undefined;
  readonly password: Password;
}

export interface Password {
  readonly text: string;
  /** It comes from the secret store, or is none. */
  readonly isStored: boolean;
}

/** What is known before the first question, and is not asked then. */
export interface KnownAnswers {
  readonly target: Partial<LoginTarget>;
  /** Undefined: to be asked for; null: there is none. */
  readonly config?: vscode.Uri | null | undefined;
}

/** Where the questions get suggestions and known answers. */
export interface Sources {
  readonly targets: RememberedTargets;
  /** The last verdict on a target, in a few words. */
  lastVerdict(target: LoginTarget): string | undefined;
  /** A password that need not be asked for. */
  passwordOf(account: Account): Promise<Password | undefined>;
}

/** The answers so far. */
export interface PlanDraft {
  host: string;
  port: number;
  path: string | undefined;
  user: string;
  tls: TlsChoice;
  config: vscode.Uri | undefined;
  password: Password | undefined;
  /** What was known before the first question. */
  readonly known: Partial<LoginTarget>;
  readonly isConfigKnown: boolean;
  /** What need not be asked any more. */
  given: Set<'host' | 'user' | 'tls' | 'config'>;
}

export interface PlanStep {
  /** Whether there is anything to ask. */
  applies(draft: PlanDraft): boolean | Promise<boolean>;
  ask(draft: PlanDraft, question: Question): Promise<QuestionResult<unknown>>;
}
