import { decodeUtf8, type ConfigModel, type SettingLine } from '../../../config/index.js';
import { valueRange, insertBelow, relatedTo, type Fix, type Rule } from '../../support/index.js';

/** What a file's name says about what is inside. */
type Inside = 'certificate' | 'chain' | 'key';

/** Names that a program gives: there is no doubt about what such a file holds. */
const BY_PROGRAM =
  /^\/etc\/letsencrypt\/(?:live|archive)\/|^\/etc\/ssl\/certs\/ssl-cert-snakeoil\.pem$|^\/etc\/pki\/tls\/certs\/localhost\.crt$/;

export const tlsCertificateKind: Rule = {
  code: 'tls-certificate-kind',
  title: 'A certificate without its key, or the two swapped',
  stage: 'start',
  severity: 'error',
  why: 'Without `rsa_private_key_file` the key is looked for in the file of `rsa_cert_file`. The files of certbot hold one thing each: `fullchain.pem` and `cert.pem` the certificate, `privkey.pem` the key, `chain.pem` only the certificates above. With a certificate alone the daemon ends at start with "500 OOPS: SSL: cannot load RSA private key", with the two swapped with "500 OOPS: SSL: cannot load RSA certificate".',
  bad: 'ssl_enable=YES\nrsa_cert_file=/etc/letsencrypt/live/ftp.example.org/fullchain.pem\n',
  good: 'ssl_enable=YES\nrsa_cert_file=/etc/letsencrypt/live/ftp.example.org/fullchain.pem\nrsa_private_key_file=/etc/letsencrypt/live/ftp.example.org/privkey.pem\n',
  checkModel(model, report) {
    if (model.bool('ssl_enable') !== true) return;
    for (const kind of ['rsa', 'dsa'] as const) {
      const line = model.line(`${kind}_cert_file`);
      const cert = line && model.text(`${kind}_cert_file`);
      const key = model.text(`${kind}_private_key_file`);
      if (!cert || key === undefined) continue;
      const fault = faultOf(cert, key);
      const keyLine = model.line(`${kind}_private_key_file`);
      if (!fault) continue;
      const at = fault === 'key-is-certificate' && keyLine ? keyLine : line;
      const sure = BY_PROGRAM.test(at === keyLine && key ? key : cert);
      report({
        ...valueRange(at),
        ...(sure ? {} : { severity: 'warning' as const }),
        message: `${WORDS[fault]}: vsftpd ends at start with "500 OOPS: SSL: cannot load ${kind.toUpperCase()} ${fault === 'certificate-is-key' || fault === 'no-pem' ? 'certificate' : 'private key'}"${sure ? '' : ', if the name says what is inside'}.`,
        fixes: fixesOf(model, kind, line, cert, key),
        related: relatedTo(model, ['ssl_enable'], 'TLS is switched on here.'),
      });
    }
  },
};

type Fault = 'no-key' | 'no-pem' | 'chain' | 'certificate-is-key' | 'key-is-certificate';

const WORDS: Readonly<Record<Fault, string>> = {
  'no-key': 'This file holds only the certificate, and no private key is named',
  'no-pem': 'vsftpd takes a certificate as PEM, and this is another kind of file',
  chain: 'This file holds the certificates above yours, not yours, so no key fits',
  'certificate-is-key': 'This file holds a private key, not the certificate',
  'key-is-certificate': 'This file holds a certificate, not the private key',
};

function faultOf(cert: string, key: string | null): Fault | undefined {
  const inside = insideOf(cert);
  if (inside === 'key' && cert !== key) return 'certificate-is-key';
  if (inside === 'chain') return 'chain';
  if (/\.(?:csr|req|p12|pfx|p7b|der|jks)$/i.test(cert)) return 'no-pem';
  const sure = BY_PROGRAM.test(cert) || /\/fullchain\d*\.\w+$/.test(cert);
  if (key === null) return inside === 'certificate' && sure ? 'no-key' : undefined;
  if (cert === key) return inside === 'certificate' && sure ? 'key-is-certificate' : undefined;
  const other = insideOf(key);
  return other === 'certificate' || other === 'chain' || /\.(?:crt|cer|csr)$/i.test(key)
    ? 'key-is-certificate'
    : undefined;
}

/** undefined where the name tells nothing: a .pem or a .crt may hold both. */
function insideOf(path: string): Inside | undefined {
  if (/\/(?:ssl-cert-snakeoil\.pem|tls\/certs\/localhost\.crt)$/.test(path)) return 'certificate';
  const name = path.slice(path.lastIndexOf('/') + 1).toLowerCase();
  if (/^(?:privkey|private[-_]?key|key)\d*\.pem$|\.key$/.test(name)) return 'key';
  if (/^chain\d*\.pem$/.test(name)) return 'chain';
  return /^(?:fullchain|cert)\d*\.pem$|^fullchain\.(?:cer|crt)$/.test(name) ? 'certificate' : undefined;
}

function fixesOf(
  model: ConfigModel,
  kind: 'rsa' | 'dsa',
  line: SettingLine,
  cert: string,
  key: string | null,
): Fix[] {
  const keyLine = model.line(`${kind}_private_key_file`);
  if (key && keyLine && insideOf(cert) === 'key' && insideOf(key) === 'certificate') {
    const edits = [
      { ...valueRange(line), newText: decodeUtf8(key) },
      { ...valueRange(keyLine), newText: decodeUtf8(cert) },
    ];
    return [{ title: 'Swap the two files', edits }];
  }
  const folder = cert.slice(0, cert.lastIndexOf('/') + 1);
  if (!folder.startsWith('/etc/letsencrypt/live/')) return [];
  const certificate = decodeUtf8(`${folder}fullchain.pem`);
  const own = decodeUtf8(`${folder}privkey.pem`);
  const edits = [
    { ...valueRange(line), newText: certificate },
    keyLine ? { ...valueRange(keyLine), newText: own } : insertBelow(line, `${kind}_private_key_file=${own}`),
  ];
  return [{ title: 'Use fullchain.pem and privkey.pem of that folder', edits }];
}
