import * as vscode from 'vscode';
import { CertificateTrust } from './certificate-trust.js';
import type { Services } from '../services.js';
import { t } from '../l10n.js';

/** FTP: Forget Stored Passwords and Certificates. */
export async function forgetByChoice({ context, passwords }: Services): Promise<void> {
  const trust = new CertificateTrust(context.globalState);
  const items = [
    ...passwords.names().map((name) => ({
      label: `$(key) ${name}`,
      description: t('password'),
      forget: () => passwords.forgetName(name),
    })),
    ...trust.servers().map((server) => ({
      label: `$(verified) ${server}`,
      description: t('trusted certificate'),
      forget: () => trust.forget(server),
    })),
  ];
  if (items.length === 0) {
    void vscode.window.showInformationMessage(t('No FTP password and no certificate is stored.'));
    return;
  }
  const picked = await vscode.window.showQuickPick(items, {
    title: t('Forget stored FTP passwords and certificates'),
    placeHolder: t('Which ones?'),
    canPickMany: true,
  });
  for (const { forget } of picked ?? []) await forget();
}
