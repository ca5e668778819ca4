import type { Finding } from '../../core/verdict/finding.js';
import type { RunDifference } from '../../core/verdict/history.js';
import type { Observation, Place } from '../../core/events/observation.js';
import type { Path } from '../../core/verdict/path.js';
import type { PortSpan, ProbeProgress, ProbeReport, ProbeStep, TlsChoice } from '../../probe/types.js';
import type { CertificateQuestion } from '../probe/certificate-text.js';
import type { RunRecord } from '../probe/run-record.js';
import type { Vantage } from '../probe/vantage.js';

/** A finished probe, with all that the panel shows of it. */
export interface ShownRun {
  readonly report: ProbeReport;
  readonly observations: readonly Observation[];
  /** When it began, ISO 8601. */
  readonly at: string;
  readonly user: string;
  readonly tls: TlsChoice;
  readonly vantage: Vantage;
  readonly path: Path;
  /** Passive range in the server's config, where one was at hand. */
  readonly expected: PortSpan | null;
  /** Name of that config; null: the probe judged by the replies alone. */
  readonly config: string | null;
  /** Firewall, NAT and container files that were compared too; null: they were not read in time. */
  readonly files: readonly ComparedFile[] | null;
  /** Runs against this target, the newest first; this one is among them. */
  readonly history: readonly RunRecord[];
  /** What is different since the run before; null where there is none. */
  readonly difference: RunDifference | null;
  /** An unverified certificate because of which the password was not sent: the user may know it. */
  readonly certificate: CertificateQuestion | null;
  /** It was opened from a file. */
  readonly isSaved: boolean;
}

export interface ComparedFile {
  /** As findings name it, relative to the workspace where it can be. */
  readonly name: string;
  /** How many places in it could not be read; they are listed under what was not tested. */
  readonly unread: number;
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

/** What a button of the panel asks of the extension. */
export type PanelAction =
  | { readonly type: 'rerun' | 'cancel' | 'more' | 'trust' | 'trust-once' | 'save' | 'open' | 'markdown' }
  | { readonly type: 'copy'; readonly text: string; readonly what: string }
  | { readonly type: 'write' | 'preview'; readonly config: Readonly<Record<string, string>> }
  | { readonly type: 'explain'; readonly id: string }
  | { readonly type: 'reveal'; readonly place: Place }
  /** A line, from 0, of a file that the run was compared with, by the name it has there. */
  | { readonly type: 'show-line'; readonly file: string; readonly line: number };

export type FromPanel = PanelAction | { readonly type: 'ready' };

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
