import { build } from 'esbuild';
import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import path from 'node:path';
import type {
  ClientCapabilities,
  Diagnostic,
  InitializeResult,
  Position,
  PublishDiagnosticsParams,
  TextEdit,
} from 'vscode-languageserver';
import { applyEdits } from '../../server/edits.js';

/** Bundles the server afresh into a new folder; returns its path. */
export async function bundleServer(): Promise<string> {
  const cache = path.resolve('.cache/lsp');
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(path.join(cache, 'server-'));
  process.on('exit', () => {
    rmSync(folder, { recursive: true, force: true });
  });
  const outfile = path.join(folder, 'dist', 'server.js');
  mkdirSync(path.join(folder, 'docs', 'rules'), { recursive: true });
  await build({
    entryPoints: ['server/main-node.ts'],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    minify: true,
    logLevel: 'warning',
  });
  return outfile;
}

/** What VS Code of today says it can, as far as it matters here. */
export const MODERN: ClientCapabilities = {
  workspace: {
    configuration: true,
    workspaceFolders: true,
    didChangeConfiguration: { dynamicRegistration: true },
    diagnostics: { refreshSupport: true },
    inlayHint: { refreshSupport: true },
    semanticTokens: { refreshSupport: true },
  },
  textDocument: {
    diagnostic: {},
    publishDiagnostics: {
      relatedInformation: true,
      tagSupport: { valueSet: [1, 2] },
      codeDescriptionSupport: true,
      dataSupport: true,
    },
    hover: { contentFormat: ['markdown', 'plaintext'] },
    completion: {
      completionItem: { snippetSupport: true },
      completionList: { itemDefaults: ['editRange', 'insertTextFormat'] },
    },
    codeAction: { codeActionLiteralSupport: { codeActionKind: { valueSet: [] } } },
    documentSymbol: { hierarchicalDocumentSymbolSupport: true },
    rename: { prepareSupport: true },
  },
};

/** A client that can nothing: every optional part is missing. */
export const BARE: ClientCapabilities = {};

export interface StartOptions {
  readonly capabilities?: ClientCapabilities;
  readonly initializationOptions?: unknown;
  /** The answer to workspace/configuration, by document. */
  readonly configuration?: (uri: string) => unknown;
  /** The answer to workspace/workspaceFolders. */
  readonly folders?: readonly string[];
  readonly server?: string;
  /** Requests of the server that get no answer. */
  readonly silentOn?: string;
}

interface Message {
  readonly id?: number | string | null;
  readonly method?: string;
  readonly params?: unknown;
  readonly result?: unknown;
  readonly error?: { readonly code: number; readonly message: string };
}

let bundled: Promise<string> | undefined;

/** Starts the bundled server over stdio and introduces the client. */
export async function startServer(options: StartOptions = {}): Promise<LspClient> {
  const file = options.server ?? (await (bundled ??= bundleServer()));
  const client = new LspClient(
    spawn(process.execPath, [file, '--stdio'], { stdio: ['pipe', 'pipe', 'inherit'] }),
    options,
  );
  await client.initialize();
  return client;
}

/** An error that the server answered with. */
export class ServerError extends Error {
  constructor(
    readonly code: number,
    message: string,
  ) {
    super(message);
  }
}

/** A language client without a library, so that nothing of the server's own code answers for it. */
export class LspClient {
  initialized: InitializeResult | undefined;
  /** Requests and notifications from the server, in order. */
  readonly received: Message[] = [];
  private buffer: Buffer = Buffer.alloc(0);
  private nextId = 0;
  private files = 0;
  private readonly versions = new Map<string, number>();
  private readonly waiting = new Map<number, (message: Message) => void>();
  private listeners: ((message: Message) => void)[] = [];
  private readonly ended: Promise<number | null>;

  constructor(
    readonly process: ChildProcess,
    private readonly options: StartOptions,
  ) {
    process.stdout?.on('data', (chunk: Buffer) => {
      this.read(chunk);
    });
    this.ended = new Promise((resolve) => process.on('exit', resolve));
  }

  async initialize(): Promise<void> {
    this.initialized = (await this.request('initialize', {
      processId: process.pid,
      rootUri: null,
      capabilities: this.options.capabilities ?? MODERN,
      initializationOptions: this.options.initializationOptions,
    })) as InitializeResult;
    this.notify('initialized', {});
  }

  /** Sends a request and waits for its answer. The caller names the type the protocol promises. */
  async request(method: string, params: unknown): Promise<unknown> {
    return this.send(method, params).answer;
  }

  /** The same, with the id, for requests that are to be cancelled. */
  send(method: string, params: unknown): { readonly id: number; readonly answer: Promise<unknown> } {
    const id = ++this.nextId;
    const answer = new Promise<unknown>((resolve, reject) => {
      this.waiting.set(id, (message) => {
        if (message.error) reject(new ServerError(message.error.code, message.error.message));
        else resolve(message.result);
      });
    });
    this.write({ id, method, params });
    return { id, answer };
  }

  notify(method: string, params: unknown): void {
    this.write({ method, params });
  }

  /** Opens a document under a new name; returns its URI. */
  open(text: string, { uri, languageId = 'vsftpd' }: { uri?: string; languageId?: string } = {}): string {
    const name = uri ?? `file:///srv/${++this.files}/vsftpd.conf`;
    this.versions.set(name, 1);
    this.notify('textDocument/didOpen', { textDocument: { uri: name, languageId, version: 1, text } });
    return name;
  }

