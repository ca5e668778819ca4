import { completed } from '../view/attempt.js';
import { dataSettingOf } from '../config/data-setting.js';
import { answers, everySession } from '../view/view.js';
import { isAnonymousName } from '../../events/anonymous.js';
import { isOpen, type DriftCheck } from './drift.js';

const offered: DriftCheck = ({ sessions, ...view }, config) => {
  if (isOpen(config, 'ssl_enable')) return [];
  const on = config.bool('ssl_enable');
  const isRefused = answers(
    { ...view, sessions },
    ({ to, reply, beforeLogin }) =>
      to === 'AUTH' && beforeLogin && reply.code === 530 && /USER and PASS/i.test(reply.text),
  );
  if (on === true && isRefused.length > 0)
    return [{ settings: ['ssl_enable'], words: 'ssl_enable is YES, the server does not know AUTH TLS' }];
  return on === false && sessions.some((session) => session.secured)
    ? [{ settings: ['ssl_enable'], words: 'ssl_enable is NO, the server speaks TLS' }]
    : [];
};

const implicit: DriftCheck = ({ sessions }, config) => {
  if (config.bool('ssl_enable') !== true || isOpen(config, 'implicit_ssl')) return [];
  const on = config.bool('implicit_ssl');
  const greetsInClear = sessions.some(
    ({ answers: heard, tls }) =>
      heard.some(({ to, reply, secured }) => to === 'greeting' && reply.code === 220 && !secured) &&
      !tls.some(({ mode }) => mode === 'implicit'),
  );
  const isImplicit = sessions.some(({ tls }) =>
    tls.some(({ mode, outcome }) => mode === 'implicit' && outcome === 'established'),
  );
  if (on === true && greetsInClear)
    return [{ settings: ['implicit_ssl'], words: 'implicit_ssl is YES, the server greets in clear' }];
  return on === false && isImplicit
    ? [{ settings: ['implicit_ssl'], words: 'implicit_ssl is NO, the server expects TLS at once' }]
    : [];
};

/** Settings that should have refused what succeeded. */
const forced: DriftCheck = (view, config) => {
  if (config.bool('ssl_enable') !== true) return [];
  const named = everySession(view).filter(
    ({ loggedIn, user }) => loggedIn && user !== null && !isAnonymousName(user),
  );
  const wants = (setting: string): boolean => config.bool(setting) === true && !isOpen(config, setting);
  const ofData = dataSettingOf(config);
  return [
    ...(wants('force_local_logins_ssl') && named.some((session) => !session.secured)
      ? [
          {
            settings: ['force_local_logins_ssl'],
            words: 'force_local_logins_ssl is YES, a login in clear succeeded',
          },
        ]
      : []),
    ...(wants(ofData) &&
    named.some(({ attempts }) =>
      attempts.some((a) => a.secured && a.tls === null && a.opening !== null && completed(a)),
    )
      ? [
          {
            settings: [ofData],
            words: `${ofData} is YES, a transfer in clear succeeded`,
          },
        ]
      : []),
    ...(wants('require_ssl_reuse') && named.some(({ attempts }) => attempts.some(isUnresumed))
      ? [
          {
            settings: ['require_ssl_reuse'],
            words: 'require_ssl_reuse is YES, a data connection without it was taken',
          },
        ]
      : []),
  ];
};

function isUnresumed(attempt: Parameters<typeof completed>[0]): boolean {
  const { tls } = attempt;
  return tls?.outcome === 'established' && tls.reused === false && completed(attempt);
}

/** Whether TLS is offered. */
export const TLS_OFFERED: DriftCheck = offered;
/** How TLS starts, and what it is demanded for. */
export const TLS_DRIFTS: readonly DriftCheck[] = [implicit, forced];
