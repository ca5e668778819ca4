import { type Rule, settingRange, setToFix } from '../../support/index.js';

export const asciiTransfers: Rule = {
  code: 'ascii-transfers',
  title: 'Line ends are rewritten in transfers',
  stage: 'advice',
  severity: 'hint',
  files: ['main', 'per-user'],
  why: 'By default the daemon accepts TYPE A and transfers the bytes as they are. With these switches it rewrites line ends: a picture or an archive that a client moves in ASCII mode by mistake is damaged, and the size that SIZE answers is not the size that arrives.',
  bad: 'ascii_download_enable=YES\n',
  good: 'ascii_download_enable=NO\n',
  checkModel(model, report) {
    for (const name of ['ascii_download_enable', 'ascii_upload_enable'] as const) {
      const line = model.line(name);
      if (!line || model.bool(name) !== true) continue;
      if (name === 'ascii_upload_enable' && model.bool('write_enable') === false) continue;
      report({
        ...settingRange(line),
        message:
          'In ASCII mode line ends are rewritten; a binary file sent in ASCII mode by mistake is damaged.',
        fixes: [setToFix(model, name, 'NO', line)],
      });
    }
  },
};
