import { isAnonymousName } from '../../../core/events/anonymous.js';
import type { TlsChoice } from '../../../probe/types.js';
import { TLS_WORDS } from '../../panel/words.js';
import { nameOf } from '../../passwords.js';
import { askChoice, askText, type PickChoice, type Question, type QuestionResult } from '../../questions.js';
import type { LoginTarget } from '../probe-target.js';
import type { Password, Sources } from './plan.js';
import { later, t } from '../../l10n.js';

export function askUser(question: Question, user: string): Promise<QuestionResult<string>> {
  return askText({
    ...question,
    prompt: t('User name (leave “anonymous” if you have no account)'),
    value: user,
    check: (text) => (text === '' ? t('The user name must not be empty.') : undefined),
  });
}

const TLS_CHOICES: readonly PickChoice<TlsChoice>[] = [
  {
    value: 'auto',
    label: later('Automatic'),
    detail: later('Use TLS if the server offers it, else clear text.'),
  },
  {
    value: 'explicit',
    label: later('Explicit TLS'),
    detail: later('AUTH TLS on the usual port. The password is never sent in clear text.'),
  },
  {
    value: 'implicit',
    label: later('Implicit TLS'),
    detail: later('TLS from the first byte, usually on port 990.'),
  },
  {
    value: 'none',
    label: later('No TLS'),
    detail: later('Clear text: anyone on the network path can read the password.'),
  },
];

export function tlsName(tls: TlsChoice): string {
  return t(tls === 'auto' ? TLS_WORDS.auto : (TLS_CHOICES.find(({ value }) => value === tls)?.label ?? ''));
}

export function askTls(question: Question, current: TlsChoice): Promise<QuestionResult<TlsChoice>> {
  return askChoice({
    ...question,
    placeholder: t('Encryption'),
    choices: TLS_CHOICES.map((one) => ({ ...one, label: t(one.label), detail: t(one.detail ?? '') })),
    current,
  });
}

/** A known password, else one that is asked for. */
export async function findPassword(target: LoginTarget, sources: Sources): Promise<QuestionResult<Password>> {
  if (isAnonymousName(target.user)) return { value: { text: 'guest@', isStored: true } };
  const known = await sources.passwordOf(target);
  if (known) return { value: known };
  const answer = await askText({
    title: t('Password of {0}', nameOf(target)),
    hasWayBack: true,
    prompt: t('Used for this probe only; you can save it afterwards.'),
    value: '',
    secret: true,
    check: (text) => (text === '' ? t('Write the password: an empty one is not sent.') : undefined),
  });
  return answer === undefined || answer === 'back'
    ? answer
    : { value: { text: answer.value, isStored: false } };
}
