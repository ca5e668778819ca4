import { SESSION } from '../../core/verdict/session-names.js';
import { type ControlAnswer, describeAnswer, quoted } from '../wire/index.js';
import { observeEndpoint, openSession } from '../session/index.js';
import type { ReachedContext } from '../run-context.js';
import type { Experiment } from './experiment.js';

export const modes: Experiment = {
  id: 'modes',
  label: 'EPSV variants',
  help: 'Asks for ports of both address families. Does EPSV ALL block the other modes?',
  session: SESSION.modes,
  isExtra: true,
  needsLogin: true,
  when: ['last'],
  run: ({ run }) => tryModes(run),
};

/**
 * What the server makes of the arguments of EPSV (RFC 2428 sections 3 and 4): the number of either family, and ALL,
 * after which it has to refuse every other mode. No port is dialled.
 */
async function tryModes(run: ReachedContext): Promise<void> {
  const done = run.recorder.step('epsv');
  const control = await openSession(run, SESSION.modes, { asksOnly: true });
  if (control === null) {
    done('skip', 'No further login is possible now.');
    return;
  }
  const commands = [
    { verb: 'EPSV', argument: '1' },
    { verb: 'EPSV', argument: '2' },
    { verb: 'EPSV', argument: 'ALL' },
    { verb: 'PASV' },
  ];
  const answers: ControlAnswer[] = [];
  for (const [index, coming] of control.together(commands).entries()) {
    const answer = await coming;
    const mode = commands[index]?.verb === 'PASV' ? 'PASV' : 'EPSV';
    // The 200 to EPSV ALL names no port.
    if (answer.kind === 'reply' && answer.code !== 200) observeEndpoint(answer, control, run, mode);
    answers.push(answer);
  }
  if (!control.ended()) await control.quit();
  control.destroy();
  const words = commands.map(({ verb, argument }, index) => {
    const answer = answers[index];
    const name = argument === undefined ? verb : `${verb} ${argument}`;
    return `${name}: ${answer ? quoted(describeAnswer(answer), 100) : ''}`;
  });
  done('pass', words.join('; '));
}
