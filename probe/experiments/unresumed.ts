import type { Socket } from 'node:net';
import { SESSION } from '../../core/verdict/session-names.js';
import type { MainFacts } from '../main-facts.js';
import type { ReachedContext } from '../run-context.js';
import type { HostPort, WorkingWay } from '../session/index.js';
import { dialHostPort, hostPortIn, list, missingName, openSession, protectedBy } from '../session/index.js';
import { workingWay } from '../session/working-way.js';
import type { ControlAnswer, ControlConnection } from '../wire/index.js';
import type { Experiment } from './experiment.js';

export const unresumed: Experiment = {
  id: 'unresumed',
  label: 'TLS session resumption',
  help: 'Are data connections refused in clear, and without the TLS session of the control connection?',
  session: SESSION.fresh,
  when: ['beside'],
  run: ({ run, facts }) => tryUnresumed(run, facts),
};

/**
 * Two data connections on one more session: one in clear, which lists a name that does not exist, so that nothing can be
 * read on the way; and one under TLS that does not resume the session of the control connection, as in many programs.
 * A careful server refuses both.
 */
async function tryUnresumed(run: ReachedContext, facts: MainFacts): Promise<void> {
  const { target, recorder } = run;
  if (target.tls === 'none') return;
  const held = recorder.held();
  const control = await openSession(run, SESSION.fresh, {
    // Without TLS there is nothing to learn: no second login goes in clear.
    target: { ...target, tls: target.tls === 'implicit' ? 'implicit' : 'explicit' },
    waits: false,
    asksOnly: true,
    held,
  });
  await facts.hasPorts.opened;
  if (control === null) {
    if (facts.loggedIn && facts.secure)
      recorder.notTested(
        'data connections without the login’s TLS session: the server allows no further login',
      );
    return;
  }
  recorder.release(held);
  const good = workingWay(facts.tries);
  if (good !== null && !control.ended()) {
    const unused = await listInClear(control, run, good);
    await listUnresumed(control, run, good, unused);
  }
  if (!control.ended()) await control.quit();
  control.destroy();
}

/** @returns the data connection, where the server refused the listing without looking at it */
async function listInClear(
  control: ControlConnection,
  run: ReachedContext,
  good: WorkingWay,
): Promise<Socket | null> {
  const done = run.recorder.step('protect');
  const commands = [
    { verb: 'PBSZ', argument: '0' },
    { verb: 'PROT', argument: 'C' },
    { verb: good.mode },
    // As whom does the server see a further connection? Asked where it costs nothing.
    ...(control.mayPipeline ? [{ verb: 'STAT' }] : []),
  ];
  const [, prot, passive] = await Promise.all(control.together(commands));
  if (!isAccepted(prot)) {
    done('pass', 'Data connections in clear: refused.');
    return null;
  }
  const { data, dialling, isEarly } = await beginDial(control, run, good, passive);
  if (data === null) {
    done('skip', NO_CONNECTION);
    return null;
  }
  const tell = (_: unknown, detail: string): void => {
    done('pass', `In clear: ${detail}`);
  };
  const { end, last } = await list(control, run, data, tell, { argument: missingName(), brief: true });
  if (isMissing(last)) {
    await listItself(control, run, good);
    return null;
  }
  const socket = await dialling;
  if (isEarly && end === null && !control.ended()) return socket;
  socket?.destroy();
  return null;
}

interface BegunDial {
  /** What a listing takes; null where there is no connection. */
  readonly data: Socket | (() => Promise<Socket | null>) | null;
  readonly dialling: Promise<Socket | null>;
  /** LIST need not wait for the connection. */
  readonly isEarly: boolean;
}

/**
 * vsftpd refuses a listing in clear before it looks for the connection, so LIST need not wait for that. Only where the
 * port seems to be open: without a connection LIST would block the session.
 */
async function beginDial(
  control: ControlConnection,
  run: ReachedContext,
  good: WorkingWay,
  passive: ControlAnswer | undefined,
): Promise<BegunDial> {
  const place = hostPortIn(control, run, passive, good);
  if (place === null) return { data: null, dialling: Promise.resolve(null), isEarly: false };
  const dialling = dialHostPort(control, run, place, good);
  // It fails only when the run is cancelled, and is awaited later.
  dialling.catch(() => undefined);
  if (!mayListEarly(control, run, place)) return { data: await dialling, dialling, isEarly: false };
  dialling.then(
    (socket) => {
      if (socket === null) control.destroy();
    },
    () => undefined,
  );
  return { data: () => dialling, dialling, isEarly: true };
}

function mayListEarly(control: ControlConnection, run: ReachedContext, { port }: HostPort): boolean {
  return control.mayPipeline && run.ports.seemsOpen(port);
}

const NO_CONNECTION = 'In clear: no further data connection could be made.';

/** 450 or 550: the server looked for the name, so nothing was sent in clear yet, and nothing was refused. */
function isMissing(answer: ControlAnswer | null): boolean {
  return answer?.kind === 'reply' && (answer.code === 450 || answer.code === 550);
}

/** Servers that do not list what is not there list a directory by itself: one line, and no name in it. */
async function listItself(control: ControlConnection, run: ReachedContext, good: WorkingWay): Promise<void> {
  const done = run.recorder.step('protect');
  const [passive] = await Promise.all(control.together([{ verb: good.mode }]));
  const place = hostPortIn(control, run, passive, good);
  const data = place && (await dialHostPort(control, run, place, good));
  if (data === null) {
    done('skip', NO_CONNECTION);
    return;
  }
  const tell = (_: unknown, detail: string): void => {
    done('pass', `In clear: ${detail}`);
  };
  await list(control, run, data, tell, { argument: '-d .', brief: true });
}

async function listUnresumed(
  control: ControlConnection,
  run: ReachedContext,
  good: WorkingWay,
  unused: Socket | null,
): Promise<void> {
  if (control.ended()) return;
  const done = run.recorder.step('protect');
  const how = 'Without resuming the TLS session';
  const [prot, passive] = await Promise.all(
    control.together([{ verb: 'PROT', argument: 'P' }, ...(unused ? [] : [{ verb: good.mode }])]),
  );
  const isPrivate = prot !== undefined && protectedBy(control, prot);
  const place = isPrivate && !unused ? hostPortIn(control, run, passive, good) : null;
  const data = isPrivate && unused ? unused : place && (await dialHostPort(control, run, place, good));
  if (data === null) {
    done('skip', `${how}: no further data connection could be made.`);
    return;
  }
  await list(
    control,
    run,
    data,
    (_, detail) => {
      done('pass', `${how}: ${detail}`);
    },
    { fresh: true },
  );
}

function isAccepted(answer: ControlAnswer | undefined): boolean {
  return answer?.kind === 'reply' && answer.code === 200;
}
