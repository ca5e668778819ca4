import type { Garbage, Reply } from './reply-reader.js';

/** Everything that can come instead of, or as, a reply. */
export type ControlAnswer =
  | (Reply & { readonly durationMs: number })
  | Garbage
  | { readonly kind: 'plain-text'; readonly text: string }
  | { readonly kind: 'closed'; readonly errno?: string }
  | { readonly kind: 'timeout' };

/** An answer in words for a step. */
export function describeAnswer(answer: ControlAnswer): string {
  switch (answer.kind) {
    case 'reply':
      return `${answer.code} ${answer.text}`;
    case 'garbage':
      return answer.reason === 'too-long'
        ? `an endless reply: ${answer.text}`
        : `no FTP reply: ${answer.text}`;
    case 'plain-text':
      return `plain text inside the TLS stream: ${answer.text}`;
    case 'closed':
      return answer.errno === undefined
        ? 'the server closed the connection'
        : `the connection broke (${answer.errno})`;
    case 'timeout':
      return 'no answer in time';
  }
}
