// What the panel shows after a fix was applied, in place of the buttons that applied it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readFromPanel } from '../../../client/panel/messages.js';
import type { FixOutcome, PanelState } from '../../../client/panel/state.js';
import { actionOf, all, draw, wordsIn } from './panel-page.js';

const config = { pasv_max_port: '3100' };
const state: PanelState = {
  kind: 'log',
  target: 'server.log',
  uri: '',
  meaning: '',
  notTested: [],
  understood: { lines: 1, used: 1, completedTransfers: 0 },
  story: null,
  findings: [
    {
      id: 'DATA-WINDOW',
      severity: 'error',
      title: 'x',
      evidence: 'x',
      cause: 'server-firewall',
      fix: { text: 'x', config, commands: [] },
    },
  ],
};

function buttonsAfter(outcome: FixOutcome | null): readonly (string | undefined)[] {
  const buttons = all(draw(state, undefined, undefined, outcome), 'vscode-button').map(actionOf);
  for (const action of buttons) assert.deepEqual(readFromPanel(action), action);
  return buttons.map((action) => action?.type).filter((type) => type !== 'copy');
}

const changed: FixOutcome = {
  config,
  text: 'Changed nat/vsftpd.conf, for ftp.example.test.',
  isChanged: true,
  canRestart: false,
};

test('a fix that was applied gives way to what comes next', () => {
  assert.deepEqual(buttonsAfter(null), ['write', 'preview']);
  assert.deepEqual(buttonsAfter(changed), ['save-file', 'undo']);
  assert.deepEqual(buttonsAfter({ ...changed, canRestart: true }), ['save-file', 'restart', 'undo']);
  assert.match(wordsIn(draw(state, undefined, undefined, changed)), /nat\/vsftpd\.conf, for ftp\.example/);
});

test('a fix that was refused says why, and can be tried again', () => {
  const refused = { ...changed, text: 'vsftpd.conf was not changed.', isChanged: false };
  assert.deepEqual(buttonsAfter(refused), ['write', 'preview']);
  assert.match(wordsIn(draw(state, undefined, undefined, refused)), /was not changed/);
});

test('what became of another fix is not shown at this one', () => {
  assert.deepEqual(buttonsAfter({ ...changed, config: { listen: 'YES' } }), ['write', 'preview']);
});
