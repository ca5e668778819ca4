import type { Recorder } from '../recorder.js';
import type { ControlAnswer } from './answer.js';
import { printable } from '../../core/events/printable.js';
import { ReplyReader } from './reply-reader.js';
import type { SecureResult } from './secure.js';

/** Label of the session of an observation; none for the main one. */
export interface SessionLabel {
  readonly session?: string;
}

/** Writes down what is said on one control connection. */
export class ControlLog {
  readonly #recorder: Recorder;
  readonly #label: SessionLabel;

  constructor(recorder: Recorder, label: SessionLabel) {
    this.#recorder = recorder;
    this.#label = label;
  }

  command(verb: string, argument: string | undefined): void {
    const shown = argument === undefined ? {} : { argument: printable(argument, 1000) };
    this.#recorder.observe({ kind: 'command', verb, ...shown, ...this.#label });
  }

  /** @param to the command that it answers */
  answer(answer: ControlAnswer, to: string): void {
    switch (answer.kind) {
      case 'reply':
        this.#recorder.observe({
          kind: 'reply',
          code: answer.code,
          text: printable(answer.text),
          durationMs: answer.durationMs,
          ...(answer.cutFrom === undefined ? {} : { cutFrom: answer.cutFrom }),
          to,
          ...this.#label,
        });
        break;
      case 'plain-text':
        this.#plainText(answer.text, to);
        break;
      case 'closed':
        // TLS says why before it goes: a certificate that the client lacks, for one.
        if (answer.errno?.startsWith('ERR_SSL_') === true)
          this.#note('tls-error', printable(answer.errno, 100));
        this.#recorder.observe({
          kind: 'closed',
          channel: 'control',
          by: 'server',
          after: to,
          ...this.#label,
        });
        break;
      case 'garbage':
        this.#note('not-a-reply', printable(answer.text, 500));
        break;
      case 'timeout':
        this.#note('timeout', `no answer to ${to}`);
        break;
    }
  }

  handshake(mode: 'explicit' | 'implicit', result: SecureResult): void {
    const common = { kind: 'tls', channel: 'control' } as const;
    if (result.outcome !== 'established') {
      const { outcome, ...rest } = result;
      this.#recorder.observe({ ...common, outcome, mode, ...rest, ...this.#label });
      return;
    }
    const { outcome, protocol, cipher, certificate, helloRetry } = result;
    const seen = certificate === null ? {} : { certificate };
    this.#recorder.observe({
      ...common,
      outcome,
      mode,
      protocol,
      cipher,
      helloRetry,
      ...seen,
      ...this.#label,
    });
  }

  #note(note: 'tls-error' | 'not-a-reply' | 'timeout', text: string): void {
    this.#recorder.observe({ kind: 'note', note, channel: 'control', text, ...this.#label });
  }

  /** The server's text inside the TLS stream, and the replies in it. */
  #plainText(text: string, to: string): void {
    this.#recorder.observe({
      kind: 'tls',
      channel: 'control',
      outcome: 'failed',
      error: 'plain text inside the TLS stream',
      plainText: printable(text.trimEnd(), 2048),
      ...this.#label,
    });
    for (const item of new ReplyReader().push(Buffer.from(`${text.trimEnd()}\r\n`))) {
      if (item.kind !== 'reply') continue;
      this.#recorder.observe({
        kind: 'reply',
        code: item.code,
        text: printable(item.text),
        to,
        plainInTls: true,
        ...this.#label,
      });
    }
  }
}
