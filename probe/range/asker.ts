import { sameAddress } from '../../core/reply/address-class.js';
import type { PassiveMode } from '../../core/events/observation.js';
import type { ControlConnection } from '../wire/index.js';
import { dialSeen, observeEndpoint } from '../session/index.js';
import { PortDial } from './port-dial.js';
import type { Recorder } from '../recorder.js';
import type { ReachedContext } from '../run-context.js';

/** A port that the server named, and the dial of it. */
export interface AskedPort {
  readonly dial: PortDial;
  /** Puts the dial's result where it belongs among the observations. */
  record(): void;
}

/**
 * A logged-in connection that asks for passive ports and dials each at the control peer. What it observes counts only
 * where a port is named: that a server has no port left while several connections ask proves nothing by itself.
 */
export class Asker {
  readonly #run: ReachedContext;
  readonly #keep: Recorder | null;
  #last: PortDial | null = null;

  /** @param held what the connection records into, where that is not the run's own recorder */
  constructor(
    readonly control: ControlConnection,
    run: ReachedContext,
    held?: Recorder,
  ) {
    this.#run = held ? { ...run, recorder: held } : run;
    this.#keep = held ? run.recorder : null;
  }

  /** The port that was named last is open, and listens still. */
  get holdsOpen(): boolean {
    return this.#last?.verdict === 'open' && this.#last.listens && !this.control.ended();
  }

  /** That it was refused a port counts after all. */
  tellRefusal(): void {
    this.#keep?.take(this.#run.recorder);
  }

  /** Null: the server names none. */
  async ask(mode: PassiveMode): Promise<AskedPort | null> {
    const { control } = this;
    const run = this.#run;
    this.#last?.listenerGone();
    const endpoint = observeEndpoint(await control.send(mode), control, run, mode);
    if (endpoint === null || endpoint.port === null) return null;
    const { host, port } = endpoint;
    const dial = new PortDial(run, run.peer, port);
    this.#last = dial;
    const observe = run.recorder.later();
    this.#keep?.take(run.recorder);
    dial.abandon();
    const dialled = host === null || sameAddress(host, run.peer) ? 'advertised' : 'peer';
    return {
      dial,
      record: () => {
        const { result, verdict } = dial;
        if (result === null) return;
        const { durationMs, busyMs } = result;
        const busy = busyMs === undefined ? {} : { busyMs };
        const seen = verdict === 'open' ? ({ outcome: 'open', durationMs, ...busy } as const) : result;
        observe(dialSeen(seen, { host: run.peer, port, mode, dialled, ...control.label }));
      },
    };
  }
}
