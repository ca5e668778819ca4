import type { Setting } from '../setting.js';

export const limits: readonly Setting[] = [
  {
    name: 'delay_failed_login',
    type: 'number',
    unit: 'seconds',
    group: 'limits',
    default: '1',
    since: '2.0.5',
    perUser: false,
    doc: 'Seconds to wait before a failed login is answered; slows down password guessing.',
  },
  {
    name: 'delay_successful_login',
    type: 'number',
    unit: 'seconds',
    group: 'limits',
    default: '0',
    since: '2.0.5',
    perUser: false,
    doc: 'Seconds to wait before a successful login is answered.',
  },
  {
    name: 'max_clients',
    type: 'number',
    unit: 'count',
    group: 'limits',
    default: '2000',
    since: '1.1.0',
    needs: [['listen'], ['listen_ipv6']],
    perUser: false,
    doc:
      'How many clients may be connected at once; the next one gets `421 There are too many connected ' +
      'users, please try later.` 0: no limit.',
    trap:
      'The compiled default is 2000, not "no limit". Counts only when vsftpd runs as its own daemon. A ' +
      'passive range smaller than this can run out of ports before the limit is reached.',
  },
  {
    name: 'max_login_fails',
    type: 'number',
    unit: 'count',
    group: 'limits',
    default: '3',
    since: '2.0.5',
    perUser: false,
    doc: 'Failed logins after which the connection is cut, without a message. 0 acts as 1.',
  },
  {
    name: 'max_per_ip',
    type: 'number',
    unit: 'count',
    group: 'limits',
    default: '50',
    since: '1.1.2',
    needs: [['listen'], ['listen_ipv6']],
    perUser: false,
    doc:
      'How many connections one client address may have at once; the next one gets `421 There are too ' +
      'many connections from your internet address.` 0: no limit.',
    trap:
      'The compiled default is 50, not "no limit". Everybody behind one NAT gateway shares an address ' +
      'and so the limit. Counts only when vsftpd runs as its own daemon.',
  },
];
