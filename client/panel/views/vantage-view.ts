import { html, type TemplateResult } from 'lit-html';
import type { Vantage } from '../shown-run.js';
import type { ShownRun } from '../state.js';
import { machineName } from '../words.js';
import { icon } from './icons.js';
import { later, t } from '../../l10n.js';

const NEAR: Readonly<Record<NonNullable<Vantage['near']>, string>> = {
  'same-machine': later(
    'That is the server itself: this probe cannot see firewalls and NAT that other clients meet.',
  ),
  'same-network': later(
    'The server is in the same network: this probe cannot see firewalls and NAT that clients outside meet.',
  ),
};

/** Where the probe ran, and what cannot be seen from there. */
export function vantageNote(run: ShownRun): TemplateResult {
  const { near } = run.vantage;
  const { address } = run.report.vantage;
  const where = machineName(run);
  const from = address === null ? where : run.isSaved ? `${where}, ${address}` : `${where} (${address})`;
  return html`<p class=${near === null ? 'vantage' : 'vantage near'} role="note">
    ${icon(near === null ? 'eye' : 'warning')}
    <span>${t('Probed from {0}.', from)} ${near === null ? '' : t(NEAR[near])}</span>
  </p>`;
}
