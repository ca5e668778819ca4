import { type Rule, settingRange, setToFix } from '../../support/index.js';

export const pasvPromiscuous: Rule = {
  code: 'pasv-promiscuous',
  title: 'Strangers may take a passive port',
  stage: 'passive',
  severity: 'warning',
  files: ['main', 'per-user'],
  why: 'Normally a data connection must come from the address of its control connection; others get "425 Security: Bad IP connecting.". With `pasv_promiscuous=YES` the first to connect to the port gets the file, or sends one in the user\'s name. It is only needed for transfers between two servers, or where the two connections of a client leave NAT by different addresses.',
  bad: 'pasv_promiscuous=YES\n',
  good: 'pasv_promiscuous=NO\n',
  checkModel(model, report) {
    const line = model.line('pasv_promiscuous');
    if (!line || model.bool('pasv_promiscuous') !== true || model.bool('pasv_enable') === false) return;
    report({
      ...settingRange(line),
      message:
        'Any host that connects to a passive port before its client does gets the file, or sends one instead.',
      fixes: [setToFix(model, 'pasv_promiscuous', 'NO', line)],
    });
  },
};
