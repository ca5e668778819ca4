import type * as vscode from 'vscode';
import { TLS_CHOICES } from '../../core/events/tls-choice.js';
import { nameOf } from '../passwords.js';
import type { LoginTarget } from './probe-target.js';

/** A target that was probed before, and the config that it was compared with. */
export interface RememberedTarget extends LoginTarget {
  /** URI of the server's vsftpd.conf. */
  readonly config?: string;
}

const KEY = 'vsftpdLens.targets';
const MOST = 10;

/** The last targets, the newest first; never a password. */
export class RememberedTargets {
  constructor(private readonly state: vscode.Memento) {}

  all(): readonly RememberedTarget[] {
    const kept = this.state.get<unknown>(KEY);
    return Array.isArray(kept) ? kept.filter(isTarget).slice(0, MOST) : [];
  }

  async remember(target: LoginTarget, config: vscode.Uri | undefined): Promise<void> {
    const { host, port, user, tls, path } = target;
    const kept: RememberedTarget = {
      ...{ host, port, user, tls },
      ...(path === undefined ? {} : { path }),
      ...(config === undefined ? {} : { config: config.toString() }),
    };
    const others = this.all().filter((one) => nameOf(one) !== nameOf(kept));
    await this.state.update(KEY, [kept, ...others].slice(0, MOST));
  }

  async forget(target: LoginTarget): Promise<void> {
    await this.state.update(
      KEY,
      this.all().filter((one) => nameOf(one) !== nameOf(target)),
    );
  }
}

function isTarget(value: unknown): value is RememberedTarget {
  const one = value as Partial<RememberedTarget> | null;
  return (
    typeof one?.host === 'string' &&
    typeof one.port === 'number' &&
    typeof one.user === 'string' &&
    TLS_CHOICES.some((choice) => choice === one.tls) &&
    (one.config === undefined || typeof one.config === 'string') &&
    (one.path === undefined || typeof one.path === 'string')
  );
}
