import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import type { Element } from 'happy-dom';
import { readKeptState } from '../../../client/panel/kept-state.js';
import { readFromPanel } from '../../../client/panel/messages.js';
import { SESSION_CHOOSER, type PanelState, type ShownRun } from '../../../client/panel/state.js';
import { CODICONS } from '../../../client/panel/views/icons.js';
import { announcement } from '../../../client/panel/views/panel-view.js';
import { classesOf } from '../../../client/probe/kept-path.js';
import { recordOf } from '../../../client/probe/run-record.js';
import type { Finding } from '../../../core/verdict/finding.js';
import { differenceOf, judge, meaningOf, type Observation, pathOf } from '../../../core/verdict/index.js';
import type { ProbeReport } from '../../../probe/types.js';
import { actionOf, all, attributesOf, draw, wordsIn } from './panel-page.js';

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

const observations: readonly Observation[] = [
  { kind: 'target', host: 'ftp.example.org', port: 21, peer: '198.51.100.20', local: '192.168.1.10' },
  { kind: 'reply', code: 220, text: HOSTILE, to: 'greeting', ms: 50 },
  { kind: 'command', verb: 'USER', argument: 'anna', ms: 51 },
  { kind: 'command', verb: 'PASS', ms: 60 },
  { kind: 'command', verb: 'PASV', ms: 70 },
  { kind: 'reply', code: 227, text: 'Entering Passive Mode (192,168,1,10,15,128).', to: 'PASV', ms: 75 },
  { kind: 'endpoint', mode: 'PASV', host: '192.168.1.10', port: 3968, raw: '', problems: [] },
  { kind: 'reply', code: 220, text: 'The other session', to: 'greeting', session: 'twin' },
];

const FACTS = judge({ witness: 'probe', observations }).facts;
const AT = '2026-11-21T10:42:00.000Z';

function done(
  changes: Partial<ProbeReport> = {},
  more: Partial<ShownRun> = {},
): PanelState & { kind: 'done' } {
  const shown = { ...report, ...changes };
  return {
    kind: 'done',
    target: 'ftp.example.org:21',
    run: {
      report: shown,
      observations,
      at: AT,
      user: 'anna',
      tls: 'explicit',
      vantage: { place: 'this-computer', remote: null, near: null },
      path: pathOf({ witness: 'probe', observations }, shown.findings),
      meaning: meaningOf('PASV-ADDR-ZERO'),
      classes: classesOf(observations),
      places: [],
      expected: null,
      config: null,
      files: [],
      history: [recordOf(shown, FACTS, AT)],
      difference: null,
      certificate: null,
      isSaved: false,
      ...more,
    },
  };
}

const log: PanelState & { kind: 'log' } = {
  kind: 'log',
  target: 'a.log',
  uri: 'file:///a.log',
  findings: [finding],
  meaning: 'Clients cannot list.',
  notTested: [HOSTILE],
  understood: { lines: 12, used: 9, completedTransfers: 0 },
  story: null,
};
const capture: PanelState = {
  ...log,
  findings: [{ ...finding, at: { line: 6, character: 0, length: 0 }, filter: 'tcp.stream == 1' }],
  story: ['192.168.1.10:40000 connects', HOSTILE],
};
const running: PanelState = {
  kind: 'running',
  target: 'x:21',
  steps: report.steps,
  now: { step: 'range', done: 9, of: 16 },
};
const stopped: PanelState = {
  kind: 'stopped',
  target: 'x:21',
  steps: report.steps,
  reason: 'You cancelled it.',
};
const HEALTHY_STEPS: ProbeReport['steps'] = [
  { id: 'control', status: 'pass', durationMs: 3, detail: 'connected' },
  { id: 'login', status: 'pass', durationMs: 9, detail: '230' },
  { id: 'list', status: 'pass', durationMs: 9, detail: '226' },
];
const WAY: ShownRun['path'] = {
  ...pathOf({ witness: 'probe', observations }, []),
  data: 'works',
  untriedAddress: null,
};

