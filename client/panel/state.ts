import type { Finding } from '../../core/verdict/finding.js';
import type { Path } from '../../core/verdict/path.js';
import type { ProbeProgress, ProbeReport, ProbeStep } from '../../probe/types.js';
import type { KeptRun } from './shown-run.js';

export type { FromPanel, PanelAction } from './messages.js';

/** A finished probe, with all that the panel shows of it. */
export interface ShownRun extends Omit<KeptRun, 'report'> {
  readonly report: ProbeReport;
  readonly path: Path;
}

/** All that the panel shows. Plain JSON: it is kept over a reload of the window, and holds no password. */
export type PanelState =
  | {
      readonly kind: 'running';
      readonly target: string;
      readonly steps: readonly ProbeStep[];
      readonly now: ProbeProgress | null;
    }
  | {
      readonly kind: 'stopped';
      readonly target: string;
      readonly steps: readonly ProbeStep[];
      /** Why: the user, or what went wrong. */
      readonly reason: string;
    }
  | { readonly kind: 'done'; readonly target: string; readonly run: ShownRun }
  | {
      /** What a transcript or log shows. */
      readonly kind: 'log';
      /** Name of the document. */
      readonly target: string;
      /** URI of the document that findings can be shown in. */
      readonly uri: string;
      readonly findings: readonly Finding[];
      readonly notTested: readonly string[];
    };

export type ToPanel =
  | { readonly type: 'show'; readonly state: PanelState }
  /** A sentence for the live region: something was copied, written. */
  | { readonly type: 'say'; readonly text: string };

/** What the reader of the panel has chosen to see. */
export interface Choices {
  /** Label of the session whose transcript is shown; empty: the main one. */
  readonly session: string;
  /** Ids of the parts that are unfolded. */
  readonly open: readonly string[];
}

export const FIRST_CHOICES: Choices = { session: '', open: [] };

/** Id of the list that chooses the session. */
export const SESSION_CHOOSER = 'session';
