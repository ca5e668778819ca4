import { BUILDS, knows, namesOf, settingNamed, type Build, type Setting } from '../../../config/index.js';
import {
  faultsOfKind,
  listed,
  nameRange,
  type Fix,
  type Rule,
  type RuleContext,
} from '../../support/index.js';

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
    for (const { faults, knowing } of groupsOf(context)) {
      const [first] = faults;
      if (!first) continue;
      const names = [...new Set(faults.map(({ setting }) => setting.name))];
      const at = faults.map(({ line }) => nameRange(line));
      report({
        ...nameRange(first.line),
        message:
          knowing.length === 0
            ? `No current build of vsftpd knows ${first.setting.name} (${first.setting.since}): it refuses the file.`
            : `Only ${namesOf(knowing)} know${knowing.length === 1 ? 's' : ''} ${listed(names)}; other builds refuse the file.`,
        fixes: [
          ...renamed(context, first),
          {
            title: faults.length === 1 ? 'Comment out the line' : `Comment out the ${faults.length} lines`,
            edits: faults.map(({ line }) => ({ start: line.start, end: line.nameStart, newText: '#' })),
          },
        ],
        related: at.slice(1).map((range) => ({ ...range, message: 'Known to the same builds.' })),
        builds: context.builds.filter((build) => faults.some(({ builds }) => builds.includes(build))),
        namesBuilds: true,
      });
    }
  },
};

type Fault = ReturnType<typeof faultsOfKind>[number] & { readonly setting: Setting };

interface Group {
  readonly faults: Fault[];
  /** The builds that know all of them. */
  knowing: readonly Build[];
}

/** Asked for all builds, lines that one distribution takes together are one fault: the file is for that one. */
function groupsOf(context: RuleContext): readonly Group[] {
  const groups: Group[] = [];
  for (const { setting, ...fault } of faultsOfKind(context, 'setting-of-other-build')) {
    if (!setting) continue;
    const knowing = BUILDS.filter((build) => knows(build.id, setting));
    const same = groups.find((group) => group.knowing.some((build) => knowing.includes(build)));
    if (same && context.builds.length > 1) {
      same.faults.push({ ...fault, setting });
      same.knowing = same.knowing.filter((build) => knowing.includes(build));
    } else groups.push({ faults: [{ ...fault, setting }], knowing });
  }
  return groups;
}

function renamed(context: RuleContext, { line, builds, setting }: Fault): Fix[] {
  const twin = TWINS.get(setting.name);
  const other = twin === undefined ? undefined : settingNamed(twin);
  if (!other || builds.length < context.builds.length || !builds.every((build) => knows(build.id, other)))
    return [];
  const edits = [{ ...nameRange(line), newText: other.name }];
  return [{ title: `Rename to ${other.name}, as this build calls it`, edits, safe: true }];
}

/** The same TLS switch under its two names. */
const TWINS = new Map(
  ['1', '2', '3'].flatMap((n) => [
    [`ssl_tlsv1${n}`, `ssl_tlsv1_${n}`],
    [`ssl_tlsv1_${n}`, `ssl_tlsv1${n}`],
  ]),
);
