import { html, type TemplateResult } from 'lit-html';
import type { PanelAction, PanelState, ShownRun } from '../state.js';
import { doing, duration, moment, TLS_WORDS } from '../words.js';
import { button, menu } from './parts.js';
import { counted, t } from '../../l10n.js';

/**
 * What was looked at, and what can be done with it.
 * @param waitedMs since the running step began
 */
export function headerView(state: PanelState, waitedMs: number): TemplateResult {
  return html`<header>
    <div class="heading">
      <h1 id="target">${state.target}</h1>
      <p class="facts">${factsOf(state, waitedMs)}</p>
    </div>
    <div class="actions" role="group" aria-label=${t('Actions')}>${actions(state)}</div>
  </header>`;
}

function actions(state: PanelState): readonly TemplateResult[] {
  const again = button(t('Probe again'), { type: 'rerun' }, { look: 'primary', icon: 'refresh' });
  const change = button(t('Change…'), { type: 'change' }, { name: t('Change… what is probed') });
  switch (state.kind) {
    case 'running':
      return [button(t('Cancel'), { type: 'cancel' }, { icon: 'debug-stop' })];
    case 'stopped':
      return [again, change];
    case 'done':
      return [
        again,
        menu([
          button(t('Copy as Markdown'), { type: 'markdown' }, { done: t('Copied') }),
          button(t('Save JSON'), { type: 'save' }, { done: t('Saved') }),
          button(t('Open saved report'), { type: 'open' }),
          ...(state.run.isSaved ? [] : [change]),
        ]),
      ];
    case 'log': {
      const { findings, notTested, understood } = state;
      const text = JSON.stringify({ version: 1, findings, notTested, understood }, null, 2);
      const copy: PanelAction = { type: 'copy', text, what: t('The report') };
      return [button(t('Copy report'), copy, { icon: 'copy', done: t('Copied') })];
    }
  }
}

function factsOf(state: PanelState, waitedMs: number): string | TemplateResult {
  switch (state.kind) {
    case 'running':
      return state.now === null ? t('Probing …') : t('Probing: {0} …', doing(state.now, waitedMs));
    case 'stopped':
      return t('Ended early');
    case 'log':
      return counted(state.findings.length, '{0} finding', '{0} findings');
    case 'done':
      return runFacts(state.run);
  }
}

function runFacts({ report, at, user, tls, isSaved }: ShownRun): TemplateResult {
  const { peer, host } = report.target;
  const parts = [
    ...(isSaved ? [t('saved report')] : []),
    user,
    t(TLS_WORDS[tls]),
    ...(peer !== null && peer !== host ? [t('answers from {0}', peer)] : []),
  ];
  const words = parts.filter((part) => part !== '').join(' · ');
  const took = t('took {0}', duration(report.durationMs));
  return html`${words} · <span class="moment">${moment(at)}</span> · ${took}`;
}
