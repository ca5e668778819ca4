import { type Rule, settingRange, setToFix } from '../../support/index.js';

export const tcpWrappersMissing: Rule = {
  code: 'tcp-wrappers-missing',
  title: 'tcp_wrappers on a build without it',
  stage: 'connection',
  severity: 'error',
  why: 'Only Debian and Ubuntu build the daemon with libwrap: upstream, RHEL 8 and later and Fedora do not, nor (according to their package sources) do Alpine and openSUSE. Without it the daemon starts, but answers every connection with "500 OOPS: tcp_wrappers is set to YES but no tcp wrapper support compiled in". Use the firewall or a PAM module in place of hosts.allow and hosts.deny.',
  bad: 'tcp_wrappers=YES\n',
  good: 'tcp_wrappers=NO\n',
  exampleBuild: 'el9',
  checkModel(model, report) {
    const line = model.line('tcp_wrappers');
    if (!line || model.build.tcpWrappers || model.bool('tcp_wrappers') !== true) return;
    const unseen = model.build.id === 'alpine' || model.build.id === 'opensuse';
    report({
      ...settingRange(line),
      message: `${unseen ? 'According to its package source this' : 'This'} build has no TCP wrappers: every connection is answered with "500 OOPS: tcp_wrappers is set to YES but no tcp wrapper support compiled in".`,
      fixes: [setToFix(model, 'tcp_wrappers', 'NO', line)],
    });
  },
};
