import type { AddressClass } from '../../core/reply/index.js';
import type { Finding } from '../../core/verdict/finding.js';
import type { Path } from '../../core/verdict/path.js';
import type { ProbeProgress, ProbeReport, ProbeStep } from '../../probe/types.js';
import type { WordTable } from '../l10n.js';
import type { KeptRun } from './shown-run.js';

export type { FromPanel, PanelAction } from './messages.js';

/** A finished probe, with all that the panel shows of it. */
export interface ShownRun extends Omit<KeptRun, 'report'> {
  readonly report: ProbeReport;
  readonly path: Path;
  /** What the verdict means for the people who use the server; empty without one. */
  readonly meaning: string;
  /** Of the addresses in the conversation. */
  readonly classes: Readonly<Record<string, AddressClass>>;
}

/** A finding of a log, or of a capture with the filter that shows it in Wireshark. */
export interface LogFinding extends Finding {
  readonly filter?: string;
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
      readonly findings: readonly LogFinding[];
      readonly meaning: string;
      readonly notTested: readonly string[];
      /** Findings that the project accepted; absent for none. */
      readonly switchedOff?: number;
      readonly understood: {
        /** Lines of a log, packets of a capture. */
        readonly lines: number;
        readonly used: number;
        /** Without one, an empty list of findings proves nothing. */
        readonly completedTransfers: number;
      };
      /** What happened in a capture, line by line; null for a log. */
      readonly story: readonly string[] | null;
    };

/** What became of a fix: shown in place of its buttons, until the next report. */
export interface FixOutcome {
  /** The settings as the finding has them. */
  readonly config: Readonly<Record<string, string>>;
  /** What was changed, or why nothing was. */
  readonly text: string;
  readonly isChanged: boolean;
  /** The file is that of the machine the editor is connected to. */
  readonly canRestart: boolean;
}

export type ToPanel =
  /** Comes first. @param language that of the editor, where there is a table for it */
  | { readonly type: 'language'; readonly language: string; readonly table: WordTable }
  /** @param ageMs for so long it is shown already: a hidden panel is loaded anew */
  | { readonly type: 'show'; readonly state: PanelState; readonly ageMs: number }
  | { readonly type: 'fix'; readonly outcome: FixOutcome | null }
  /** A sentence for the live region. */
  | { readonly type: 'say'; readonly text: string }
  /** The same, and the button that was pressed last says that it is done. */
  | { readonly type: 'done'; readonly text: string };

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
