import type { Observation } from '../../core/events/observation.js';
import { h, hidden, type Choices, type ViewNode } from './node.js';
import { folding } from './parts.js';
import { sessionsOf, transcriptRows, type TranscriptRow } from './transcript-rows.js';
import { counted } from './words.js';

const SIGNS: Readonly<Record<TranscriptRow['kind'], readonly [sign: string, word: string]>> = {
  sent: ['→', 'sent: '],
  received: ['←', 'received: '],
  event: ['·', ''],
};

/** Name of the session that has no label. */
const MAIN = 'main session';

/** The conversation on the control connections, secrets masked. */
export function transcriptView(observations: readonly Observation[], { session, open }: Choices): ViewNode[] {
  const sessions = sessionsOf(observations);
  const asked = session === MAIN ? '' : session;
  const shown = sessions.includes(asked) ? asked : (sessions[0] ?? '');
  const rows = transcriptRows(observations, shown);
  if (rows.length === 0) return [];
  const hint = counted(sessions.length, 'session');
  return [
    folding(
      'transcript',
      'Transcript',
      hint,
      open,
      ...(sessions.length > 1 ? [chooser(sessions, shown, open.includes('transcript'))] : []),
      h('ol', { class: 'transcript', tabindex: '0', 'aria-label': 'Transcript' }, ...rows.map(line)),
    ),
  ];
}

/** Folded away, its options would have no text to take their labels from: it is drawn once it is seen. */
function chooser(sessions: readonly string[], shown: string, isSeen: boolean): ViewNode {
  const options = sessions.map((label) =>
    h(
      'vscode-option',
      { value: label === '' ? MAIN : label, ...(label === shown ? { selected: '' } : {}) },
      label === '' ? MAIN : label,
    ),
  );
  return h(
    'div',
    { class: 'chooser' },
    ...(isSeen ? [h('vscode-single-select', { label: 'Session' }, ...options).choosesSession()] : []),
  );
}

function line({ ms, kind, text, meaning, isTrouble }: TranscriptRow): ViewNode {
  const [sign, word] = SIGNS[kind];
  return h(
    'li',
    { class: isTrouble ? `${kind} trouble` : kind },
    h('span', { class: 'ms' }, ms === null ? '' : String(Math.round(ms))),
    h('span', { class: 'sign', 'aria-hidden': 'true' }, sign),
    h(
      'span',
      { class: 'words' },
      ...(word === '' ? [] : [hidden(word)]),
      text,
      ...(meaning === '' ? [] : [h('span', { class: 'meaning' }, ` = ${meaning}`)]),
    ),
  );
}
