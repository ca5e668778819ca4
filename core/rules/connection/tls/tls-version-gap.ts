import type { BuildId, ConfigModel, SettingLine } from '../../../config/index.js';
import {
  allowsOldSuites,
  relatedTo,
  setToFix,
  settingRange,
  type Rule,
  versionSwitches,
  type Fix,
} from '../../support/index.js';

/** 3.0.5 with (or, for upstream, perhaps with) OpenSSL 3.0, where a gap ends the range; in 3.5 (Debian 13) it does not. */
const OPENSSL_3_0: readonly BuildId[] = ['upstream-3.0.5', 'ubuntu-22.04', 'ubuntu-24.04'];

/** The same code with OpenSSL 3.5, which bridges the gap; until it runs with an older one. */
const BRIDGED: readonly BuildId[] = ['debian-13', 'debian-sid', 'alpine'];

const LABELS = ['TLS 1.0', 'TLS 1.1', 'TLS 1.2', 'TLS 1.3'] as const;
const NAMES = ['ssl_tlsv1', 'ssl_tlsv11', 'ssl_tlsv12', 'ssl_tlsv13'] as const;

export const tlsVersionGap: Rule = {
  code: 'tls-version-gap',
  title: 'TLS versions and ciphers with nothing in common',
  stage: 'connection',
  severity: 'warning',
  why: 'In 3.0.5 `ssl_tlsv1=YES` switches TLS 1.0 on while 1.1 stays off. OpenSSL 3.0 stops at such a gap and offers only the versions below it. A cipher list without SHA-1 suites (the compiled one is such a list) has no cipher for TLS 1.0 and 1.1: every handshake fails, with TLS 1.2 and 1.3 clients too. The same happens one step up, with `ssl_tlsv11=YES` and `ssl_tlsv12=NO`. OpenSSL 3.5, as in Debian 13, bridges a gap; there it is only worth knowing about. Files carried over from 3.0.3, where the line was harmless, run into this. Leave `ssl_tlsv1` out; where the AUTH TLS line of FEAT is needed, set `ssl_tlsv11=YES` as well.',
  bad: 'ssl_enable=YES\nrsa_cert_file=/etc/ssl/certs/ftp.pem\nssl_tlsv1=YES\n',
  good: 'ssl_enable=YES\nrsa_cert_file=/etc/ssl/certs/ftp.pem\nssl_tlsv1=YES\nssl_tlsv11=YES\n',
  exampleBuild: 'ubuntu-24.04',
  checkModel(model, report) {
    const bridged = BRIDGED.includes(model.build.id);
    if (!bridged && !OPENSSL_3_0.includes(model.build.id)) return;
    const switches = ['ssl_tlsv1', ...versionSwitches(model)].map((name) => model.bool(name));
    const ciphers = model.text('ssl_ciphers');
    if (model.bool('ssl_enable') !== true || switches.some((on) => on === undefined)) return;
    // With ciphers for older versions in the list it works.
    if (!ciphers || allowsOldSuites(ciphers)) return;
    const low = switches.indexOf(true);
    const top = low < 0 ? low : topOfRange(switches, low);
    const gap = switches.lastIndexOf(true) > top;
    const line = low < 0 || top > 1 ? undefined : lineOf(model, low, top);
    if (!line) return;
    const mild = bridged && gap;
    const above = NAMES[top + 1] ?? '';
    report({
      ...settingRange(line),
      severity: mild ? 'information' : 'warning',
      message: gap
        ? `${NAMES[top] ?? ''}=YES without ${above}=YES leaves a gap: ${mild ? 'OpenSSL 3.5 bridges it, with OpenSSL 3.0 every TLS handshake fails.' : `OpenSSL 3.0 offers nothing above it, ssl_ciphers has no cipher for ${LABELS[top] ?? ''}, and every TLS handshake fails.`}`
        : `Every TLS handshake fails: ${LABELS[top] ?? ''} is the newest version that is on, and ssl_ciphers has no cipher for it.`,
      fixes: fixesOf(model, line, top, gap),
      related: relatedTo(model, gap ? [above] : ['ssl_ciphers'], gap ? 'Off here.' : 'The ciphers.'),
    });
  },
};

/** The newest version of the lowest unbroken range. */
function topOfRange(switches: readonly (boolean | undefined)[], low: number): number {
  let top = low;
  while (switches[top + 1] === true) top++;
  return top;
}

/** The line that leaves the versions apart: the one that is on, else the first that switches a newer one off. */
function lineOf(model: ConfigModel, low: number, top: number): SettingLine | undefined {
  const names = [NAMES[top], NAMES[low], ...NAMES.slice(top + 1)];
  for (const name of names) {
    const line = name === undefined ? undefined : model.line(name);
    if (line) return line;
  }
  return undefined;
}

function fixesOf(model: ConfigModel, line: SettingLine, top: number, gap: boolean): Fix[] {
  if (top === 1 || !gap) return [setToFix(model, 'ssl_tlsv12', 'YES', line)];
  return [
    setToFix(model, 'ssl_tlsv1', 'NO', line),
    {
      ...setToFix(model, 'ssl_tlsv11', 'YES', line),
      title: 'Add ssl_tlsv11=YES (3.0.3 does not know it)',
    },
  ];
}
