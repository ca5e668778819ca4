import * as vscode from 'vscode';

/**
 * Names under which firewall, NAT and container files are kept. What is in them decides the language server; a name too
 * many costs one read of a small file.
 */
const NAMES = [
  ...[
    'docker-compose*',
    'compose*',
    '*ftp*',
    'k8s/**/*',
    'kubernetes/**/*',
    'manifests/**/*',
    'deploy/**/*',
  ].flatMap((name) => [`**/${name}.yml`, `**/${name}.yaml`]),
  ...['Dockerfile*', 'Containerfile*', '*.Dockerfile', '*.dockerfile'].map((name) => `**/${name}`),
  ...['rules.v4', 'rules.v6', 'iptables', 'ip6tables', 'iptables-config', '*.rules', '*.iptables'].map(
    (name) => `**/${name}`,
  ),
  ...['nftables.conf', '*.nft', '*.nftables'].map((name) => `**/${name}`),
  ...['zones', 'services', 'firewalld'].map((folder) => `**/${folder}/**/*.xml`),
  ...[
    'firewall',
    'iptables',
    'nft',
    'ufw',
    'ftp',
    'docker',
    'run',
    'start',
    'setup',
    'install',
    'deploy',
  ].map((word) => `**/*${word}*.sh`),
  '**/direct.xml',
  '**/ufw/**/*',
  '**/modprobe.d/*.conf',
  '**/modules-load.d/*.conf',
];

/** All of them, as one glob: alternatives do not nest. */
export const FIREWALL_PATTERN = `{${NAMES.join(',')}}`;

/** Languages of documents that may be such files under any name. */
export const FIREWALL_LANGUAGES = ['dockercompose', 'dockerfile', 'shellscript', 'yaml'] as const;

const SELECTOR: vscode.DocumentSelector = [
  ...FIREWALL_LANGUAGES.map((language) => ({ language })),
  { pattern: FIREWALL_PATTERN },
];

/** For providers: documents that may be such files. Their languages belong to other extensions, so ours only adds. */
export const FIREWALL_DOCUMENTS = SELECTOR;

export function mayBeFirewall(document: vscode.TextDocument): boolean {
  return vscode.languages.match(SELECTOR, document) > 0;
}

/** A `.env`, by which Compose fills in the variables of the files beside it. */
export function isEnvFile({ path }: vscode.Uri): boolean {
  return path.endsWith('/.env');
}

/** Whether Compose may read it, and so the `.env` beside it. */
export function mayBeCompose(path: string, text: string): boolean {
  return (
    /\.ya?ml$/i.test(path) && (/\/(?:docker-)?compose[^/]*$/i.test(path) || /^services[ \t]*:/m.test(text))
  );
}

export function isFirewallLanguage(language: string): boolean {
  return FIREWALL_LANGUAGES.some((one) => one === language);
}
