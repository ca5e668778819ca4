import type { FirewallFormat } from '../format.js';

export const DOCKERFILE: FirewallFormat = {
  kind: 'dockerfile',
  label: 'Dockerfile',
  reads: 'EXPOSE, ENV and ARG, what RUN does to vsftpd.conf, ENTRYPOINT and CMD',
  rank: 6,
  globs: ['**/*[Dd]ockerfile*', '**/*[Cc]ontainerfile*', '**/DOCKERFILE*'],
  languages: ['dockerfile'],
  traits: { addsUp: true, publishes: true, onlyDeclares: true },
};
