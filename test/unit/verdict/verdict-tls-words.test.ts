import assert from 'node:assert/strict';
import test from 'node:test';
import { diagnose, type Observation } from '../../../core/verdict/index.js';

/** A handshake that the server ends, with its own words in clear behind the alert. */
function ended(plainText: string): readonly Observation[] {
  return [
    { kind: 'target', host: '192.0.2.5', port: 21, peer: '192.0.2.5' },
    { kind: 'connect', channel: 'control', host: '192.0.2.5', port: 21, outcome: 'open', durationMs: 20 },
    { kind: 'reply', code: 220, text: '(vsFTPd 3.0.3)', to: 'greeting' },
    { kind: 'command', verb: 'AUTH', argument: 'TLS' },
    { kind: 'reply', code: 234, text: 'Proceed with negotiation.', to: 'AUTH' },
    {
      kind: 'tls',
      channel: 'control',
      outcome: 'failed',
      mode: 'explicit',
      error: 'internal error',
      plainText,
    },
  ];
}

const first = (plainText: string): string | undefined =>
  diagnose({ witness: 'probe', observations: ended(plainText) })[0]?.id;

test('the server’s own words about a handshake name its cause', () => {
  assert.equal(first('500 OOPS: SSL: error:0A000102:SSL routines::unsupported protocol'), 'TLS-VERSION');
  assert.equal(first('500 OOPS: SSL: error:0A0000B5:SSL routines::no ciphers available'), 'TLS-CIPHER');
  assert.equal(first('500 OOPS: SSL: error:0A0000C1:SSL routines::no shared cipher'), 'TLS-CIPHER');
});

test('words about anything else stay what they are', () => {
  assert.equal(first('500 OOPS: vsftpd: something else'), 'CTL-OOPS-IN-TLS');
});
