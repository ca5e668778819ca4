import { shortName } from '../../config/config-files.js';
import { hostPort } from '../../host-port.js';
import { nameOf } from '../../passwords.js';
import { askChoice, askText, type PickChoice, type Question } from '../../questions.js';
import { targetFrom, targetProblem, type LoginTarget } from '../probe-target.js';
import { askConfig } from './ask-config.js';
import { askTls, askUser, findPassword, tlsName } from './ask-login.js';
import type { ProbePlan, Sources } from './plan.js';
import { t } from '../../l10n.js';

type Part = 'probe' | 'server' | 'user' | 'tls' | 'folder' | 'config';

type Draft = Pick<ProbePlan, 'target' | 'config'>;

/** All that a probe has defaults for, as one list to change it in; undefined where the user gave up. */
export async function changePlan(plan: ProbePlan, sources: Sources): Promise<ProbePlan | undefined> {
  let draft: Draft = plan;
  for (;;) {
    const part = await askChoice<Part>({
      title: t('FTP: Change What Is Probed'),
      hasWayBack: false,
      placeholder: t('Choose what to change, then probe'),
      choices: choicesOf(draft),
      current: 'probe',
    });
    if (part === undefined || part === 'back') return undefined;
    if (part.value !== 'probe') {
      draft = await changed(draft, part.value, sources);
      continue;
    }
    const isSame = nameOf(draft.target) === nameOf(plan.target);
    const password = isSame ? { value: plan.password } : await findPassword(draft.target, sources);
    if (password === undefined) return undefined;
    if (password !== 'back') return { ...draft, password: password.value };
  }
}

function choicesOf({ target, config }: Draft): readonly PickChoice<Part>[] {
  const { host, port, user, tls, path } = target;
  return [
    { value: 'probe', label: t('$(pulse) Probe'), description: nameOf(target) },
    { value: 'server', label: t('Server'), description: hostPort(host, port) },
    { value: 'user', label: t('User'), description: user },
    { value: 'tls', label: t('Encryption'), description: tlsName(tls) },
    { value: 'folder', label: t('Folder'), description: path ?? t('the one after login') },
    {
      value: 'config',
      label: t('Compared with'),
      description: config ? shortName(config) : t('no vsftpd.conf'),
    },
  ];
}

/** The same where the user goes back. */
async function changed(draft: Draft, part: Exclude<Part, 'probe'>, sources: Sources): Promise<Draft> {
  const { target } = draft;
  const question = { title: t('FTP: Probe {0}', hostPort(target.host, target.port)), hasWayBack: true };
  if (part === 'config') {
    const answer = await askConfig(question, await sources.configs(), draft.config);
    return answer === undefined || answer === 'back' ? draft : { ...draft, config: answer.value };
  }
  const change = await targetChange(part, question, target);
  const { path = '', ...rest } = { ...target, ...change };
  return { ...draft, target: { ...rest, ...(path === '' ? {} : { path }) } };
}

async function targetChange(
  part: 'server' | 'user' | 'tls' | 'folder',
  question: Question,
  { host, port, user, tls, path = '' }: LoginTarget,
): Promise<Partial<LoginTarget>> {
  switch (part) {
    case 'server': {
      const prompt = t('host, host:port, user@host, or an ftp:// or ftps:// URL');
      const check = (text: string): string | undefined =>
        targetFrom(text) ? undefined : targetProblem(text);
      const answer = await askText({ ...question, prompt, value: hostPort(host, port), check });
      return answer === undefined || answer === 'back' ? {} : { port: 21, ...targetFrom(answer.value) };
    }
    case 'user': {
      const answer = await askUser(question, user);
      return answer === undefined || answer === 'back' ? {} : { user: answer.value };
    }
    case 'tls': {
      const answer = await askTls(question, tls);
      return answer === undefined || answer === 'back' ? {} : { tls: answer.value };
    }
    case 'folder': {
      const prompt = t('The directory to list. Empty: the one after login.');
      const answer = await askText({ ...question, prompt, value: path });
      return answer === undefined || answer === 'back' ? {} : { path: answer.value };
    }
  }
}
