import { open } from 'node:fs/promises';
import path from 'node:path';
import type { BuildId, ConfigModel } from '../core/config/index.js';
import { classOf } from '../core/reply/index.js';
import { TranscriptReader, type EndpointEvent, type TranscriptEvent } from '../core/transcript/index.js';
import { TranscriptDiagnosis, type Finding } from '../core/verdict/index.js';
import { withOverrides, type ProjectSettings } from '../core/verdict/project-settings.js';
import { oneOf, readArguments } from './arguments.js';
import { coloursFor } from './colours.js';
import { buildNamed, configModel } from './config-file.js';
import { JSON_WRITER, textWriter, type DecodedEndpoint, type DecodeWriter } from './decode-formats.js';
import { exitCodeFor, FAIL_ON, type FailOn } from './fail-on.js';
import { refuseEndless } from './input.js';
import { cannotRead, UsageError, type Io } from './io.js';
import { DECODE, DECODE_FORMATS } from './options/decode.js';
import { ProjectFiles } from './project-settings.js';
import { textLines } from './text-lines.js';

export { DECODE } from './options/decode.js';

/** More sessions than this are not told apart. */
const COUNTED_SESSIONS = 100_000;

/** Output is handed over in pieces of about this size. UTF-16 units. */
const PIECE = 65_536;

interface DecodeArguments {
  readonly file: string;
  readonly peer: string | undefined;
  readonly config: string | undefined;
  readonly build: BuildId;
  readonly format: (typeof DECODE_FORMATS)[number];
  readonly settings: string | undefined;
  readonly failOn: FailOn;
}

/** Decodes a text as it comes, in bounded memory. Returns the exit code. */
export async function decodeCommand(args: string[], io: Io, signal?: AbortSignal): Promise<number> {
  const options = readOptions(args);
  const config = options.config === undefined ? undefined : await configModel(options.config, options.build);
  const projects = new ProjectFiles(options.settings);
  const isFile = options.file !== '-';
  const project = await (isFile ? projects.of(path.resolve(options.file)) : projects.here());
  const input = isFile ? await openFile(options.file) : { bytes: io.stdin };
  const run = new DecodeRun(options, config, project, io);
  try {
    await run.start();
    try {
      for await (const lines of textLines(input.bytes)) {
        signal?.throwIfAborted();
        await run.push(lines);
      }
    } finally {
      // Also where reading failed half-way: one whole object in any case.
      await run.finish();
    }
  } catch (error) {
    if (isSystemError(error)) throw cannotRead(options.file, error);
    throw error;
  } finally {
    await input.close?.();
  }
  return exitCodeFor(run.findings, options.failOn);
}

/** One pass over a text: events in, pieces of output out. */
class DecodeRun {
  findings: readonly Finding[] = [];
  private readonly reader: TranscriptReader;
  private readonly diagnosis: TranscriptDiagnosis;
  private readonly writer: DecodeWriter;
  private count = 0;
  private readonly sessions = new Set<string>();
  private completedTransfers = 0;
  private pending = '';

  constructor(
    { peer, format }: DecodeArguments,
    config: ConfigModel | undefined,
    private readonly project: ProjectSettings,
    private readonly io: Io,
  ) {
    const range = config?.passiveRange();
    const known = peer === undefined ? {} : { peer };
    this.reader = new TranscriptReader({ ...known, ...(range ? { range } : {}) });
    this.diagnosis = new TranscriptDiagnosis({ ...known, ...(config ? { config } : {}) });
    this.writer = format === 'json' ? JSON_WRITER : textWriter(coloursFor(io.isColoured === true));
  }

  async start(): Promise<void> {
    await this.write(this.writer.begin);
  }

  async push(lines: readonly string[]): Promise<void> {
    for (const line of lines) {
      this.hear(this.reader.push(line));
      if (this.pending.length > PIECE) await this.flush();
    }
  }

  async finish(): Promise<void> {
    this.hear(this.reader.end());
    const verdict = this.diagnosis.finish();
    const { findings, switchedOff } = withOverrides(verdict.findings, this.project.findings);
    this.findings = findings;
    const { sessions, completedTransfers, count } = this;
    const understood = { ...this.reader.understood, sessions: sessions.size, completedTransfers };
    const { notTested } = verdict;
    await this.write(this.writer.end({ findings, notTested, understood, count, switchedOff }));
    await this.flush();
  }

  private hear(events: readonly TranscriptEvent[]): void {
    for (const event of events) {
      this.diagnosis.push(event);
      if (event.kind === 'reply' && this.sessions.size < COUNTED_SESSIONS)
        this.sessions.add(event.session ?? '');
      if (event.kind === 'transfer' && event.outcome === 'complete') this.completedTransfers += 1;
      if (event.kind !== 'endpoint') continue;
      this.pending += this.writer.endpoint(printed(event), event.endpoint, this.count === 0);
      this.count += 1;
    }
  }

  private async write(text: string): Promise<void> {
    this.pending += text;
    if (this.pending.length > PIECE) await this.flush();
  }

  private async flush(): Promise<void> {
    const text = this.pending;
    this.pending = '';
    if (text !== '') await this.io.out(text);
  }
}

function printed({ at, endpoint, session }: EndpointEvent): DecodedEndpoint {
  const { kind, direction, host, port, addressClass, problems } = endpoint;
  const { line, character, length } = at;
  const label = session === undefined ? {} : { session };
  return { line, character, length, kind, direction, host, port, addressClass, problems, ...label };
}

function readOptions(args: string[]): DecodeArguments {
  const { values, positionals } = readArguments({
    args,
    allowPositionals: true,
    options: DECODE.options,
  });
  const [file = '-', ...more] = positionals;
  if (more.length > 0) throw new UsageError('Name one file, or - for standard input.');
  if (values.peer !== undefined && classOf(values.peer) === null)
    throw new UsageError(`--peer takes a numeric address; not "${values.peer}".`);
  return {
    file,
    peer: values.peer,
    config: values.config,
    build: buildNamed(values.build),
    format: oneOf('--format', values.format, DECODE_FORMATS),
    settings: values.settings,
    failOn: oneOf('--fail-on', values['fail-on'], FAIL_ON),
  };
}

interface Input {
  readonly bytes: AsyncIterable<Uint8Array>;
  close?(): Promise<void>;
}

/** Opens before anything is written, so that a wrong name leaves standard output empty. */
async function openFile(file: string): Promise<Input> {
  try {
    await refuseEndless(file);
    const handle = await open(file);
    return {
      bytes: handle.createReadStream({ autoClose: false, highWaterMark: 1 << 18 }),
      close: () => handle.close(),
    };
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw cannotRead(file, error);
  }
}

function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'syscall' in error;
}
