/** What a subcommand may use of the process: so that tests can run it without one. */
export interface Io {
  readonly stdin: AsyncIterable<Uint8Array>;
  /** Carries the result and nothing else. Resolves when the text was taken, so that memory stays bounded. */
  out(text: string): Promise<void>;
  /** Progress and errors. */
  err(text: string): void;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly isTerminal: boolean;
  /** Standard output may carry colours. */
  readonly isColoured?: boolean;
  /** Width of the terminal that standard output is; absent where it is none. */
  readonly columns?: number;
  /** No connection is open any more: signals end the process at once, even while it is busy. */
  endCancelling?(): void;
}

/** Exit codes of every subcommand. */
export const EXIT = { clean: 0, findings: 1, failed: 2 } as const;

/** Ends a subcommand with exit code 2 and one line that says what was wrong and what to do. */
export class UsageError extends Error {
  /** Known by its name: each command is bundled separately, with its own copy of this class. */
  override readonly name = 'UsageError';
}

/** Says that a file cannot be read, with the reason. */
export function cannotRead(file: string, error: unknown): UsageError {
  const why = error instanceof Error ? error.message : String(error);
  return new UsageError(`${file} cannot be read: ${why}`, { cause: error });
}
