import assert from 'node:assert/strict';
import test from 'node:test';
import { readConfig, sourceFromText } from '../../../core/config/index.js';
import { startedWith } from '../../../core/deployment/index.js';
import { compareService } from '../../../core/firewall/index.js';
import { readFirewallFile } from '../../../core/firewall/formats/index.js';

/** `chain INPUT: 21 open, …`; what is dropped or refused is left out. */
function opened(tasks: string): readonly string[] {
  const reading = readFirewallFile('roles/ftp/tasks/main.yml', tasks);
  assert.equal(reading?.kind, 'ansible', tasks);
  return reading.witnesses
    .filter(({ family, role }) => family !== 6 && role !== 'output')
    .map(({ name, runs }) => {
      const open = runs.filter(({ status }) => status !== 'dropped' && status !== 'rejected');
      return `${name}: ${open.map(({ ports, status }) => `${ports.low}-${ports.high} ${status}`).join(', ')}`;
    });
}

const given = (files: Readonly<Record<string, string>>, config: string): readonly string[] => {
  const read = Object.entries(files).map(([path, text]) => {
    const reading = readFirewallFile(path, text);
    assert.ok(reading, path);
    return { path, text, reading };
  });
  const started = startedWith(readConfig(sourceFromText(config)), read);
  return [...started.given.values()].map(({ name, value, place }) => `${name}=${value ?? '?'} ${place}`);
};

test('modules of Ansible open ports as their commands do', () => {
  const ufw = `- name: Firewall
  community.general.ufw: {state: enabled, policy: deny}
- name: Control port
  ufw:
    rule: allow
    port: '21'
    proto: tcp
- name: Passive range
  ufw: rule=allow port=40000:40010 proto=tcp
`;
  assert.deepEqual(opened(ufw), ['ufw rules: 21-21 open, 40000-40010 open']);
  const firewalld = `- ansible.posix.firewalld:
    port: "{{ item }}"
    permanent: true
    state: enabled
  loop: [40000-40010/tcp, 990/tcp]
- firewalld:
    service: ftp
    permanent: yes
    state: enabled
`;
  assert.deepEqual(opened(firewalld), ['zone public: 21-21 open, 990-990 open, 40000-40010 open']);
  const iptables = `- iptables: {chain: INPUT, policy: DROP}
- ansible.builtin.iptables:
    chain: INPUT
    protocol: tcp
    destination_port: 21
    jump: ACCEPT
- iptables:
    chain: INPUT
    protocol: tcp
    destination_ports: ['990', '30000:30009']
    jump: ACCEPT
`;
  assert.deepEqual(opened(iptables), ['chain INPUT: 21-21 open, 990-990 open, 30000-30009 open']);
});

test('variables that are not written out, and conditions, leave ports unknown', () => {
  const task = (port: string, more = ''): string =>
    `- hosts: all\n  vars:\n    low: 40000\n  tasks:\n    - ufw: {default: deny}\n    - ufw:\n        rule: allow\n        port: "${port}"\n        proto: tcp\n${more}`;
  assert.deepEqual(opened(task('{{ low }}:40010')), ['ufw rules: 40000-40010 open']);
  assert.deepEqual(opened(task('{{ high }}:40010')), ['ufw rules: 1-65535 unknown']);
  assert.deepEqual(opened(task('21', '      when: use_ftp\n')), ['ufw rules: 21-21 unknown']);
  assert.deepEqual(opened(task('21', "      when: ansible_os_family == 'Debian'\n")), [
    'ufw rules: 21-21 open',
  ]);
});

test('lines of vsftpd.conf are settings', () => {
  const tasks = `- lineinfile:
    path: /etc/vsftpd.conf
    regexp: '^pasv_min_port='
    line: "pasv_min_port={{ vsftpd_low }}"
- blockinfile:
    path: /etc/vsftpd.conf
    block: |
      pasv_max_port=40010
      pasv_address={{ ansible_host }}
- ini_file: {path: /etc/vsftpd.conf, option: listen_port, value: 2121, section: null}
- lineinfile: {path: /etc/ssh/sshd_config, line: Port 22}
`;
  assert.deepEqual(
    given(
      {
        'roles/ftp/tasks/main.yml': tasks,
        'roles/ftp/defaults/main.yml': 'vsftpd_low: 40000\nftp_user: a\n',
      },
      'listen=YES\n',
    ),
    [
      'pasv_min_port=40000 main.yml:4',
      'pasv_max_port=40010 main.yml:7',
      'pasv_address=? main.yml:7',
      'listen_port=2121 main.yml:10',
    ],
  );
});

test('other tasks may open what these do not', () => {
  const files = (all: Readonly<Record<string, string>>): readonly string[] => {
    const read = Object.entries(all).flatMap(([path, text]) => {
      const reading = readFirewallFile(path, text);
      return reading ? [{ path, text, reading }] : [];
    });
    const passive = { low: 40000, high: 40010 };
    const service = { control: 21, implicitTls: false, passive, tls: false, advertised: undefined };
    return compareService(service, read).map(({ id, path }) => `${id} ${path}`);
  };
  const control = '- ufw: {default: deny}\n- ufw: {rule: allow, port: 21, proto: tcp}\n';
  const part = '- ufw: {default: deny}\n- ufw: {rule: allow, port: 40000:40005, proto: tcp}\n';
  const [common, ftp] = ['roles/common/tasks/main.yml', 'roles/ftp/tasks/main.yml'];
  assert.deepEqual(files({ [common]: control }), [`firewall-range-missing ${common}`]);
  assert.deepEqual(files({ [common]: control, [ftp]: part }), []);
  assert.deepEqual(files({ [common]: control, [ftp]: part + control }), [`firewall-range-missing ${ftp}`]);
});
