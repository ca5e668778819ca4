import { networkInterfaces } from 'node:os';
import { SESSION } from '../../core/verdict/session-names.js';
import { ControlConnection, describeAnswer, describeDial, dial, quoted } from '../wire/index.js';
import { at, logIn, observeControl, type PassiveTry, tryPassive } from '../session/index.js';
import type { ReachedContext } from '../run-context.js';
import type { Experiment } from './experiment.js';

/** More addresses of one name are not tried. */
const MAX_OTHERS = 4;

export const otherAddresses: Experiment = {
  id: 'addresses',
  label: 'Other addresses',
  help: 'Connects to the other addresses of the name and, where the first one let us in, logs in there too.',
  doing: 'trying the name’s other addresses',
  when: ['beside', 'failed'],
  async run({ run, facts, moment }) {
    const loggedIn = await run.admitted.opened;
    if (loggedIn === (moment === 'beside')) await tryAddresses(run, facts.addresses, loggedIn);
  },
};

/**
 * The short test of the name's other addresses, all at once: TCP connect and greeting, and where the first address let
 * us in, the login with EPSV and PASV too. Addresses that were tried before the first one answered are known already.
 */
export async function tryAddresses(
  run: ReachedContext,
  addresses: readonly string[],
  loggedIn: boolean,
): Promise<void> {
  const { recorder, target } = run;
  const known = recorder.observations.flatMap((seen) =>
    seen.kind === 'connect' && seen.channel === 'control' && seen.session === undefined
      ? (seen.host ?? [])
      : [],
  );
  const others = addresses.filter((address) => !known.includes(address));
  if (others.length === 0) return;
  const reachable = others.filter((address) => hasFamilyOf(address));
  const tried = reachable.slice(0, MAX_OTHERS);
  const leftOut = others.filter((address) => !tried.includes(address));
  if (leftOut.length > 0) {
    const why = reachable.length === tried.length ? ': this machine has no address of that family' : '';
    recorder.notTested(`other addresses of ${target.host}, ${leftOut.slice(0, 8).join(', ')}${why}`);
  }
  if (tried.length === 0) return;
  const done = recorder.step('addresses');
  const results = await Promise.all(tried.map((address) => tryAddress({ ...run, peer: address }, loggedIn)));
  done(results.every(({ good }) => good) ? 'pass' : 'warn', results.map(({ words }) => words).join(' '));
}

async function tryAddress(run: ReachedContext, loggedIn: boolean): Promise<{ good: boolean; words: string }> {
  const { recorder, target, peer, signal, timeoutMs, silenceMs } = run;
  const session = SESSION.address(peer);
  const { socket, ...result } = await dial(peer, target.port, silenceMs, signal);
  observeControl(run, session, result);
  if (!socket) return { good: false, words: `${at(peer, target.port)} ${describeDial(result)}.` };
  const control = new ControlConnection(socket, { recorder, signal, timeoutMs, session });
  try {
    const { good, words } = await (loggedIn ? useIt(control, run) : greet(control, run));
    return { good, words: `${at(peer, target.port)}: ${words}` };
  } finally {
    control.destroy();
  }
}

async function greet(
  control: ControlConnection,
  run: ReachedContext,
): Promise<{ good: boolean; words: string }> {
  // A server that speaks TLS at once does not greet in clear.
  if (run.target.tls === 'implicit') return { good: true, words: 'connected.' };
  const greeting = await control.next();
  const good = greeting.kind === 'reply' && greeting.code === 220;
  if (good) await control.quit();
  return { good, words: quoted(describeAnswer(greeting)) };
}

/** The login by the same rules as on the first address, and a connect to one port of each passive mode. */
async function useIt(
  control: ControlConnection,
  run: ReachedContext,
): Promise<{ good: boolean; words: string }> {
  const quiet: ReachedContext = { ...run, recorder: run.recorder.withoutSteps() };
  if (!(await logIn(control, quiet))) return { good: false, words: 'no login.' };
  const tries: PassiveTry[] = [];
  for (const mode of ['EPSV', 'PASV'] as const)
    if (!control.ended()) tries.push(await tryPassive(control, quiet, mode, false));
  if (!control.ended()) await control.quit();
  const works = tries.filter((one) => one.works !== null).map(({ mode }) => mode);
  return works.length === 0
    ? { good: false, words: 'logged in, but no passive port can be reached.' }
    : { good: true, words: `logged in; ${works.join(' and ')} can be reached.` };
}

/** Whether this machine has an address of that family to come from. */
function hasFamilyOf(address: string): boolean {
  if (!address.includes(':') || address === '::1' || /^fe80:/i.test(address)) return true;
  const own = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  return own.some((one) => one.family === 'IPv6' && !one.internal && !/^fe80:/i.test(one.address));
}
