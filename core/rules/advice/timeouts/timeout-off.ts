import { type Rule, settingRange } from '../../support/index.js';

const EFFECTS = {
  idle_session_timeout: 'sessions that do nothing stay forever and count against max_clients',
  data_connection_timeout: 'a transfer that stalls stays forever and keeps its port',
} as const;

export const timeoutOff: Rule = {
  code: 'timeout-off',
  title: 'A session or transfer that never times out',
  stage: 'advice',
  severity: 'hint',
  files: ['main', 'per-user'],
  why: 'A timeout of 0 means never. A client that vanished (a laptop closed, NAT that forgot the connection) then keeps its process, and in a transfer its port, forever.',
  bad: 'idle_session_timeout=0\n',
  good: 'idle_session_timeout=900\n',
  checkModel(model, report) {
    for (const name of ['idle_session_timeout', 'data_connection_timeout'] as const) {
      const line = model.line(name);
      // A value without digits has its finding already.
      if (!line || model.number(name) !== 0 || !/^\s*\d/.test(line.value)) continue;
      report({ ...settingRange(line), message: `0 means never: ${EFFECTS[name]}.` });
    }
  },
};
