import { ConfigModel, type Build } from '../../../config/index.js';
import { firstLineOf, nameRange, type Rule, settingRange, setToFix } from '../../support/index.js';

const EFFECTS: Record<Build['seccompKills'], string> = {
  'list-and-tls': 'the first directory listing ends the session ("500 OOPS: priv_sock_get_cmd" or silence)',
  tls: 'AUTH TLS ends the session',
  doubtful: 'AUTH TLS may end the session (according to its patches openSUSE extends the filter for TLS)',
};

export const seccompSandbox: Rule = {
  code: 'seccomp-sandbox',
  title: 'The system-call filter ends sessions',
  stage: 'connection',
  severity: 'warning',
  why: 'The filter of `seccomp_sandbox=YES` was written for an older C library. In 3.0.3 the first directory listing ends the session ("500 OOPS: priv_sock_get_cmd", or nothing at all); in 3.0.5 plain transfers work and AUTH TLS ends it. Debian, Ubuntu and the Red Hat family therefore compile NO in; upstream, openSUSE and Alpine leave YES.',
  bad: 'seccomp_sandbox=YES\n',
  good: 'seccomp_sandbox=NO\n',
  checkDocument({ document, builds }, report) {
    const models = builds.map((build) => new ConfigModel(document, build)).filter(isHit);
    const [model] = models;
    if (!model) return;
    const own = model.line('seccomp_sandbox');
    // A compiled YES is named only to those who chose the build: else it would be on every file.
    if (!own && builds.length > 1) return;
    const line =
      own ?? firstLineOf(model, 'ssl_enable', 'listen', 'listen_ipv6', 'local_enable', 'anonymous_enable');
    if (!line) return;
    const known = models.filter(({ build }) => build.seccompKills !== 'doubtful');
    const effects = [
      ...new Set((known.length > 0 ? known : models).map(({ build }) => EFFECTS[build.seccompKills])),
    ];
    report({
      ...(own ? settingRange(own) : nameRange(line)),
      ...(known.length === 0
        ? { severity: 'hint' as const }
        : own
          ? {}
          : { severity: 'information' as const }),
      message: `seccomp_sandbox is YES${own ? '' : ' by default'}, and its filter ${known.length > 0 ? 'does not fit a current C library' : 'may not fit the C library'}: ${effects.length > 1 ? `in 3.0.3 ${EFFECTS['list-and-tls']}, in 3.0.5 ${EFFECTS.tls}` : (effects[0] ?? '')}.`,
      fixes: [setToFix(model, 'seccomp_sandbox', 'NO', line)],
      builds: (known.length > 0 ? known : models).map(({ build }) => build),
    });
  },
};

/** The filter is on, and something is used that it does not let through. */
function isHit(model: ConfigModel): boolean {
  if (model.bool('seccomp_sandbox') !== true) return false;
  return model.build.seccompKills === 'list-and-tls' || model.bool('ssl_enable') === true;
}
