/** What a line of a log holds, once the log's own wrapping is off. */
export interface LogLine {
  /**
   * `command` and `reply`: the dialogue; `note`: what the program says about its work; `dump`: a piece of a hex or
   * ASCII dump; `other`: anything else, also a second copy of a dialogue line.
   */
  readonly kind: 'command' | 'reply' | 'note' | 'dump' | 'other';
  /** UTF-16 offset of `text` in the line. */
  readonly at: number;
  /** Without prefix, closing quote and spelt-out line break. */
  readonly text: string;
  /** A reply's code; absent on the inner lines of a multi-line reply. */
  readonly code?: number | undefined;
  /** `227-`: more lines follow. */
  readonly more?: boolean | undefined;
  /** Upper case. */
  readonly verb?: string | undefined;
  /** Absent for PASS and ACCT. */
  readonly argument?: string | undefined;
  /** Which format it was, for instance `lftp`; `bare` where there is no wrapping. */
  readonly format: string;
  /** What tells the sessions of one log apart. */
  readonly session?: string | undefined;
  /** Numeric address of the client. */
  readonly client?: string | undefined;
  /** Numeric address of the server. */
  readonly server?: string | undefined;
  readonly user?: string | undefined;
  /** Of a dump: what the following rows are. */
  readonly dump?: 'sent' | 'received' | 'skipped' | 'row' | undefined;
}

/**
 * One kind of line of one format. The pattern matches the wrapping in front, anchored at the start; its named groups
 * `pid`, `session`, `client`, `server` and `user` are taken over. The text follows it.
 */
export interface FormatRow {
  readonly format: string;
  readonly pattern: RegExp;
  /** What every line of this kind begins with: one ASCII character, or any other one. Absent: anything. */
  readonly first?: RegExp;
  /** What stands somewhere in every line of this kind: most lines are told apart by it, without the pattern. */
  readonly needle?: string;
  /** `speech`: command or reply, the text tells; `copy`: dialogue that another line of the format repeats. */
  readonly holds: 'reply' | 'command' | 'speech' | 'note' | 'copy' | 'sent' | 'received' | 'skipped' | 'row';
  /** Quotes round the text. */
  readonly closing?: string;
}
