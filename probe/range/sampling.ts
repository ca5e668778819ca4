import { setMaxListeners } from 'node:events';
import type { PassiveMode } from '../../core/events/observation.js';
import { SESSION } from '../../core/verdict/session-names.js';
import { Asker } from './asker.js';
import type { AskedPort } from './asker.js';
import type { ControlConnection } from '../wire/control.js';
import { dial } from '../wire/dial.js';
import { findEdges } from './edges.js';
import type { EdgesFound, Passage } from './edges.js';
import type { Plan } from '../plan.js';
import type { Recorder } from '../recorder.js';
import { patience, secondChance } from './port-dial.js';
import { conclude } from './range-verdict.js';
import type { ReachedContext } from '../run-context.js';
import { openSession } from '../session/side-session.js';
import type { PassiveRange, ProbeRange } from '../types.js';
import { Gate, pause, sent, within } from '../wire/wait.js';

/** Connections that ask for ports beside the main one; two places are left to other witnesses. */
const MAX_ASKERS = 4;
/** With so many at work the main connection has better things to do. */
const ENOUGH_ASKERS = 2;
/** Longest wait for the end of these connections, in milliseconds. */
const GOODBYE_MS = 1000;

/**
 * Asks for many passive ports, over several connections at a time, and dials each: one port says little about a range
 * that a firewall opens only in part. While all is well no dial is waited for before the next port is asked for. What
 * is not open is looked at more closely, and all silent ports share one wait.
 */
export class PortSampling {
  readonly #run: ReachedContext;
  readonly #plan: Plan;
  readonly #samples: AskedPort[] = [];
  #askers: Asker[] = [];
  readonly #refused: Asker[] = [];
  /** Connections that are being opened or ask. */
  readonly #coming = new Set<Promise<void>>();
  /** What gives those up that are not logged in yet. */
  readonly #lives = new Set<AbortController>();
  readonly #goodbyes: Promise<unknown>[] = [];
  readonly #mode = new Gate<PassiveMode | null>();
  readonly #asked = new Gate<null>();
  readonly #spare = new Gate<ControlConnection | null>();
  /** Opens when a port is refused that is sure to listen: the way there refuses. */
  readonly #refusal = new Gate<null>();
  #refuses = false;
  #left: number;
  #underWay = 0;
  #hasBegun = false;
  #hasAskedWhence = false;
  #mainIsDone = false;
  #toRepeat = 0;
  #course: Promise<ProbeRange | null> = Promise.resolve(null);

  constructor(run: ReachedContext, plan: Plan) {
    this.#run = run;
    this.#plan = plan;
    this.#left = plan.samples;
  }

