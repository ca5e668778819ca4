import { CONFIG_COPY_GLOBS, CONFIG_FIRST_LINE, CONFIG_GLOBS } from '../../core/config/index.js';
import { FIREWALL_LANGUAGES } from '../../core/firewall/index.js';

const OWN_LANGUAGES = ['vsftpd', 'ftp-transcript', 'log', 'plaintext', 'markdown', 'diff'];

/** package.json with the names of our files, and `activationEvents` for our languages and those of firewall and container files. */
export function withActivation(packageJson: string): string {
  const manifest = JSON.parse(packageJson) as Record<string, unknown> & {
    contributes?: { languages?: { id: string; filenamePatterns?: readonly string[]; firstLine?: string }[] };
  };
  const config = manifest.contributes?.languages?.find(({ id }) => id === 'vsftpd');
  if (config) {
    config.filenamePatterns = [...CONFIG_GLOBS, ...CONFIG_COPY_GLOBS];
    config.firstLine = CONFIG_FIRST_LINE.source;
  }
  manifest['activationEvents'] = [
    ...[...OWN_LANGUAGES, ...FIREWALL_LANGUAGES].map((language) => `onLanguage:${language}`),
    'onWebviewPanel:vsftpdLens.report',
  ];
  return JSON.stringify(manifest);
}
