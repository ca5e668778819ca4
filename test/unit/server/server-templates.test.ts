import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkConfig } from '../../../core/rules/index.js';
import { fixAll } from '../../../server/features/code-actions.js';
import { ParsedConfig } from '../../../server/store/parsed-config.js';
import { STORE_WORK } from '../../../server/store/work.js';

/** Placeholders that only a template's name shows to be some, and one mistake that is mended. */
const TEXT = 'listen=YES \npasv_min_port=__MIN_PORT__\npasv_address=%ADDRESS%\nlocal_enable=$LOCAL\n';

const parsed = (path: string): ParsedConfig => new ParsedConfig(() => TEXT, 'main', path, STORE_WORK);

test('the store tells a template by its path, as the command line does', () => {
  assert.equal(parsed('/w/vsftpd.conf.in').document.template, true);
  const path = '/w/vsftpd.conf.in';
  const codes = checkConfig(parsed(path).document, { build: 'debian-12', path }).map(({ code }) => code);
  assert.ok(codes.includes('trailing-blank'), codes.join(' '));
  for (const code of ['not-a-number', 'bad-boolean', 'pasv-address-invalid'])
    assert.ok(!codes.includes(code), codes.join(' '));
});

test('fixing everything leaves the placeholders of a template alone in every round', () => {
  const options = { build: 'debian-12', path: '/w/vsftpd.conf.in' } as const;
  const edits = fixAll(parsed(options.path).document, options);
  assert.deepEqual(
    edits.filter(({ range }) => range.start.line > 0),
    [],
  );
  assert.ok(edits.length > 0, 'the trailing space is removed');
});
