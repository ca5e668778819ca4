import type { ReplySeen } from '../../events/observation.js';
import { isProgress } from './verbs.js';

/** A reply together with what it answers; the same answer given again only counts. */
export interface AnswerHeard {
  readonly reply: ReplySeen;
  /** The verb, `greeting`, or '' where the log does not tell. */
  readonly to: string;
  readonly argument: string | null;
  readonly secured: boolean;
  /** Before the login succeeded. */
  readonly beforeLogin: boolean;
  /** The user named last. */
  readonly user: string | null;
  count: number;
}

const ANSWERS_KEPT = 200;
/** Of these, replies below 400: files and ports have many names, and none of them may crowd out a refusal. */
const SUCCESSES_KEPT = 120;

/** The answers of one session; what only repeats is counted, not kept. */
export class AnswerLog {
  readonly all: AnswerHeard[] = [];
  readonly #seen = new Map<string, AnswerHeard>();
  /** The last answer to each verb: what repeats, repeats at once. */
  readonly #latest = new Map<string, AnswerHeard>();

  add(answer: Omit<AnswerHeard, 'count'>): void {
    const { reply, to, secured } = answer;
    const latest = this.#latest.get(to);
    const isAlike = latest?.reply.code === reply.code && latest.secured === secured;
    // Ports and names of files always differ; the attempts keep them.
    if (isAlike && (latest.reply.text === reply.text || isProgress(to, reply.code))) {
      latest.count++;
      return;
    }
    const isFull = this.all.length >= (reply.code < 400 ? SUCCESSES_KEPT : ANSWERS_KEPT);
    const key = `${to} ${reply.code} ${reply.text.slice(0, 120)} ${secured}`;
    const known = this.#seen.get(key);
    if (known) {
      known.count++;
      this.#latest.set(to, known);
    }
    if (known || isFull) return;
    const first = { ...answer, count: 1 };
    this.#seen.set(key, first);
    this.#latest.set(to, first);
    this.all.push(first);
  }
}
