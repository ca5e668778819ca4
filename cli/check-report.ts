import type { BuildChoice, Range } from '../core/config/index.js';
import type { RuleFinding } from '../core/rules/index.js';

/** One build's answer to one file. */
export interface DaemonReport {
  readonly verdict: 'accepts' | 'refuses' | 'crashes';
  readonly message: string | null;
  /** 0-based, as in the Language Server Protocol. */
  readonly line: number | null;
  /** The message's bytes in hexadecimal, where they are not UTF-8. */
  readonly messageHex?: string;
}

export interface TextEdit {
  readonly range: Range;
  readonly newText: string;
}

/** Edits of another file: one given with --firewall, or of the same folder. */
export interface FileEdits {
  readonly path: string;
  readonly edits: readonly TextEdit[];
}

interface FixReport {
  readonly title: string;
  readonly edits: readonly TextEdit[];
  /** Where it changes other files, instead or too. */
  readonly files?: readonly FileEdits[];
}

export interface FileReport {
  readonly path: string;
  /** What it is judged for. */
  readonly build: BuildChoice;
  /** Its safe fixes were applied to the file. */
  readonly fixed?: true;
  /** Null for a file that is no vsftpd.conf. */
  readonly daemon: (DaemonReport & { readonly builds?: Readonly<Record<string, DaemonReport>> }) | null;
  readonly diagnostics: readonly (Pick<RuleFinding, 'code' | 'severity' | 'stage' | 'message' | 'range'> & {
    readonly fixes: readonly FixReport[];
    readonly builds?: readonly string[];
  })[];
}

export interface CheckReport {
  readonly version: 1;
  /** Of all files; `any` where their projects name different ones. */
  readonly build: BuildChoice;
  readonly files: readonly FileReport[];
  /** Findings that the settings of the project switch off. */
  readonly switchedOff?: number;
  /** Findings that the baseline has. */
  readonly known?: number;
}
