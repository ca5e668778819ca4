import type { FirewallFormat } from '../format.js';

export const DOCKERFILE: FirewallFormat = {
  kind: 'dockerfile',
  label: 'Dockerfile',
  rank: 6,
  globs: ['**/*[Dd]ockerfile*', '**/*[Cc]ontainerfile*', '**/DOCKERFILE*'],
  languages: ['dockerfile'],
  traits: { addsUp: true, publishes: true, onlyDeclares: true },
};
