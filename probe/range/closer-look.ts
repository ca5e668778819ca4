import type { PassiveMode } from '../../core/events/observation.js';
import type { ReachedContext } from '../run-context.js';
import type { PassiveRange } from '../types.js';
import { type ControlConnection, dial, Gate, pause } from '../wire/index.js';
import { Asker } from './asker.js';
import type { AskedPort } from './asker.js';
import { findEdges } from './edges.js';
import type { EdgesFound, EdgeState } from './edges.js';
import { patience, secondChance } from './port-dial.js';

/** Whether a port was refused that is sure to listen: then the way there refuses. */
export class Refusal {
  readonly #gate = new Gate<null>();
  isKnown = false;

  note(): void {
    this.isKnown = true;
    this.#gate.open(null);
  }

  get known(): Promise<null> {
    return this.#gate.opened;
  }
}

export interface CloserResult {
  readonly edges: EdgesFound | null;
  /** A port that was open is refused when it is closed; null: not known. */
  readonly closedAnswers: boolean | null;
}

export const NO_CLOSER_LOOK: CloserResult = { edges: null, closedAnswers: null };

/** What the sampling has and shares. */
export interface Sampled {
  /** Ports that are asked for from here on are added. */
  readonly samples: AskedPort[];
  /** Connections that can ask. */
  readonly askers: () => readonly Asker[];
  readonly refusal: Refusal;
  /** The main connection, when it has nothing else to do; null where it has ended. */
  readonly spare: Promise<ControlConnection | null>;
}

/** Ports that were not open at once are asked for again one at a time and waited for, and the edges are searched. */
export class CloserLook {
  readonly #run: ReachedContext;
  readonly #mode: PassiveMode;
  readonly #sampled: Sampled;
  readonly #expected: PassiveRange | undefined;
  #toRepeat = 0;

  constructor(run: ReachedContext, mode: PassiveMode, sampled: Sampled, expected?: PassiveRange) {
    this.#run = run;
    this.#mode = mode;
    this.#sampled = sampled;
    this.#expected = expected;
  }

  async take(): Promise<CloserResult> {
    const { refusal } = this.#sampled;
    const answering = this.#closedPortsAnswer();
    const soon = await Promise.race([answering, pause(patience(this.#run), this.#run.signal)]);
    const quick = [...this.#sampled.samples];
    this.#toRepeat = quick.filter(({ dial: { verdict } }) =>
      soon === true ? verdict === 'unclear' : verdict === 'unclear' || verdict === null,
    ).length;
    const repeating = this.#repeat();
    await Promise.race([
      Promise.all(quick.map(({ dial: one }) => one.within(secondChance(this.#run)))),
      refusal.known,
    ]);
    // A firewall limits how often it refuses: those asked for again may meet silence instead.
    if (quick.filter(({ dial: one }) => one.verdict === 'unclear' && !one.lostSyn).length >= 2)
      refusal.note();
    const closedAnswers = await answering;
    const [edges] = await Promise.all([closedAnswers === true ? this.#findEdges() : null, repeating]);
    for (const { dial: one } of this.#sampled.samples)
      if (edges?.exact === true && edges.states.get(one.port) === 'silent') one.enough();
    await Promise.race([
      Promise.all(this.#sampled.samples.map(({ dial: { ended } }) => ended)),
      refusal.known,
    ]);
    return { edges, closedAnswers };
  }

  /**
   * Whether a port that was open answers after its listener has closed. Only then the silence of a closed port means
   * something. Null: no such port is known.
   */
  async #closedPortsAnswer(): Promise<boolean | null> {
    if (this.#calibrators().length === 0) await this.#closeOne();
    const ports = this.#calibrators().slice(0, 2);
    if (ports.length === 0) return null;
    const results = await Promise.all(ports.map((port) => this.#bareDial(port)));
    return results.some(({ outcome }) => outcome === 'refused' || outcome === 'reset');
  }

  /** The next port that is asked for closes the one before. */
  async #closeOne(): Promise<void> {
    const asked = await this.#sampled
      .askers()
      .find(({ holdsOpen }) => holdsOpen)
      ?.ask(this.#mode);
    if (asked) this.#sampled.samples.push(asked);
  }

  #calibrators(): number[] {
    return this.#sampled.samples.flatMap(({ dial: { verdict, listens, port } }) =>
      verdict === 'open' && !listens && !this.#run.ports.isHeld(port) ? [port] : [],
    );
  }

  async #bareDial(port: number): ReturnType<typeof dial> {
    const result = await dial(this.#run.peer, port, secondChance(this.#run), this.#run.signal);
    result.socket?.destroy();
    return result;
  }

  /** On every connection at a time, each with its listener kept until there is an answer. */
  async #repeat(): Promise<void> {
    const { refusal } = this.#sampled;
    if (this.#toRepeat === 0) return;
    const askers = this.#sampled.askers().filter(({ control }) => !control.ended());
    if (askers.length === 0) {
      const control = await this.#sampled.spare;
      if (control !== null) askers.push(new Asker(control, this.#run));
    }
    await Promise.all(
      askers.map(async (asker) => {
        while (this.#toRepeat > 0 && !this.#sampled.refusal.isKnown && !asker.control.ended()) {
          this.#toRepeat--;
          const asked = await asker.ask(this.#mode);
          if (asked === null) return;
          this.#sampled.samples.push(asked);
          await Promise.race([asked.dial.ended, refusal.known]);
          if (asked.dial.verdict === 'refused') refusal.note();
          if (asked.dial.verdict !== 'open') return;
        }
      }),
    );
  }

  async #findEdges(): Promise<EdgesFound | null> {
    const chanceMs = secondChance(this.#run);
    // A bare dial of a port that a session holds would be taken for its data connection.
    const known = new Map<number, EdgeState>(this.#run.ports.open.map((port) => [port, 'open']));
    if (this.#sampled.refusal.isKnown) return null;
    for (const { dial: one } of this.#sampled.samples) {
      if (one.verdict === 'open') known.set(one.port, 'open');
      // Timers are a little early now and then.
      else if (one.verdict === 'silent' || (one.verdict === null && one.ageMs >= 0.9 * chanceMs))
        known.set(one.port, 'silent');
    }
    const states = [...known.values()];
    if (!states.includes('open') || !states.includes('silent')) return null;
    return findEdges({
      known,
      bounds: this.#bounds([...known.keys()]),
      calibrators: this.#calibrators(),
      patienceMs: patience(this.#run),
      chanceMs,
      dial: (port) => this.#bareDial(port),
      pause: (ms) => pause(ms, this.#run.signal),
    });
  }

  /** The range that is configured, where the ports seen lie in it; else from the lowest to the highest seen. */
  #bounds(ports: readonly number[]): PassiveRange {
    const seen = { low: Math.min(...ports), high: Math.max(...ports) };
    const expected = this.#expected;
    return expected && expected.low <= seen.low && expected.high >= seen.high ? expected : seen;
  }
}
