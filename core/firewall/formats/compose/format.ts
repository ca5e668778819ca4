import type { FirewallFormat } from '../format.js';

export const COMPOSE: FirewallFormat = {
  kind: 'compose',
  label: 'Docker Compose',
  reads: 'ports, networks, environment, `.env`, commands, and what is merged in',
  rank: 5,
  globs: [
    '**/docker-compose*.yml',
    '**/docker-compose*.yaml',
    '**/compose*.yml',
    '**/compose*.yaml',
    '**/*ftp*.yml',
    '**/*ftp*.yaml',
  ],
  wideGlobs: ['**/*.yml', '**/*.yaml'],
  languages: ['dockercompose', 'yaml'],
  traits: { addsUp: true, publishes: true },
  // compose-go, cli/options.go.
  merges: {
    files: /\.ya?ml(?:\.\w+)?$/i,
    variables: '.env',
    chosenBy: 'COMPOSE_FILE',
    members: /^(?:docker-)?compose[^/]{0,200}\.ya?ml$/i,
    bases: ['compose.yaml', 'compose.yml', 'docker-compose.yml', 'docker-compose.yaml'],
    overrides: [
      'compose.override.yml',
      'compose.override.yaml',
      'docker-compose.override.yml',
      'docker-compose.override.yaml',
    ],
  },
};
