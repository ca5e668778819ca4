import assert from 'node:assert/strict';
import test from 'node:test';
import { readConfig, sourceFromText, type BuildChoice } from '../../../core/config/index.js';
import { checkConfig, rank } from '../../../core/rules/index.js';

/** What the packages ship: the active lines of their config files. */
const DEBIAN = `# Debian 12 and 13
listen=NO
listen_ipv6=YES
anonymous_enable=NO
local_enable=YES
dirmessage_enable=YES
use_localtime=YES
xferlog_enable=YES
connect_from_port_20=YES
secure_chroot_dir=/var/run/vsftpd/empty
pam_service_name=vsftpd
rsa_cert_file=/etc/ssl/certs/ssl-cert-snakeoil.pem
rsa_private_key_file=/etc/ssl/private/ssl-cert-snakeoil.key
ssl_enable=NO
`;

const ENTERPRISE_LINUX = `# RHEL 8 and 9
anonymous_enable=NO
local_enable=YES
write_enable=YES
local_umask=022
dirmessage_enable=YES
xferlog_enable=YES
connect_from_port_20=YES
xferlog_std_format=YES
listen=NO
listen_ipv6=YES

pam_service_name=vsftpd
userlist_enable=YES
`;

/** Hints that an expert would give about the file, and nothing else. */
const STOCK: readonly {
  name: string;
  text: string;
  builds: readonly BuildChoice[];
  hints: readonly string[];
}[] = [
  {
    name: 'Debian',
    text: DEBIAN,
    builds: ['debian-12', 'debian-13', 'debian-sid', 'ubuntu-22.04', 'ubuntu-24.04', 'any'],
    hints: ['clear-text-logins'],
  },
  {
    name: 'Enterprise Linux',
    text: ENTERPRISE_LINUX,
    builds: ['el8', 'el9', 'fedora'],
    hints: ['clear-text-logins'],
  },
  {
    name: 'Enterprise Linux',
    text: ENTERPRISE_LINUX,
    builds: ['any'],
    hints: ['clear-text-logins', 'list-file-not-shipped'],
  },
];

for (const { name, text, builds, hints } of STOCK) {
  for (const build of builds) {
    test(`the stock config of ${name}, judged for ${build}: hints only`, () => {
      const found = checkConfig(readConfig(sourceFromText(text)), { build });
      const told = found.map((finding) => `${finding.code}: ${finding.message}`);
      assert.ok(
        found.every((finding) => rank(finding.severity) === 0),
        told.join('\n'),
      );
      // The build that a file reveals is a hint of its own, for whoever has not chosen one.
      const codes = found.map((finding) => finding.code).filter((code) => code !== 'build-revealed');
      assert.deepEqual([...new Set(codes)].sort(), hints);
    });
  }
}

test('a file without a setting is left in peace', () => {
  for (const text of ['', '# nothing yet\n', '\n\n'])
    assert.deepEqual(checkConfig(readConfig(sourceFromText(text)), { build: 'any' }), []);
});