function healthy(
  changes: Partial<ProbeReport> = {},
  more: Partial<ShownRun> = {},
): PanelState & { kind: 'done' } {
  return done({ findings: [], steps: HEALTHY_STEPS, ...changes }, { path: WAY, meaning: '', ...more });
}

const EVERY: readonly PanelState[] = [
  done(),
  done({ findings: [], range: null }),
  log,
  capture,
  running,
  stopped,
];

function textFor(...shown: Parameters<typeof draw>): string {
  return wordsIn(draw(...shown));
}

function buttons(page: Element): readonly Element[] {
  return all(page, 'vscode-button');
}

/** Its label, else what stands in it that is not for the eye only. */
function nameOf(element: Element): string {
  const seen = element.cloneNode(true);
  for (const sign of all(seen, '[aria-hidden=true]')) sign.remove();
  return element.getAttribute('aria-label') ?? wordsIn(seen);
}

test('the first finding is the verdict and comes before everything else', () => {
  const text = textFor(done());
  const order = ['0.0.0.0', 'This computer', 'No TLS', 'Passive ports', 'active mode', 'Steps', 'Transcript'];
  const places = order.map((words) => text.indexOf(words));
  assert.ok(!places.includes(-1), JSON.stringify(places));
  assert.deepEqual(
    places,
    [...places].sort((a, b) => a - b),
  );
  assert.equal(announcement(done()), 'Verdict: The server advertises 0.0.0.0.');
});

test('without a finding the panel says so, and still what was not tested', () => {
  const text = textFor(healthy());
  assert.match(text, /passed: Nothing wrong was found/);
  assert.match(text, /active mode/);
});

test('without a listing nothing is called well', () => {
  const steps = HEALTHY_STEPS.filter(({ id }) => id !== 'list');
  const state = healthy({ steps }, { path: { ...WAY, data: 'untried' } });
  assert.match(textFor(state), /not known: No failure, but no listing either/);
  assert.equal(announcement(state), 'Verdict: No failure, but no listing either.');
});

test('a private address that PASV names and that was not tried is amber, in words and drawing', () => {
  const path: ShownRun['path'] = { ...WAY, data: 'here', untriedAddress: '192.168.1.10' };
  const view = draw(healthy({}, { path }));
  const words = 'Works here; clients outside cannot reach 192.168.1.10';
  assert.ok(wordsIn(view).includes(`warning: ${words}`));
  assert.match(wordsIn(view), /Data connection: works here.*Not tried: 192\.168\.1\.10/);
  assert.equal(all(view, '.verdict.warn').length, 1);
  assert.ok(all(view, '.lane.data').some((line) => line.classList.contains('partly')));
  assert.equal(announcement(healthy({}, { path })), `Verdict: ${words}.`);
});

const DATA: readonly (readonly [ShownRun['path']['data'], RegExp, string, boolean])[] = [
  ['works', /Data connection: works/, 'good', false],
  ['here', /Data connection: works here/, 'partly', false],
  ['some', /Data connection: works in part/, 'partly', false],
  ['fails', /Data connection: does not work/, 'cut', true],
  ['untried', /Data connection: not tried/, 'beyond', false],
];

for (const [data, words, lane, isCut] of DATA) {
  test(`a data connection is drawn as it is: ${data}`, () => {
    const { path } = done().run;
    const view = draw(done({}, { path: { ...path, data } }));
    assert.match(wordsIn(view), words);
    const lanes = all(view, '.wide .lane.data').map((line) => line.getAttribute('class') ?? '');
    assert.ok(lanes.at(-1)?.endsWith(lane), lanes.join());
    assert.equal(all(view, 'circle.cut').length > 0, isCut);
  });
}

test('the fix comes before the evidence, with what the fault means for users', () => {
  const text = wordsIn(draw(done()).querySelector('.verdict') ?? draw(done()));
  const order = [
    '0.0.0.0',
    'dial themselves',
    'Fix:',
    'listen=YES',
    'Apply',
    'systemctl',
    'Evidence',
    'Cause',
  ];
  const places = order.map((words) => text.indexOf(words));
  assert.deepEqual(
    places,
    [...places].sort((a, b) => a - b),
  );
  assert.ok(!places.includes(-1), text);
});

