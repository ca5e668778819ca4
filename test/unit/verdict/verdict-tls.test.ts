import assert from 'node:assert/strict';
import test from 'node:test';
import { SESSION, type CertificateSeen, type Observation } from '../../../core/verdict/index.js';
import {
  asked,
  config,
  epsv,
  finding,
  healthy,
  ids,
  labelled,
  list,
  login,
  pasv,
  PEER,
  reached,
  tls,
} from '../observed.js';

const CERTIFICATE: CertificateSeen = {
  subject: 'CN=ftp.example.test',
  names: ['ftp.example.test'],
  validFrom: '2026-01-01T00:00:00.000Z',
  validTo: '2036-01-01T00:00:00.000Z',
  fingerprint: 'AA:BB',
};

type Tls = Parameters<typeof tls>[0];

/** All of a healthy session under TLS. */
function secured(
  control: Tls = {},
  data: NonNullable<Parameters<typeof list>[1]> = {},
): readonly Observation[] {
  return [
    ...reached(),
    ...tls({ certificate: CERTIFICATE, ...control }),
    ...login(),
    ...asked('PBSZ', 200, 'PBSZ set to 0.', '0'),
    ...asked('PROT', 200, 'PROT now Private.', 'P'),
    ...epsv(40001, { secured: true }),
    ...pasv(PEER, 40000, { secured: true }),
    ...list({}, { offered: true, reused: true, closeNotify: true, ...data }),
  ];
}

test('a healthy session under TLS, of either version', () => {
  assert.deepEqual(ids([secured()]), []);
  assert.deepEqual(ids([secured({ protocol: 'TLSv1.2' }, { protocol: 'TLSv1.2' })]), []);
});

test('a command behind AUTH that is answered inside TLS', () => {
  const injected = (
    outcome: 'established' | 'failed',
    reply: readonly Observation[],
  ): readonly Observation[] =>
    labelled(
      SESSION.inject,
      [
        { kind: 'command', verb: 'AUTH', argument: 'TLS' },
        { kind: 'command', verb: 'NOOP' },
        { kind: 'reply', code: 234, text: 'Proceed with negotiation.', to: 'AUTH' },
        {
          kind: 'tls',
          channel: 'control',
          outcome,
          ...(outcome === 'failed' ? { error: 'wrong version number', plainText: '500 OOPS: x' } : {}),
        },
      ],
      reply,
    );
  const answer = { kind: 'reply', code: 200, text: 'NOOP ok.', to: 'NOOP' } as const;
  const parts = [secured(), injected('established', [answer])];
  assert.deepEqual(ids(parts), ['TLS-INJECT']);
  assert.equal(finding('TLS-INJECT', parts).severity, 'warning');
  // Forgotten, or broken off over it, as vsftpd does: safe, and no fault of TLS either.
  assert.deepEqual(ids([secured(), injected('established', [])]), []);
  assert.deepEqual(ids([secured(), injected('failed', [{ ...answer, plainInTls: true }])]), []);
});

test('another key share asked for, on either connection', () => {
  assert.deepEqual(ids([secured({ helloRetry: true })]), ['TLS-HRR']);
  assert.match(finding('TLS-HRR', [secured({}, { helloRetry: true })]).evidence, /On the data connection/);
  assert.deepEqual(ids([secured({ helloRetry: false }, { helloRetry: false })]), []);
});

test('the end of data is announced or not; what cannot be told is not reported', () => {
  assert.deepEqual(ids([secured({}, { closeNotify: false })]), ['TLS-CLOSE-NOTIFY']);
  const untold = list({}, { reused: true, offered: true });
  assert.deepEqual(ids([[...secured().slice(0, -5), ...untold]]), []);
});

test('a transfer that failed says nothing about close_notify', () => {
  const broken = [
    ...secured().slice(0, -5),
    { kind: 'command', verb: 'LIST' } as const,
    { kind: 'reply', code: 150, text: 'Here it comes.', to: 'LIST' } as const,
    { kind: 'tls', channel: 'data', outcome: 'established', reused: true, closeNotify: false } as const,
    { kind: 'reply', code: 426, text: 'Failure writing network stream.', to: 'LIST' } as const,
  ];
  assert.ok(!ids([broken]).includes('TLS-CLOSE-NOTIFY'));
});

const FAILED: Observation = {
  kind: 'tls',
  channel: 'control',
  outcome: 'failed',
  mode: 'explicit',
  error: 'sslv3 alert handshake failure',
};

function old(protocol: string, cipher: string): readonly Observation[] {
  return labelled(SESSION.oldTls, [
    { kind: 'tls', channel: 'control', outcome: 'established', protocol, cipher },
  ]);
}

