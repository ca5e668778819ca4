import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ViewNode } from '../../client/panel/node.js';
import { readFromPanel, readKeptState, type PanelState } from '../../client/panel/state.js';
import { announcement, panelView } from '../../client/panel/view.js';
import type { Finding } from '../../core/verdict/finding.js';
import type { ProbeReport } from '../../probe/types.js';

const HOSTILE = '<img src=x onerror=alert(1)>"\'&';

const finding: Finding = {
  id: 'PASV-ADDR-ZERO',
  severity: 'error',
  title: 'The server advertises 0.0.0.0',
  evidence: `\`227 ${HOSTILE}\`, then silence.`,
  cause: 'server-config',
  fix: {
    text: 'Use an IPv4 listener.',
    config: { listen: 'YES', listen_ipv6: 'NO' },
    commands: ['systemctl restart vsftpd'],
  },
};

const report: ProbeReport = {
  version: 1,
  target: { host: 'ftp.example.org', port: 21, peer: '198.51.100.20' },
  vantage: { address: '192.168.1.10' },
  durationMs: 1234,
  steps: [
    { id: 'control', status: 'pass', durationMs: 0.3, detail: 'connected' },
    { id: 'pasv', status: 'fail', durationMs: 60, detail: `227 ${HOSTILE}` },
  ],
  range: { seen: [3001, 3300], open: [[3001, 3100]], silent: [[3101, 3300]], refused: [], exact: true },
  findings: [finding, { ...finding, id: 'TLS-NONE', severity: 'warning', title: 'No TLS' }],
  notTested: ['active mode'],
};

function done(changes: Partial<ProbeReport> = {}): PanelState {
  return { kind: 'done', target: 'ftp.example.org:21', report: { ...report, ...changes }, endpoints: [] };
}

function buttons(view: ViewNode): ViewNode[] {
  return [...view.all()].filter(({ tag }) => tag === 'button');
}

test('the first finding is the verdict and comes before the steps', () => {
  const { text } = panelView(done());
  assert.ok(text.indexOf('0.0.0.0') < text.indexOf('No TLS'));
  assert.ok(text.indexOf('No TLS') < text.indexOf('Steps'));
  assert.ok(text.indexOf('Steps') < text.indexOf('active mode'));
  assert.equal(announcement(done()), 'Verdict: The server advertises 0.0.0.0');
});

test('without a finding the panel says so, and still what was not tested', () => {
  const { text } = panelView(done({ findings: [] }));
  assert.match(text, /Nothing wrong was found/);
  assert.match(text, /active mode/);
});

test('a server’s text stays text: no attribute and no element is made of it', () => {
  const view = panelView({
    ...(done() as Extract<PanelState, { kind: 'done' }>),
    target: HOSTILE,
    endpoints: [{ mode: 'PASV', reply: HOSTILE, host: HOSTILE, port: null, addressClass: null }],
  });
  const tags = new Set([...view.all()].map(({ tag }) => tag));
  assert.ok(!tags.has('img') && !tags.has('script') && !tags.has('a'));
  for (const node of view.all()) {
    for (const name of Object.keys(node.attributes))
      assert.match(name, /^(?:id|class|type|role|scope|tabindex|aria-[a-z]+)$/);
  }
  assert.ok(view.text.includes(HOSTILE));
});

test('every button says what it does and does it', () => {
  const all = buttons(panelView(done()));
  for (const button of all) {
    assert.ok(button.action, button.text);
    assert.ok((button.attributes['aria-label'] ?? button.text).length > 3);
  }
  const write = all.find(({ text }) => text === 'Write to vsftpd.conf');
  assert.deepEqual(write?.action, { type: 'write', config: { listen: 'YES', listen_ipv6: 'NO' } });
  assert.ok(all.some(({ action }) => action?.type === 'copy' && action.text === 'systemctl restart vsftpd'));
  assert.deepEqual(readFromPanel(write.action), write.action);
});

test('a status is told by a sign and a word, never by colour alone', () => {
  const marks = [...panelView(done()).all()].filter(({ attributes }) =>
    attributes.class?.startsWith('mark '),
  );
  assert.ok(marks.length >= 4);
  for (const { text } of marks)
    assert.match(text, /^[✓!✗–i](?:passed|warning|failed|skipped|error|information): $/);
});

test('the range is shown as spans', () => {
  const { text } = panelView(done());
  assert.match(text, /Seen3001–3300Open3001–3100Silent3101–3300/);
});

test('a running probe can be cancelled, an ended one repeated', () => {
  const steps = report.steps;
  const running = panelView({ kind: 'running', target: 'x:21', steps });
  assert.deepEqual(
    buttons(running).map(({ text }) => text),
    ['Cancel'],
  );
  const stopped = panelView({ kind: 'stopped', target: 'x:21', steps, reason: 'You cancelled it.' });
  assert.deepEqual(
    buttons(stopped).map(({ text }) => text),
    ['Probe again'],
  );
  assert.match(stopped.text, /You cancelled it/);
});

test('a finding in a log leads to its line', () => {
  const at = { line: 15, character: 4, length: 20 };
  const view = panelView({
    kind: 'log',
    target: 'a.log',
    uri: 'file:///a.log',
    findings: [{ ...finding, at }],
    notTested: [],
  });
  const show = buttons(view).find(({ text }) => text === 'Show line 16');
  assert.deepEqual(show?.action, { type: 'reveal', place: at });
});

test('messages of the panel are checked', () => {
  assert.deepEqual(readFromPanel({ type: 'rerun' }), { type: 'rerun' });
  for (const wrong of [
    null,
    'rerun',
    {},
    { type: 'exec' },
    { type: 'copy', text: 1, what: 'x' },
    { type: 'write', config: { 'listen\nroot': 'x' } },
    { type: 'write', config: { listen: 'YES\nanon_root=/' } },
    { type: 'write', config: [] },
    { type: 'reveal', place: { line: 'x' } },
  ]) {
    assert.equal(readFromPanel(wrong), undefined, JSON.stringify(wrong));
  }
});

test('kept state comes back, a probe that was cut off as ended early', () => {
  assert.equal(readKeptState(done())?.kind, 'done');
  assert.equal(readKeptState({ kind: 'running', target: 'x:21', steps: [] })?.kind, 'stopped');
  for (const wrong of [undefined, null, 3, {}, { target: 'x' }, { kind: 'done', target: 'x' }]) {
    assert.equal(readKeptState(wrong), undefined);
  }
});
