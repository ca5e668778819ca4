// What the panel says where no finding is the verdict.
import type { ProbeReport, ProbeStep, ProbeStepStatus } from '../../probe/types.js';
import type { PanelState, ShownRun } from './state.js';
import { stepName, verdictOf } from './words.js';
import { counted, later, t } from '../l10n.js';

/** Green: it works. Amber: it works here. Grey: it is not known. */
export interface Outcome {
  readonly status: Exclude<ProbeStepStatus, 'fail'>;
  readonly title: string;
  readonly words: string;
}

const NOTHING_WRONG = later('Nothing wrong was found');
const NOTHING_ELSE_WRONG = later('Nothing else wrong was found');

/** The step that failed before a login: then "nothing found" proves nothing. */
function cutShort(steps: readonly ProbeStep[]): ProbeStep | undefined {
  return hasPassed(steps, 'login') ? undefined : steps.find(({ status }) => status === 'fail');
}

function hasPassed(steps: readonly ProbeStep[], wanted: string): boolean {
  return steps.some(({ id, status }) => id === wanted && (status === 'pass' || status === 'warn'));
}

/** Of a run without an error and without a warning. */
export function calmOutcome({ report, path }: Pick<ShownRun, 'report' | 'path'>): Outcome {
  const { steps, notTested } = report;
  const short = cutShort(steps);
  if (short)
    return {
      status: 'skip',
      title: t('The probe did not get as far as a login'),
      words: `${stepName(short.id)[0]}: ${short.detail}`,
    };
  if (!hasPassed(steps, 'list') && path.data !== 'works' && path.data !== 'here')
    return { status: 'skip', title: t('No failure, but no listing either'), words: t(MISSING_LISTING) };
  const inner = path.untriedAddress;
  if (inner !== null)
    return {
      status: 'warn',
      title: t('Works here; clients outside cannot reach {0}', inner),
      words: t(
        'PASV sends clients to {0}, which was not tried from here. For clients outside, set `pasv_address` to the public address. If the server is for its own network only, nothing is wrong.',
        inner,
      ),
    };
  const passed = steps.filter(({ status }) => status === 'pass').length;
  const more = notTested.length > 0 ? ` ${t('See “Not tested” below.')}` : '';
  return {
    status: 'pass',
    title: t(report.switchedOff === undefined ? NOTHING_WRONG : NOTHING_ELSE_WRONG),
    words: `${counted(passed, '{0} step passed.', '{0} steps passed.')}${more}`,
  };
}

const MISSING_LISTING = later(
  'No directory was listed in this run, so it does not show that data connections work.',
);

/** What the log does not show is said below. */
export const UNSEEN = later('What the log does not show');

/** Of a log or capture without an error and without a warning: only a completed transfer proves anything. */
export function calmLog({ understood, story, switchedOff }: PanelState & { readonly kind: 'log' }): Outcome {
  const { lines, used, completedTransfers } = understood;
  if (completedTransfers > 0)
    return {
      status: 'pass',
      title: t(switchedOff === undefined ? NOTHING_WRONG : NOTHING_ELSE_WRONG),
      words: t(
        '{0} completed, and nothing failed. See “{1}” below.',
        counted(completedTransfers, '{0} transfer', '{0} transfers'),
        t(UNSEEN),
      ),
    };
  const words =
    story === null
      ? t(
          '{0} of {1} not understood. No completed transfer was seen.',
          lines - used,
          counted(lines, '{0} line', '{0} lines'),
        )
      : t(
          '{0} of {1} belong to FTP. No completed transfer was seen.',
          used,
          counted(lines, '{0} packet', '{0} packets'),
        );
  return { status: 'skip', title: t('No failure that I can read'), words };
}

/** The verdict in a few words: the title of a finding, or of what is said without one. */
export function verdictWords(run: Pick<ShownRun, 'report' | 'path'>): string {
  return verdictTitle(run.report) ?? calmOutcome(run).title;
}

function verdictTitle({ findings }: Pick<ProbeReport, 'findings'>): string | undefined {
  return verdictOf(findings)?.title;
}
