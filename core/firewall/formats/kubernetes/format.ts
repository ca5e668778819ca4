import type { FirewallFormat } from '../format.js';

const FOLDERS = 'k8s k8 kube kubernetes manifests deploy deployment deployments'.split(' ');
export const KUBERNETES: FirewallFormat = {
  kind: 'kubernetes',
  label: 'Kubernetes',
  rank: 7,
  globs: FOLDERS.flatMap((folder) => [`**/${folder}/**/*.yml`, `**/${folder}/**/*.yaml`]),
  languages: ['yaml'],
  traits: { addsUp: true },
};
