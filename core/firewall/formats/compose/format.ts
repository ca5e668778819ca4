import type { FirewallFormat } from '../format.js';

export const COMPOSE: FirewallFormat = {
  kind: 'compose',
  label: 'Docker Compose',
  rank: 5,
  globs: [
    '**/docker-compose*.yml',
    '**/docker-compose*.yaml',
    '**/compose*.yml',
    '**/compose*.yaml',
    '**/*ftp*.yml',
    '**/*ftp*.yaml',
  ],
  languages: ['dockercompose', 'yaml'],
  traits: { addsUp: true, publishes: true, givesRange: true, givesAddress: true, readsBeside: true },
};
