/** The model's answers beside the daemon's, and the smallest file on which they differ. */
import {
  daemonVerdict,
  readConfig,
  sourceFromBytes,
  type Build,
  type DaemonVerdict,
} from '../../core/config/index.js';
import type { Daemon } from './daemons.js';
import { askParser, type Answer, type Bytes } from './parser-oracle.js';

export interface Disagreement {
  readonly file: Bytes;
  readonly model: string;
  readonly daemon: string;
}

export function modelVerdict(file: Bytes, build: Build): DaemonVerdict {
  return daemonVerdict(readConfig(sourceFromBytes(Buffer.from(file, 'latin1'))), build);
}

/** An answer in one line, every odd byte escaped. */
export function shown(answer: { readonly verdict: string; readonly message: Bytes | null }): string {
  return answer.message === null ? answer.verdict : `${answer.verdict}: ${escaped(answer.message)}`;
}

/** A byte string as one would type it; a long run of one byte becomes its count. */
export function escaped(bytes: Bytes): string {
  let text = '';
  for (let at = 0; at < bytes.length;) {
    const byte = bytes.charAt(at);
    let end = at + 1;
    while (bytes.charAt(end) === byte) end++;
    text += end - at > 60 ? `<${end - at} of ${escapedByte(byte)}>` : escapedByte(byte).repeat(end - at);
    at = end;
  }
  return `"${text}"`;
}

function escapedByte(byte: string): string {
  if (byte === '\\' || byte === '"') return `\\${byte}`;
  if (byte >= ' ' && byte <= '~') return byte;
  const known = { '\n': '\\n', '\r': '\\r', '\t': '\\t' }[byte];
  return known ?? `\\x${byte.charCodeAt(0).toString(16).padStart(2, '0')}`;
}

/** Verdict and message of each file; the model may speak for another build than the daemon's (to test the test). */
export async function disagreements(
  daemon: Daemon,
  files: readonly Bytes[],
  build = daemon.build,
): Promise<Disagreement[]> {
  const models = files.map((file) => {
    const { verdict, messageBytes } = modelVerdict(file, build);
    return { verdict, message: messageBytes };
  });
  const answers = await askParser(daemon, files, (i) => models[i]?.verdict === 'accepts');
  const differing = files.flatMap((file, i) => {
    const model = models[i];
    const answer = answers[i];
    return model && answer && !same(model, answer) ? [{ file, model }] : [];
  });
  const proof = await askParser(
    daemon,
    differing.map(({ file }) => file),
    () => false,
    'each',
  );
  return differing.flatMap(({ file, model }, i) => {
    const answer = proof[i];
    return answer && !same(model, answer) ? [{ file, model: shown(model), daemon: shown(answer) }] : [];
  });
}

/**
 * The line that the model names, proved by cutting the file: what comes before it is accepted, and with it the answer is
 * that of the whole file.
 */
export async function lineDisagreements(daemon: Daemon, files: readonly Bytes[]): Promise<Disagreement[]> {
  const cases = files.flatMap((file) => {
    const { verdict, messageBytes, at } = modelVerdict(file, daemon.build);
    if (!at) return [];
    const answer = { verdict, message: messageBytes };
    return [{ before: file.slice(0, at.start), through: file.slice(0, at.end), line: at.index, answer }];
  });
  const before = await askParser(
    daemon,
    cases.map((c) => c.before),
    () => true,
  );
  const through = await askParser(
    daemon,
    cases.map((c) => c.through),
  );
  return cases.flatMap((c, i) => {
    const early = before[i];
    const late = through[i];
    const found: Disagreement[] = [];
    if (early && early.verdict !== 'accepts') {
      found.push({ file: c.before, model: `no fault before line ${c.line}`, daemon: shown(early) });
    }
    if (late && !same(late, c.answer)) {
      found.push({ file: c.through, model: `line ${c.line}: ${shown(c.answer)}`, daemon: shown(late) });
    }
    return found;
  });
}

function same(a: Answer, b: Answer): boolean {
  return a.verdict === b.verdict && a.message === b.message;
}

function bytesOf(file: Bytes): Bytes[] {
  return Array.from({ length: file.length }, (_, i) => file.charAt(i));
}

/** Removes lines, then bytes, as long as the two still disagree. */
export async function shrink(
  daemon: Daemon,
  start: Disagreement,
  build = daemon.build,
): Promise<Disagreement> {
  let best = start;
  for (const unit of ['line', 'byte'] as const) {
    let pieces = unit === 'line' ? best.file.split(/(?<=\n)/) : bytesOf(best.file);
    for (let size = Math.ceil(pieces.length / 2); size >= 1 && pieces.length <= 4000;) {
      const shorter: Bytes[] = [];
      for (let i = 0; i < pieces.length; i += size)
        shorter.push(pieces.filter((_, at) => at < i || at >= i + size).join(''));
      const [found] = await disagreements(daemon, shorter, build);
      if (found) {
        best = found;
        pieces = unit === 'line' ? best.file.split(/(?<=\n)/) : bytesOf(best.file);
        size = Math.min(size, Math.ceil(pieces.length / 2));
      } else if (size === 1) break;
      else size = Math.ceil(size / 2);
    }
  }
  return best;
}
