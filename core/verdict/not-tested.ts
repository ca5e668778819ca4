import { isActive } from './attempt.js';
import { isEmptyListing } from './checks/data-transfer.js';
import type { Evidence } from './evidence.js';
import { quote } from './quote.js';
import { attempts, isInner, isLoopback, passiveAttempts, sceneOf, type Scene } from './scene.js';

const MAX_LINES = 30;

/** What the evidence cannot show, each in a few words: a healthy verdict says nothing about it. */
export function notTested(evidence: Evidence): string[] {
  const scene = sceneOf(evidence);
  const stated = evidence.observations.flatMap((seen) =>
    seen.kind === 'not-tested' ? [quote(seen.what, 200)] : [],
  );
  return [...new Set([...stated, ...gaps(scene)])].slice(0, MAX_LINES);
}

/** Gaps that the observations themselves show. */
export function gaps(scene: Scene): readonly string[] {
  const inside = scene.sessions.find(({ peer }) => isInner(peer));
  const found: string[] = [];
  if (inside)
    found.push(
      isLoopback(inside.peer)
        ? 'from another machine: the server was reached over loopback'
        : `from outside: the server was reached at its inner address ${inside.peer ?? ''}`,
    );
  if (scene.witness === 'probe') {
    if (attempts(scene).some(({ it }) => isEmptyListing(it)))
      found.push('a transfer of data: the listing was empty');
    const busy =
      scene.sessions.some((s) => s.greeting?.code === 421) &&
      scene.sessions.some((s) => s.greeting?.code === 220);
    if (busy) found.push('as many ports as asked: the server limits connections at one time');
    return found;
  }
  return [...found, ...logGaps(scene)];
}

/** What a log does not hold. */
function logGaps(scene: Scene): readonly string[] {
  const passive = passiveAttempts(scene);
  const has = (mode: 'PASV' | 'EPSV'): boolean => passive.some(({ it }) => it.mode === mode);
  return [
    ...(passive.length === 0 ? ['passive mode: the log shows no PASV and no EPSV'] : []),
    ...(passive.length > 0 && !has('PASV') ? ['PASV: this client used EPSV only'] : []),
    ...(passive.length > 0 && !has('EPSV') ? ['EPSV: this client used PASV only'] : []),
    ...(attempts(scene).some(({ it }) => isActive(it)) ? [] : ['active mode']),
    ...(scene.sessions.some((s) => s.secured) ? [] : ['TLS: the log shows no encrypted session']),
    ...(scene.sessions.every((s) => s.peer === null)
      ? ['the server’s own address: the log does not name it']
      : []),
    'passive ports other than those in the log',
  ];
}
