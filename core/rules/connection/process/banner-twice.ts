import { relatedTo, removeFix, type Rule, settingRange } from '../../support/index.js';

export const bannerTwice: Rule = {
  code: 'banner-twice',
  title: 'Two greetings, one of them unused',
  stage: 'connection',
  severity: 'information',
  why: 'The content of `banner_file` is the greeting; `ftpd_banner` is only used while that file is empty.',
  bad: 'banner_file=/etc/vsftpd.banner\nftpd_banner=Welcome\n',
  good: 'banner_file=/etc/vsftpd.banner\n',
  checkModel(model, report) {
    const line = model.line('ftpd_banner');
    if (!line || !model.text('ftpd_banner') || !model.text('banner_file')) return;
    report({
      ...settingRange(line),
      message: 'banner_file overrides this greeting, which is shown only if that file is empty.',
      unnecessary: true,
      fixes: [removeFix(model, line)],
      related: relatedTo(model, ['banner_file'], 'The greeting comes from this file.'),
    });
  },
};
