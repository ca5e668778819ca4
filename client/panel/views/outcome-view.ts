import { html } from 'lit-html';
import type { FixOutcome } from '../state.js';
import { icon } from './icons.js';
import { button, type Part } from './parts.js';
import { t } from '../../l10n.js';

/** What became of a fix, in place of its buttons, and what comes next. @param canProbe the server can be probed again */
export function outcomeView({ text, isChanged, canRestart }: FixOutcome, canProbe: boolean): Part {
  return html`<div class="outcome" role="note">
    <p>${icon(isChanged ? 'pass' : 'warning')} ${text}</p>
    ${
      isChanged
        ? html`<div class="buttons">
            ${
              canProbe
                ? button(
                    t('Save and probe again'),
                    { type: 'save-file' },
                    { look: 'primary', icon: 'refresh' },
                  )
                : button(t('Save'), { type: 'save-file' }, { look: 'primary' })
            }
            ${canRestart ? button(t('Restart command…'), { type: 'restart' }) : ''}
            ${button(t('Undo'), { type: 'undo' }, { name: t('Undo the change') })}
          </div>`
        : ''
    }
  </div>`;
}
