import { html, nothing, type TemplateResult } from 'lit-html';
import { SESSION_CHOOSER, type Choices, type ShownRun } from '../state.js';
import { folding, hidden, type Part } from './parts.js';
import { sessionsOf, transcriptRows, type TranscriptRow } from './transcript-rows.js';
import { counted, later, t } from '../../l10n.js';

const SIGNS: Readonly<Record<TranscriptRow['kind'], readonly [sign: string, word: string]>> = {
  sent: ['→', later('sent: ')],
  received: ['←', later('received: ')],
  event: ['·', ''],
};

/** Name of the session that has no label. */
const MAIN = later('main session');

/** The conversation on the control connections, secrets masked. */
export function transcriptView(
  { observations, classes }: Pick<ShownRun, 'observations' | 'classes'>,
  { session, open }: Choices,
): Part {
  const sessions = sessionsOf(observations);
  const asked = session === t(MAIN) ? '' : session;
  const shown = sessions.includes(asked) ? asked : (sessions[0] ?? '');
  const rows = transcriptRows(observations, shown, classes);
  if (rows.length === 0) return nothing;
  const chooser = sessions.length > 1 ? sessionChooser(sessions, shown) : nothing;
  const lines = html`<ol class="transcript" tabindex="0" aria-label=${t('Transcript')}>
    ${rows.map(line)}
  </ol>`;
  return folding(
    'transcript',
    t('Transcript'),
    counted(sessions.length, '{0} session', '{0} sessions'),
    open,
    [chooser, lines],
  );
}

function sessionChooser(sessions: readonly string[], shown: string): TemplateResult {
  const options = sessions.map((label) => {
    const name = label === '' ? t(MAIN) : label;
    return html`<option value=${name} .selected=${label === shown}>${name}</option>`;
  });
  return html`<div class="chooser">
    <select id=${SESSION_CHOOSER} aria-label=${t('Session')}>
      ${options}
    </select>
  </div>`;
}

function line({ ms, kind, text, meaning, isTrouble }: TranscriptRow): TemplateResult {
  const [sign, word] = SIGNS[kind];
  return html`<li class="${kind}${isTrouble ? ' trouble' : ''}">
    <span class="ms">${ms === null ? '' : String(Math.round(ms))}</span>
    <span class="sign" aria-hidden="true">${sign}</span>
    <span class="words"
      >${word === '' ? nothing : hidden(t(word))}${text}${
        meaning === '' ? nothing : html`<span class="meaning"> = ${meaning}</span>`
      }</span
    >
  </li>`;
}
