import { place, settings } from '../probe/report-readers.js';
import { isRecord, Unreadable } from '../probe/untrusted.js';
import type { FromPanel } from './state.js';

/** A message of the panel, checked: a webview may send anything. */
export function readFromPanel(message: unknown): FromPanel | undefined {
  if (!isRecord(message)) return undefined;
  try {
    return read(message);
  } catch (error) {
    if (error instanceof Unreadable) return undefined;
    throw error;
  }
}

function read(message: Record<string, unknown>): FromPanel | undefined {
  switch (message['type']) {
    case 'ready':
    case 'rerun':
    case 'cancel':
    case 'more':
    case 'trust':
    case 'trust-once':
    case 'save':
    case 'open':
    case 'markdown':
      return { type: message['type'] };
    case 'copy': {
      const { text, what } = message;
      return typeof text === 'string' && typeof what === 'string' ? { type: 'copy', text, what } : undefined;
    }
    case 'write':
    case 'preview':
      return { type: message['type'], config: settings(message['config']) };
    case 'explain': {
      const { id } = message;
      return typeof id === 'string' && /^[A-Z0-9-]{1,60}$/.test(id) ? { type: 'explain', id } : undefined;
    }
    case 'reveal':
      return { type: 'reveal', place: place(message['place']) };
    case 'show-line': {
      const { file, line } = message;
      const isLine = typeof line === 'number' && Number.isInteger(line) && line >= 0;
      return typeof file === 'string' && isLine ? { type: 'show-line', file, line } : undefined;
    }
    default:
      return undefined;
  }
}
