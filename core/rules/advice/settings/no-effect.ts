import { parseNumber, type ConfigModel, type Setting } from '../../../config/index.js';
import {
  describeMissing,
  missingNeeds,
  relatedTo,
  removeFix,
  settingRange,
  type Rule,
  type RuleReport,
} from '../../support/index.js';

/** Settings that another rule covers, or that people keep ready on purpose. */
const SPOKEN_FOR: ReadonlySet<string> = new Set([
  // standalone-only, listen-address-ignored
  'background',
  'listen_address',
  'listen_address6',
  'listen_port',
  'max_clients',
  'max_per_ip',
  // tls-not-enabled, tls-implicit-ignored, tls-require-cert-unenforced, tls-client-cert-unchecked, tls-key-unused
  'force_anon_data_ssl',
  'force_anon_logins_ssl',
  'force_local_data_ssl',
  'force_local_logins_ssl',
  'implicit_ssl',
  'require_cert',
  'validate_cert',
  'dsa_private_key_file',
  // The shipped file of Debian names a certificate with TLS off.
  'rsa_cert_file',
  'rsa_private_key_file',
  // log-file-unused, log-protocol-unused
  'log_ftp_protocol',
  'vsftpd_log_file',
  'xferlog_file',
  // allow-writeable-chroot-unused, guest-needs-local, http-needs-one-process, userlist-refuses-all
  'allow_writeable_chroot',
  'guest_enable',
  'http_enable',
]);

/** A restriction that its author believes in force. */
const MISLEADING: ReadonlySet<string> = new Set([
  'banned_email_file',
  'ca_certs_file',
  'chroot_list_enable',
  'chroot_list_file',
  'chroot_local_user',
  'deny_email_enable',
  'secure_email_list_enable',
  'userlist_deny',
  'userlist_enable',
  'userlist_file',
]);

export const noEffect: Rule = {
  code: 'no-effect',
  title: 'A setting without effect, because another is off',
  stage: 'advice',
  severity: 'hint',
  why: "Many settings work only while another one is on: the settings of anonymous users with `anonymous_enable`, those of TLS with `ssl_enable`, a list file with the switch of its list. The daemon says nothing about that. Each setting's page names what it needs.",
  bad: 'anonymous_enable=NO\nlocal_enable=YES\nanon_root=/srv/ftp\n',
  good: 'anonymous_enable=YES\nlocal_enable=YES\nanon_root=/srv/ftp\n',
  checkSetting(setting, line, model, report) {
    if (line.opaque || line.conditional || SPOKEN_FOR.has(setting.name)) return;
    if (!model.knows(setting.name) || isDefault(model, setting)) return;
    const missing = missingNeeds(model, setting);
    // pasv-off names all that needs passive mode.
    if (!missing || missing.join() === 'pasv_enable') return;
    report({
      ...settingRange(line),
      ...severityOf(setting.name),
      message: `${setting.name} has no effect: ${describeMissing(model, missing)}.`,
      unnecessary: true,
      fixes: [removeFix(model, line)],
      related: relatedTo(
        model,
        missing.map((term) => term.replace(/^!/, '')),
        'Because of this line.',
      ),
    });
  },
};

/** An allow list that is not in force lets everyone in. */
function severityOf(name: string): Pick<RuleReport, 'severity'> {
  if (name === 'userlist_deny') return { severity: 'warning' };
  return MISLEADING.has(name) ? { severity: 'information' } : {};
}

/** The line only repeats what holds anyway. */
function isDefault(model: ConfigModel, setting: Setting): boolean {
  const standard = model.defaultOf(setting);
  switch (setting.type) {
    case 'bool': {
      const value = model.bool(setting.name);
      return value === undefined || value === (standard === 'YES');
    }
    case 'string': {
      const value = model.text(setting.name);
      // An empty text unsets it.
      return value === undefined || value === null || value === standard;
    }
    case 'number':
    case 'octal': {
      const value = model.number(setting.name);
      return value === undefined || (standard !== null && value === parseNumber(standard).value);
    }
  }
}
