import * as vscode from 'vscode';
import { FIREWALL_GLOBS, FIREWALL_LANGUAGES, WIDE_GLOBS } from '../../core/firewall/formats/kinds.js';

/** All names of such files, as one glob: alternatives do not nest. */
export const FIREWALL_PATTERN = `{${FIREWALL_GLOBS.join(',')}}`;

/** Names that say little, as one glob too. */
export const WIDE_PATTERN = `{${WIDE_GLOBS.join(',')}}`;

/** For providers: documents that may be such files. Their languages belong to other extensions, so ours only adds. */
export const FIREWALL_DOCUMENTS: vscode.DocumentSelector = [
  ...FIREWALL_LANGUAGES.map((language) => ({ language })),
  { pattern: FIREWALL_PATTERN },
];

export function mayBeFirewall(document: vscode.TextDocument): boolean {
  return vscode.languages.match(FIREWALL_DOCUMENTS, document) > 0;
}

/** A `.env`, by which Compose fills in the variables of the files beside it. */
export function isEnvFile({ path }: vscode.Uri): boolean {
  return path.endsWith('.env');
}

/** Whether Compose may read it, and so the `.env` beside it. */
export function mayBeCompose(path: string, text: string): boolean {
  return (
    /\.ya?ml$/i.test(path) && (/\/(?:docker-)?compose[^/]*$/i.test(path) || /^services[ \t]*:/m.test(text))
  );
}

export function isFirewallLanguage(language: string): boolean {
  return FIREWALL_LANGUAGES.includes(language);
}
