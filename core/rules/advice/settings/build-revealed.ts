import { namesOf, revealedBuilds } from '../../../config/index.js';
import { type Rule, settingRange } from '../../support/index.js';

export const buildRevealed: Rule = {
  code: 'build-revealed',
  title: 'The file shows which build it is for',
  stage: 'advice',
  severity: 'hint',
  why: 'Distributions ship different builds of vsftpd: other setting names, other defaults, other ways to read the same line. Unless a build is chosen, a file is judged for all of them, and what only some refuse is a warning that names them. Where the folder, a setting or a shipped path shows the build, choose it, and findings say what your daemon does.',
  bad: 'listen=YES\nutf8_filesystem=YES\n',
  good: 'listen=YES\n',
  exampleBuild: 'any',
  checkDocument({ document, builds, path }, report) {
    const [first] = document.settings;
    if (builds.length < 2 || !first) return;
    const revealed = revealedBuilds(document, path);
    if (revealed.length === 0) return;
    report({
      ...settingRange(first),
      message: `This file seems to be for ${namesOf(revealed)}. Choose that build to see what it does.`,
    });
  },
};
