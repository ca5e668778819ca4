import { SETTINGS } from '../../core/config/index.js';

/** As most servers have them: the settings of a stock file, with TLS, a public address and a passive range. */
const USUAL: Readonly<Record<string, string>> = {
  listen: 'YES',
  listen_ipv6: 'NO',
  anonymous_enable: 'NO',
  local_enable: 'YES',
  write_enable: 'YES',
  local_umask: '022',
  dirmessage_enable: 'YES',
  use_localtime: 'YES',
  xferlog_enable: 'YES',
  connect_from_port_20: 'YES',
  idle_session_timeout: '600',
  data_connection_timeout: '120',
  ftpd_banner: 'Welcome.',
  chroot_local_user: 'YES',
  secure_chroot_dir: '/var/run/vsftpd/empty',
  pam_service_name: 'vsftpd',
  rsa_cert_file: '/etc/ssl/certs/ftp.pem',
  rsa_private_key_file: '/etc/ssl/private/ftp.key',
  ssl_enable: 'YES',
  pasv_enable: 'YES',
  pasv_min_port: '42000',
  pasv_max_port: '42199',
  pasv_address: '198.51.100.20',
  userlist_enable: 'YES',
  userlist_deny: 'NO',
};

/**
 * Mostly comments, and a line that vsftpd refuses in every fortieth. A short file has the usual settings, a long one
 * each that there is. All within the bytes that the daemon reads.
 */
export function vsftpdSample(lines: number): string {
  return lines > 1000 ? everySetting(lines) : usualSettings(lines);
}

function usualSettings(lines: number): string {
  const settings = Object.entries(USUAL).map(([name, value]) => `${name}=${value}`);
  const step = Math.floor(lines / settings.length);
  return joined(lines, (i) => {
    if (i % 40 === 39) return `mistake_${i}=1`;
    return i % step === 0
      ? (settings[i / step] ?? '#')
      : '# What the next setting does, and what it is by default.';
  });
}

function everySetting(lines: number): string {
  const step = Math.max(3, Math.floor(lines / SETTINGS.length));
  return joined(lines, (i) => {
    const setting = i % step === 0 ? SETTINGS[i / step] : undefined;
    const value = { bool: 'YES', number: '100', octal: '022', string: '/etc/x' }[setting?.type ?? 'bool'];
    if (i % 40 === 39) return `mistake_${i}=1`;
    if (setting) return `${setting.name}=${value}`;
    return i % 50 === 1 ? `# -- Part ${i} --` : '# note';
  });
}

/** An object of that many lines; every fortieth value is of the wrong type. */
export function jsonSample(lines: number): string {
  const names = SETTINGS.map(({ name }) => name);
  const body = joined(lines - 2, (i) => {
    const name = i < names.length ? (names[i] ?? '') : `${names[i % names.length] ?? ''}_${i}`;
    const value = i % 40 === 39 ? '[1]' : i % 3 === 0 ? 'true' : i % 3 === 1 ? '100' : '"/etc/x"';
    return `  "${name}": ${value}${i === lines - 3 ? '' : ','}`;
  });
  return `{\n${body}}\n`;
}

/** A schema with a text and a type for each setting, and any other name. */
export function jsonSchema(): object {
  const value = { type: ['boolean', 'number', 'string'] };
  return {
    type: 'object',
    properties: Object.fromEntries(
      SETTINGS.map(({ name }) => [
        name,
        { ...value, description: `What ${name} does, in a sentence or two.` },
      ]),
    ),
    additionalProperties: value,
  };
}

/** Instructions of all kinds; every fortieth is none. */
export function dockerfileSample(lines: number): string {
  const kinds = ['RUN apt-get update', 'ENV A=1', 'EXPOSE 21', '# note', 'COPY a /b', 'LABEL a=b'];
  return joined(lines, (i) =>
    i === 0 ? 'FROM debian:12' : i % 40 === 39 ? `MISTAKE ${i}` : (kinds[i % 6] ?? ''),
  );
}

function joined(lines: number, line: (i: number) => string): string {
  return `${Array.from({ length: lines }, (_, i) => line(i)).join('\n')}\n`;
}
