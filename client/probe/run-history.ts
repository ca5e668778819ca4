import type * as vscode from 'vscode';
import { list, readOr } from '../../core/events/bounded.js';
import { isRecord } from '../../core/events/record.js';
import { runRecord, type RunRecord } from '../../core/events/run.js';
import { MOST_RUNS } from '../panel/shown-run.js';

const KEY = 'vsftpdLens.history';
const MOST_TARGETS = 20;

const runRecords = list(runRecord, MOST_RUNS);

/** The last runs against each target, the newest first. */
export class RunHistory {
  constructor(private readonly state: vscode.Memento) {}

  /** @param target `user@host:port` */
  of(target: string): readonly RunRecord[] {
    const kept = this.all().find(([name]) => name === target)?.[1];
    return readOr(runRecords, kept, []);
  }

  /** @param runs the newest first */
  async keep(target: string, runs: readonly RunRecord[]): Promise<void> {
    const others = this.all().filter(([name]) => name !== target);
    const all = [[target, runs.slice(0, MOST_RUNS)] as const, ...others];
    await this.state.update(KEY, Object.fromEntries(all.slice(0, MOST_TARGETS)));
  }

  private all(): [string, unknown][] {
    const kept = this.state.get<unknown>(KEY);
    return isRecord(kept) ? Object.entries(kept) : [];
  }
}
