import type { Build } from '../../../config/index.js';
import { type CipherWord, cipherWords, removeFix, type Rule, valueRange } from '../../support/index.js';

const REASONS: Record<Exclude<CipherWord['fate'], 'kept' | 'no-addition'>, string> = {
  weak: 'OpenSSL 3 is built without these ciphers',
  tls13: 'This list holds only TLS 1.3 suites, which are not chosen here',
  profile: 'Only the OpenSSL of the Red Hat family and openSUSE knows PROFILE=SYSTEM',
  unknown: 'OpenSSL does not know any word of this list',
};

export const tlsCiphersRefused: Rule = {
  code: 'tls-ciphers-refused',
  title: 'A cipher list that OpenSSL refuses',
  stage: 'start',
  severity: 'error',
  why: 'OpenSSL drops words of `ssl_ciphers` that it does not know, but a list of which nothing is left stops the daemon: "500 OOPS: SSL: could not set cipher list". That happens to lists of old ciphers (3DES, RC4), to lists of TLS 1.3 suites (those are not chosen here), to `PROFILE=SYSTEM` outside the Red Hat family and openSUSE, and to small letters. The man page still names DES-CBC3-SHA as the default. `HIGH` works everywhere.',
  bad: 'ssl_enable=YES\nrsa_cert_file=/etc/ssl/certs/ftp.pem\nssl_ciphers=DES-CBC3-SHA\n',
  good: 'ssl_enable=YES\nrsa_cert_file=/etc/ssl/certs/ftp.pem\nssl_ciphers=HIGH\n',
  checkModel(model, report) {
    const line = model.line('ssl_ciphers');
    const list = line && model.text('ssl_ciphers');
    if (!list || model.bool('ssl_enable') !== true) return;
    const words = cipherWords(list).filter(({ fate }) => fate !== 'no-addition');
    if (words.some(({ fate }) => adds(fate, model.build))) return;
    const [first] = words;
    const fate = first?.fate;
    const reason =
      fate === undefined || fate === 'kept' || fate === 'no-addition'
        ? 'This list does not add any cipher'
        : words.every((word) => word.fate === fate)
          ? REASONS[fate]
          : 'OpenSSL does not accept any word of this list';
    report({
      ...valueRange(line),
      message: `${reason}; vsftpd ends at start with "500 OOPS: SSL: could not set cipher list".`,
      fixes: [
        { title: 'Change to HIGH', edits: [{ ...valueRange(line), newText: 'HIGH' }] },
        { ...removeFix(model, line), title: 'Remove the line (the compiled default applies)' },
      ],
    });
  },
};

/** Red Hat and SUSE build OpenSSL with weak ciphers and with profiles; what they leave in is not known here. */
function adds(fate: CipherWord['fate'], { cipherProfiles }: Build): boolean {
  return fate === 'kept' || (cipherProfiles && (fate === 'weak' || fate === 'profile'));
}
