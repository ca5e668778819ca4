import { settingRange } from '../../support/places.js';
import type { Rule } from '../../rule.js';

const EFFECTS = {
  idle_session_timeout: 'sessions that do nothing stay for ever and count against max_clients',
  data_connection_timeout: 'a transfer that stalls stays for ever and keeps its port',
} as const;

export const timeoutOff: Rule = {
  code: 'timeout-off',
  title: 'A session or transfer without an end',
  stage: 'advice',
  severity: 'hint',
  files: ['main', 'per-user'],
  page: {
    why: 'A timeout of 0 means never. A client that vanished without a word (a laptop closed, NAT that forgot the connection) then leaves its process, and in a transfer its port, behind.',
    bad: 'idle_session_timeout=0\n',
    good: 'idle_session_timeout=900\n',
  },
  checkModel(model, report) {
    for (const name of ['idle_session_timeout', 'data_connection_timeout'] as const) {
      const line = model.line(name);
      if (!line || model.number(name) !== 0) continue;
      report({ ...settingRange(line), message: `0 means never: ${EFFECTS[name]}.` });
    }
  },
};
