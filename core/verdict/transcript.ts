import type { ConfigModel } from '../config/index.js';
import { classOf } from '../reply/index.js';
import { arranged, TranscriptReader, type TranscriptEvent } from '../transcript/index.js';
import { signature } from './view/attempt.js';
import { Collector } from './engine/collector.js';
import type { Finding } from './finding.js';
import { gaps } from './not-tested.js';
import type { EvidenceView } from './view/view.js';
import { Session } from './view/session.js';

export interface TranscriptOptions {
  /** What the events were read from; default: a transcript. */
  readonly witness?: 'transcript' | 'capture';
  /** The vsftpd.conf that belongs to the log. */
  readonly config?: ConfigModel;
  /** Numeric address of the server, where the log does not name it. */
  readonly peer?: string;
}

export interface TranscriptVerdict {
  /** Sorted: the first is the verdict; empty: the log shows nothing wrong. */
  readonly findings: readonly Finding[];
  /** What the log cannot show. */
  readonly notTested: readonly string[];
  /** Without one, an empty list of findings proves nothing. */
  readonly completedTransfers: number;
}

/** How many lines of a log, or packets of a capture, there were, and how many of them were understood. */
export interface Understood {
  readonly lines: number;
  readonly used: number;
}

/** Sessions that are read at the same time; the least recently heard one is judged when another one begins. */
const OPEN_SESSIONS = 200;
/** Sessions that went differently from each other, kept to compare them in the end. */
const KEPT_SESSIONS = 64;
/** Kinds of sessions whose verdict is remembered instead of reached anew. */
const KNOWN_KINDS = 5000;

interface OpenSession {
  readonly session: Session;
  /** When it was heard last: events before. */
  heard: number;
}

/** Judges a transcript of any length in bounded memory: events in, findings in the end. */
export class TranscriptDiagnosis {
  readonly #options: TranscriptOptions;
  readonly #collector: Collector;
  readonly #open = new Map<string | undefined, OpenSession>();
  #clock = 0;
  readonly #known = new Map<string, readonly string[]>();
  readonly #kept: Session[] = [];
  #isComplete = true;
  #completedTransfers = 0;

  constructor(options: TranscriptOptions = {}) {
    this.#options = options;
    this.#collector = new Collector(options.config);
  }

  push(event: TranscriptEvent): void {
    const session = this.#sessionOf(event.session);
    // A reply that prose merely quotes counts where nothing else was said.
    if (event.kind === 'endpoint' && event.mention && session.answers.length > 0) return;
    if (event.kind === 'transfer' && event.outcome === 'complete') this.#completedTransfers += 1;
    session.push(event);
  }

  /** Call once, after the last event. */
  finish(): TranscriptVerdict {
    for (const { session } of this.#open.values()) this.#judge(session);
    this.#open.clear();
    const all = this.#view(this.#kept);
    if (this.#options.witness === 'capture') this.#collector.judge(all);
    else if (this.#kept.length > 1) this.#collector.compare(all, this.#isComplete);
    return {
      findings: this.#collector.findings(),
      notTested: gaps(all),
      completedTransfers: this.#completedTransfers,
    };
  }

  #sessionOf(id: string | undefined): Session {
    const known = this.#open.get(id);
    if (known) {
      known.heard = ++this.#clock;
      return known.session;
    }
    if (this.#open.size >= OPEN_SESSIONS) this.#judgeOldest();
    const session = new Session(id, this.#options.peer);
    this.#open.set(id, { session, heard: ++this.#clock });
    return session;
  }

  #judgeOldest(): void {
    let oldest: OpenSession | undefined;
    for (const open of this.#open.values()) if (!oldest || open.heard < oldest.heard) oldest = open;
    if (!oldest) return;
    this.#open.delete(oldest.session.id);
    this.#judge(oldest.session);
  }

  #judge(session: Session): void {
    session.end();
    // A capture is of a few sessions: what one of them shows may explain another.
    if (this.#options.witness === 'capture' && this.#kept.length < KEPT_SESSIONS) {
      this.#kept.push(session);
      return;
    }
    const kind = kindOf(session);
    const known = this.#known.get(kind);
    if (known) {
      this.#collector.again(known);
      return;
    }
    const keys = this.#collector.judge(this.#view([session]));
    if (this.#known.size < KNOWN_KINDS) this.#known.set(kind, keys);
    if (this.#kept.length < KEPT_SESSIONS) this.#kept.push(session);
    else this.#isComplete = false;
  }

  #view(sessions: readonly Session[]): EvidenceView {
    const { config, witness = 'transcript' } = this.#options;
    return {
      witness,
      firewall: [],
      vantage: null,
      bareDials: [],
      statedGaps: [],
      sessions,
      experiments: [],
      ...(config ? { config } : {}),
    };
  }
}

/** The verdict on a text at hand; lines end with LF, CRLF or a lone CR. */
export function diagnoseTranscript(
  text: string,
  options: TranscriptOptions = {},
): TranscriptVerdict & { readonly understood: Understood } {
  const range = options.config?.passiveRange();
  const reader = new TranscriptReader({
    ...(options.peer === undefined ? {} : { peer: options.peer }),
    ...(range ? { range } : {}),
  });
  const diagnosis = new TranscriptDiagnosis(options);
  for (const line of arranged(text.split(/\r\n|\n|\r/)))
    for (const event of reader.pushPlaced(line)) diagnosis.push(event);
  for (const event of reader.end()) diagnosis.push(event);
  return { ...diagnosis.finish(), understood: reader.understood };
}

/** Sessions of the same kind get the same verdict. Ports and the words of successes do not matter. */
function kindOf(session: Session): string {
  const answers = session.answers.map(
    ({ to, reply }) => `${to}${reply.code}${reply.code >= 400 ? reply.text.slice(0, 60) : ''}`,
  );
  const { lowest, highest } = session;
  return [
    session.peer,
    classOf(session.target?.local ?? ''),
    session.loggedIn,
    session.closed?.by,
    answers.join(),
    session.attempts.map(signature).join(),
    session.notes.map((note) => note.note).join(),
    session.tls.map((tls) => tls.outcome).join(),
    session.connects.map((connect) => connect.outcome).join(),
    (lowest?.port ?? 1024) < 1024,
    lowest?.port === highest?.port ? '' : 'several ports',
  ].join('|');
}