  /** When the server has greeted the main connection: others connect meanwhile, and wait for its login. */
  prepare(): void {
    const count = Math.min(MAX_ASKERS, Math.ceil(this.#plan.samples / 2));
    for (let number = 1; number <= count; number++) {
      const coming = this.#open(number).catch(() => undefined);
      this.#coming.add(coming);
      void coming.then(() => {
        this.#coming.delete(coming);
        this.#check();
      });
    }
  }

  /** A port was refused that was sure to listen. */
  noteRefusal(): void {
    this.#refuses = true;
    this.#refusal.open(null);
  }

  /** Null: the server answers neither PASV nor EPSV with a port. Only the first call counts. */
  begin(mode: PassiveMode | null): void {
    if (this.#hasBegun) return;
    this.#hasBegun = true;
    this.#mode.open(mode);
    if (mode === null || this.#plan.samples === 0) return;
    this.#course = this.#sample(mode);
    this.#course.catch(() => undefined);
  }

  /** The main session asks too, where it is needed; to be called once, also where that session has ended. */
  async join(control: ControlConnection): Promise<void> {
    // In a small range every port that this session drew would be one less for those that come.
    if (this.#hasBegun && this.#needsMore)
      await within(secondChance(this.#run), this.#run.signal, Promise.all(this.#coming));
    if (this.#needsMore) await this.#askQuickly(new Asker(control, this.#run));
    this.#mainIsDone = true;
    this.#check();
  }

  get #needsMore(): boolean {
    return this.#askers.length < ENOUGH_ASKERS && this.#left > 0;
  }

  /** The main session has nothing else to do; null: it has ended. To be called once, before `result` is awaited. */
  lend(control: ControlConnection | null): void {
    this.#spare.open(control);
  }

  /** When the quick answers are there. */
  async firstLook(): Promise<void> {
    await this.#asked.opened;
    await this.#within(patience(this.#run));
  }

  result(): Promise<ProbeRange | null> {
    return this.#course;
  }

  /** All its connections are closed; those that were never needed are given up. */
  async close(): Promise<void> {
    this.#mode.open(null);
    this.#leave();
    await within(GOODBYE_MS, this.#run.signal, Promise.allSettled([...this.#goodbyes, ...this.#coming]));
    this.#dismiss();
  }

  /** Says goodbye as soon as there is nothing more to ask: others may wait for the places. */
  #leave(): void {
    for (const { control } of this.#askers.splice(0)) {
      const goodbye = control.ended() ? Promise.resolve() : control.quit();
      // It fails only when the run is cancelled.
      goodbye.catch(() => undefined);
      this.#goodbyes.push(goodbye);
    }
  }

  async #open(number: number): Promise<void> {
    const life = new AbortController();
    this.#lives.add(life);
    const signal = AbortSignal.any([this.#run.signal, life.signal]);
    setMaxListeners(0, signal);
    const held = this.#run.recorder.held();
    const run: ReachedContext = { ...this.#run, signal };
    const control = await openSession(run, SESSION.sample(number), {
      asksOnly: true,
      waits: false,
      held,
    });
    if (control === null) return;
    await this.#askWhence(control, held);
    if ((await this.#mode.opened) === null) {
      await control.quit();
      return;
    }
    this.#lives.delete(life);
    const asker = new Asker(control, run, held);
    this.#askers.push(asker);
    await this.#askQuickly(asker);
  }

  /**
   * Does the server see a further connection come from the same address as the first? The first one that is logged in
   * asks: there is time until the main session holds its ports.
   */
  async #askWhence(control: ControlConnection, held: Recorder): Promise<void> {
    if (this.#hasAskedWhence) return;
    this.#hasAskedWhence = true;
    const answer = await control.send('STAT');
    // It counts, whether or not a port is needed of this connection.
    if (answer.kind === 'reply') this.#run.recorder.take(held);
  }

  /** Each SYN leaves before the next PASV does, but its answer is not awaited. */
  async #askQuickly(asker: Asker): Promise<void> {
    const mode = await this.#mode.opened;
    const { recorder, signal } = this.#run;
    while (mode !== null && this.#left > 0 && !asker.control.ended()) {
      this.#left--;
      this.#underWay++;
      const asked = await asker.ask(mode).finally(() => this.#underWay--);
      if (asked === null) {
        this.#left++;
        this.#askers = this.#askers.filter((one) => one !== asker);
        this.#refused.push(asker);
        break;
      }
      this.#samples.push(asked);
      recorder.progress({ step: 'range', done: this.#samples.length, of: this.#plan.samples });
      await sent(signal);
    }
    this.#check();
  }

  /** Everything is asked for that can be. */
  #check(): void {
    const nobodyIsLeft = this.#coming.size === 0 && this.#mainIsDone;
    if (this.#underWay === 0 && (this.#left === 0 || nobodyIsLeft)) this.#asked.open(null);
  }

  #dismiss(): void {
    for (const life of this.#lives) life.abort(new Error('This connection is not needed.'));
  }

  async #sample(mode: PassiveMode): Promise<ProbeRange | null> {
    const done = this.#run.recorder.step('range');
    await this.firstLook();
    this.#dismiss();
    const isAllOpen = this.#samples.every(({ dial: { verdict } }) => verdict === 'open');
    const closer = isAllOpen ? { edges: null, closedAnswers: null } : await this.#lookCloser(mode);
    if (this.#run.ports.areFew) for (const asker of this.#refused) asker.tellRefusal();
    const { status, detail, range } = conclude(this.#run, this.#samples, {
      ...closer,
      refuses: this.#refuses,
    });
    done(status, detail);
    this.#leave();
    return range;
  }

  /** What was not open at once: asked for again one at a time, waited for, and its edges searched. */
  async #lookCloser(mode: PassiveMode): Promise<{ edges: EdgesFound | null; closedAnswers: boolean | null }> {
    const answering = this.#closedPortsAnswer(mode);
    const soon = await Promise.race([answering, this.#pause(patience(this.#run))]);
    const quick = [...this.#samples];
    this.#toRepeat = quick.filter(({ dial: { verdict } }) =>
      soon === true ? verdict === 'unclear' : verdict === 'unclear' || verdict === null,
    ).length;
    const repeating = this.#repeat(mode);
    await Promise.race([this.#within(secondChance(this.#run)), this.#refusal.opened]);
    // A firewall limits how often it refuses: those asked for again may meet silence instead.
    if (quick.filter(({ dial: one }) => one.verdict === 'unclear' && !one.lostSyn).length >= 2)
      this.noteRefusal();
    const closedAnswers = await answering;
    const [edges] = await Promise.all([closedAnswers === true ? this.#findEdges() : null, repeating]);
    for (const { dial: one } of this.#samples)
      if (edges?.exact === true && edges.states.get(one.port) === 'silent') one.enough();
    await Promise.race([
      Promise.all(this.#samples.map(({ dial: { ended } }) => ended)),
      this.#refusal.opened,
    ]);
    return { edges, closedAnswers };
  }

  /**
   * Whether a port that was open answers when nobody listens on it any more. Only then the silence of a closed port
   * means something. Null: no such port is known.
   */
  async #closedPortsAnswer(mode: PassiveMode): Promise<boolean | null> {
    if (this.#calibrators().length === 0) await this.#closeOne(mode);
    const ports = this.#calibrators().slice(0, 2);
    if (ports.length === 0) return null;
    const results = await Promise.all(ports.map((port) => this.#bareDial(port)));
    return results.some(({ outcome }) => outcome === 'refused' || outcome === 'reset');
  }

  /** The next port that is asked for closes the one before. */
  async #closeOne(mode: PassiveMode): Promise<void> {
    const asked = await this.#askers.find(({ holdsOpen }) => holdsOpen)?.ask(mode);
    if (asked) this.#samples.push(asked);
  }

  #calibrators(): number[] {
    return this.#samples.flatMap(({ dial: { verdict, listens, port } }) =>
      verdict === 'open' && !listens && !this.#run.ports.isHeld(port) ? [port] : [],
    );
  }

  async #bareDial(port: number): ReturnType<typeof dial> {
    const result = await dial(this.#run.peer, port, secondChance(this.#run), this.#run.signal);
    result.socket?.destroy();
    return result;
  }

  /** On every connection at a time, each with its listener kept until there is an answer. */
  async #repeat(mode: PassiveMode): Promise<void> {
    if (this.#toRepeat === 0) return;
    const askers = this.#askers.filter(({ control }) => !control.ended());
    if (askers.length === 0) {
      const control = await this.#spare.opened;
      if (control !== null) askers.push(new Asker(control, this.#run));
    }
    await Promise.all(
      askers.map(async (asker) => {
        while (this.#toRepeat > 0 && !this.#refuses && !asker.control.ended()) {
          this.#toRepeat--;
          const asked = await asker.ask(mode);
          if (asked === null) return;
          this.#samples.push(asked);
          await Promise.race([asked.dial.ended, this.#refusal.opened]);
          if (asked.dial.verdict === 'refused') this.noteRefusal();
          if (asked.dial.verdict !== 'open') return;
        }
      }),
    );
  }

  async #findEdges(): Promise<EdgesFound | null> {
    const chanceMs = secondChance(this.#run);
    // A bare dial of a port that a session holds would be taken for its data connection.
    const known = new Map<number, Passage>(this.#run.ports.open.map((port) => [port, 'open']));
    if (this.#refuses) return null;
    for (const { dial: one } of this.#samples) {
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
      pause: (ms) => this.#pause(ms),
    });
  }

  /** The range that is configured, where the ports seen lie in it; else from the lowest to the highest seen. */
  #bounds(ports: readonly number[]): PassiveRange {
    const seen = { low: Math.min(...ports), high: Math.max(...ports) };
    const expected = this.#plan.expectedRange;
    return expected && expected.low <= seen.low && expected.high >= seen.high ? expected : seen;
  }

  async #pause(ms: number): Promise<void> {
    await pause(ms, this.#run.signal);
  }

  async #within(ms: number): Promise<void> {
    await Promise.all(this.#samples.map(({ dial: one }) => one.within(ms)));
  }
}
