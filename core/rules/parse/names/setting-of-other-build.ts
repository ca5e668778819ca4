import { BUILDS, knows, namesOf, settingNamed } from '../../../config/index.js';
import { faultsOfKind, nameRange, type Rule } from '../../support/index.js';

export const settingOfOtherBuild: Rule = {
  code: 'setting-of-other-build',
  title: 'A setting of another distribution',
  stage: 'parse',
  severity: 'error',
  files: ['main', 'per-user'],
  why: 'Distributions add settings and rename some of the TLS switches. A build that does not know the name refuses the whole file. The settings page lists which build knows which.',
  bad: 'reverse_lookup_enable=NO\nlisten=YES\n',
  good: 'listen=YES\n',
  checkDocument(context, report) {
    for (const { line, builds, setting } of faultsOfKind(context, 'setting-of-other-build')) {
      if (!setting) continue;
      const { start, end } = nameRange(line);
      const knowing = BUILDS.filter((build) => knows(build.id, setting));
      const twin = TWINS.get(setting.name);
      const other = twin === undefined ? undefined : settingNamed(twin);
      const replace =
        other && builds.every((build) => knows(build.id, other)) && builds.length === context.builds.length;
      report({
        start,
        end,
        message:
          knowing.length === 0
            ? `No current build of vsftpd knows ${setting.name} (${setting.since}): it refuses the file.`
            : `Only ${namesOf(knowing)} know${knowing.length === 1 ? 's' : ''} ${setting.name}; other builds refuse the file.`,
        fixes: [
          ...(replace
            ? [
                {
                  title: `Rename to ${other.name}, as this build calls it`,
                  edits: [{ start, end, newText: other.name }],
                  safe: true,
                },
              ]
            : []),
          {
            title: 'Comment out the line',
            edits: [{ start: line.start, end: line.nameStart, newText: '#' }],
          },
        ],
        builds,
        namesBuilds: true,
      });
    }
  },
};

/** The same TLS switch under its two names. */
const TWINS = new Map(
  ['1', '2', '3'].flatMap((n) => [
    [`ssl_tlsv1${n}`, `ssl_tlsv1_${n}`],
    [`ssl_tlsv1_${n}`, `ssl_tlsv1${n}`],
  ]),
);