  change(uri: string, ...contentChanges: readonly unknown[]): number {
    const version = (this.versions.get(uri) ?? 0) + 1;
    this.versions.set(uri, version);
    this.notify('textDocument/didChange', { textDocument: { uri, version }, contentChanges });
    return version;
  }

  shut(uri: string): void {
    this.notify('textDocument/didClose', { textDocument: { uri } });
  }

  /** Asks about a document. */
  async ask(method: string, uri: string, params: object = {}): Promise<unknown> {
    return this.request(`textDocument/${method}`, { textDocument: { uri }, ...params });
  }

  /** Pulls the diagnostics of a document. */
  async pull(uri: string): Promise<Diagnostic[]> {
    const report = (await this.ask('diagnostic', uri)) as { kind: string; items: Diagnostic[] };
    assert.equal(report.kind, 'full');
    return report.items;
  }

  /** Waits for pushed diagnostics of a document that pass a test; those that have come already count. */
  async pushed(
    uri: string,
    test: (params: PublishDiagnosticsParams) => boolean = () => true,
  ): Promise<PublishDiagnosticsParams> {
    const message = await this.from('textDocument/publishDiagnostics', ({ params }) => {
      const published = params as PublishDiagnosticsParams;
      return published.uri === uri && test(published);
    });
    return message.params as PublishDiagnosticsParams;
  }

  /** Waits for a message from the server. */
  async from(method: string, test: (message: Message) => boolean = () => true): Promise<Message> {
    const fits = (message: Message): boolean => message.method === method && test(message);
    const known = this.received.find(fits);
    if (known) return known;
    return new Promise((resolve) => {
      this.listeners.push((message) => {
        if (fits(message)) resolve(message);
      });
    });
  }

  /** Ends the server as the protocol wants it; returns its exit status. */
  async close(): Promise<number | null> {
    await this.request('shutdown', null);
    this.notify('exit', null);
    return this.ended;
  }

  private write(message: object): void {
    const body = Buffer.from(JSON.stringify({ jsonrpc: '2.0', ...message }));
    this.process.stdin?.write(Buffer.concat([Buffer.from(`Content-Length: ${body.length}\r\n\r\n`), body]));
  }

  private read(chunk: Buffer): void {
    this.buffer = Buffer.concat([this.buffer, chunk]);
    for (;;) {
      const head = this.buffer.indexOf('\r\n\r\n');
      const length = Number(
        /Content-Length: (\d+)/i.exec(this.buffer.toString('latin1', 0, Math.max(0, head)))?.[1],
      );
      if (head < 0 || this.buffer.length < head + 4 + length) return;
      const message = JSON.parse(this.buffer.toString('utf8', head + 4, head + 4 + length)) as Message;
      this.buffer = this.buffer.subarray(head + 4 + length);
      this.take(message);
    }
  }

  private take(message: Message): void {
    if (message.method === undefined) {
      this.waiting.get(Number(message.id))?.(message);
      this.waiting.delete(Number(message.id));
      return;
    }
    this.received.push(message);
    if (message.id !== undefined && message.method !== this.options.silentOn)
      this.write({ id: message.id, result: this.answer(message) });
    for (const listener of this.listeners) listener(message);
  }

  private answer({ method, params }: Message): unknown {
    if (method === 'workspace/workspaceFolders')
      return this.options.folders?.map((uri) => ({ uri, name: uri })) ?? null;
    if (method !== 'workspace/configuration') return null;
    const { items } = params as { items: { scopeUri?: string; section?: string }[] };
    return items.map(({ scopeUri = '', section }) =>
      section === 'vsftpdLens' ? (this.options.configuration?.(scopeUri) ?? {}) : null,
    );
  }
}

/** Takes the cursor mark out of a text: `li|sten` becomes `listen` and the position after `li`. */
export function cursor(marked: string, mark = '|'): { readonly text: string; readonly position: Position } {
  const at = marked.indexOf(mark);
  assert.ok(at >= 0, `no ${mark} in ${marked}`);
  const before = marked.slice(0, at).split(/\r\n|\r|\n/);
  return {
    text: marked.slice(0, at) + marked.slice(at + mark.length),
    position: { line: before.length - 1, character: before[before.length - 1]?.length ?? 0 },
  };
}

/** The part of a text that a range covers. */
export function within(text: string, range: { start: Position; end: Position }): string {
  const lines = text.split(/(?<=\r\n|\n|\r(?!\n))/);
  const offset = ({ line, character }: Position): number => lines.slice(0, line).join('').length + character;
  return text.slice(offset(range.start), offset(range.end));
}

/** A text with edits applied; a failed assertion where two of them overlap. */
export function edited(text: string, edits: readonly TextEdit[]): string {
  const sorted = [...edits].sort(
    (a, b) => a.range.start.line - b.range.start.line || a.range.start.character - b.range.start.character,
  );
  sorted.forEach(({ range }, i) => {
    const next = sorted[i + 1]?.range.start;
    const behind =
      !next ||
      range.end.line < next.line ||
      (range.end.line === next.line && range.end.character <= next.character);
    assert.ok(behind, `edits overlap: ${JSON.stringify(edits)}`);
  });
  return applyEdits(text, edits);
}
