import { open } from 'node:fs/promises';
import type { BuildId, ConfigModel } from '../core/config/index.js';
import { classOf } from '../core/reply/index.js';
import type { EndpointEvent, TranscriptEvent } from '../core/transcript/index.js';
import { TranscriptDiagnosis, type Finding } from '../core/verdict/index.js';
import { oneOf, readArguments } from './arguments.js';
import { buildNamed, configModel } from './config-file.js';
import {
  JSON_WRITER,
  textWriter,
  type DecodedEndpoint,
  type DecodedFinding,
  type DecodeWriter,
} from './decode-formats.js';
import { decodeInput, type DecodeInput } from './decode-source.js';
import { exitCodeFor, FAIL_ON, type FailOn } from './fail-on.js';
import { refuseEndless } from './input.js';
import { cannotRead, UsageError, type Io } from './io.js';

/** The usage of `decode`, for --help. */
export const DECODE_HELP = `vsftpd-lens decode [OPTION]... [FILE [FILE]]
  Finds every 227, 229, PORT and EPRT in a text and says what a transcript proves. Any log of any length; FILE may
  be - for standard input, which is also the default. Also reads packet captures (pcap, pcapng), and both gzipped.
  Two files are compared: captures of one session from the client's and the server's end.
  To make a capture:  tcpdump -i any -s 0 -w ftp.pcap 'tcp or icmp or icmp6'
  --peer ADDRESS  numeric address of the server, where the text does not name it
  --config FILE   the server's vsftpd.conf, to compare ports with its passive range
  --build BUILD   the vsftpd that reads it (default debian-13)
  --format        text (the default) or json
  --fail-on       error (the default), warning, information or never
`;

/** More sessions than this are not told apart. */
const COUNTED_SESSIONS = 100_000;

/** Output is handed over in pieces of about this size. UTF-16 units. */
const PIECE = 65_536;

interface DecodeArguments {
  readonly file: string;
  readonly peer: string | undefined;
  readonly config: string | undefined;
  readonly build: BuildId;
  readonly writer: DecodeWriter;
  readonly failOn: FailOn;
}

/** Decodes a text or capture as it comes, in bounded memory. Returns the exit code. */
export async function decodeCommand(args: string[], io: Io, signal?: AbortSignal): Promise<number> {
  const options = readOptions(args);
  const config = options.config === undefined ? undefined : await configModel(options.config, options.build);
  const range = config?.passiveRange();
  const { peer, file } = options;
  const known = { ...(peer === undefined ? {} : { peer }), ...(range ? { range } : {}) };
  const opened = file === '-' ? { bytes: io.stdin } : await openFile(file);
  let findings: readonly Finding[] = [];
  try {
    const input = await decodeInput(opened.bytes, known);
    const run = new DecodeRun(input, options, config, io);
    await run.start();
    try {
      for await (const events of input.events()) {
        signal?.throwIfAborted();
        await run.hear(events);
      }
    } finally {
      // Also where reading failed half-way: one whole object in any case.
      findings = await run.finish();
    }
  } catch (error) {
    if (isSystemError(error)) throw cannotRead(file, error);
    throw error;
  } finally {
    await opened.close?.();
  }
  return exitCodeFor(findings, options.failOn);
}

/** One pass over a file: events in, pieces of output out. */
class DecodeRun {
  private readonly diagnosis: TranscriptDiagnosis;
  private readonly writer: DecodeWriter;
  private count = 0;
  private readonly sessions = new Set<string>();
  private completedTransfers = 0;
  private pending = '';

  constructor(
    private readonly input: DecodeInput,
    { peer, writer }: DecodeArguments,
    config: ConfigModel | undefined,
    private readonly io: Io,
  ) {
    const known = { ...(peer === undefined ? {} : { peer }), ...(config ? { config } : {}) };
    this.diagnosis = new TranscriptDiagnosis({
      ...known,
      witness: input.source === 'capture' ? 'capture' : 'transcript',
    });
    this.writer = writer;
  }

  async start(): Promise<void> {
    await this.write(this.writer.begin(this.input.source));
  }

  async hear(events: readonly TranscriptEvent[]): Promise<void> {
    for (const event of events) {
      this.diagnosis.push(event);
      if (event.kind === 'reply' && this.sessions.size < COUNTED_SESSIONS)
        this.sessions.add(event.session ?? '');
      if (event.kind === 'transfer' && event.outcome === 'complete') this.completedTransfers += 1;
      if (event.kind !== 'endpoint') continue;
      this.pending += this.writer.endpoint(
        printed(event, this.input.source === 'capture'),
        event.endpoint,
        this.count === 0,
      );
      this.count += 1;
    }
    if (this.pending.length > PIECE) await this.flush();
  }

  async finish(): Promise<readonly Finding[]> {
    const { input, diagnosis } = this;
    await this.hear(input.end());
    const { findings, notTested } = diagnosis.finish();
    const { sessions, completedTransfers, count } = this;
    await this.write(
      this.writer.end({
        source: input.source,
        findings: findings.map((finding) => placed(finding, input)),
        story: input.capture?.story() ?? [],
        notTested: [...(input.capture?.gaps() ?? []), ...notTested],
        understood: { ...input.understood, sessions: sessions.size, completedTransfers },
        count,
      }),
    );
    await this.flush();
    return findings;
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
    options: {
      peer: { type: 'string' },
      config: { type: 'string' },
      build: { type: 'string', default: 'debian-13' },
      format: { type: 'string', default: 'text' },
      'fail-on': { type: 'string', default: 'error' },
    },
  });
  const [file = '-', ...more] = positionals;
  if (more.length > 0) throw new UsageError('Name one file, or - for standard input.');
  if (values.peer !== undefined && classOf(values.peer) === null)
    throw new UsageError(`--peer takes a numeric address; not "${values.peer}".`);
  const format = oneOf('--format', values.format, ['text', 'json'] as const);
  return {
    file,
    peer: values.peer,
    config: values.config,
    build: buildNamed(values.build),
    writer: format === 'json' ? JSON_WRITER : textWriter(),
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
