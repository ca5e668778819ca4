import { ConfigModel, type Build } from '../config/index.js';
import { firstLineOf, nameRange, setToFix, settingRange } from './places.js';
import type { Report, Rule } from './rule.js';

export const seccompSandbox: Rule = {
  code: 'seccomp-sandbox',
  title: 'The system-call filter ends sessions',
  stage: 'connection',
  severity: 'warning',
  page: {
    why: 'The filter of `seccomp_sandbox=YES` was written for an older C library. In 3.0.3 the first directory listing ends the session ("500 OOPS: priv_sock_get_cmd", or nothing at all); in 3.0.5 plain transfers work and AUTH TLS ends it. Debian, Ubuntu and the Red Hat family therefore compile NO in; upstream, openSUSE and Alpine leave YES.',
    bad: 'seccomp_sandbox=YES\n',
    good: 'seccomp_sandbox=NO\n',
  },
  checkDocument({ document, builds }, report) {
    for (const build of builds) {
      const model = new ConfigModel(document, build);
      // A compiled YES is named only to those who chose the build: else it would be on every file.
      const found = model.isSet('seccomp_sandbox') || builds.length === 1 ? judge(model, build) : undefined;
      if (found) report({ ...found, builds: [build] });
    }
  },
};

function judge(model: ConfigModel, build: Build): Report | undefined {
  if (model.bool('seccomp_sandbox') !== true) return undefined;
  const tls = model.bool('ssl_enable') === true;
  if (build.seccompKills === 'tls' && !tls) return undefined;
  const own = model.line('seccomp_sandbox');
  const line =
    own ?? firstLineOf(model, 'ssl_enable', 'listen', 'listen_ipv6', 'local_enable', 'anonymous_enable');
  if (!line) return undefined;
  const what =
    build.seccompKills === 'tls'
      ? 'AUTH TLS ends the session'
      : 'the first directory listing ends the session ("500 OOPS: priv_sock_get_cmd" or silence)';
  return {
    ...(own ? settingRange(own) : nameRange(line)),
    ...(own ? {} : { severity: 'information' as const }),
    message: `seccomp_sandbox is YES${own ? '' : ' by default'}, and its filter does not fit a current C library: ${what}.`,
    fixes: [setToFix(model, 'seccomp_sandbox', 'NO', line)],
  };
}
