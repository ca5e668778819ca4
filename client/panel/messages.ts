import * as v from 'valibot';
import { oneOf, readOr, shape, time, whole, type DataOf } from '../../core/events/bounded.js';
import { LARGEST_DROP } from './drop.js';
import { settings, textPlace } from '../../core/events/finding.js';

/** A text that was shown goes to the clipboard as it is. */
const shownText = v.string();

/** What a button of the panel asks of the extension. */
const panelAction = v.variant('type', [
  shape({ type: oneOf('rerun', 'change', 'cancel', 'more', 'trust', 'trust-once') }),
  shape({ type: oneOf('save', 'open', 'markdown') }),
  /** What comes after a fix was written. */
  shape({ type: oneOf('undo', 'save-file', 'restart') }),
  /** An address beside those of the server's name. */
  shape({ type: v.literal('dial'), address: v.pipe(v.string(), v.maxLength(60)) }),
  shape({ type: v.literal('copy'), text: shownText, what: shownText }),
  shape({ type: oneOf('write', 'preview'), config: settings }),
  shape({ type: v.literal('explain'), id: v.pipe(v.string(), v.regex(/^[A-Z0-9-]{1,60}$/)) }),
  /** A file of the editor that was dropped on the panel. */
  shape({ type: v.literal('drop'), uri: v.pipe(v.string(), v.maxLength(4000)) }),
  /** One of the system, which the editor cannot open by its name; null: it is too large. */
  shape({
    type: v.literal('drop-file'),
    name: v.pipe(v.string(), v.maxLength(255)),
    bytes: v.nullable(
      v.custom<Uint8Array>((bytes) => bytes instanceof Uint8Array && bytes.length <= LARGEST_DROP),
    ),
  }),
  /** An earlier run of the same server, by the time when it began. */
  shape({ type: v.literal('open-run'), at: time }),
  shape({ type: v.literal('reveal'), place: textPlace }),
  /** A line, from 0, of a file that the run was compared with, by the name it has there. */
  shape({ type: v.literal('show-line'), file: shownText, line: whole(0, Number.MAX_SAFE_INTEGER) }),
]);
export type PanelAction = DataOf<typeof panelAction>;

const fromPanel = v.variant('type', [panelAction, shape({ type: v.literal('ready') })]);
export type FromPanel = DataOf<typeof fromPanel>;

/** A message of the panel, checked: a webview may send anything. */
export function readFromPanel(message: unknown): FromPanel | undefined {
  return readOr(fromPanel, message, undefined);
}
