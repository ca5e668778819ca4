import assert from 'node:assert/strict';
import test from 'node:test';
import {
  build,
  daemonVerdict,
  readConfig,
  sourceFromBytes,
  type BuildId,
} from '../../../core/config/index.js';

function verdict(bytes: string, id: BuildId): string {
  const found = daemonVerdict(readConfig(sourceFromBytes(Buffer.from(bytes, 'latin1'))), build(id));
  return found.verdict === 'refuses' ? (found.messageBytes ?? '').replace('500 OOPS: ', '') : found.verdict;
}

/** Bytes, and what Debian 12, sid and upstream do with them where they differ (measured). */
const CASES: [string, string, sid?: string, upstream?: string][] = [
  ['', 'accepts'],
  ['\n\n \n\t\n', 'accepts'],
  ['\f\n\v\n', 'accepts'],
  ['# hi\n#listen=BAD\n', 'accepts'],
  ['  # hi\n', 'missing value in config file for: # hi'],
  [' # a=b\n', 'unrecognised variable in config file: # a'],
  ['listen=YES \n', 'bad bool value in config file for: listen', 'accepts'],
  ['listen =YES\n', 'unrecognised variable in config file: listen ', 'accepts'],
  ['listen = YES\n', 'unrecognised variable in config file: listen ', 'accepts'],
  ['listen= YES\n', 'bad bool value in config file for: listen', 'accepts'],
  ['listen\n', 'missing value in config file for: listen'],
  ['ftpd_banner\n', 'accepts'],
  ['foo=\n', 'missing value in config file for: foo'],
  ['=YES\n', 'unrecognised variable in config file: '],
  ['ftpd_banner= \n', 'crashes', 'accepts', 'accepts'],
  ['listen= \n', 'bad bool value in config file for: listen', 'missing value in config file for: listen'],
  ['listen_port= \n', 'accepts', 'missing value in config file for: listen_port'],
  ['listen=YES\rlocal_enable=YES\r', 'bad bool value in config file for: listen'],
  ['\xef\xbb\xbflisten=YES\n', 'unrecognised variable in config file: \xef\xbb\xbflisten'],
  ['lis\0ten=YES\n', 'missing value in config file for: lis'],
  ['listen=YES\0junk\n', 'accepts'],
  ['\0\n', 'missing value in config file for: '],
  [`#${'x'.repeat(99_999)}\nfoo=bar\n`, 'accepts'],
  [`#${'x'.repeat(99_988)}\nlisten=YESXXXX\n`, 'accepts'],
];

for (const [bytes, debian, sid, upstream] of CASES) {
  test(`the daemon and ${JSON.stringify(bytes.slice(0, 40))}`, () => {
    assert.equal(verdict(bytes, 'debian-12'), debian);
    assert.equal(verdict(bytes, 'debian-13'), debian);
    assert.equal(verdict(bytes, 'debian-sid'), sid ?? debian);
    assert.equal(verdict(bytes, 'upstream-3.0.5'), upstream ?? debian);
  });
}
