import type { FirewallFormat } from '../format.js';

export const KUBERNETES: FirewallFormat = {
  kind: 'kubernetes',
  label: 'Kubernetes',
  rank: 7,
  globs: [
    '**/k8s/**/*.yml',
    '**/k8s/**/*.yaml',
    '**/kubernetes/**/*.yml',
    '**/kubernetes/**/*.yaml',
    '**/manifests/**/*.yml',
    '**/manifests/**/*.yaml',
    '**/deploy/**/*.yml',
    '**/deploy/**/*.yaml',
  ],
  languages: ['yaml'],
  traits: { addsUp: true },
};
