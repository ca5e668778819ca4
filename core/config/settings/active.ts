import type { GroupedSetting } from '../setting.js';

export const active: readonly GroupedSetting[] = [
  {
    name: 'connect_from_port_20',
    type: 'bool',
    default: 'NO',
    since: '0.9.2 or earlier',
    needs: [['port_enable']],
    doc: 'YES: active-mode data connections leave from the port in `ftp_data_port` (20). NO: from any free port.',
    trap: 'Only active mode (PORT, EPRT) is meant; passive transfers do not change. Some client firewalls expect port 20.',
  },
  {
    name: 'ftp_data_port',
    type: 'number',
    unit: 'port',
    default: '20',
    since: '0.9.2 or earlier',
    needs: [['connect_from_port_20', 'port_enable']],
    doc: 'The source port of active-mode data connections.',
    trap: 'Does nothing unless `connect_from_port_20=YES`. It is not the port of passive connections: those are `pasv_min_port` to `pasv_max_port`.',
  },
  {
    name: 'port_enable',
    type: 'bool',
    default: 'YES',
    since: '0.9.2 or earlier',
    doc: 'YES: clients may use active mode, in which the server connects back to them (PORT, EPRT). NO: both commands are refused with 550 (502 in Debian sid).',
  },
  {
    name: 'port_promiscuous',
    type: 'bool',
    default: 'NO',
    since: '1.1.1',
    needs: [['port_enable'], ['isolate_network']],
    doc: 'NO: the server connects back only to the address the client came from, and to ports from 1024 up. YES lifts both checks; needed only for transfers between two servers (FXP).',
    trap: 'Leave it at NO. With YES anyone who can log in can make the server open connections to other machines. It also switches off the network isolation of the session (`isolate_network`).',
  },
];
