import type { GroupedSetting } from '../setting.js';

export const timeouts: readonly GroupedSetting[] = [
  {
    name: 'accept_timeout',
    type: 'number',
    unit: 'seconds',
    default: '60',
    since: '0.9.2 or earlier',
    needs: [['pasv_enable']],
    doc: 'Seconds that the server waits for a client to open the passive data connection, counted from the transfer command. Then `425 Failed to establish connection.` 0: wait for ever.',
    trap: 'Clients whose firewall blocks the passive port see exactly this: a silence of this length, then 425.',
  },
  {
    name: 'connect_timeout',
    type: 'number',
    unit: 'seconds',
    default: '60',
    since: '0.9.2 or earlier',
    needs: [['port_enable']],
    doc: 'Seconds that the server tries to connect to a client in active mode. Then `425 Failed to establish connection.` 0: as long as the kernel tries.',
  },
  {
    name: 'data_connection_timeout',
    type: 'number',
    unit: 'seconds',
    default: '300',
    since: '0.9.2 or earlier',
    doc: 'Seconds that a running transfer may stall. Then `421 Data timeout. Reconnect. Sorry.` and the session ends. 0: never.',
    trap: 'The check runs in whole periods, so a stall can last about three times as long before it is cut.',
  },
  {
    name: 'idle_session_timeout',
    type: 'number',
    unit: 'seconds',
    default: '300',
    since: '0.9.2 or earlier',
    doc: 'Seconds that a client may be silent between two commands, before or after the login. Then `421 Timeout.` and the session ends. 0: never.',
  },
];
