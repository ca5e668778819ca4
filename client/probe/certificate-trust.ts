import type * as vscode from 'vscode';
import { hostPortKey } from '../host-port.js';
import type { TrustedCertificate } from './certificate-text.js';

const KEY = 'vsftpdLens.certificates';
/** The oldest are forgotten first. */
const MOST = 50;

interface Server {
  readonly host: string;
  readonly port: number;
}

type Kept = Readonly<Record<string, TrustedCertificate>>;

/** Unverified certificates that the user chose to trust: one per host and port, by fingerprint. */
export class CertificateTrust {
  constructor(private readonly state: vscode.Memento) {}

  /** What was trusted for this server. */
  of(server: Server): TrustedCertificate | undefined {
    return this.kept()[keyOf(server)];
  }

  servers(): readonly string[] {
    return Object.keys(this.kept());
  }

  async forget(server: string): Promise<void> {
    await this.state.update(
      KEY,
      Object.fromEntries(Object.entries(this.kept()).filter(([key]) => key !== server)),
    );
  }

  async keep(server: Server, fingerprint: string): Promise<void> {
    const others = Object.entries(this.kept()).filter(([key]) => key !== keyOf(server));
    const trusted: TrustedCertificate = { fingerprint, at: new Date().toISOString() };
    await this.state.update(
      KEY,
      Object.fromEntries([...others, [keyOf(server), trusted] as const].slice(-MOST)),
    );
  }

  private kept(): Kept {
    return this.state.get<Kept>(KEY, {});
  }
}

function keyOf({ host, port }: Server): string {
  return hostPortKey(host, port);
}
