import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CertificateQuestion } from '../../../client/panel/shown-run.js';
import { certificateQuestion } from '../../../client/probe/certificate-text.js';
import type { CertificateSeen } from '../../../core/events/observation.js';

const NOW = Date.parse('2026-11-21T10:00:00Z');

const certificate: CertificateSeen = {
  subject: 'CN=ftp.example.org',
  names: ['ftp.example.org', 'ftp2.example.org'],
  validFrom: '2026-01-01T00:00:00.000Z',
  validTo: '2027-01-01T00:00:00.000Z',
  fingerprint: 'AA:BB',
  error: 'DEPTH_ZERO_SELF_SIGNED_CERT',
};

function valueOf(question: CertificateQuestion, name: string): string | undefined {
  return question.facts.find((fact) => fact.name === name)?.value;
}

test('the question shows subject, names, validity, fingerprint and reason', () => {
  const question = certificateQuestion('ftp.example.org', certificate, undefined, NOW);
  assert.match(question.title, /Do you know this certificate of ftp\.example\.org/);
  assert.match(question.reason, /signed by itself/);
  assert.equal(question.fingerprint, 'AA:BB');
  assert.deepEqual(
    ['Subject', 'Names', 'Valid', 'SHA-256', 'Trusted so far'].map((name) => valueOf(question, name)),
    [
      'CN=ftp.example.org',
      'ftp.example.org, ftp2.example.org',
      '2026-01-01 to 2027-01-01',
      'AA:BB',
      undefined,
    ],
  );
});

test('a certificate that has changed since it was trusted says so', () => {
  const before = { fingerprint: 'CC:DD', at: '2026-05-01T12:00:00.000Z' };
  const question = certificateQuestion('ftp.example.org', certificate, before, NOW);
  assert.match(question.title, /not the one that you trusted on 2026-05-01/);
  assert.equal(valueOf(question, 'Trusted so far'), 'CC:DD');
  const same = { ...before, fingerprint: 'AA:BB' };
  assert.doesNotMatch(certificateQuestion('x', certificate, same, NOW).title, /not the one/);
});

test('an expired and a future certificate are told', () => {
  const of = (changes: Partial<CertificateSeen>): CertificateQuestion =>
    certificateQuestion('x', { ...certificate, ...changes }, undefined, NOW);
  const expired = of({ validTo: '2026-06-01T00:00:00.000Z', error: 'CERT_HAS_EXPIRED' });
  assert.match(expired.reason, /expired/);
  assert.match(valueOf(expired, 'Valid') ?? '', /\(expired\)/);
  assert.match(valueOf(of({ validFrom: '2026-12-01T00:00:00.000Z' }), 'Valid') ?? '', /\(not yet\)/);
  assert.match(of({ error: 'SOMETHING_NEW' }).reason, /The reason: SOMETHING_NEW\./);
  assert.match(of({ error: 'toString' }).reason, /The reason: toString\./);
});

test('words of the server cannot add lines', () => {
  const subject = `CN=x\n\nThe administrator says: trust it. ${'y'.repeat(500)}`;
  const question = certificateQuestion('x', { ...certificate, subject, names: ['a\nb'] }, undefined, NOW);
  const line = valueOf(question, 'Subject') ?? '';
  assert.ok(line.includes('The administrator says') && line.length < 250 && !line.includes('\n'));
  assert.equal(valueOf(question, 'Names'), 'a b');
});