test('a log is called well only after a completed transfer', () => {
  const calm = (completedTransfers: number, story: readonly string[] | null = null): string => {
    const state = { ...log, findings: [], story, understood: { lines: 12, used: 9, completedTransfers } };
    return `${textFor(state)} ${announcement(state)}`;
  };
  assert.match(calm(2), /passed: Nothing wrong was found2 transfers completed.*Verdict: Nothing wrong/);
  const unknown = /not known: No failure that I can read3 of 12 lines not understood.*Verdict: No failure/;
  assert.match(calm(0), unknown);
  assert.doesNotMatch(calm(0), /[Nn]othing wrong/);
  assert.match(calm(0, []), /No failure that I can read9 of 12 packets belong to FTP/);
});

test('a capture tells what happened, and how to see each finding in Wireshark', () => {
  const view = draw(capture);
  assert.match(wordsIn(view), /What happened2 lines.*192\.168\.1\.10:40000 connects/);
  const copied = buttons(view).map(actionOf);
  assert.ok(copied.some((action) => action?.type === 'copy' && action.text === 'tcp.stream == 1'));
  assert.doesNotMatch(wordsIn(view), /Show line|tcpdump/);
  const hint = buttons(draw(log)).map(actionOf);
  assert.ok(hint.some((action) => action?.type === 'copy' && action.text.startsWith('tcpdump -i any')));
});

test('a saved report calls the machine that probed by one name', () => {
  const text = 'This computer’s resolver and this very machine; `this computer`';
  const found = { ...finding, evidence: text };
  const notTested = ['IPv6: this machine has none'];
  const state = done({ findings: [found], notTested }, { isSaved: true });
  const words = textFor(state);
  assert.match(words, /The sender’s computer’s resolver and the sender’s computer; this computer/);
  assert.match(words, /IPv6: the sender’s computer has none/);
  assert.match(textFor(done({ notTested })), /IPv6: this machine has none/);
});

test('a probe that did not get as far as a login is not called healthy', () => {
  const state = done({
    findings: [],
    steps: [
      { id: 'control', status: 'pass', durationMs: 3, detail: 'connected' },
      { id: 'tls', status: 'fail', durationMs: 10_000, detail: 'no answer in time' },
    ],
  });
  const text = textFor(state);
  assert.doesNotMatch(text, /Nothing wrong/);
  assert.match(text, /did not get as far as a login.*TLS: no answer in time/);
  assert.equal(announcement(state), 'Verdict: The probe did not get as far as a login.');
});

test('lines for different firewalls are one choice, others one after the other', () => {
  const rows = (
    commands: readonly string[],
    alternatives: Finding['fix']['alternatives'] = [],
  ): readonly string[] => {
    const view = draw(done({ findings: [{ ...finding, fix: { ...finding.fix, commands, alternatives } }] }));
    const actions = all(view).map(actionOf);
    return actions.flatMap((action) => (action?.type === 'copy' ? [action.text] : [])).slice(1);
  };
  const ways = [
    { for: 'ufw', commands: ['ufw allow 1:2/tcp', 'ufw allow 5:6/tcp'] },
    { for: 'nftables', commands: ['nft a', 'nft b'] },
  ];
  assert.deepEqual(rows([], ways), ['ufw allow 1:2/tcp\nufw allow 5:6/tcp', 'nft a\nnft b']);
  const commands = ['iptables -t nat a', 'iptables b'];
  assert.deepEqual(rows(commands), commands);
});

test('what is only worth knowing is no verdict', () => {
  const knowing: Finding = { ...finding, severity: 'information', title: 'One thing to know' };
  const text = textFor(healthy({ findings: [knowing] }));
  assert.match(text, /Nothing wrong was found.*Worth knowing.*One thing to know/);
  assert.equal(announcement(healthy({ findings: [knowing] })), 'Verdict: Nothing wrong was found.');
  assert.match(
    textFor(done({ findings: [knowing, finding] })),
    /The server advertises[^]*Also found[^]*One thing/,
  );
});

