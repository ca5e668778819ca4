import { PLAIN } from '../lab.js';
import type { Scenario } from '../scenario.js';
import { SERVER_NAME } from '../topology.js';

/** openssl.cnf of a server, as config(5ssl) has it. */
function openssl(...limits: readonly string[]): Readonly<Record<string, string>> {
  const head = [
    'openssl_conf = init',
    '[init]',
    'ssl_conf = modules',
    '[modules]',
    'system_default = limits',
  ];
  return { 'ssl/openssl.cnf': [...head, '[limits]', ...limits, ''].join('\n') };
}

/** TLS of the control connection and of data connections, on a real vsftpd. */
export const TLS: readonly Scenario[] = [
  {
    id: 'tls-off',
    title: 'the client insists on TLS, and the server has none',
    settings: PLAIN,
    target: { tls: 'explicit' },
    expects: 'TLS-NONE',
    advice: /rsa_cert_file/,
    mend: { settings: { ssl_enable: 'YES' } },
  },
  {
    id: 'tls-implicit-client',
    title: 'an implicit client on the explicit port',
    target: { tls: 'implicit' },
    expects: 'TLS-IMPLICIT-MIX',
    mend: { target: { tls: 'explicit' } },
  },
  {
    id: 'tls-implicit-server',
    title: 'an explicit client on an implicit port',
    settings: { implicit_ssl: 'YES', listen_port: 990 },
    target: { port: 990 },
    expects: 'TLS-IMPLICIT-MIX',
    mend: { target: { port: 990, tls: 'implicit' } },
  },
  {
    id: 'tls-self-signed',
    title: 'a certificate that only itself vouches for',
    certificate: { selfSigned: true },
    expects: 'TLS-CERT-CHAIN',
    mend: { certificate: {} },
  },
  {
    id: 'tls-other-name',
    title: 'a certificate for another name',
    certificate: { names: ['DNS:www.example.test'] },
    expects: 'TLS-CERT-NAME',
    mend: { certificate: {} },
  },
  {
    id: 'tls-inner-name',
    title: 'a certificate that tells inner addresses',
    certificate: { names: [`DNS:${SERVER_NAME}`, 'IP:10.0.0.5'] },
    expects: null,
    also: ['TLS-CERT-LEAK'],
  },
  {
    id: 'tls-data-clear',
    title: 'data connections may go in clear',
    settings: { force_local_data_ssl: 'NO' },
    expects: 'TLS-DATA-CLEAR',
  },
  {
    id: 'tls-old',
    title: 'TLS 1.1 at most',
    etc: openssl('MinProtocol = TLSv1', 'MaxProtocol = TLSv1.1', 'CipherString = ALL:@SECLEVEL=0'),
    settings: { ssl_ciphers: 'ALL:@SECLEVEL=0' },
    expects: 'TLS-VERSION',
    mend: { etc: {}, settings: { ssl_ciphers: null } },
  },
  {
    id: 'tls-no-common-cipher',
    title: 'only ciphers that nobody uses any more',
    etc: openssl('MaxProtocol = TLSv1.2', 'CipherString = ALL:@SECLEVEL=0'),
    settings: { ssl_ciphers: 'NULL-SHA256:@SECLEVEL=0' },
    expects: 'TLS-CIPHER',
    mend: { etc: {} },
  },
  {
    id: 'tls-injection-refused',
    title: 'a command behind AUTH TLS in the same packet is not carried out',
    options: { also: ['inject'] },
    expects: null,
    spares: ['TLS-INJECT'],
  },
];
