import type { FirewallFormat } from '../format.js';

const FOLDERS = 'k8s k8 kube kubernetes manifests deploy deployment deployments'.split(' ');
export const KUBERNETES: FirewallFormat = {
  kind: 'kubernetes',
  label: 'Kubernetes',
  reads:
    'Services, ports and networks of pods, their environment and commands; templates of Helm where they are plain',
  rank: 7,
  globs: FOLDERS.flatMap((folder) => [`**/${folder}/**/*.yml`, `**/${folder}/**/*.yaml`]),
  languages: ['yaml'],
  traits: { addsUp: true },
};