test('a server’s text stays text: no attribute and no element is made of it', () => {
  const hostile = { ...finding, title: HOSTILE, id: HOSTILE, fix: { ...finding.fix, commands: [HOSTILE] } };
  const state = done(
    { findings: [hostile, hostile], notTested: [HOSTILE] },
    { user: HOSTILE, config: HOSTILE },
  );
  for (const view of [{ ...state, target: HOSTILE }, ...EVERY].map((one) => draw(one))) {
    for (const element of all(view)) {
      assert.doesNotMatch(element.localName, /^(?:img|script|a|iframe|link|style|object)$/);
      for (const [name, value] of attributesOf(element)) {
        assert.doesNotMatch(name, /^on|href|src|style/);
        if (!name.startsWith('aria-')) assert.ok(!value.includes('<'), `${name}=${value}`);
      }
    }
  }
  assert.ok(textFor(state).includes(HOSTILE));
});

test('every button says what it does, and its message is understood', () => {
  for (const state of EVERY) {
    for (const button of buttons(draw(state))) {
      const action = actionOf(button);
      assert.ok(action, wordsIn(button));
      assert.ok(nameOf(button).length > 3);
      assert.deepEqual(readFromPanel(action), action);
    }
  }
  const shown = buttons(draw(done()));
  const write = shown.find((one) => nameOf(one).startsWith('Apply'));
  assert.deepEqual(write && actionOf(write), { type: 'write', config: { listen: 'YES', listen_ipv6: 'NO' } });
  const copied = shown.map(actionOf).map((action) => action?.type === 'copy' && action.text);
  assert.ok(copied.includes('systemctl restart vsftpd'));
});

test('buttons of one panel are told apart by their names', () => {
  const actions = new Map<string, string>();
  for (const button of buttons(draw(done({ findings: [finding] })))) {
    const name = nameOf(button);
    const action = JSON.stringify(actionOf(button));
    assert.equal(actions.get(name) ?? action, action, name);
    actions.set(name, action);
  }
});

test('a status is told by a sign and a word, never by colour alone', () => {
  const marks = EVERY.flatMap((state) => all(draw(state), '.mark'));
  assert.ok(marks.length >= 8);
  for (const one of marks)
    assert.match(wordsIn(one), /^.(?:passed|warning|failed|skipped|error|information|not known): $/);
});

test('the broken hop of the path carries a word', () => {
  const hops = all(draw(done()), '.hop').map(wordsIn);
  const [first, ...others] = hops;
  assert.match(first ?? '', /This computer192\.168\.1\.10 works/);
  assert.match(others.at(-1) ?? '', /Server192\.168\.1\.10.*broken here/);
  assert.ok(hops.slice(0, -1).every((text) => !text.includes('broken')));
  assert.match(textFor(done()), /Control connection: works.*Data connection: not tried/);
});

test('the bar of ports says in words what it draws', () => {
  const view = draw(done({}, { expected: [3000, 3400] }));
  const [bar] = all(view, '[role=img]');
  assert.equal(
    bar?.getAttribute('aria-label'),
    'Passive ports: 3000 not tried, 3001–3100 open, 3101–3300 silent, 3301–3400 not tried',
  );
  assert.match(wordsIn(view), /open3001–3100.*silent3101–3300.*not tried3000, 3301–3400/);
  assert.match(wordsIn(view), /401 ports in the config; the edges .* are exact/);
});

test('what the project accepts is counted', () => {
  const accepted = textFor(done({ findings: [], switchedOff: 2 }));
  assert.match(accepted, /2 findings are switched off/);
  assert.doesNotMatch(textFor(done({ findings: [] })), /switched off/);
});

