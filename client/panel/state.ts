import type { ProbeReport, ProbeStep } from '../../probe/types.js';
import type { Finding } from '../../core/verdict/finding.js';
import type { Place } from '../../core/verdict/observation.js';
import type { AddressClass } from '../../core/reply/address-class.js';

/** A data endpoint that the server named while it was probed. */
export interface EndpointRow {
  readonly mode: string;
  /** The server's words behind the code. */
  readonly reply: string;
  readonly host: string | null;
  readonly port: number | null;
  readonly addressClass: AddressClass | null;
}

/** All that the panel shows. Plain JSON: it is kept over a reload of the window, and holds no password. */
export type PanelState =
  | { readonly kind: 'running'; readonly target: string; readonly steps: readonly ProbeStep[] }
  | {
      readonly kind: 'stopped';
      readonly target: string;
      readonly steps: readonly ProbeStep[];
      /** Why: the user, or what went wrong. */
      readonly reason: string;
    }
  | {
      readonly kind: 'done';
      readonly target: string;
      readonly report: ProbeReport;
      readonly endpoints: readonly EndpointRow[];
    }
  | {
      /** What a transcript or log shows. */
      readonly kind: 'log';
      /** Name of the document. */
      readonly target: string;
      /** URI of the document that findings can be shown in. */
      readonly uri: string;
      readonly findings: readonly Finding[];
      readonly notTested: readonly string[];
    };

/** What a button of the panel asks of the extension. */
export type PanelAction =
  | { readonly type: 'rerun' }
  | { readonly type: 'cancel' }
  | { readonly type: 'copy'; readonly text: string; readonly what: string }
  | { readonly type: 'write'; readonly config: Readonly<Record<string, string>> }
  | { readonly type: 'reveal'; readonly place: Place };

export type FromPanel = PanelAction | { readonly type: 'ready' };

export type ToPanel =
  | { readonly type: 'show'; readonly state: PanelState }
  /** A sentence for the live region: something was copied, written. */
  | { readonly type: 'say'; readonly text: string };

/** A message of the panel, checked: a webview may send anything. */
export function readFromPanel(message: unknown): FromPanel | undefined {
  if (!isRecord(message)) return undefined;
  switch (message['type']) {
    case 'ready':
    case 'rerun':
    case 'cancel':
      return { type: message['type'] };
    case 'copy': {
      const { text, what } = message;
      return typeof text === 'string' && typeof what === 'string' ? { type: 'copy', text, what } : undefined;
    }
    case 'write': {
      const config = readConfig(message['config']);
      return config && { type: 'write', config };
    }
    case 'reveal': {
      const place = message['place'];
      return isPlace(place) ? { type: 'reveal', place } : undefined;
    }
    default:
      return undefined;
  }
}

function isPlace(value: unknown): value is Place {
  return isRecord(value) && ['line', 'character', 'length'].every((key) => Number.isSafeInteger(value[key]));
}

/** Setting names and one-line values only. */
function readConfig(config: unknown): Record<string, string> | undefined {
  if (!isRecord(config)) return undefined;
  const read: Record<string, string> = {};
  for (const [name, value] of Object.entries(config)) {
    if (!/^[a-z][a-z0-9_]*$/.test(name) || typeof value !== 'string' || /[\r\n\0]/.test(value))
      return undefined;
    read[name] = value;
  }
  return read;
}

/** State that a reload of the window kept; undefined where it is not ours. */
export function readKeptState(state: unknown): PanelState | undefined {
  if (!isRecord(state) || typeof state['target'] !== 'string') return undefined;
  const kept = state as unknown as PanelState;
  if (kept.kind === 'done') return isRecord(kept.report) && Array.isArray(kept.endpoints) ? kept : undefined;
  if (kept.kind === 'log')
    return Array.isArray(kept.findings) && Array.isArray(kept.notTested) ? kept : undefined;
  if (!Array.isArray(state['steps'])) return undefined;
  // The probe itself did not survive the reload.
  return {
    kind: 'stopped',
    target: kept.target,
    steps: kept.steps,
    reason: 'The window was closed while it ran.',
  };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
