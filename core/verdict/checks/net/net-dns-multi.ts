import type { Check, CheckReport, EvidenceView, Session } from '../support/index.js';
import { isAddress, isPassive, listed, opened, quote, same, TOO_MANY } from '../support/index.js';
import { connectsByAddress, describeConnect } from './control-connects.js';

export const netDnsMulti: Check = {
  id: 'NET-DNS-MULTI',
  title: 'The name has several addresses, and not all of them work',
  severity: 'error',
  cause: 'network',
  means: 'Users fail or succeed at random, depending on the address their resolver gives first.',
  decides:
    'Of the addresses of one name, some answer on the control port and others do not; or the same short test gets further at one address than at another.',
  spares: 'Several addresses that all behave alike are an ordinary round robin.',
  fix: 'Repair the nodes that fail, or take their addresses out of the DNS.',
  metAt: { phase: 'reach', place: 70 },
  judgedAt: { phase: 'reach', place: 60 },
  find: (view) => {
    const { open, failed } = connectsByAddress(view);
    const dead = failed.filter(
      (c) =>
        c.errno !== 'ENETUNREACH' &&
        c.errno !== 'EADDRNOTAVAIL' &&
        view.sessions.some(({ target }) => target?.resolved?.some((address) => same(address, c.host))),
    );
    const [first] = dead;
    if (!first || open.length === 0) return unlikeNodes(view);
    const hosts = [...new Set(dead.map((c) => c.host ?? ''))];
    return {
      evidence: `${describeConnect(first)} Dead: ${listed(hosts)}; answering: ${listed([...new Set(open.map((c) => c.host ?? ''))])}.`,
      about: dead,
    };
  },
};

/** How far a session got: the further, the higher. */
const STAGES = [
  'gives no FTP greeting',
  'refuses the login',
  'gives no data connection',
  'opens data connections',
] as const;

/** null: not tried as far as it takes to know. */
function stageOf(session: Session): number | null {
  const { greeting, connects, loggedIn, answers, attempts } = session;
  // A server that is full, perhaps of this probe's own connections, is not another server.
  if (answers.some(({ reply }) => reply.code === 421 || (reply.code === 530 && TOO_MANY.test(reply.text))))
    return null;
  if (greeting?.code !== 220) return connects.some((c) => c.outcome === 'open') ? 0 : null;
  if (!loggedIn) return answers.some(({ to, reply }) => to === 'PASS' && reply.code >= 400) ? 1 : null;
  const tried = attempts.filter((attempt) => isPassive(attempt) && attempt.connects.length > 0);
  if (tried.length === 0) return null;
  return tried.some(opened) ? 3 : 2;
}

/** All addresses answer, but the same test gets further at one than at another. */
function unlikeNodes(view: EvidenceView): readonly CheckReport[] {
  const tests = [...view.sessions.slice(0, 1), ...view.experiments.filter(({ id }) => isAddress(id))];
  const nodes = tests.flatMap((session) => {
    const stage = stageOf(session);
    const { peer } = session;
    return stage === null || peer === null ? [] : [{ peer, stage }];
  });
  const [best] = [...nodes].sort((a, b) => b.stage - a.stage);
  const worse = nodes.filter(({ stage }) => stage < (best?.stage ?? 0));
  if (!best || worse.length === 0) return [];
  const words = worse.map(({ peer, stage }) => `${quote(peer, 60)} ${STAGES[stage] ?? ''}`);
  return [{ evidence: `${listed(words, 4)}, while ${quote(best.peer, 60)} ${STAGES[best.stage] ?? ''}.` }];
}
