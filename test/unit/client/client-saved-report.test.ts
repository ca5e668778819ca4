import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ShownRun } from '../../../client/panel/state.js';
import { verdictOf } from '../../../client/panel/words.js';
import { LONGEST_REPORT, readSavedReport, reportText } from '../../../client/probe/saved-report.js';
import { classesOf } from '../../../client/probe/kept-path.js';
import { readFirewallFile } from '../../../core/firewall/formats/index.js';
import {
  diagnose,
  meaningOf,
  pathOf,
  type Finding,
  type FirewallFile,
  type Observation,
} from '../../../core/verdict/index.js';
import type { ProbeReport } from '../../../probe/types.js';
import { recordedRuns } from '../../runs.js';
import { draw, wordsIn } from './panel-page.js';

const AT = '2026-11-21T10:42:00.000Z';
const WRITTEN = '2026-11-22T00:00:00.000Z';

const COMPOSE: FirewallFile = (() => {
  const text = 'services:\n  ftp:\n    image: x/vsftpd\n    ports: ["21:21", "3001-3100:3001-3100"]\n';
  const reading = readFirewallFile('docker/compose.yaml', text);
  assert.ok(reading);
  return { path: 'docker/compose.yaml', text, reading };
})();

function shown(observations: readonly Observation[]): ShownRun {
  const findings = diagnose({ witness: 'probe', observations });
  const report: ProbeReport = {
    version: 1,
    target: { host: 'ftp.example.org', port: 21, peer: '198.51.100.20' },
    vantage: { address: '192.168.1.10' },
    durationMs: 1234,
    steps: [{ id: 'control', status: 'pass', durationMs: 3, detail: 'connected' }],
    range: { seen: [3001, 3300], open: [[3001, 3100]], silent: [[3101, 3300]], refused: [], exact: true },
    findings,
    notTested: ['active mode'],
  };
  return {
    report,
    observations,
    at: AT,
    user: 'anna',
    tls: 'explicit',
    vantage: { place: 'remote', remote: 'SSH', near: 'same-network' },
    path: pathOf({ witness: 'probe', observations, firewall: [COMPOSE] }, findings),
    meaning: meaningOf(verdictOf(findings)?.id ?? ''),
    classes: classesOf(observations),
    places: [],
    expected: [3001, 3300],
    config: null,
    files: [{ name: COMPOSE.path, unread: 2 }],
    history: [],
    difference: null,
    certificate: null,
    isSaved: true,
  };
}

for (const [id, { from, observations }] of recordedRuns()) {
  if (from === 'lab') continue;
  test(`a saved report opens as it was: ${id}`, () => {
    const run = shown(observations);
    assert.deepEqual(readSavedReport(reportText(run), WRITTEN), run);
  });
}

test('the places that a finding names are saved, and left out when the files may be others', () => {
  const run = shown([]);
  const range = { start: { line: 3, character: 0 }, end: { line: 3, character: 9 } };
  const found: Finding = {
    ...{ id: 'CONF-FIREWALL', severity: 'warning', title: 'x', evidence: 'compose.yaml:4', cause: 'nat' },
    fix: { text: 'x', config: null, commands: [] },
  };
  const finding = { ...found, files: [{ path: COMPOSE.path, line: 3, range }] };
  const saved = reportText({ ...run, report: { ...run.report, findings: [finding] } });
  assert.match(saved, /"path": "docker\/compose\.yaml"/);
  const opened = readSavedReport(saved, WRITTEN);
  assert.deepEqual(opened.report.findings, [found]);
  assert.deepEqual(opened.files, run.files);
});

test('a report of the terminal opens too', () => {
  const { report } = shown([]);
  const run = readSavedReport(JSON.stringify(report), WRITTEN);
  assert.deepEqual(run.report, report);
  assert.equal(run.at, WRITTEN);
  assert.deepEqual(run.vantage, { place: 'this-computer', remote: null, near: null });
  const text = wordsIn(draw({ kind: 'done', target: 'x', run }));
  assert.match(text, /saved report/);
  // Without observations nothing is known of the way.
  assert.doesNotMatch(text, /Control connection/);
});

const REFUSED: readonly (readonly [string, unknown, RegExp])[] = [
  ['no JSON', 'hello', /not JSON/],
  ['another JSON', { name: 'vsftpd-lens' }, /no report of a probe/],
  ['a list', [1], /no report of a probe/],
  ['a newer version', { version: 2, findings: [] }, /of version 2; .* reads version 1/],
  ['a version of words', { version: 'x', findings: [] }, /of an unknown version/],
  ['a report without steps', { version: 1, findings: [] }, /damaged: .* was expected/],
  [
    'a host of numbers',
    { ...shown([]).report, target: { host: 1, port: 21, peer: null } },
    /a text in "host" in "target"/,
  ],
  [
    'a port beyond all',
    { ...shown([]).report, target: { host: 'x', port: 1e9, peer: null } },
    /a number in "port"/,
  ],
  [
    'a severity that is not known',
    { ...shown([]).report, findings: [{ id: 'X', severity: 'panic' }] },
    /one of error/,
  ],
  [
    'a fix that smuggles a line',
    {
      ...shown([]).report,
      findings: [
        {
          ...{ id: 'X', severity: 'error', title: '', evidence: '', cause: 'client' },
          fix: { text: '', config: { listen: 'YES\nanon_root=/' }, commands: [] },
        },
      ],
    },
    /a setting in "config"/,
  ],
];

for (const [name, json, words] of REFUSED) {
  test(`refused with a sentence: ${name}`, () => {
    const text = typeof json === 'string' ? json : JSON.stringify(json);
    assert.throws(() => readSavedReport(text, WRITTEN), words);
  });
}

test('a hostile report is bounded, and its unknown kinds are left out', () => {
  const { report } = shown([]);
  const long = 'x'.repeat(20_000);
  const file = {
    ...report,
    findings: Array.from({ length: 10_000 }, () => ({
      ...{ id: 'X', severity: 'error', title: long, evidence: long, cause: 'client' },
      fix: { text: long, config: null, commands: [long] },
    })).slice(0, 60),
    steps: [{ id: 'invented', status: 'pass', durationMs: 1, detail: '' }, ...report.steps],
    observations: [
      { kind: 'invented', text: 'x' },
      { kind: 'constructor' },
      { kind: 'reply', code: '227', text: 'x' },
      { kind: 'reply', code: 227, text: long, ms: 'soon' },
      { kind: 'reply', code: 227, text: long, extra: { nested: true } },
    ],
  };
  const run = readSavedReport(JSON.stringify(file), WRITTEN);
  assert.equal(run.report.findings.length, 50);
  assert.ok(run.report.findings.every(({ title }) => title.length < 400));
  assert.deepEqual(
    run.report.steps.map(({ id }) => id),
    ['control'],
  );
  assert.equal(run.observations.length, 1);
  assert.ok(JSON.stringify(run).length < 1_000_000);
  assert.throws(() => readSavedReport(' '.repeat(LONGEST_REPORT + 1), WRITTEN), /too long/);
});

test('properties of objects are not taken for content', () => {
  const text = JSON.stringify({ ...shown([]).report, observations: [] }).replace(
    '"version"',
    '"__proto__":{"at":"2020-01-01"},"version"',
  );
  assert.equal(readSavedReport(text, WRITTEN).at, WRITTEN);
});