test('a handshake that succeeds with versions or ciphers of old only', () => {
  const failing = [...reached(), ...asked('AUTH', 234, 'Proceed with negotiation.', 'TLS'), FAILED];
  const version = [failing, old('TLSv1', 'ECDHE-RSA-AES256-SHA')];
  assert.deepEqual(ids(version), ['TLS-VERSION']);
  assert.match(finding('TLS-VERSION', version).evidence, /everything old allowed it succeeds: TLSv1, ECDHE/);
  const cipher = [failing, old('TLSv1.2', 'DES-CBC3-SHA')];
  assert.deepEqual(ids(cipher), ['TLS-CIPHER']);
  assert.match(finding('TLS-CIPHER', cipher).evidence, /DES-CBC3-SHA/);
  assert.deepEqual(ids([failing]), ['TLS-CIPHER']);
});

function fresh(...parts: readonly (readonly Observation[])[]): readonly Observation[] {
  return labelled(SESSION.fresh, reached(), tls(), login(), ...parts);
}

const REUSE_REFUSED: readonly Observation[] = [
  ...epsv(40003, { secured: true }),
  { kind: 'command', verb: 'LIST' },
  { kind: 'reply', code: 150, text: 'Here comes the directory listing.', to: 'LIST' },
  { kind: 'tls', channel: 'data', outcome: 'established', reused: false, offered: false },
  { kind: 'reply', code: 522, text: 'SSL connection failed: session reuse required', to: 'LIST' },
  { kind: 'transfer', command: 'LIST', outcome: 'no-data', bytes: 0 },
  { kind: 'closed', channel: 'control', by: 'server', after: 'LIST' },
];

test('reuse that a server demands is worth knowing while it works', () => {
  const parts = [secured(), fresh(REUSE_REFUSED)];
  assert.deepEqual(ids(parts), ['TLS-REUSE-REQUIRED']);
  assert.equal(finding('TLS-REUSE-REQUIRED', parts).severity, 'information');
  assert.deepEqual(ids([secured(), fresh(epsv(40003, { secured: true }), list({}, { reused: false }))]), []);
});

test('transfers in clear that a server takes under TLS', () => {
  const prot = asked('PROT', 200, 'PROT now Clear.', 'C');
  const small = list({ bytes: 0, entries: 0 });
  const parts = [secured(), fresh(prot, epsv(40003, { secured: true }), small)];
  assert.deepEqual(ids(parts), ['TLS-DATA-CLEAR']);
  const refused = asked('LIST', 522, 'Data connections must be encrypted.');
  assert.deepEqual(ids([secured(), fresh(prot, epsv(40003, { secured: true }), refused)]), []);
});

test('a certificate that the tester has accepted is worth knowing; a login that was not made is in doubt', () => {
  const self = { certificate: { ...CERTIFICATE, error: 'DEPTH_ZERO_SELF_SIGNED_CERT' } };
  assert.equal(finding('TLS-CERT-CHAIN', [secured(self)]).severity, 'information');
  assert.equal(finding('TLS-CERT-CHAIN', [reached(), tls(self)]).severity, 'error', 'it ends the probe');
  const named = { certificate: { ...CERTIFICATE, error: 'ERR_TLS_CERT_ALTNAME_INVALID' } };
  const byAddress = finding('TLS-CERT-NAME', [reached({ host: PEER }), tls(named)]);
  assert.match(byAddress.fix.text, /by the name that its certificate carries/);
  assert.doesNotMatch(finding('TLS-CERT-NAME', [reached(), tls(named)]).fix.text, /Probe/);
  const expired = { certificate: { ...CERTIFICATE, error: 'CERT_HAS_EXPIRED' } };
  assert.equal(finding('TLS-CERT-TIME', [secured(expired)]).severity, 'error');
});

test('an experiment that fails is no fault: an anonymous login is not asked for', () => {
  const anonymous = labelled(
    SESSION.anonymous,
    reached(),
    asked('USER', 331, 'Please specify the password.', 'anonymous'),
    asked('PASS', 530, 'Login incorrect.'),
  );
  assert.deepEqual(ids([healthy(), anonymous]), []);
  const open = labelled(SESSION.anonymous, reached(), login('anonymous'));
  assert.deepEqual(ids([healthy(), open]), ['AUTH-ANON']);
});

test('a server that ends the session behind the handshake may want a certificate of the client', () => {
  const closed: Observation = { kind: 'closed', channel: 'control', by: 'server', after: 'USER' };
  const parts = [reached(), tls(), [{ kind: 'command', verb: 'USER', argument: 'demo' } as const]];
  const told: Observation = {
    kind: 'note',
    note: 'tls-error',
    channel: 'control',
    text: 'ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED',
  };
  assert.match(finding('AUTH-BAD', [...parts, [told, closed]]).title, /demands a certificate/);
  const file = { config: config('ssl_enable=YES\nrequire_cert=YES\n') };
  assert.match(finding('AUTH-BAD', [...parts, [closed]], file).title, /demands a certificate/);
  const unknown = finding('AUTH-BAD', [...parts, [closed]]);
  assert.match(unknown.title, /instead of answering the user’s name/);
  assert.match(unknown.fix.text, /require_cert=YES/);
  assert.doesNotMatch(finding('AUTH-BAD', [reached(), parts[2] ?? [], [closed]]).fix.text, /require_cert/);
});
