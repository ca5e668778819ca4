import { html, type TemplateResult } from 'lit-html';
import type { PanelAction, PanelState, ShownRun } from '../state.js';
import { counted, doing, duration, moment, TLS_WORDS } from '../words.js';
import { button, menu } from './parts.js';

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
    <div class="actions" role="group" aria-label="Actions">${actions(state)}</div>
  </header>`;
}

function actions(state: PanelState): readonly TemplateResult[] {
  const again = button('Probe again', { type: 'rerun' }, { look: 'primary', icon: 'refresh' });
  const change = button('Change…', { type: 'change' }, { name: 'Change… what is probed' });
  switch (state.kind) {
    case 'running':
      return [button('Cancel', { type: 'cancel' }, { icon: 'debug-stop' })];
    case 'stopped':
      return [again, change];
    case 'done':
      return [
        again,
        menu([
          button('Copy as Markdown', { type: 'markdown' }, { done: 'Copied' }),
          button('Save JSON', { type: 'save' }),
          button('Open saved report', { type: 'open' }),
          ...(state.run.isSaved ? [] : [change]),
        ]),
      ];
    case 'log': {
      const { findings, notTested, understood } = state;
      const text = JSON.stringify({ version: 1, findings, notTested, understood }, null, 2);
      const copy: PanelAction = { type: 'copy', text, what: 'The report' };
      return [button('Copy report', copy, { icon: 'copy', done: 'Copied' })];
    }
  }
}

function factsOf(state: PanelState, waitedMs: number): string {
  switch (state.kind) {
    case 'running':
      return state.now === null ? 'Probing …' : `Probing: ${doing(state.now, waitedMs)} …`;
    case 'stopped':
      return 'Ended early';
    case 'log':
      return counted(state.findings.length, 'finding');
    case 'done':
      return runFacts(state.run);
  }
}

function runFacts({ report, at, user, tls, isSaved }: ShownRun): string {
  const { peer, host } = report.target;
  const parts = [
    ...(isSaved ? ['saved report'] : []),
    user,
    TLS_WORDS[tls],
    ...(peer !== null && peer !== host ? [`answers from ${peer}`] : []),
    moment(at),
    `took ${duration(report.durationMs)}`,
  ];
  return parts.filter((part) => part !== '').join(' · ');
}
