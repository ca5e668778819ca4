import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { readTranscript } from '../../../core/transcript/index.js';
import { diagnoseTranscript } from '../../../core/verdict/index.js';

const FOLDER = 'test/fixtures/reported-transcripts';

/** What a person who knows FTP reads out of a log. */
interface Expected {
  /** Ids of which the first finding has one; empty: nothing is wrong; `*`: any, or none. */
  readonly first: readonly string[];
  /** Severity of the first finding where it is no error. */
  readonly severity?: string;
  /** Port of the first endpoint. */
  readonly port?: number;
}

const EXPECTED = JSON.parse(readFileSync(path.join(FOLDER, 'expected.json'), 'utf8')) as Readonly<
  Record<string, Expected>
>;

for (const [name, expected] of Object.entries(EXPECTED)) {
  test(`reported transcript: ${name}`, () => {
    const text = readFileSync(path.join(FOLDER, `${name}.txt`), 'utf8');
    const { findings } = diagnoseTranscript(text);
    const ids = findings.filter(({ severity }) => severity !== 'information').map(({ id }) => id);
    const [first] = findings;
    if (expected.first.length === 0) assert.deepEqual(ids, []);
    else if (!expected.first.includes('*')) {
      assert.ok(
        expected.first.includes(first?.id ?? 'none'),
        `${ids.join()} instead of ${expected.first.join()}`,
      );
      assert.equal(first?.severity, expected.severity ?? 'error');
    }
    for (const { evidence, title } of findings) {
      assert.doesNotMatch(evidence, /^\s|``|: \.|undefined|null/);
      assert.match(title, /\S/);
    }
    if (expected.port !== undefined) {
      const endpoint = readTranscript(text).find(({ kind }) => kind === 'endpoint');
      assert.equal(endpoint?.kind === 'endpoint' ? endpoint.port : null, expected.port);
    }
  });
}

test('every reported transcript has an expectation', () => {
  const files = readdirSync(FOLDER).filter((name) => name.endsWith('.txt'));
  assert.deepEqual(files.map((name) => name.slice(0, -'.txt'.length)).sort(), Object.keys(EXPECTED).sort());
});

const PROSE = [
  '* Do not warn about time out of range, 21 files at most.',
  'If the FTP server is closed by a firewall you see "Connection timed out".',
  '  * Fix wrong version number from 1.0-pre1.',
  '- tls: TLSSocket emits an error on handshake failure',
  'Log the certificate when there is a hostname mismatch.',
  'wait_timeout = 30',
  '  SSLError on socket timeouts.',
  '    __xmlRaiseError: remove the schannel initialization',
  '  timeout is 20 seconds, which is enough for local connections.',
  '    552 |                 memcpy(output, data, (size_t) size);\n      * gnutls_handshake: performs a re-handshake',
  '  % ftp 192.0.2.19\nfail with: "host not reachable", or with a timeout error. If your ftp',
  `${'About the package and its files.\n'.repeat(60)}  500 OOPS: cap_set_proc`,
  '  o use the same error message (PAM authentication failed) on fail',
  'curl: (28) Operation timed out after 30001 milliseconds with 0 bytes received',
  '256-bit keys are the default; 128 bit ones still work.',
];

for (const line of PROSE)
  test(`prose draws no finding: ${line}`, () => {
    assert.deepEqual(diagnoseTranscript(`${line}\n`).findings, []);
  });
