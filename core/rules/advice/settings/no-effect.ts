import {
  intendedName,
  parseNumber,
  settingNamed,
  type ConfigModel,
  type Setting,
  type SettingLine,
} from '../../../config/index.js';
import {
  describeMissing,
  isTlsDemanded,
  listed,
  missingNeeds,
  relatedTo,
  removeFix,
  setToFix,
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

const ANONYMOUS_RIGHTS: ReadonlySet<string> = new Set([
  'anon_upload_enable',
  'anon_mkdir_write_enable',
  'anon_other_write_enable',
]);

export const noEffect: Rule = {
  code: 'no-effect',
  title: 'A setting without effect, because another is off',
  stage: 'advice',
  severity: 'hint',
  why: "Many settings work only while another one is on: the settings of anonymous users with `anonymous_enable`, those of TLS with `ssl_enable`, a list file with the switch of its list. The daemon says nothing about that. Each setting's page names what it needs.",
  bad: 'anonymous_enable=NO\nlocal_enable=YES\nanon_root=/srv/ftp\n',
  good: 'anonymous_enable=YES\nlocal_enable=YES\nanon_root=/srv/ftp\n',
  checkModel(model, report) {
    const unused = new Map<string, SettingLine[]>();
    const known = new Map<string, boolean>();
    for (const [name, lines] of model.byName) {
      const setting = settingNamed(name);
      if (!setting?.needs || SPOKEN_FOR.has(name)) continue;
      const line = lines.at(-1);
      const missing = line && missingOf(model, setting, line, known);
      if (!missing) continue;
      // One switch is one fault, however many lines wait for it.
      const key = `${severityOf(model, name, missing).severity ?? ''} ${missing.find((term) => SWITCHES.has(term)) ?? missing.join()}`;
      unused.set(key, [...(unused.get(key) ?? []), line]);
    }
    for (const lines of unused.values()) {
      const [line] = lines;
      const setting = line && settingNamed(intendedName(line));
      const missing = setting && missingNeeds(model, setting);
      if (!missing) continue;
      const others = lines.slice(1);
      const names = lines.map(intendedName);
      report({
        ...settingRange(line),
        ...severityOf(model, setting.name, missing),
        message: `${listed(names.length > 4 ? [...names.slice(0, 3), `${names.length - 3} more settings`] : names)} ${others.length > 0 ? 'have' : 'has'} no effect: ${describeMissing(model, missing)}.`,
        unnecessary: true,
        fixes: [
          // Without its line the list that is not in force would only be out of sight.
          ...(setting.name === 'userlist_deny' &&
          !model.isSet('userlist_enable') &&
          model.isSet('userlist_file')
            ? [setToFix(model, 'userlist_enable', 'YES', line)]
            : []),
          {
            title: others.length > 0 ? `Remove the ${lines.length} lines` : 'Remove the line',
            edits: lines.flatMap((one) => removeFix(model, one).edits),
          },
          ...(isUploadLost(model, setting.name, missing)
            ? [
                {
                  ...setToFix(model, 'write_enable', 'YES', line),
                  title: 'Let everyone write (less safe): add write_enable=YES',
                },
              ]
            : []),
        ],
        related: [
          ...relatedTo(
            model,
            missing.map((term) => term.replace(/^!/, '')),
            'Because of this line.',
          ),
          ...others.map((one) => ({ ...settingRange(one), message: 'Without effect, too.' })),
        ],
      });
    }
  },
};

/** Switches that many settings need. */
const SWITCHES: ReadonlySet<string> = new Set([
  'anonymous_enable',
  'ssl_enable',
  'guest_enable',
  'local_enable',
]);

/** What a line waits for in vain; undefined where it has an effect, or another rule says why not. */
function missingOf(
  model: ConfigModel,
  setting: Setting,
  line: SettingLine,
  known: Map<string, boolean>,
): readonly string[] | undefined {
  if (line.opaque || line.conditional) return undefined;
  const missing = missingNeeds(model, setting, known);
  if (!missing || !model.knows(setting.name) || isDefault(model, setting)) return undefined;
  // pasv-off names all that needs passive mode, tls-not-enabled that TLS is off.
  if (missing.join() === 'pasv_enable') return undefined;
  return missing.join() === 'ssl_enable' && isTlsDemanded(model) ? undefined : missing;
}

/** Uploads that are asked for and refused: no line says that nothing may be written. */
function isUploadLost(model: ConfigModel, name: string, missing: readonly string[]): boolean {
  return ANONYMOUS_RIGHTS.has(name) && missing.join() === 'write_enable' && !model.isSet('write_enable');
}

/** An allow list that is not in force lets everyone in. */
function severityOf(
  model: ConfigModel,
  name: string,
  missing: readonly string[],
): Pick<RuleReport, 'severity'> {
  if (name === 'userlist_deny' || isUploadLost(model, name, missing)) return { severity: 'warning' };
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
