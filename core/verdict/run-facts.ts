import { quote } from './words/quote.js';
import type { RunFacts } from '../events/run.js';
import { passiveAttempts, type EvidenceView } from './view/view.js';
import { serverStatus } from './view/stat.js';

export function factsOf(view: EvidenceView): RunFacts {
  const [main] = view.sessions;
  const tls = main?.tls.find(({ outcome }) => outcome === 'established');
  const status = main ? serverStatus(main) : null;
  const passive = passiveAttempts(view);
  const dials = passive.flatMap(({ it }) => it.connects.filter((c) => c.dialled !== undefined));
  const ports = passive.flatMap(({ it }) => it.endpoint?.port ?? []);
  const replyMs = (to: string): number | null =>
    main?.answers.find((answer) => answer.to === to && answer.reply.code < 400)?.reply.durationMs ?? null;
  return {
    peer: main?.peer ?? null,
    seenAs: status?.client ?? null,
    greeting: main?.greeting ? quote(main.greeting.text, 200) : null,
    tls: tls?.protocol ?? (main?.loggedIn === true && !main.secured ? 'none' : null),
    certificate: tls?.certificate?.fingerprint ?? null,
    validTo: tls?.certificate?.validTo ?? null,
    advertised: passive.find(({ it }) => it.mode === 'PASV' && it.endpoint?.host)?.it.endpoint?.host ?? null,
    ports: ports.length === 0 ? null : [Math.min(...ports), Math.max(...ports)],
    open: dials.filter(({ outcome }) => outcome === 'open').length,
    closed: dials.filter(({ outcome }) => outcome !== 'open').length,
    idleTimeout: status?.idleTimeout ?? null,
    greetingMs: replyMs('greeting'),
    loginMs: replyMs('PASS'),
  };
}
