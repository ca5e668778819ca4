import type { ControlAnswer, ControlConnection, FtpCommand } from '../wire/index.js';
import { describeAnswer, quoted } from '../wire/index.js';
import { isVsftpd, protectedBy, protection } from './login.js';
import type { ReachedContext } from '../run-context.js';
import type { ProbeStepId, ProbeStepStatus } from '../types.js';

interface Question extends FtpCommand {
  /** Absent: its answer makes no step. */
  readonly step?: ProbeStepId;
  /** What the answer means for that step. */
  readonly tell?: (answer: ControlAnswer) => readonly [ProbeStepStatus, string];
}

/** The answer to EPSV, and when all others have come. */
export interface Around {
  readonly epsv: Promise<ControlAnswer>;
  readonly others: Promise<void>;
}

/**
 * All that can be asked at once when the login stands: EPSV, the protection of the data connection, FEAT, STAT, and the
 * change to the directory asked for. vsftpd gets it in one packet, with EPSV first since its port is to be dialled;
 * another server one by one, with EPSV last.
 */
export async function lookAround(control: ControlConnection, run: ReachedContext): Promise<Around> {
  const [stat, ...rest] = questions(control, run);
  // A greeting of the administrator's own does not name the program, but vsftpd's STAT does.
  const isKnown = control.mayPipeline;
  if (!isKnown && stat) {
    const answer = await take(run, stat, control.ask(stat.verb));
    control.mayPipeline = answer.kind === 'reply' && isVsftpd(answer.text);
  }
  const asked = isKnown && stat ? [...rest, stat] : rest;
  const epsv: FtpCommand = { verb: 'EPSV' };
  const atOnce = control.mayPipeline;
  const answers = [...control.together(atOnce ? [epsv, ...asked] : [...asked, epsv])];
  const answer = atOnce ? answers.shift() : answers.pop();
  const others = takeAll(run, asked, answers);
  // It fails only when the run is cancelled, and is awaited by the caller.
  others.catch(() => undefined);
  return { epsv: answer ?? Promise.resolve({ kind: 'closed' }), others };
}

/** STAT is the first. */
function questions(control: ControlConnection, run: ReachedContext): readonly Question[] {
  const { path } = run.target;
  return [
    { verb: 'STAT', optional: true, step: 'stat', tell: tellStat },
    ...protection(control).map((command): Question =>
      command.verb === 'PROT'
        ? {
            ...command,
            step: 'protect',
            tell: (answer) => [
              protectedBy(control, answer) ? 'pass' : 'warn',
              quoted(describeAnswer(answer)),
            ],
          }
        : command,
    ),
    {
      verb: 'FEAT',
      optional: true,
      step: 'features',
      tell: (answer) => [
        answer.kind === 'reply' && answer.code === 211 ? 'pass' : 'warn',
        quoted(describeAnswer(answer), 400),
      ],
    },
    ...(path === undefined
      ? []
      : [
          {
            verb: 'CWD',
            argument: path,
            step: 'cwd' as const,
            tell: (answer: ControlAnswer) =>
              [
                answer.kind === 'reply' && answer.code < 300 ? 'pass' : 'fail',
                quoted(describeAnswer(answer)),
              ] as const,
          },
        ]),
  ];
}

/** Each step begins when the one before has ended; after the end of the session there are no more. */
async function takeAll(
  run: ReachedContext,
  asked: readonly Question[],
  answers: readonly Promise<ControlAnswer>[],
): Promise<void> {
  for (const [index, question] of asked.entries()) {
    const coming = answers[index];
    if (!coming) return;
    const answer = await take(run, question, coming);
    if (answer.kind !== 'reply' && question.optional !== true) return;
  }
}

async function take(
  run: ReachedContext,
  question: Question,
  coming: Promise<ControlAnswer>,
): Promise<ControlAnswer> {
  const done = question.step ? run.recorder.step(question.step) : null;
  const answer = await coming;
  if (question.tell) done?.(...question.tell(answer));
  return answer;
}

function tellStat(answer: ControlAnswer): readonly [ProbeStepStatus, string] {
  if (answer.kind !== 'reply') return ['warn', quoted(describeAnswer(answer))];
  const seenAs = /connected to (?:::ffff:)?([0-9a-f.:]{3,45})/i.exec(answer.text)?.[1];
  const words = seenAs === undefined ? '' : `The server sees this machine as ${seenAs}. `;
  const isStatus = answer.code >= 200 && answer.code < 300;
  return [isStatus ? 'pass' : 'warn', words + quoted(describeAnswer(answer), 400)];
}
