import { randomBytes } from 'node:crypto';
import { SESSION } from '../../core/verdict/session-names.js';
import type { MainFacts } from '../main-facts.js';
import type { ReachedContext } from '../run-context.js';
import { openPassive, openSession, workingWay } from '../session/index.js';
import { transfer } from '../session/transfer.js';
import { describeAnswer, quoted } from '../wire/index.js';
import type { Experiment } from './experiment.js';

const CONTENT = Buffer.from('Test of an upload; may be deleted.\r\n');

export const upload: Experiment = {
  id: 'upload',
  label: 'Upload',
  help: 'Stores one small file under a random name, and removes it again.',
  doing: 'storing a small file',
  session: SESSION.upload,
  isExtra: true,
  needsLogin: true,
  when: ['last'],
  run: ({ run, facts }) => tryUpload(run, facts),
};

async function tryUpload(run: ReachedContext, { tries }: MainFacts): Promise<void> {
  const good = workingWay(tries);
  const done = run.recorder.step('upload');
  const control = good && (await openSession(run, SESSION.upload));
  if (good === null || control === null) {
    done('skip', good ? 'No further login is possible now.' : 'No data connection could be made.');
    return;
  }
  const { path } = run.target;
  if (path !== undefined && path !== '') await control.send('CWD', path);
  const data = await openPassive(control, run, good.mode, good.way);
  if (data === null) done('skip', 'No further data connection could be made.');
  else {
    await control.send('TYPE', 'I');
    const argument = `upload-test-${randomBytes(6).toString('hex')}.txt`;
    const plan = { command: 'STOR', argument, payload: CONTENT, limitBytes: CONTENT.length } as const;
    const { outcome, end, words } = await transfer(control, run, data, plan);
    // What was begun may be there in part.
    const removed = end === null || control.ended() ? null : await control.send('DELE', argument);
    const isGone = removed?.kind === 'reply' && removed.code < 400;
    if (outcome !== 'complete') done('fail', `The server does not store a file: ${words}`);
    else if (isGone) done('pass', `A file was stored and removed again: ${words}`);
    else
      done(
        'warn',
        `A file was stored, and ${argument} is still there: ${quoted(removed ? describeAnswer(removed) : '')}`,
      );
  }
  if (!control.ended()) await control.quit();
  control.destroy();
}
