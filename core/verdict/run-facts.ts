import type { Evidence } from './evidence.js';
import { quote } from './quote.js';
import { passiveAttempts, sceneOf } from './scene.js';
import { serverStatus } from './stat.js';

/** What of a run is kept to compare the next one with: plain JSON, no password and no name of a file. */
export interface RunFacts {
  /** Numeric address that answered. */
  readonly peer: string | null;
  /** The tester's address as STAT shows it. */
  readonly seenAs: string | null;
  readonly greeting: string | null;
  /** `TLSv1.3`; `none` where the login went in clear. */
  readonly tls: string | null;
  /** Fingerprint of the certificate, and ISO 8601 time until which it is valid. */
  readonly certificate: string | null;
  readonly validTo: string | null;
  /** Address in the first 227. */
  readonly advertised: string | null;
  /** Lowest and highest passive port seen. */
  readonly ports: readonly [low: number, high: number] | null;
  /** Passive ports that answered, and that did not. */
  readonly open: number;
  readonly closed: number;
  /** Seconds, as STAT says. */
  readonly idleTimeout: number | null;
  /** Milliseconds until the greeting, and from PASS to its answer. */
  readonly greetingMs: number | null;
  readonly loginMs: number | null;
}

export function factsOf(evidence: Evidence): RunFacts {
  const scene = sceneOf(evidence);
  const [main] = scene.sessions;
  const tls = main?.tls.find(({ outcome }) => outcome === 'established');
  const status = main ? serverStatus(main) : null;
  const passive = passiveAttempts(scene);
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
