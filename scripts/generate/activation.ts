import { FIREWALL_LANGUAGES } from '../../core/firewall/index.js';

const OWN_LANGUAGES = ['vsftpd', 'ftp-transcript', 'log', 'plaintext', 'markdown', 'diff'];

/** package.json with the `activationEvents` for our languages and those of firewall and container files. */
export function withActivation(packageJson: string): string {
  const manifest = JSON.parse(packageJson) as Record<string, unknown>;
  manifest['activationEvents'] = [
    ...[...OWN_LANGUAGES, ...FIREWALL_LANGUAGES].map((language) => `onLanguage:${language}`),
    'onWebviewPanel:vsftpdLens.report',
  ];
  return JSON.stringify(manifest);
}