test('the transcript decodes endpoints, masks secrets and tells sessions apart', () => {
  const text = textFor(done());
  assert.match(text, /USER anna/);
  assert.match(text, /PASS \*{4}/);
  assert.match(text, /\(192,168,1,10,15,128\)\. = 192\.168\.1\.10:3968 \(private\)/);
  assert.doesNotMatch(text, /The other session/);
  const twin = draw(done(), { session: 'twin', open: ['transcript'] });
  assert.match(wordsIn(twin), /220 The other session/);
  const [select] = all(twin, '.chooser > select');
  assert.equal(select?.id, SESSION_CHOOSER);
  assert.equal((select as unknown as { value: string }).value, 'twin');
  const folded = (view: Element): (string | null)[] =>
    all(view, 'details.folding').map((part) => part.getAttribute('open'));
  assert.deepEqual(folded(draw(done())), [null, null]);
  assert.deepEqual(folded(twin), [null, '']);
});

test('the panel says where the probe ran, and what cannot be seen from there', () => {
  const from = (vantage: ShownRun['vantage']): string => textFor(done({}, { vantage }));
  assert.match(
    from({ place: 'this-computer', remote: null, near: null }),
    /Probed from this computer \(192\.168\.1\.10\)/,
  );
  assert.match(
    from({ place: 'remote', remote: 'SSH', near: null }),
    /VS Code host \(SSH\)[^]*Probed from the VS Code host \(SSH\) \(192\.168\.1\.10\)/,
  );
  assert.match(
    from({ place: 'this-computer', remote: null, near: 'same-machine' }),
    /That is the server itself/,
  );
  assert.match(from({ place: 'this-computer', remote: null, near: 'same-network' }), /in the same network/);
});

test('a certificate that kept the password back is shown with all there is to compare', () => {
  const certificate = {
    title: 'Do you know this certificate?',
    reason: 'It is signed by itself.',
    facts: [{ name: 'SHA-256', value: 'AA:BB' }],
    fingerprint: 'AA:BB',
  };
  const state = done({}, { certificate });
  const view = draw(state);
  assert.match(wordsIn(view), /signed by itself\. The password was not sent\..*SHA-256AA:BB/);
  const answers = buttons(view).filter((one) => actionOf(one)?.type.startsWith('trust'));
  assert.deepEqual(answers.map(nameOf), ['Trust and probe on', 'Only this time']);
  assert.deepEqual(readKeptState(JSON.parse(JSON.stringify(state))), state);
});

test('an address that the name does not resolve to is dialled if the user says so', () => {
  const state = done({ notTested: ['the advertised address'] }, { undialled: ['192.0.2.1', '192.0.2.2'] });
  const asking = (of: PanelState): readonly unknown[] =>
    buttons(draw(of)).flatMap((one) =>
      actionOf(one)?.type === 'dial' ? [[nameOf(one), actionOf(one)]] : [],
    );
  assert.deepEqual(asking(state), [
    ['Dial 192.0.2.1 too', { type: 'dial', address: '192.0.2.1' }],
    ['Dial 192.0.2.2 too', { type: 'dial', address: '192.0.2.2' }],
  ]);
  assert.deepEqual(readFromPanel({ type: 'dial', address: '192.0.2.1' }), {
    type: 'dial',
    address: '192.0.2.1',
  });
  assert.deepEqual(readKeptState(JSON.parse(JSON.stringify(state))), state);
  assert.deepEqual(asking(done({}, { undialled: ['192.0.2.1'], isSaved: true })), []);
});

test('the history and the difference to the last run', () => {
  const now = recordOf(report, FACTS, AT);
  const facts = { ...FACTS, peer: '198.51.100.21' };
  const before = { ...now, at: '2026-11-20T10:42:00.000Z', findings: [], facts };
  const state = done({}, { history: [now, before], difference: differenceOf(before, now) });
  const text = textFor(state);
  assert.match(text, /Worse than in the run of 2026-11-20 .*New: The server advertises 0\.0\.0\.0/);
  assert.match(text, /Server address: 198\.51\.100\.21 → 198\.51\.100\.20/);
  assert.match(text, /History2 runs.*The server advertises.*\(shown\).*nothing wrong/);
  const opening = all(draw(state))
    .map(actionOf)
    .filter((action) => action?.type === 'open-run');
  assert.deepEqual(opening, [{ type: 'open-run', at: before.at }]);
  assert.deepEqual(readFromPanel(opening[0]), opening[0]);
  const amber = { ...before, verdict: 'Works here', status: 'warn' } as const;
  assert.match(textFor(done({}, { history: [now, amber] })), /warning: Works here/);
  assert.deepEqual(readKeptState(JSON.parse(JSON.stringify(state))), state);
  assert.doesNotMatch(textFor(done()), /History/);
  const same = draw(done({}, { history: [now, now], difference: differenceOf(now, now) }));
  assert.match(wordsIn(same), /Since the run of .*: nothing has changed/);
});

