import type * as vscode from 'vscode';
import { hostPortKey } from './host-port.js';

/** The account that a password is for. */
export interface Account {
  readonly host: string;
  readonly port: number;
  readonly user: string;
}

const INDEX = 'vsftpdLens.accounts';

/** Passwords live in the editor's secret store only; the state keeps the names of their accounts, to forget them by. */
export class Passwords {
  constructor(
    private readonly secrets: vscode.SecretStorage,
    private readonly state: vscode.Memento,
  ) {}

  of(account: Account): Thenable<string | undefined> {
    return this.secrets.get(keyOf(account));
  }

  async keep(account: Account, password: string): Promise<void> {
    await this.secrets.store(keyOf(account), password);
    const names = this.names().filter((name) => name !== nameOf(account));
    await this.state.update(INDEX, [...names, nameOf(account)]);
  }

  forget(account: Account): Promise<void> {
    return this.forgetName(nameOf(account));
  }

  /** `user@host:port` */
  async forgetName(name: string): Promise<void> {
    await this.secrets.delete(`ftp:${name}`);
    await this.state.update(
      INDEX,
      this.names().filter((other) => other !== name),
    );
  }

  /** Accounts whose password is stored. */
  names(): readonly string[] {
    return this.state.get<readonly string[]>(INDEX, []);
  }
}

function keyOf(account: Account): string {
  return `ftp:${nameOf(account)}`;
}

/** `user@host:port`, the way it is shown. */
export function nameOf({ host, port, user }: Account): string {
  return `${user}@${hostPortKey(host, port)}`;
}
