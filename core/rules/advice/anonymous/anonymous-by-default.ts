import { firstLineOf, isWholeServer, nameRange, type Rule, setToFix } from '../../support/index.js';

export const anonymousByDefault: Rule = {
  code: 'anonymous-by-default',
  title: 'Anonymous logins are on by default',
  stage: 'advice',
  severity: 'information',
  why: 'Every build compiles `anonymous_enable=YES` in; only the shipped config files say NO. With a file without the line, everyone can log in as `anonymous`.',
  bad: 'listen=YES\nlocal_enable=YES\n',
  good: 'listen=YES\nlocal_enable=YES\nanonymous_enable=NO\n',
  checkModel(model, report) {
    if (model.isSet('anonymous_enable') || model.bool('anonymous_enable') !== true || !isWholeServer(model))
      return;
    const line = firstLineOf(model, 'local_enable', 'listen', 'listen_ipv6');
    if (!line) return;
    report({
      ...nameRange(line),
      message: 'anonymous_enable is not set, and its default is YES: everyone can log in as anonymous.',
      // Without local users no kind of login would be left.
      fixes: model.bool('local_enable') === true ? [setToFix(model, 'anonymous_enable', 'NO', line)] : [],
    });
  },
};
