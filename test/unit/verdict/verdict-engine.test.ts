import assert from 'node:assert/strict';
import test from 'node:test';
import { readTranscript } from '../../../core/transcript/index.js';
import {
  CHECKS,
  diagnose,
  diagnoseTranscript,
  findingsPage,
  HISTORY,
  judge,
  MAX_FINDINGS,
  type Observation,
  pathOf,
  SESSION as PROBE_SESSION,
  TranscriptDiagnosis,
} from '../../../core/verdict/index.js';
import { config } from '../observed.js';

test('every check says what it means, how it decides and what to do, under an id of its own', () => {
  assert.equal(new Set(CHECKS.map(({ id }) => id)).size, CHECKS.length);
  for (const { id, title, means, decides, fix, spares = 'none.' } of CHECKS) {
    assert.match(
      id,
      /^(?:NET|CTL|AUTH|TLS|PASV|EPSV|FEAT|DATA|LIST|ACT|IDLE|RATE|LOAD|SEC|CONF|HIST)(?:-[A-Z0-9]+)*$/,
    );
    assert.doesNotMatch(title, /\.$/);
    for (const text of [means, decides, fix, spares]) assert.match(text, /[.`)"]$/, `${id}: ${text}`);
  }
});

test('the page of findings holds one section per check', () => {
  const page = findingsPage();
  const sections = page.match(/^## .+$/gm) ?? [];
  assert.deepEqual(
    sections.map((line) => line.slice(3)),
    [...CHECKS.map(({ id }) => id), HISTORY.id].sort(),
  );
  assert.doesNotMatch(page, /undefined/);
});

test('nothing seen: healthy, and the gaps are named', () => {
  assert.deepEqual(diagnose({ witness: 'probe', observations: [] }), []);
  assert.deepEqual(diagnoseTranscript('').findings, []);
  assert.deepEqual(
    judge({ witness: 'probe', observations: [{ kind: 'not-tested', what: 'active mode' }] }).notTested,
    ['active mode'],
  );
});

const SESSION = (pid: number, client: string, tuple: string): string =>
  [
    `CONNECT: Client "${client}"`,
    `FTP response: Client "${client}", "220 (vsFTPd 3.0.3)"`,
    `FTP command: Client "${client}", "USER bob"`,
    `FTP response: Client "${client}", "331 Please specify the password."`,
    `FTP response: Client "${client}", "230 Login successful."`,
    `FTP command: Client "${client}", "PASV"`,
    `FTP response: Client "${client}", "227 Entering Passive Mode (${tuple})."`,
    `FTP command: Client "${client}", "LIST"`,
    `FTP response: Client "${client}", "425 Failed to establish connection."`,
  ]
    .map((line) => `Mon Sep  4 10:00:00 2023 [pid ${pid}] ${line}`)
    .join('\n');

test('the same fault in many sessions is one finding with a count', () => {
  const log = Array.from({ length: 14 }, (_, i) =>
    SESSION(1000 + i, `203.0.113.${i + 1}`, `10,0,0,5,200,${i}`),
  ).join('\n');
  const { findings } = diagnoseTranscript(log);
  assert.deepEqual(
    findings.map(({ id }) => id),
    ['PASV-ADDR-PRIVATE'],
  );
  assert.match(findings[0]?.evidence ?? '', /Seen 14 times\.$/);
});

test('sessions that are mixed line by line are judged apart', () => {
  const a = SESSION(1, '203.0.113.1', '10,0,0,5,200,10').split('\n');
  const b = SESSION(2, '203.0.113.2', '127,0,0,1,200,11').split('\n');
  const { findings } = diagnoseTranscript(a.flatMap((line, i) => [line, b[i] ?? '']).join('\n'));
  assert.deepEqual(findings.map(({ id }) => id).sort(), ['PASV-ADDR-LOOPBACK', 'PASV-ADDR-PRIVATE']);
});

test('a clear and an encrypted session that differ are compared', () => {
  const session = (tuple: string, tls: boolean): string =>
    `* Connected to ftp.example.test (198.51.100.20) port 21 (#0)\n< 220 hi\n${tls ? '> AUTH TLS\n< 234 Proceed with negotiation.\n' : ''}> USER a\n< 331 Please specify the password.\n> PASS b\n< 230 Login successful.\n> PASV\n< 227 Entering Passive Mode (${tuple}).\n`;
  const plain = session('198,51,100,20,156,64', false);
  const secured = session('10,0,0,5,156,65', true);
  assert.deepEqual(
    diagnoseTranscript(plain + secured).findings.map(({ id }) => id),
    ['PASV-ALG'],
  );
});

test('hostile words are escaped and bounded', () => {
  const text = `530 \u001b[31m\u202e${'A'.repeat(100_000)}\u0007`;
  const { findings } = diagnoseTranscript(`< 220 x\n> USER a\n< 331 b\n> PASS c\n< ${text}\n`);
  const [first] = findings;
  assert.equal(first?.id, 'AUTH-BAD');
  assert.doesNotMatch(first.evidence, /[\u0000-\u001f\u202e]/);
  assert.ok(first.evidence.length < 700);
});

test('one endless session keeps its memory bounded, and every kind of attempt is still found', () => {
  const diagnosis = new TranscriptDiagnosis({ peer: '198.51.100.20' });
  const good = readTranscript(
    '> EPSV\n< 229 Entering Extended Passive Mode (|||40000|)\n> LIST\n< 150 x\n< 226 ok\n',
  );
  const bad = readTranscript(
    '> PASV\n< 227 Entering Passive Mode (10,0,0,5,1,2).\n> LIST\n< 425 Failed to establish connection.\n',
  );
  for (let i = 0; i < 20_000; i++) for (const event of good) diagnosis.push(event);
  for (const event of bad) diagnosis.push(event);
  const before = process.memoryUsage().heapUsed;
  for (let i = 0; i < 200_000; i++) for (const event of good) diagnosis.push(event);
  assert.ok(process.memoryUsage().heapUsed - before < 60_000_000);
  assert.ok(diagnosis.finish().findings.some(({ id }) => id === 'PASV-ADDR-PRIVATE'));
});

test('hundreds of thousands of sessions keep their memory bounded', () => {
  const diagnosis = new TranscriptDiagnosis();
  const events = readTranscript('< 220 x\n> USER a\n< 331 b\n> PASS c\n< 530 Login incorrect.\n');
  for (let i = 0; i < 100_000; i++)
    for (const event of events) diagnosis.push({ ...event, session: `pid ${i}` });
  const { findings } = diagnosis.finish();
  assert.deepEqual(
    findings.map(({ id }) => id),
    ['AUTH-BAD'],
  );
  assert.match(findings[0]?.evidence ?? '', /Seen 100000 times/);
});

const LABELS = [
  '0',
  '1',
  'twin',
  'active',
  ...Object.values(PROBE_SESSION).map((label) =>
    typeof label === 'string' ? label : PROBE_SESSION.address('10.0.0.1'),
  ),
];
const FUZZED_FILE = config(
  'listen_ipv6=YES\nlocal_enable=YES\npasv_address=10.0.0.9\npasv_min_port=9\npasv_max_port=8\nssl_enable=YES\nmax_per_ip=1\nmax_clients=3\nftpd_banner=x\nlisten_port=2\n',
);

/** A small generator with a seed, so that a failure can be repeated. */
function random(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state % below;
  };
}

test('no order of observations makes it throw or exceed its bounds', () => {
  const next = random(20260101);
  const pick = <T>(items: readonly T[]): T => items[next(items.length)] as T;
  const verbs = [
    'PASV',
    'EPSV',
    'PORT',
    'EPRT',
    'LIST',
    'RETR',
    'USER',
    'PASS',
    'AUTH',
    'PROT',
    'STAT',
    'FEAT',
    'QUIT',
    'greeting',
    '',
  ];
  const texts = [
    '',
    'OOPS: vsf_sysutil_bind',
    'Failed to establish connection.',
    'session reuse required',
    '(((((',
    '\u0000\n\n',
    'Connected to ::ffff:1.2.3.4',
    'x'.repeat(5000),
    'must use encryption',
  ];
  const hosts = [null, '10.0.0.1', '198.51.100.20', '::1', '0.0.0.0', 'bogus', '127.0.0.1', '2001:db8::1'];
  const codes = [0, 125, 150, 200, 211, 220, 226, 227, 229, 230, 234, 331, 421, 425, 500, 522, 530, 550, 999];
  const one = (): Observation => {
    const session = next(3) === 0 ? { session: pick(LABELS), ms: next(100_000) } : { ms: next(100_000) };
    switch (next(11)) {
      case 9:
        return {
          kind: 'vantage',
          networks: [pick(['', '10.0.0.7/24', '::1/128', 'x/y', '1.2.3.4/0'])],
          proxy: pick(texts),
        };
      case 10:
        return {
          kind: 'bare-dial',
          host: pick(hosts) ?? '',
          port: next(70000),
          outcome: pick(['open', 'refused', 'timeout']),
        };
      case 0:
        return {
          kind: 'target',
          ...session,
          host: pick(hosts) ?? '',
          port: next(70000),
          peer: pick(hosts),
          resolved: [pick(hosts) ?? ''],
        };
      case 1:
        return {
          kind: 'connect',
          ...session,
          channel: pick(['control', 'data']),
          host: pick(hosts),
          port: next(70000),
          outcome: pick(['open', 'refused', 'timeout', 'unreachable', 'reset', 'failed']),
          durationMs: next(5000),
          dialled: pick(['advertised', 'peer']),
          accepted: next(4) === 0,
          local: pick(hosts) ?? '',
        };
      case 2:
        return {
          kind: 'command',
          ...session,
          verb: pick(verbs),
          argument: pick(['', 'ALL', 'C', 'TLS', '1']),
        };
      case 3:
      case 4:
        return {
          kind: 'reply',
          ...session,
          code: pick(codes),
          text: pick(texts),
          ...(next(3) > 0 ? { to: pick(verbs) } : {}),
          plainInTls: next(9) === 0,
        };
      case 5:
        return {
          kind: 'endpoint',
          ...session,
          mode: pick(['PASV', 'EPSV', 'PORT', 'EPRT']),
          host: pick(hosts),
          port: next(4) === 0 ? null : next(65536),
          raw: pick(texts),
          problems: [],
        };
      case 6:
        return {
          kind: 'tls',
          ...session,
          channel: pick(['control', 'data']),
          outcome: pick(['established', 'failed', 'stalled']),
          error: pick(texts),
          plainText: pick(texts),
        };
      case 7:
        return {
          kind: 'transfer',
          ...session,
          command: pick(verbs),
          outcome: pick(['complete', 'no-data', 'stalled', 'reset', 'unfinished']),
          bytes: next(3),
          expectedBytes: next(3000),
          format: pick(['unix', 'unknown']),
          writable: next(2),
        };
      default:
        return {
          kind: 'note',
          ...session,
          note: pick([
            'timeout',
            'refused',
            'address-replaced',
            'not-resolved',
            'tls-plain-text',
            'login-failed',
          ]),
          text: pick(texts),
        };
    }
  };
  for (let run = 0; run < 500; run++) {
    const observations = Array.from({ length: next(80) }, one);
    const given = run % 3 === 0 ? { config: FUZZED_FILE, history: [{ at: pick(texts), findings: [] }] } : {};
    for (const witness of ['probe', 'transcript'] as const) {
      const evidence = { witness, observations, ...given };
      const findings = diagnose(evidence);
      assert.ok(pathOf(evidence, findings).hops.length >= 2);
      assert.doesNotMatch(JSON.stringify(judge(evidence).facts), /undefined|NaN|Infinity/);
      assert.ok(findings.length <= MAX_FINDINGS);
      for (const { evidence, fix } of findings) {
        assert.ok(evidence.length < 700 && fix.text !== '');
        assert.doesNotMatch(evidence + fix.text, /undefined|NaN|[\u0000-\u001f]/);
      }
      assert.ok(judge({ witness, observations }).notTested.length <= 30);
    }
  }
});
