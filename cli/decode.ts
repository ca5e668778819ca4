import { open } from 'node:fs/promises';
import path from 'node:path';
import { captureCommand, compareCaptures, type CaptureReader } from '../core/capture/index.js';
import type { BuildId, ConfigModel } from '../core/config/index.js';
import { classOf } from '../core/reply/index.js';
import type { EndpointEvent, TranscriptEvent } from '../core/transcript/index.js';
import { TranscriptDiagnosis, type Finding } from '../core/verdict/index.js';
import type { ProjectSettings } from '../core/verdict/project-settings.js';
import { oneOf, readArguments } from './arguments.js';
import { coloursFor } from './colours.js';
import { buildNamed, configModel } from './config-file.js';
import {
  JSON_WRITER,
  textWriter,
  type DecodedEndpoint,
  type DecodedFinding,
  type DecodeEnd,
  type DecodeWriter,
} from './decode-formats.js';
import { decodeInput, type DecodeInput } from './decode-source.js';
import { exitCodeFor, FAIL_ON, type FailOn } from './fail-on.js';
import { refuseEndless } from './input.js';
import { cannotRead, UsageError, type Io } from './io.js';
import { DECODE, DECODE_FORMATS } from './options/decode.js';
import { ignoredIds, ProjectFiles, wantedFindings } from './project-settings.js';

export { DECODE } from './options/decode.js';

/** More sessions than this are not told apart. */
const COUNTED_SESSIONS = 100_000;

/** Output is handed over in pieces of about this size. UTF-16 units. */
const PIECE = 65_536;

interface DecodeArguments {
  readonly files: readonly string[];
  readonly peer: string | undefined;
  readonly config: string | undefined;
  readonly build: BuildId;
  readonly format: (typeof DECODE_FORMATS)[number];
  readonly ignored: readonly string[];
  readonly settings: string | undefined;
  readonly failOn: FailOn;
}

/** Decodes a text or capture as it comes, or two of them; in bounded memory. Returns the exit code. */
export async function decodeCommand(args: string[], io: Io, signal?: AbortSignal): Promise<number> {
  const options = readOptions(args);
  const config = options.config === undefined ? undefined : await configModel(options.config, options.build);
  const output = new Pieces(io);
  const ends: DecodeEnd[] = [];
  const captures: CaptureReader[] = [];
  const { files, format } = options;
  const writer = format === 'json' ? JSON_WRITER : textWriter(coloursFor(io.isColoured === true));
  const projects = new ProjectFiles(options.settings);
  for (const [index, file] of files.entries()) {
    const project = await (file === '-' ? projects.here() : projects.of(path.resolve(file)));
    const opened = file === '-' ? { bytes: io.stdin } : await openFile(file);
    try {
      const input = await decodeInput(opened.bytes, knownOf(options, config));
      const run = new DecodeRun(
        { input, writer, project },
        options,
        config,
        output,
        files.length > 1 ? index : undefined,
      );
      if (index === 0) await output.write(writer.begin(input.source));
      try {
        for await (const events of input.events()) {
          signal?.throwIfAborted();
          await run.hear(events);
        }
      } finally {
        // Also where reading failed half-way: one whole object in any case.
        ends.push(await run.finish());
        if (input.capture) captures.push(input.capture);
        if (index === files.length - 1)
          await output.end(writer.end({ ...together(ends, files), ...comparison(captures) }));
      }
    } catch (error) {
      if (isSystemError(error)) throw cannotRead(file, error);
      throw error;
    } finally {
      await opened.close?.();
    }
  }
  return exitCodeFor(
    ends.flatMap(({ findings }) => findings),
    options.failOn,
  );
}

function knownOf(
  { peer }: DecodeArguments,
  config: ConfigModel | undefined,
): Parameters<typeof decodeInput>[1] {
  const range = config?.passiveRange();
  return { ...(peer === undefined ? {} : { peer }), ...(range ? { range } : {}) };
}

/** Two captures are taken to be of both ends. */
function comparison([first, second]: readonly CaptureReader[]): Pick<DecodeEnd, 'compared'> {
  return first && second ? { compared: compareCaptures(first, second) } : {};
}

const RANK = { error: 0, warning: 1, information: 2 } as const;

/** What two files show, the worst first. */
function together(ends: readonly DecodeEnd[], files: readonly string[]): DecodeEnd {
  const [only, second] = ends;
  if (!only) throw new Error('No file was read.');
  if (!second) return only;
  const sum = (of: (end: DecodeEnd) => number): number => of(only) + of(second);
  const story = ends.flatMap((end, index) =>
    end.story.length === 0 ? [] : [`file ${index + 1}, ${files[index] ?? ''}:`, ...end.story],
  );
  return {
    source: only.source,
    findings: [...only.findings, ...second.findings].sort((a, b) => RANK[a.severity] - RANK[b.severity]),
    story,
    notTested: [...new Set([...only.notTested, ...second.notTested])],
    understood: {
      lines: sum(({ understood }) => understood.lines),
      used: sum(({ understood }) => understood.used),
      sessions: sum(({ understood }) => understood.sessions),
      completedTransfers: sum(({ understood }) => understood.completedTransfers),
    },
    count: sum(({ count }) => count),
    switchedOff: sum(({ switchedOff }) => switchedOff),
  };
}

