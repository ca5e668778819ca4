import type * as vscode from 'vscode';
import type { Account } from '../../passwords.js';
import type { LoginTarget } from '../probe-target.js';
import type { SavedTarget } from '../saved-servers-at-hand.js';
import type { RememberedTargets } from '../remembered-targets.js';
import type { ConfigServer } from './target-choices.js';
import { later } from '../../l10n.js';

export const TITLE = later('FTP: Probe Server');

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

/** What is known before the first question. */
export interface KnownAnswers {
  /** What stands in the box at first. */
  readonly text: string;
  /** Undefined: chosen in the box; null: there is none. */
  readonly config?: vscode.Uri | null | undefined;
  /** It is probed at once; the box comes only where someone goes back to it. */
  readonly target?: LoginTarget;
}

/** Where the questions get suggestions and known answers. */
export interface Sources {
  readonly targets: RememberedTargets;
  /** The configs at hand, with what they say of their servers. */
  configs(): Promise<readonly ConfigServer[]>;
  /** Servers that other programs have saved. */
  saved(): Promise<readonly SavedTarget[]>;
  /** The last verdict on a target, in a few words. */
  lastVerdict(target: LoginTarget): string | undefined;
  /** A password that need not be asked for. */
  passwordOf(account: Account): Promise<Password | undefined>;
}
