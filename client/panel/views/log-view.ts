import { html, type TemplateResult } from 'lit-html';
import { commandRow, folding } from './parts.js';
import { captureCommand } from '../../../core/capture/command.js';
import { counted, t } from '../../l10n.js';

/** Everything: which ports the data connections use is not known before. */
const CAPTURE = captureCommand({ peer: null, range: null });

/** How to see what a log does not show. */
export function captureHint(): TemplateResult {
  return html`<p>
      ${t('A packet capture of the same session shows more. Take one, then run “FTP: Diagnose Capture”:')}
    </p>
    ${commandRow(CAPTURE)}`;
}

/** What happened in a capture, a session after the other. */
export function storyView(story: readonly string[], open: readonly string[]): TemplateResult {
  const lines = html`<ol class="transcript story" tabindex="0" aria-label=${t('What happened')}>
    ${story.map((line) => html`<li>${line}</li>`)}
  </ol>`;
  return folding('story', t('What happened'), counted(story.length, '{0} line', '{0} lines'), open, lines);
}
