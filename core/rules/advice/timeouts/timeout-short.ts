import { type Rule, valueRange } from '../../support/index.js';

/** Below these seconds an ordinary network or user is cut off. */
const SHORT = [
  {
    name: 'idle_session_timeout',
    below: 30,
    effect: 'A user who reads a listing for longer gets "421 Timeout." and is cut off',
  },
  {
    name: 'data_connection_timeout',
    below: 10,
    effect: 'A transfer that stalls for a moment gets "421 Data timeout. Reconnect. Sorry." and is cut off',
  },
  {
    name: 'accept_timeout',
    below: 5,
    effect: 'A passive client on a slow line gets "425 Failed to establish connection."',
  },
  {
    name: 'connect_timeout',
    below: 5,
    effect: 'An active client on a slow line gets "425 Failed to establish connection."',
  },
] as const;

export const timeoutShort: Rule = {
  code: 'timeout-short',
  title: 'A timeout shorter than a slow network',
  stage: 'advice',
  severity: 'information',
  files: ['main', 'per-user'],
  why: 'The values are seconds. One lost packet costs a second or more until it is sent again, and people pause between commands; a timeout of a few seconds cuts off clients that do nothing wrong.',
  bad: 'data_connection_timeout=1\n',
  good: 'data_connection_timeout=120\n',
  checkModel(model, report) {
    for (const { name, below, effect } of SHORT) {
      const line = model.line(name);
      const seconds = line && model.number(name);
      if (!seconds || seconds >= below) continue;
      if (name === 'accept_timeout' && model.bool('pasv_enable') === false) continue;
      if (name === 'connect_timeout' && model.bool('port_enable') === false) continue;
      report({ ...valueRange(line), message: `${effect}: ${seconds} s is very short.` });
    }
  },
};