/** Output, handed over in pieces. */
class Pieces {
  private pending = '';
  /** Endpoints written so far. */
  count = 0;

  constructor(private readonly io: Io) {}

  async write(text: string): Promise<void> {
    this.pending += text;
    if (this.pending.length > PIECE) await this.end('');
  }

  async end(last: string): Promise<void> {
    const text = this.pending + last;
    this.pending = '';
    if (text !== '') await this.io.out(text);
  }
}

/** A file that is read, how its content is printed, and what its project says of findings. */
interface Opened {
  readonly input: DecodeInput;
  readonly writer: DecodeWriter;
  readonly project: ProjectSettings;
}

/** One pass over a file: events in, endpoints out. */
class DecodeRun {
  private readonly diagnosis: TranscriptDiagnosis;
  private count = 0;
  private peer: string | null = null;
  private readonly sessions = new Set<string>();

  constructor(
    private readonly of: Opened,
    private readonly options: DecodeArguments,
    private readonly config: ConfigModel | undefined,
    private readonly output: Pieces,
    private readonly file?: number,
  ) {
    const { peer } = options;
    this.diagnosis = new TranscriptDiagnosis({
      ...(peer === undefined ? {} : { peer }),
      ...(config ? { config } : {}),
      witness: of.input.source === 'capture' ? 'capture' : 'transcript',
    });
  }

  async hear(events: readonly TranscriptEvent[]): Promise<void> {
    let text = '';
    for (const event of events) {
      this.diagnosis.push(event);
      if (event.kind === 'target') this.peer ??= event.peer ?? null;
      if (event.kind === 'reply' && this.sessions.size < COUNTED_SESSIONS)
        this.sessions.add(event.session ?? '');
      if (event.kind !== 'endpoint') continue;
      const seen = { ...printed(event, this.of.input.source === 'capture'), ...this.label };
      text += this.of.writer.endpoint(seen, event.endpoint, this.output.count === 0);
      this.count += 1;
      this.output.count += 1;
    }
    if (text !== '') await this.output.write(text);
  }

  async finish(): Promise<DecodeEnd> {
    const { input, project } = this.of;
    await this.hear(input.end());
    const { notTested, completedTransfers, ...verdict } = this.diagnosis.finish();
    const { findings, switchedOff } = wantedFindings(verdict.findings, this.options.ignored, project);
    const { sessions, count } = this;
    return {
      source: input.source,
      findings: findings.map((finding) => ({ ...placed(finding, input), ...this.label })),
      story: input.capture?.story() ?? [],
      notTested: [...(input.capture?.gaps() ?? []), ...notTested],
      understood: { ...input.understood, sessions: sessions.size, completedTransfers },
      count,
      switchedOff,
      ...this.wire(findings),
    };
  }

  /** How to capture the same session. */
  private wire(findings: readonly Finding[]): { readonly captureWith?: string } {
    const isFailed = findings.some(({ severity }) => severity === 'error');
    if (this.of.input.source === 'capture' || !isFailed) return {};
    const told = this.config?.passiveRange();
    // Ports seen once are not those of the next session.
    const range = told ? ([told.low, told.high] as const) : null;
    return { captureWith: captureCommand({ peer: this.options.peer ?? this.peer, range }) };
  }

  private get label(): { readonly file?: number } {
    return this.file === undefined ? {} : { file: this.file };
  }
}

/** With the number of the packet, and how to see it, where the file is a capture. */
function placed(finding: Finding, { capture }: DecodeInput): DecodedFinding {
  if (!capture || !finding.at) return finding;
  const { line } = finding.at;
  return { ...finding, line, packet: line + 1, filter: capture.filterAt(line) };
}

function printed({ at, endpoint, session }: EndpointEvent, isCapture: boolean): DecodedEndpoint {
  const { kind, direction, host, port, addressClass, problems } = endpoint;
  const { line, character, length } = at;
  const label = {
    ...(session === undefined ? {} : { session }),
    ...(isCapture ? { packet: line + 1 } : {}),
  };
  return { line, character, length, kind, direction, host, port, addressClass, problems, ...label };
}

function readOptions(args: string[]): DecodeArguments {
  const { values, positionals } = readArguments({
    args,
    allowPositionals: true,
    options: DECODE.options,
  });
  if (positionals.length > 2) throw new UsageError('Name one file, or two to compare; - is standard input.');
  if (values.peer !== undefined && classOf(values.peer) === null)
    throw new UsageError(`--peer takes a numeric address; not "${values.peer}".`);
  return {
    files: positionals.length === 0 ? ['-'] : positionals,
    peer: values.peer,
    config: values.config,
    build: buildNamed(values.build),
    format: oneOf('--format', values.format, DECODE_FORMATS),
    ignored: ignoredIds(values.ignore),
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
