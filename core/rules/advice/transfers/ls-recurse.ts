import { type Rule, settingRange, setToFix } from '../../support/index.js';

export const lsRecurse: Rule = {
  code: 'ls-recurse',
  title: 'Listings of whole trees',
  stage: 'advice',
  severity: 'hint',
  why: 'A client may ask for \`LIST -R\`, and the server then walks through the whole tree: with many files that is a lot of work for one short command, and a few clients can keep the disk busy.',
  bad: 'ls_recurse_enable=YES\n',
  good: 'ls_recurse_enable=NO\n',
  checkModel(model, report) {
    const line = model.line('ls_recurse_enable');
    if (!line || model.bool('ls_recurse_enable') !== true) return;
    report({
      ...settingRange(line),
      message:
        'LIST -R makes the server walk through the whole tree; a few clients can keep the disk busy with it.',
      fixes: [setToFix(model, 'ls_recurse_enable', 'NO', line)],
    });
  },
};