test('what was not reached again is not called fixed', () => {
  const now = recordOf({ ...report, findings: [] }, FACTS, AT);
  const before = { ...now, at: '2026-11-20T10:42:00.000Z', findings: recordOf(report, FACTS, AT).findings };
  const more = { history: [now, before], difference: differenceOf(before, now) };
  const words = (steps: ProbeReport['steps'], config: string | null = null): string =>
    textFor(done({ findings: [], steps }, { ...more, config }));
  const failed = HEALTHY_STEPS.map((step) =>
    step.id === 'login' ? { ...step, status: 'fail' as const } : step,
  );
  assert.match(words(failed.slice(0, 2)), /Not checked this time: The server advertises 0\.0\.0\.0/);
  // Listed with EPSV, and PASV was not asked.
  assert.match(words(HEALTHY_STEPS), /Not checked this time: The server advertises/);
  const asked = [...HEALTHY_STEPS, { id: 'pasv', status: 'pass', durationMs: 1, detail: '227' } as const];
  assert.match(words(asked), /Fixed: The server advertises.*Not checked this time: No TLS/);
});

test('a long wait shows its clock and its limit', () => {
  const waiting: PanelState = { ...running, now: { step: 'banner', limitMs: 30_000 } };
  const after = (ms: number): string => wordsIn(draw(waiting, undefined, undefined, null, ms));
  assert.match(after(12_000), /waiting for the greeting, 12 s of at most 30 s/);
  assert.doesNotMatch(after(500), /at most/);
});

test('a running probe can be cancelled, an ended one repeated', () => {
  assert.deepEqual(buttons(draw(running)).map(nameOf), ['Cancel']);
  assert.match(textFor(running), /asking for passive ports 9 of 16/);
  assert.equal(announcement(running), 'PASV: failed');
  assert.equal(announcement({ ...running, steps: [] }), 'Probing x:21');
  // What goes well is not worth an interruption.
  assert.equal(announcement({ ...running, steps: report.steps.slice(0, 1) }), '');
  assert.deepEqual(buttons(draw(stopped)).map(nameOf), ['Probe again', 'Change… what is probed']);
  assert.match(textFor(stopped), /You cancelled it/);
});

test('an update keeps what stays: focus and scrolling are not lost', () => {
  const page = draw(running);
  const [cancel] = buttons(page);
  draw({ ...running, now: { step: 'range', done: 10, of: 16 } }, undefined, page);
  assert.equal(buttons(page)[0], cancel);
  draw(done(), undefined, page);
  const [transcript] = all(page, '.transcript');
  const history = [recordOf(report, FACTS, AT), recordOf(report, FACTS, AT)];
  draw(done({ range: null, notTested: [] }, { history, config: 'a.conf' }), undefined, page);
  assert.equal(all(page, '.transcript')[0], transcript);
});

test('a finding in a log leads to its line', () => {
  const at = { line: 15, character: 4, length: 20 };
  const view = draw({ ...log, findings: [{ ...finding, at }] });
  const show = buttons(view).find((one) => nameOf(one) === 'Show line 16');
  assert.deepEqual(show && actionOf(show), { type: 'reveal', place: at });
});

