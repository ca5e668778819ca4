import type { TlsChoice } from '../../../probe/types.js';
import { TLS_WORDS } from '../../panel/words.js';
import { nameOf } from '../../passwords.js';
import { askChoice, askText, type PickChoice } from '../../questions.js';
import { isAnonymousName } from '../../../core/events/anonymous.js';
import type { PlanStep, Sources } from './plan.js';

export const askUser: PlanStep = {
  applies: ({ given }) => !given.has('user'),
  ask: async (draft, question) => {
    const answer = await askText({
      ...question,
      prompt: 'User name (leave “anonymous” if you have no account)',
      value: draft.user,
      check: (text) => (text === '' ? 'The user name must not be empty.' : undefined),
    });
    if (answer !== undefined && answer !== 'back') draft.user = answer.value;
    return answer;
  },
};

const TLS_CHOICES: readonly PickChoice<TlsChoice>[] = [
  { value: 'auto', label: 'Automatic', detail: 'Use TLS if the server offers it, else clear text.' },
  {
    value: 'explicit',
    label: 'Explicit TLS',
    detail: 'AUTH TLS on the usual port. The password is never sent in clear text.',
  },
  { value: 'implicit', label: 'Implicit TLS', detail: 'TLS from the first byte, usually on port 990.' },
  { value: 'none', label: 'No TLS', detail: 'Clear text: anyone on the network path can read the password.' },
];

export function tlsName(tls: TlsChoice): string {
  return tls === 'auto' ? TLS_WORDS.auto : (TLS_CHOICES.find(({ value }) => value === tls)?.label ?? '');
}

export const askTls: PlanStep = {
  applies: ({ given }) => !given.has('tls'),
  ask: async (draft, question) => {
    const answer = await askChoice({
      ...question,
      placeholder: 'Encryption',
      choices: TLS_CHOICES,
      current: draft.tls,
    });
    if (answer !== undefined && answer !== 'back') draft.tls = answer.value;
    return answer;
  },
};

export function askPassword(sources: Sources): PlanStep {
  return {
    applies: async (draft) => {
      draft.password = isAnonymousName(draft.user)
        ? { text: 'guest@', isStored: true }
        : await sources.passwordOf(draft);
      return draft.password === undefined;
    },
    ask: async (draft, question) => {
      const answer = await askText({
        ...question,
        title: `Password of ${nameOf(draft)}`,
        prompt: 'Used for this probe only; you can save it afterwards.',
        value: '',
        secret: true,
      });
      if (answer !== undefined && answer !== 'back') draft.password = { text: answer.value, isStored: false };
      return answer;
    },
  };
}
