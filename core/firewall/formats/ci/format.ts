import type { FirewallFormat } from '../format.js';

export const CI: FirewallFormat = {
  kind: 'ci',
  label: 'docker run in jobs of GitHub, GitLab and the like',
  reads: '`docker run` in the scripts of jobs',
  rank: 13,
  globs: [
    '**/.github/workflows/*.y*ml',
    '**/.gitlab-ci*.y*ml',
    '**/.circleci/*.y*ml',
    '**/azure-pipelines*.y*ml',
  ],
  languages: [],
  traits: { publishes: true, isExample: true },
};