test('a finding leads to its lines in the config and in the files before it', () => {
  const range = { start: { line: 5, character: 8 }, end: { line: 5, character: 31 } };
  const placed: Finding = {
    ...finding,
    files: [{ path: 'docker/compose.yaml', line: 5, range }],
    lines: ['pasv_min_port', 'pasv_max_port'].map((setting) => ({ setting, line: 12, range })),
  };
  const links = (state: PanelState): (readonly [string, unknown])[] =>
    all(draw(state)).flatMap((element) => {
      const action = actionOf(element);
      return action?.type === 'show-line' ? [[wordsIn(element), readFromPanel(action)] as const] : [];
    });
  const files = [{ name: 'docker/compose.yaml', unread: 0 }];
  const state = done({ findings: [placed] }, { config: 'vsftpd.conf', files });
  assert.deepEqual(links(state), [
    ['docker/compose.yaml:6', { type: 'show-line', file: 'docker/compose.yaml', line: 5 }],
    ['vsftpd.conf:13', { type: 'show-line', file: 'vsftpd.conf', line: 12 }],
  ]);
  // They are still there in the next window.
  const kept = readKeptState(JSON.parse(JSON.stringify(state)));
  assert.ok(kept);
  assert.deepEqual(links(kept), links(state));
  assert.match(textFor(kept), /Compared with vsftpd\.conf and docker\/compose\.yaml\./);
});

const COMPARED: readonly (readonly [Partial<ShownRun>, RegExp | null])[] = [
  [{}, null],
  [{ config: 'vsftpd.conf' }, /Compared with vsftpd\.conf\.$/],
  [
    { config: 'a.conf', files: [{ name: 'compose.yaml', unread: 1 }] },
    /Compared with a\.conf and compose\.yaml\. 1 place in compose\.yaml could not be read\.$/,
  ],
  [
    {
      files: [
        { name: 'compose.yaml', unread: 1 },
        { name: 'rules.v4', unread: 2 },
      ],
    },
    /Compared with compose\.yaml and rules\.v4\. 3 places in them could not be read\.$/,
  ],
  [
    { config: 'a.conf', files: ['b', 'c', 'd', 'e'].map((name) => ({ name, unread: 0 })) },
    /Compared with a\.conf, b, c and 2 more\.$/,
  ],
  [
    { config: 'a.conf', files: null },
    /Compared with a\.conf\. The firewall files .* could not be read in time\.$/,
  ],
];

for (const [run, words] of COMPARED) {
  test(`what a run was compared with: ${JSON.stringify(run)}`, () => {
    const notes = all(draw(done({}, run)), '[role=note]').map(wordsIn);
    const note = notes.find((text) => !text.includes('Probed from'));
    if (words) assert.match(note ?? '', words);
    else assert.equal(note, undefined);
  });
}

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
    { type: 'preview', config: { __proto__x: 'YES' } },
    { type: 'write', config: [] },
    { type: 'reveal', place: { line: 'x' } },
    { type: 'reveal', place: { line: -1, character: 0, length: 0 } },
    { type: 'show-line', file: 'a', line: 0.5 },
    { type: 'show-line', file: 3, line: 1 },
  ]) {
    assert.equal(readFromPanel(wrong), undefined, JSON.stringify(wrong));
  }
});

test('kept state comes back as it was, a probe that was cut off as ended early', () => {
  for (const state of [done(), stopped, log]) {
    const kept = readKeptState(JSON.parse(JSON.stringify(state)));
    assert.deepEqual(kept, state);
  }
  assert.equal(readKeptState(running)?.kind, 'stopped');
  const spoilt = { ...done(), run: { ...done().run, history: [{ at: 'yesterday' }] } };
  for (const wrong of [undefined, null, 3, {}, { target: 'x' }, { kind: 'done', target: 'x' }, spoilt]) {
    assert.equal(readKeptState(wrong), undefined);
  }
});

test('the signs are those of the font', () => {
  const font = readFileSync('node_modules/@vscode/codicons/dist/codicon.csv', 'utf8');
  const codes = new Map(font.split('\n').map((line) => [line.split(',')[0], line.split(',')[2]?.trim()]));
  for (const [name, character] of Object.entries(CODICONS))
    assert.equal(character.codePointAt(0)?.toString(16).toUpperCase(), codes.get(name), name);
});
