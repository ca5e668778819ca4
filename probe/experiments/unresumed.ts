import type { Socket } from 'node:net';
import { SESSION } from '../../core/verdict/session-names.js';
import type { MainFacts } from '../session/main-facts.js';
import type { Answer, ControlConnection } from '../wire/control.js';
import { list } from '../session/listing.js';
import { protectedBy } from '../session/login.js';
import type { ReachedContext } from '../run-context.js';
import { openSession } from '../session/side-session.js';
import { nobodysName } from './small-transfer.js';
import { dialPlace, placeIn } from '../session/passive.js';
import { workingWay } from '../session/working-way.js';
import type { WorkingWay } from '../session/working-way.js';

/**
 * How strict the server is with data connections, beside one that does everything right: first one in clear, which lists
 * a name that nobody has, so that nothing can be read on the way; then one under TLS as the libraries of many programs
 * do it, which do not resume the session of the control connection. Refusing either is what a careful server does.
 */
export async function tryUnresumed(run: ReachedContext, facts: MainFacts): Promise<void> {
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
    // As whom does the server see a further connection? Where it costs nothing.
    ...(control.mayPipeline ? [{ verb: 'STAT' }] : []),
  ];
  const [, prot, passive] = await Promise.all(control.together(commands));
  if (!isAccepted(prot)) {
    done('pass', 'Data connections in clear: refused.');
    return null;
  }
  const place = placeIn(control, run, passive, good);
  const dialling = place && dialPlace(control, run, place, good);
  // Whoever awaits it sees the failure.
  dialling?.catch(() => undefined);
  // vsftpd refuses before it looks for the connection, so LIST need not wait for that, where the port seems to be open:
  // without a connection it would block the session.
  const isEarly = place !== null && control.mayPipeline && run.ports.seemsOpen(place.port);
  const data = isEarly && dialling ? () => dialling : await dialling;
  if (isEarly)
    dialling?.then(
      (socket) => {
        if (socket === null) control.destroy();
      },
      () => undefined,
    );
  if (data === null) {
    done('skip', 'In clear: no further data connection could be made.');
    return null;
  }
  const { end, last } = await list(
    control,
    run,
    data,
    (_, detail) => {
      done('pass', `In clear: ${detail}`);
    },
    { argument: nobodysName(), brief: true },
  );
  if (isMissing(last)) {
    await listItself(control, run, good);
    return null;
  }
  const socket = (await dialling) ?? null;
  if (isEarly && end === null && !control.ended()) return socket;
  socket?.destroy();
  return null;
}

/** 450 or 550: the server looked for the name, so nothing has been carried in clear yet, and nothing was refused. */
function isMissing(answer: Answer | null): boolean {
  return answer?.kind === 'reply' && (answer.code === 450 || answer.code === 550);
}

/** Servers that do not list what is not there list a directory by itself: one line, and no name in it. */
async function listItself(control: ControlConnection, run: ReachedContext, good: WorkingWay): Promise<void> {
  const done = run.recorder.step('protect');
  const [passive] = await Promise.all(control.together([{ verb: good.mode }]));
  const place = placeIn(control, run, passive, good);
  const data = place && (await dialPlace(control, run, place, good));
  if (data === null) {
    done('skip', 'In clear: no further data connection could be made.');
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
  const place = isPrivate && !unused ? placeIn(control, run, passive, good) : null;
  const data = isPrivate && unused ? unused : place && (await dialPlace(control, run, place, good));
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

function isAccepted(answer: Answer | undefined): boolean {
  return answer?.kind === 'reply' && answer.code === 200;
}
