import { html, type TemplateResult } from 'lit-html';
import type { CertificateQuestion } from '../shown-run.js';
import { button, commandRow, mark } from './parts.js';
import { t } from '../../l10n.js';

/** What a browser would ask: the password was not sent, and only the user can say whether it may be. */
export function certificateView({ title, reason, facts }: CertificateQuestion): TemplateResult {
  return html`<section class="finding warn" aria-labelledby="certificate">
    <div class="headline">
      ${mark('warn')}
      <h2 id="certificate">${title}</h2>
    </div>
    <p>${reason} ${t('The password was not sent.')}</p>
    <dl class="reasons">
      ${facts.map(
        ({ name, value }) =>
          html`<dt>${name}</dt>
            <dd><code>${value}</code></dd>`,
      )}
    </dl>
    <p>${t('On the server, this prints the fingerprint to compare:')}</p>
    ${commandRow('openssl x509 -noout -fingerprint -sha256 -in CERTIFICATE')}
    <div class="buttons">
      ${button(t('Trust and probe on'), { type: 'trust' }, { look: 'primary', icon: 'pass' })}
      ${button(t('Only this time'), { type: 'trust-once' })}
    </div>
  </section>`;
}
