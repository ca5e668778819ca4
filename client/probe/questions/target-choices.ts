import { hostPort } from '../../host-port.js';
import { TLS_WORDS } from '../../panel/words.js';
import { targetFrom, targetProblem, type LoginTarget } from '../probe-target.js';
import { later, t } from '../../l10n.js';

/** A vsftpd.conf at hand, and what it says of its server. */
export interface ConfigServer {
  readonly uri: string;
  readonly name: string;
  /** Without a user where the file lets only known ones log in. */
  readonly target: Partial<LoginTarget>;
  /** It is the file that is being looked at. */
  readonly isInFront?: boolean;
}

/** A line of the box: what a press of Enter probes, or why nothing can be probed. */
export interface TargetChoice {
  readonly label: string;
  readonly description: string;
  readonly detail: string;
  readonly target?: LoginTarget;
  /** URI of the config to compare with. */
  readonly config?: string;
}

const NO_CONFIG = later('Without a vsftpd.conf: judged by the server’s replies only');

/**
 * What a text in the box can mean: with each config at hand, the likeliest first, and without one.
 * @param only the config is known, or null: there is none
 */
export function choicesFor(
  text: string,
  configs: readonly ConfigServer[],
  only?: ConfigServer | null,
): readonly TargetChoice[] {
  const typed = targetFrom(text);
  // An empty box is not wrong yet.
  const sign = text.trim() === '' ? 'info' : 'error';
  if (!typed?.host) {
    // A line of the box holds one sentence.
    const [what = '', ...instead] = targetProblem(text).split('. ');
    return [{ label: `$(${sign}) ${what}`, description: '', detail: instead.join('. ') }];
  }
  const target = { ...typed, host: typed.host };
  if (only !== undefined) return [choice(target, only)];
  const likely = configs.filter((config) => isOf(target, config, configs.length === 1));
  const others = configs.filter((config) => !likely.includes(config));
  return [...likely, null, ...others].map((config) => choice(target, config));
}

type Typed = Partial<LoginTarget> & Pick<LoginTarget, 'host'>;

function choice(typed: Typed, config: ConfigServer | null): TargetChoice {
  const of = config?.target ?? { user: 'anonymous' };
  const tls = typed.tls ?? of.tls ?? 'auto';
  const { host, port = tls === 'implicit' && typed.tls ? 990 : (of.port ?? 21), path } = typed;
  const user = typed.user ?? of.user;
  const compared = config ? { config: config.uri } : {};
  const detail = config ? t('Compared with {0}', config.name) : t(NO_CONFIG);
  if (user === undefined) {
    const label = t('$(error) Write the user too: USER@{0}', hostPort(host, port));
    return {
      label,
      description: '',
      detail: t('{0} lets no one log in as anonymous', config?.name ?? ''),
      ...compared,
    };
  }
  return {
    label: t('$(pulse) Probe {0}', hostPort(host, port)),
    description: t('as {0}, {1}', user, t(TLS_WORDS[tls])),
    detail,
    target: { host, port, user, tls, ...(path === undefined ? {} : { path }) },
    ...compared,
  };
}

/** It names this address, or is the only one or in front and nothing speaks against it. */
function isOf(
  { host, port = 21 }: Typed,
  { target, isInFront = false }: ConfigServer,
  isOnlyOne: boolean,
): boolean {
  // A gateway may forward another port to the usual one.
  if ((target.port ?? (isInFront ? port : 21)) !== port) return false;
  if (target.host === undefined) return isOnlyOne || isInFront;
  return target.host.toLowerCase() === host.toLowerCase();
}

/** What stands in the box at first: `user@host:port`, as far as it is known. */
export function boxText({ host, port, user, tls, path }: Partial<LoginTarget>): string {
  if (host === undefined) return '';
  const scheme = tls === 'implicit' || tls === 'explicit' || path !== undefined;
  const name = user === undefined ? '' : `${scheme ? encodeURIComponent(user) : user}@`;
  const place = `${name}${hostPort(host, port ?? 21)}`;
  const word = tls === 'implicit' ? 'ftps' : tls === 'explicit' ? 'ftpes' : 'ftp';
  return scheme ? `${word}://${place}${encodeURI(path ?? '')}` : place;
}
