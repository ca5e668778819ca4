import type { Setting } from '../setting.js';

export const passive: readonly Setting[] = [
  {
    name: 'bind_retries',
    type: 'number',
    unit: 'count',
    group: 'passive',
    default: '9',
    builds: ['el8', 'el9', 'fedora'],
    since: 'Fedora 3.0.3-25, EL8',
    needs: [['pasv_enable']],
    doc:
      'How many random ports of the passive range are tried before PASV gives up. Less than 1 acts as ' +
      '1.',
    trap: 'Only the Red Hat family knows this setting; all other builds try 9 times.',
  },
  {
    name: 'pasv_addr_resolve',
    type: 'bool',
    group: 'passive',
    default: 'NO',
    since: '2.0.4',
    needs: [['pasv_address']],
    perUser: false,
    doc: 'YES: `pasv_address` may be a host name. It is looked up once, when the daemon starts.',
    trap:
      'A name that cannot be resolved stops the start: `500 OOPS: cannot resolve host:`. After a ' +
      'reload the name is not looked up again and every PASV ends its session; restart instead. On ' +
      'RHEL 9 and Fedora (3.0.5) YES makes the server advertise 16,0,0,0, even for a plain address: ' +
      'put the number into `pasv_address` and leave this at NO.',
  },
  {
    name: 'pasv_address',
    type: 'string',
    unit: 'host',
    group: 'passive',
    default: null,
    since: '1.1.0',
    needs: [['pasv_enable'], ['pasv_addr_resolve']],
    doc:
      'The IPv4 address that the 227 reply to PASV tells the client to connect to. Set it to the outer ' +
      'address when the server stands behind NAT. Unset: the address the client reached the server on.',
    trap:
      'Only read when a client sends PASV: a bad value (a host name, `::1`, quotes) lets the daemon ' +
      'start and then ends the session with `500 OOPS: invalid pasv_address`. With `listen_ipv6=YES` ' +
      'the client is sent to 0,0,0,0 instead (fixed in Debian sid): use `listen=YES`. EPSV never uses ' +
      'it. A leading 0 is octal: `010.1.2.3` is 8.1.2.3.',
  },
  {
    name: 'pasv_enable',
    type: 'bool',
    group: 'passive',
    default: 'YES',
    since: '0.9.2 or earlier',
    doc:
      'YES: clients may use passive mode, in which they open the data connection (PASV, EPSV). NO: ' +
      'both are refused with 550 (502 in Debian sid).',
    trap: 'Almost every client needs passive mode; NO breaks all clients behind NAT or a firewall.',
  },
  {
    name: 'pasv_max_port',
    type: 'number',
    unit: 'port',
    group: 'passive',
    default: '0',
    since: '0.9.2 or earlier',
    needs: [['pasv_enable']],
    doc:
      'The highest port for passive data connections. Open and forward `pasv_min_port` to ' +
      '`pasv_max_port` in every firewall on the way. 0: up to 65535.',
    trap:
      'A value below the lowest port in use is ignored without a message and the range goes up to ' +
      '65535. That includes a lone `pasv_max_port` below 5001, the compiled minimum. Each transfer ' +
      'holds one port, so the range limits how many can run at once.',
  },
  {
    name: 'pasv_min_port',
    type: 'number',
    unit: 'port',
    group: 'passive',
    default: '5001',
    since: '0.9.2 or earlier',
    needs: [['pasv_enable']],
    doc:
      'The lowest port for passive data connections. Open and forward `pasv_min_port` to ' +
      '`pasv_max_port` in every firewall on the way.',
    trap:
      'Unset means 5001. Values up to 1024 and above 65535 (0 too) are replaced by 1024 without a ' +
      'message. A leading 0 is octal: `050000` is 20480. Up to 9 random ports are tried, then the ' +
      'session dies with `500 OOPS: vsf_sysutil_bind`: keep the range larger than the number of ' +
      'simultaneous transfers.',
  },
  {
    name: 'pasv_promiscuous',
    type: 'bool',
    group: 'passive',
    default: 'NO',
    since: '0.9.2 or earlier',
    needs: [['pasv_enable']],
    doc:
      'NO: the data connection must come from the same address as the control connection. YES: from ' +
      'anywhere; needed only for transfers between two servers (FXP).',
    trap:
      'Leave it at NO. With YES a stranger who reaches the passive port first gets the file or writes ' +
      'his own into it. `425 Security: Bad IP connecting.` means that data and control reach the ' +
      'server from different addresses: mend the NAT or the load balancer.',
  },
];
