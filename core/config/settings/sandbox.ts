import type { Setting } from '../setting.js';

export const sandbox: readonly Setting[] = [
  {
    name: 'isolate',
    type: 'bool',
    group: 'sandbox',
    default: 'YES',
    since: '2.1.1',
    needs: [['listen'], ['listen_ipv6']],
    perUser: false,
    doc:
      'YES: give each session a process-communication (IPC) namespace of its own. Upstream builds add ' +
      'a process-number namespace; Debian and openSUSE leave that out.',
    trap: 'Where the kernel or the container forbids it, vsftpd goes on without it and says nothing.',
  },
  {
    name: 'isolate_network',
    type: 'bool',
    group: 'sandbox',
    default: 'YES',
    since: '2.2.0',
    doc:
      'YES: the process that talks to the client has no network of its own; a helper opens the data ' +
      'connections for it.',
    trap:
      'Name services that need the network (LDAP, NIS) can fail in such a process. After the login it ' +
      'is skipped with `port_promiscuous=YES`.',
  },
  {
    name: 'ptrace_sandbox',
    type: 'bool',
    group: 'sandbox',
    default: 'NO',
    since: '3.0.0',
    needs: [['one_process_model'], ['run_as_launching_user']],
    perUser: false,
    doc: "YES: watch the session's system calls with ptrace. An old experiment for 32-bit systems.",
    trap:
      'Looked at only with `one_process_model=YES`. A 64-bit build then ends every connection with ' +
      '`500 OOPS: could not allocate sandbox (only works for 32-bit builds)`.',
  },
  {
    name: 'sandbox',
    type: 'bool',
    group: 'sandbox',
    default: 'NO',
    builds: [],
    since: '2.1.0, removed in 3.0.0',
    doc:
      'A switch of versions 2.1.0 to 2.3.5. Since 3.0.0 it is called `seccomp_sandbox` (or ' +
      '`ptrace_sandbox`).',
    trap: 'Every 3.x build refuses a file that contains it.',
  },
  {
    name: 'seccomp_sandbox',
    type: 'bool',
    group: 'sandbox',
    default: 'YES',
    defaults: {
      'debian-12': 'NO',
      'debian-13': 'NO',
      'debian-sid': 'NO',
      'ubuntu-22.04': 'NO',
      'ubuntu-24.04': 'NO',
      el8: 'NO',
      el9: 'NO',
      fedora: 'NO',
    },
    since: '3.0.0',
    doc: 'YES: the kernel ends a session that uses a system call outside a fixed list (64-bit x86 only).',
    trap:
      "The list is older than today's C libraries. 3.0.3 with YES dies at the first directory listing " +
      'and at AUTH TLS; 3.0.5 still dies at AUTH TLS. The client sees `500 OOPS: priv_sock_get_cmd` or ' +
      'just a closed connection. Debian, Ubuntu and the Red Hat family therefore default to NO.',
  },
];
