import type { Setting } from '../setting.js';

export const tls: readonly Setting[] = [
  {
    name: 'allow_anon_ssl',
    type: 'bool',
    group: 'tls',
    default: 'NO',
    since: '2.0.0',
    needs: [['ssl_enable', 'anonymous_enable', '!force_anon_logins_ssl']],
    perUser: false,
    doc:
      'YES: anonymous users may log in over TLS. NO: they get `530 Anonymous sessions may not use ' +
      'encryption.`',
    trap: 'Not needed with `force_anon_logins_ssl=YES`, which allows it as well.',
  },
  {
    name: 'ca_certs_file',
    type: 'string',
    unit: 'file',
    group: 'tls',
    default: null,
    since: '2.0.6',
    needs: [
      ['ssl_enable', 'ssl_request_cert'],
      ['ssl_enable', 'require_cert'],
    ],
    perUser: false,
    doc: 'Certificates of the authorities (PEM) against which client certificates are checked.',
    trap:
      'Loaded only when client certificates are asked for; a missing or bad file then stops the start ' +
      'with `500 OOPS: SSL: could not load verify file`.',
  },
  {
    name: 'debug_ssl',
    type: 'bool',
    group: 'tls',
    default: 'NO',
    since: '2.0.6',
    needs: [['ssl_enable']],
    perUser: false,
    doc: "YES: write details of TLS connections to vsftpd's own log.",
  },
  {
    name: 'dh_param_file',
    type: 'string',
    unit: 'file',
    group: 'tls',
    default: null,
    builds: ['el8', 'el9', 'fedora'],
    since: 'EL8, EL9, Fedora',
    needs: [['ssl_enable']],
    perUser: false,
    doc: 'A file with Diffie-Hellman parameters of your own (PEM).',
    trap:
      'Only the Red Hat family knows this setting. A file that cannot be read stops the start with ' +
      '`500 OOPS: SSL: cannot load custom DH params`.',
  },
  {
    name: 'dsa_cert_file',
    type: 'string',
    unit: 'file',
    group: 'tls',
    default: null,
    since: '2.0.0',
    needs: [['ssl_enable']],
    perUser: false,
    doc:
      'A second server certificate (PEM) beside `rsa_cert_file`. In spite of the name it can be of any ' +
      'type, for example EC beside RSA.',
    trap: 'A missing file stops the start with `500 OOPS: SSL: cannot load DSA certificate`.',
  },
  {
    name: 'dsa_private_key_file',
    type: 'string',
    unit: 'file',
    group: 'tls',
    default: null,
    since: '2.0.3pre1',
    needs: [['ssl_enable', 'dsa_cert_file']],
    perUser: false,
    doc: 'The private key of `dsa_cert_file`. Unset: the key is in the certificate file.',
  },
  {
    name: 'ecdh_param_file',
    type: 'string',
    unit: 'file',
    group: 'tls',
    default: null,
    builds: ['el8', 'el9', 'fedora'],
    since: 'EL8, EL9, Fedora',
    needs: [['ssl_enable']],
    perUser: false,
    doc: 'A file with elliptic-curve parameters of your own (PEM).',
    trap:
      'Only the Red Hat family knows this setting. A file that cannot be read stops the start with ' +
      '`500 OOPS: SSL: cannot load custom ec params`.',
  },
  {
    name: 'force_anon_data_ssl',
    type: 'bool',
    group: 'tls',
    default: 'NO',
    since: '2.0.3',
    needs: [
      ['ssl_enable', 'anonymous_enable'],
      ['ssl_enable', 'guest_enable', '!virtual_use_local_privs'],
    ],
    doc: 'YES: anonymous transfers must be encrypted; others get `522 Data connections must be encrypted.`',
    trap:
      'Virtual users count as anonymous here unless `virtual_use_local_privs=YES`. With the default NO ' +
      'their files may cross the network in clear text, even with `force_local_data_ssl=YES`.',
  },
  {
    name: 'force_anon_logins_ssl',
    type: 'bool',
    group: 'tls',
    default: 'NO',
    since: '2.0.3',
    needs: [['ssl_enable', 'anonymous_enable']],
    perUser: false,
    doc:
      'YES: anonymous users must log in over TLS; others get `530 Anonymous sessions must use ' +
      'encryption.` and are disconnected.',
  },
  {
    name: 'force_local_data_ssl',
    type: 'bool',
    group: 'tls',
    default: 'YES',
    since: '2.0.0',
    needs: [
      ['ssl_enable', 'local_enable', '!guest_enable'],
      ['ssl_enable', 'local_enable', 'virtual_use_local_privs'],
    ],
    doc:
      'YES: transfers of local users must be encrypted (PROT P); others get `522 Data connections must ' +
      'be encrypted.`',
    trap:
      'Virtual users do not fall under it: without `virtual_use_local_privs=YES` they count as ' +
      'anonymous and need `force_anon_data_ssl=YES`.',
  },
  {
    name: 'force_local_logins_ssl',
    type: 'bool',
    group: 'tls',
    default: 'YES',
    since: '2.0.0',
    needs: [['ssl_enable', 'local_enable']],
    perUser: false,
    doc:
      'YES: everybody but anonymous users must log in over TLS; a USER in clear text gets `530 ' +
      'Non-anonymous sessions must use encryption.` and is disconnected.',
    trap: 'No effect without `ssl_enable=YES`: logins then stay in clear text.',
  },
  {
    name: 'implicit_ssl',
    type: 'bool',
    group: 'tls',
    default: 'NO',
    since: '2.1.0',
    needs: [['ssl_enable']],
    perUser: false,
    doc:
      'YES: every connection starts with a TLS handshake, as clients of `ftps://` on port 990 do. NO: ' +
      'clients switch to TLS with AUTH TLS.',
    trap:
      'Silently ignored without `ssl_enable=YES`. Does not change the port: set `listen_port=990` too. ' +
      'Clients that start in clear text can no longer connect to this daemon.',
  },
  {
    name: 'require_cert',
    type: 'bool',
    group: 'tls',
    default: 'NO',
    since: '2.0.6',
    needs: [['ssl_enable', 'ssl_request_cert']],
    perUser: false,
    doc: 'YES: clients must present a certificate, or the TLS handshake fails.',
    trap:
      'With `ssl_request_cert=NO` it is not enforced at all, and nothing says so. Any certificate will ' +
      'do unless `validate_cert=YES` and `ca_certs_file` are set.',
  },
  {
    name: 'require_ssl_reuse',
    type: 'bool',
    group: 'tls',
    default: 'YES',
    since: '2.1.0',
    needs: [['ssl_enable']],
    doc:
      'YES: a data connection must resume the TLS session of the control connection, which proves that ' +
      'both belong to one client. Others get `522 SSL connection failed: session reuse required` and ' +
      'are disconnected.',
    trap:
      "With curl it works, with Python's ftplib it does not: mend or change such a client first. Set NO, " +
      'if at all, in the main file; a per-user file does not lift the demand.',
  },
  {
    name: 'rsa_cert_file',
    type: 'string',
    unit: 'file',
    group: 'tls',
    default: '/usr/share/ssl/certs/vsftpd.pem',
    since: '2.0.0',
    needs: [['ssl_enable']],
    perUser: false,
    doc: 'The server certificate with its chain (PEM). In spite of the name, EC certificates work too.',
    trap:
      'The default path exists on no current system, so `ssl_enable=YES` needs this line: otherwise ' +
      'the daemon stops with `500 OOPS: SSL: cannot load RSA certificate`. An empty value starts, and ' +
      'then every handshake fails. A key that OpenSSL finds too weak (RSA 1024) is refused as well.',
  },
  {
    name: 'rsa_private_key_file',
    type: 'string',
    unit: 'file',
    group: 'tls',
    default: null,
    since: '2.0.3pre1',
    needs: [['ssl_enable', 'rsa_cert_file']],
    perUser: false,
    doc:
      'The private key of `rsa_cert_file` (PEM, without a passphrase). Unset: the key is in the ' +
      'certificate file.',
    trap:
      'A key that does not match, or has a passphrase, stops the start with `500 OOPS: SSL: cannot ' +
      'load RSA private key`.',
  },
  {
    name: 'ssl_ciphers',
    type: 'string',
    unit: 'ciphers',
    group: 'tls',
    default: 'ECDHE-RSA-AES256-GCM-SHA384',
    defaults: {
      el8: 'PROFILE=SYSTEM',
      el9: 'PROFILE=SYSTEM',
      fedora: 'PROFILE=SYSTEM',
      opensuse: 'PROFILE=SYSTEM',
    },
    since: '2.0.0',
    needs: [['ssl_enable']],
    perUser: false,
    doc: 'The ciphers for TLS 1.2 and older, as an OpenSSL cipher list, for example `HIGH`.',
    trap:
      'No say over TLS 1.3. A list without a single usable cipher stops the start with `500 OOPS: SSL: ' +
      'could not set cipher list`: `DES-CBC3-SHA`, `RC4`, a TLS 1.3 name alone, and `PROFILE=SYSTEM` ' +
      'outside Red Hat and SUSE.',
  },
  {
    name: 'ssl_ciphersuites',
    type: 'string',
    unit: 'ciphers',
    group: 'tls',
    default: 'TLS_AES_256_GCM_SHA384',
    builds: ['el8', 'el9', 'fedora'],
    since: 'EL8 3.0.3-36, EL9 3.0.5-4, Fedora 3.0.5-4',
    needs: [['ssl_enable']],
    perUser: false,
    doc: 'The cipher suites for TLS 1.3, separated by colons.',
    trap:
      'Only the Red Hat family knows this setting. A bad list stops the start with `500 OOPS: SSL: ' +
      'could not set ciphersuites`.',
  },
  {
    name: 'ssl_enable',
    type: 'bool',
    group: 'tls',
    default: 'NO',
    since: '2.0.0',
    doc: 'YES: offer TLS. With the defaults, local users then have to use it for logins and transfers.',
    trap:
      'The certificate is loaded at start: a missing or unreadable one stops the daemon. In a per-user ' +
      'file YES ends in `500 OOPS: ssl_consumer_fd already closed`, and NO lets that user transfer in ' +
      'clear text in spite of `force_local_data_ssl`. Firewalls cannot read the replies under TLS, so ' +
      'open the passive range for good.',
  },
  {
    name: 'ssl_request_cert',
    type: 'bool',
    group: 'tls',
    default: 'YES',
    since: '2.0.7',
    needs: [['ssl_enable']],
    perUser: false,
    doc: 'YES: ask clients for a certificate, but let those without one in. `require_cert` insists on it.',
  },
  {
    name: 'ssl_sni_hostname',
    type: 'string',
    unit: 'host',
    group: 'tls',
    default: null,
    builds: [
      'upstream-3.0.5',
      'debian-13',
      'debian-sid',
      'el9',
      'fedora',
      'opensuse',
      'alpine',
      'ubuntu-22.04',
      'ubuntu-24.04',
    ],
    since: '3.0.4',
    needs: [['ssl_enable']],
    perUser: false,
    doc: 'The host name that clients must ask for in the TLS handshake (SNI). Unset: any or none.',
    trap:
      'Compared letter by letter. A client that connects by address sends no name and is turned away ' +
      'with an `unrecognized_name` alert.',
  },
  {
    name: 'ssl_sslv2',
    type: 'bool',
    group: 'tls',
    default: 'NO',
    since: '2.0.0',
    needs: [['ssl_enable']],
    perUser: false,
    doc: 'YES: allow SSL 2. Leave it out.',
    trap: 'OpenSSL dropped SSL 2 long ago; all that YES does is add AUTH SSL to the FEAT reply.',
  },
  {
    name: 'ssl_sslv3',
    type: 'bool',
    group: 'tls',
    default: 'NO',
    since: '2.0.0',
    needs: [['ssl_enable']],
    perUser: false,
    doc: 'YES: allow SSL 3, which is broken. Leave it out.',
    trap: 'Usually compiled out of OpenSSL; then all that YES does is add AUTH SSL to the FEAT reply.',
  },
  {
    name: 'ssl_tlsv1',
    type: 'bool',
    group: 'tls',
    default: 'NO',
    defaults: { 'upstream-3.0.3': 'YES', 'debian-12': 'YES' },
    since: '2.0.0',
    needs: [['ssl_enable']],
    perUser: false,
    doc: 'YES: allow TLS 1.0. The newer versions have switches of their own.',
    trap:
      'In upstream and Debian builds NO also takes AUTH TLS out of the FEAT reply, and some clients ' +
      'then think there is no TLS. In 3.0.5 YES without TLS 1.1 leaves a gap between versions, and ' +
      'with OpenSSL 3.0 and the default `ssl_ciphers` every handshake fails: switch TLS 1.1 on too. OpenSSL 3.5 ' +
      '(Debian 13) gets over it.',
  },
  {
    name: 'ssl_tlsv11',
    type: 'bool',
    group: 'tls',
    default: 'NO',
    builds: ['upstream-3.0.5', 'debian-13', 'debian-sid', 'alpine', 'ubuntu-22.04', 'ubuntu-24.04'],
    since: '3.0.4',
    needs: [['ssl_enable']],
    perUser: false,
    doc: 'YES: allow TLS 1.1.',
    trap:
      'Name of upstream 3.0.5, Debian 13, Ubuntu and Alpine, although their manual calls it ' +
      '`ssl_tlsv1_1`. The Red Hat family and openSUSE say `ssl_tlsv1_1`; 3.0.3 of upstream and Debian ' +
      '12 knows neither. The wrong name stops the daemon.',
  },
  {
    name: 'ssl_tlsv12',
    type: 'bool',
    group: 'tls',
    default: 'YES',
    builds: ['upstream-3.0.5', 'debian-13', 'debian-sid', 'alpine', 'ubuntu-22.04', 'ubuntu-24.04'],
    since: '3.0.4',
    needs: [['ssl_enable']],
    perUser: false,
    doc: 'YES: allow TLS 1.2, the oldest version still considered safe.',
    trap:
      'Name of upstream 3.0.5, Debian 13, Ubuntu and Alpine, although their manual calls it ' +
      '`ssl_tlsv1_2`. The Red Hat family and openSUSE say `ssl_tlsv1_2`; 3.0.3 of upstream and Debian ' +
      '12 knows neither. The wrong name stops the daemon.',
  },
  {
    name: 'ssl_tlsv13',
    type: 'bool',
    group: 'tls',
    default: 'YES',
    builds: ['upstream-3.0.5', 'debian-13', 'debian-sid', 'alpine', 'ubuntu-22.04', 'ubuntu-24.04'],
    since: '3.0.4',
    needs: [['ssl_enable']],
    perUser: false,
    doc: 'YES: allow TLS 1.3.',
    trap:
      'Name of upstream 3.0.5, Debian 13, Ubuntu and Alpine, although their manual calls it ' +
      '`ssl_tlsv1_3`. The Red Hat family and openSUSE say `ssl_tlsv1_3`; 3.0.3 of upstream and Debian ' +
      '12 knows neither, but speaks TLS 1.3 all the same.',
  },
  {
    name: 'ssl_tlsv1_1',
    type: 'bool',
    group: 'tls',
    default: 'NO',
    builds: ['el8', 'el9', 'fedora', 'opensuse'],
    since: 'EL8 and Fedora 3.0.3, openSUSE 3.0.5',
    needs: [['ssl_enable']],
    perUser: false,
    doc: 'YES: allow TLS 1.1.',
    trap:
      'Name of the Red Hat family and openSUSE. Upstream 3.0.5, Debian 13, Ubuntu and Alpine say ' +
      '`ssl_tlsv11` and refuse this one.',
  },
  {
    name: 'ssl_tlsv1_2',
    type: 'bool',
    group: 'tls',
    default: 'YES',
    builds: ['el8', 'el9', 'fedora', 'opensuse'],
    since: 'EL8 and Fedora 3.0.3, openSUSE 3.0.5',
    needs: [['ssl_enable']],
    perUser: false,
    doc: 'YES: allow TLS 1.2, the oldest version still considered safe.',
    trap:
      'Name of the Red Hat family and openSUSE. Upstream 3.0.5, Debian 13, Ubuntu and Alpine say ' +
      '`ssl_tlsv12` and refuse this one.',
  },
  {
    name: 'ssl_tlsv1_3',
    type: 'bool',
    group: 'tls',
    default: 'YES',
    builds: ['el8', 'el9', 'fedora', 'opensuse'],
    since: 'EL8 3.0.3-36, Fedora 3.0.3-49, openSUSE 3.0.5',
    needs: [['ssl_enable']],
    perUser: false,
    doc: 'YES: allow TLS 1.3.',
    trap:
      'Name of the Red Hat family and openSUSE. Upstream 3.0.5, Debian 13, Ubuntu and Alpine say ' +
      '`ssl_tlsv13` and refuse this one.',
  },
  {
    name: 'strict_ssl_read_eof',
    type: 'bool',
    group: 'tls',
    default: 'YES',
    since: '2.0.7',
    needs: [['ssl_enable']],
    perUser: false,
    doc:
      'YES: an upload over TLS counts as complete only if the client closes TLS properly, so a cut ' +
      'connection cannot pass for a whole file.',
    trap:
      'Some clients just drop the connection and get `426 Failure reading network stream.` after a ' +
      'full upload.',
  },
  {
    name: 'strict_ssl_write_shutdown',
    type: 'bool',
    group: 'tls',
    default: 'NO',
    since: '2.0.7',
    needs: [['ssl_enable']],
    perUser: false,
    doc: 'YES: a download over TLS counts as complete only if the client closes TLS properly too.',
    trap: 'Many clients do not, and their downloads are then reported as failed.',
  },
  {
    name: 'validate_cert',
    type: 'bool',
    group: 'tls',
    default: 'NO',
    since: '2.0.6',
    needs: [['ssl_enable', 'ssl_request_cert']],
    perUser: false,
    doc: 'YES: a certificate that a client presents must be signed by an authority in `ca_certs_file`.',
    trap:
      'Does not demand a certificate; that is `require_cert`. Without `ca_certs_file` every client ' +
      'that presents one is turned away.',
  },
];
