import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Redaction } from '../../../probe/redaction.js';
import { printable, quoted } from '../../../core/events/printable.js';
import { probeScript } from '../scripted-probe.js';

test('a password is masked as it is, escaped, without its blanks, in capitals, and where it was cut', () => {
  for (const secret of [
    'Kn0wn-Secr3t',
    'Kn0wn\tSecr3t',
    'Kn0wn-Secr3t ',
    'Kn0wn\u200bSecr3t',
    ' two words ',
  ]) {
    const redaction = new Redaction(secret);
    for (const text of [secret, printable(secret), secret.trim(), secret.toUpperCase()])
      assert.equal(redaction.apply(`anna/${text}!`).replaceAll(' ', ''), 'anna/***!', JSON.stringify(text));
    for (let length = 1; length <= secret.length; length++) {
      const cut = quoted('x'.repeat(200 - length) + secret, 200);
      const [, shown = ''] = /^x+(.*)…/.exec(redaction.apply(`${cut} / more`)) ?? [];
      assert.ok(shown === '***' || shown.length < 4, `${length}: ${shown}`);
    }
  }
});

test('a short password is masked where it stands alone', () => {
  const redaction = new Redaction('a.c');
  assert.equal(redaction.applyToWords('anna/a.c, xa.c, abc'), 'anna/***, xa.c, abc');
  assert.equal(redaction.apply('anna/a.c'), 'anna/a.c');
  assert.equal(new Redaction('').applyToWords('as it was…'), 'as it was…');
});

test('a server that repeats the password, at the place where its words are cut', async () => {
  for (const password of ['Kn0wn-Secr3t-and-long', 'Kn0wn\tSecr3t', 'abc'])
    for (const fill of [0, 180, 4080]) {
      const PASS = (argument: string): string => `530 ${'x'.repeat(fill)} ${argument}`;
      const { run } = await probeScript({ commands: { PASS } }, { password });
      const text = JSON.stringify(run);
      assert.doesNotMatch(text, /Kn0w|x abc|530 abc|530  abc/, `${password} ${fill}`);
    }
});
