import { type Check, duration, isGiven, isInner, quotedReply } from '../support/index.js';
import { activeAttempts, passiveCommands, USE_PASSIVE } from './active-attempts.js';

export const actClientFw: Check = {
  id: 'ACT-CLIENT-FW',
  title: 'The server cannot connect back to the client',
  severity: 'error',
  cause: 'client',
  means: 'A firewall at the client rejects or drops the data connection of active mode.',
  decides:
    '425 after an accepted PORT or EPRT: at once when the client’s side rejects, after connect_timeout (60 s) when it drops.',
  fix: `${USE_PASSIVE} If it must be active mode, let connections from the server’s port 20 in at the client.`,
  metAt: { phase: 'active', place: 40 },
  judgedAt: { phase: 'active', place: 50 },
  find: (view) => {
    const found = activeAttempts(view).filter(({ it }) => it.refusal === null && it.final?.code === 425);
    const first = found[0]?.it;
    if (!first?.final) return null;
    const ms = first.final.durationMs;
    const how =
      ms === undefined
        ? ''
        : ` after ${duration(ms)}: ${ms < 5000 ? 'the client’s side rejects it' : 'the client’s side drops it'}`;
    const inner =
      isInner(first.endpoint?.host) && isGiven(first.endpoint?.host)
        ? ` PORT named the inner address ${first.endpoint.host}.`
        : '';
    return {
      evidence: `${first.command ?? 'The transfer'} was answered by ${quotedReply(first.final)}${how}.${inner}`,
      about: found.map(({ it }) => it.final ?? it),
      covers: found.flatMap(({ it }) => [...it.notes, ...(it.transfer ? [it.transfer] : [])]),
      at: first.final.at,
      count: found.reduce((sum, { it }) => sum + 1 + it.repeats, 0),
      fix: { commands: passiveCommands(view) },
    };
  },
};
