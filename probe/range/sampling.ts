import { setMaxListeners } from 'node:events';
import type { PassiveMode } from '../../core/events/observation.js';
import { SESSION } from '../../core/verdict/session-names.js';
import { Asker } from './asker.js';
import type { AskedPort } from './asker.js';
import { type ControlConnection, Gate, sent, within } from '../wire/index.js';
import { CloserLook, NO_CLOSER_LOOK, Refusal } from './closer-look.js';
import type { CloserResult } from './closer-look.js';
import type { Plan } from '../plan.js';
import type { Recorder } from '../recorder.js';
import { patience, secondChance } from './port-dial.js';
import { conclude } from './range-verdict.js';
import type { ReachedContext } from '../run-context.js';
import { openSession } from '../session/index.js';
import type { ProbeRange } from '../types.js';

/** Connections that ask for ports beside the main one; two slots are left to experiments. */
const MAX_ASKERS = 4;
/** With so many at work, the main session stops sampling. */
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
  /** Aborts those that are not logged in yet. */
  readonly #lives = new Set<AbortController>();
  readonly #goodbyes: Promise<unknown>[] = [];
  readonly #mode = new Gate<PassiveMode | null>();
  readonly #asked = new Gate<null>();
  readonly #spare = new Gate<ControlConnection | null>();
  readonly #refusal = new Refusal();
  #left: number;
  #underWay = 0;
  #hasBegun = false;
  #hasAskedWhoAmI = false;
  #mainIsDone = false;
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
    this.#refusal.note();
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

  /** Says goodbye as soon as there is nothing more to ask: others may wait for the slots. */
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
    const control = await openSession(run, SESSION.sample(number), { asksOnly: true, waits: false, held });
    if (control === null) return;
    await this.#askWhoAmI(control, held);
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
   * Does the server see a further connection come from the same address as the first? The first connection that is
   * logged in asks: there is time until the main session holds its ports.
   */
  async #askWhoAmI(control: ControlConnection, held: Recorder): Promise<void> {
    if (this.#hasAskedWhoAmI) return;
    this.#hasAskedWhoAmI = true;
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
    const noneIsLeft = this.#coming.size === 0 && this.#mainIsDone;
    if (this.#underWay === 0 && (this.#left === 0 || noneIsLeft)) this.#asked.open(null);
  }

  #dismiss(): void {
    for (const life of this.#lives) life.abort(new Error('This connection is not needed.'));
  }

  async #sample(mode: PassiveMode): Promise<ProbeRange | null> {
    const done = this.#run.recorder.step('range');
    await this.firstLook();
    this.#dismiss();
    const isAllOpen = this.#samples.every(({ dial: { verdict } }) => verdict === 'open');
    const closer = isAllOpen ? NO_CLOSER_LOOK : await this.#lookCloser(mode);
    if (this.#run.ports.areFew) for (const asker of this.#refused) asker.tellRefusal();
    const { status, detail, range } = conclude(this.#run, this.#samples, {
      ...closer,
      refuses: this.#refusal.isKnown,
    });
    done(status, detail);
    this.#leave();
    return range;
  }

  #lookCloser(mode: PassiveMode): Promise<CloserResult> {
    const [samples, refusal, spare] = [this.#samples, this.#refusal, this.#spare.opened];
    const askers = (): readonly Asker[] => this.#askers;
    return new CloserLook(
      this.#run,
      mode,
      { samples, askers, refusal, spare },
      this.#plan.expectedRange,
    ).take();
  }

  async #within(ms: number): Promise<void> {
    await Promise.all(this.#samples.map(({ dial: one }) => one.within(ms)));
  }
}
