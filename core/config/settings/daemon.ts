import type { Setting } from '../setting.js';

export const daemon: readonly Setting[] = [
  {
    name: 'background',
    type: 'bool',
    group: 'daemon',
    default: 'NO',
    defaults: { el8: 'YES', el9: 'YES', fedora: 'YES' },
    since: '1.2.0',
    needs: [['listen'], ['listen_ipv6']],
    perUser: false,
    doc:
      'YES: a standalone daemon goes into the background when it starts. NO: it stays in the ' +
      'foreground, as a systemd unit usually wants.',
    trap:
      'The starting process reports success before the port is opened: if that fails (port in use, ' +
      'wrong address), the exit status is still 0 and no message appears. The Red Hat family defaults ' +
      'to YES and waits for the port.',
  },
  {
    name: 'listen',
    type: 'bool',
    group: 'daemon',
    default: 'YES',
    defaults: {
      'debian-12': 'NO',
      'debian-13': 'NO',
      'debian-sid': 'NO',
      'ubuntu-22.04': 'NO',
      'ubuntu-24.04': 'NO',
    },
    since: '1.1.0',
    perUser: false,
    doc:
      'YES: run as a daemon of its own and accept IPv4 connections on `listen_port`. NO, with ' +
      '`listen_ipv6=NO` too: be started for each connection by inetd, xinetd or a systemd socket.',
    trap:
      'Upstream, Alpine, openSUSE and the Red Hat family are compiled with YES, Debian and Ubuntu with ' +
      'NO. Together with `listen_ipv6=YES` the daemon refuses to start: `run two copies of vsftpd for ' +
      'IPv4 and IPv6`.',
  },
  {
    name: 'listen_address',
    type: 'string',
    unit: 'ipv4',
    group: 'daemon',
    default: null,
    since: '1.1.0',
    needs: [['listen']],
    perUser: false,
    doc: 'The local IPv4 address to accept connections on. Unset: all of them.',
    trap:
      'Numbers only: a host name stops the start with `500 OOPS: bad listen_address:`. An address that ' +
      'this machine does not have stops it with `could not bind listening IPv4 socket`. Not even ' +
      'looked at when `listen_ipv6` is the one in use.',
  },
  {
    name: 'listen_address6',
    type: 'string',
    unit: 'ipv6',
    group: 'daemon',
    default: null,
    since: '1.2.0',
    needs: [['listen_ipv6']],
    perUser: false,
    doc: 'The local IPv6 address to accept connections on. Unset: all of them, IPv4 clients included.',
    trap:
      'No brackets and no host name: either stops the start with `500 OOPS: bad listen_address6:`. Not ' +
      'even looked at when `listen` is the one in use.',
  },
  {
    name: 'listen_ipv6',
    type: 'bool',
    group: 'daemon',
    default: 'NO',
    since: '1.2.0',
    perUser: false,
    doc:
      'YES: run as a daemon of its own on an IPv6 socket. It takes IPv4 clients as well, so most ' +
      'servers need nothing else.',
    trap:
      'Where `listen` is compiled as YES (all but Debian and Ubuntu), this line alone stops the start: ' +
      'write `listen=NO` beside it. And with `pasv_address` an IPv4 client is sent to 0,0,0,0 (fixed ' +
      'in Debian sid): use `listen=YES`, `listen_ipv6=NO` when you need `pasv_address`.',
  },
  {
    name: 'listen_port',
    type: 'number',
    unit: 'port',
    group: 'daemon',
    default: '21',
    since: '1.1.0',
    needs: [['listen'], ['listen_ipv6']],
    perUser: false,
    doc:
      'The port of the control connection when vsftpd runs as a daemon. 21 is what clients expect; 990 ' +
      'is usual with `implicit_ssl=YES`.',
    trap:
      'No number is refused: 70000 becomes 4464, `021` is octal and means 17, and 0 or a word opens a ' +
      'random port. A reload does not change it; restart instead.',
  },
  {
    name: 'pid_file',
    type: 'string',
    unit: 'file',
    group: 'daemon',
    default: null,
    builds: [],
    since: 'FreeBSD port (PIDFILE option)',
    needs: [['background']],
    perUser: false,
    doc: 'A file for the process number of the daemon, written when `background=YES`.',
    trap:
      'Only the FreeBSD port, built with its PIDFILE option, knows this setting. All other builds ' +
      'refuse the file.',
  },
];
