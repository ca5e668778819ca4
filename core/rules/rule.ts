import type {
  AtHand,
  Build,
  BuildChoice,
  BuildId,
  ConfigDocument,
  ConfigModel,
  FileKind,
  Range,
} from '../config/index.js';

/** When the daemon (or a user) meets the problem, in this order; each stage is a folder of rules. */
export const STAGES = ['parse', 'start', 'connection', 'login', 'passive', 'reload', 'advice'] as const;

export type Stage = (typeof STAGES)[number];

/**
 * Error: the daemon itself refuses, at start or for everyone. Warning: it runs, and some client fails, data is lost or
 * exposed. Information and hint: without effect, redundant, worth knowing.
 */
export type Severity = 'error' | 'warning' | 'information' | 'hint';

/** Replaces bytes `start` to `end` of the file by a text. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly newText: string;
}

/** A repair as data: the editor, fix-all and the command line apply the same edits. */
export interface Fix {
  /** Imperative, names what changes: "Remove the space after YES". */
  readonly title: string;
  readonly edits: readonly Edit[];
  /** Keeps what the author plainly means, so fix-all may apply it without asking. */
  readonly safe?: boolean;
}

/** What a rule says about one place. */
export interface RuleReport {
  /** Byte offsets of the part to underline. */
  readonly start: number;
  readonly end: number;
  /** The effect first, then why. One or two plain sentences with a full stop. */
  readonly message: string;
  /** Where this case is milder or graver than the rule's usual severity. */
  readonly severity?: Severity;
  readonly stage?: Stage;
  readonly fixes?: readonly Fix[];
  /** Other places that explain the finding. */
  readonly related?: readonly { readonly start: number; readonly end: number; readonly message: string }[];
  /** The text has no effect: editors show it faded. */
  readonly unnecessary?: boolean;
  /** In `checkDocument`: the builds it holds for; absent: all that were asked for. */
  readonly builds?: readonly Build[];
  /** The message says itself which builds it holds for. */
  readonly namesBuilds?: boolean;
}

/** What a rule may ask besides the file. */
export interface RuleContext {
  readonly document: ConfigDocument;
  /** The builds to judge for: one, or all of them. */
  readonly builds: readonly Build[];
  /** Where the file lies, where that is known; forward slashes. */
  readonly path: string;
  /** Files that the config names, as far as they are in its tree. */
  readonly atHand: AtHand;
  /** Names that the user declared as known (`customSettings`). */
  isCustom(name: string): boolean;
}

/**
 * One rule: one file in STAGE/FAMILY. `checkDocument` looks at lines, once, and names the builds itself; `checkModel`
 * looks at the settings in force, once for all builds that answer it alike. A rule has one of them.
 */
export interface Rule {
  /** Stable, lower-case words with hyphens, never reused. */
  readonly code: string;
  /** One line, what is wrong: the first words of its section in docs/rules. */
  readonly title: string;
  readonly stage: Stage;
  readonly severity: Severity;
  /** The files it applies to; absent: main files only. */
  readonly files?: readonly FileKind[];
  /** Code of the rule that other builds meet the same fault under: at one place they are one finding. */
  readonly fault?: string;
  /** For its page. Markdown: what the daemon does, why it matters, what to do. */
  readonly why: string;
  /** A file in which the rule reports, for `exampleBuild` (absent: debian-12). Tested. */
  readonly bad: string;
  /** The same file, fixed: the rule reports nothing. Tested. */
  readonly good: string;
  readonly exampleBuild?: BuildChoice;
  /** What is at hand beside the examples, by the path that the daemon would open. */
  readonly exampleFiles?: Readonly<Record<string, string>>;
  readonly checkDocument?: (context: RuleContext, report: (found: RuleReport) => void) => void;
  readonly checkModel?: (model: ConfigModel, report: (found: RuleReport) => void, atHand: AtHand) => void;
}

/** A finding as the surfaces show it. */
export interface RuleFinding {
  readonly code: string;
  readonly severity: Severity;
  readonly stage: Stage;
  readonly message: string;
  readonly range: Range;
  readonly fixes: readonly {
    readonly title: string;
    readonly safe: boolean;
    readonly edits: readonly { readonly range: Range; readonly newText: string }[];
  }[];
  readonly related: readonly { readonly range: Range; readonly message: string }[];
  readonly unnecessary: boolean;
  /** The builds it holds for, where it is not all that were asked for. */
  readonly builds: readonly BuildId[] | null;
  /** The daemon's own last words, where this is the line at which it ends. */
  readonly daemonStops: string | null;
}
