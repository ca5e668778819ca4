import { FILE_LIMIT } from '../../../config/index.js';
import type { Rule } from '../../support/index.js';

export const fileTooLong: Rule = {
  code: 'file-too-long',
  title: 'More than 100,000 bytes',
  stage: 'parse',
  severity: 'warning',
  files: ['main', 'per-user'],
  why: 'The daemon reads the first 100,000 bytes of a file and silently drops the rest; a line cut there is parsed as it stands. Settings after the limit have no effect.',
  bad: `#${'x'.repeat(100_000)}\nlisten=YES\n`,
  good: 'listen=YES\n',
  checkDocument(context, report) {
    const { bytes } = context.document.source;
    if (bytes.length <= FILE_LIMIT) return;
    const dropped = context.document.lines.find((line) => line.dropped && line.kind === 'setting');
    report({
      start: FILE_LIMIT,
      end: Math.max(FILE_LIMIT, bytes.indexOf('\n', FILE_LIMIT)),
      message: `vsftpd reads only the first 100,000 bytes; everything from here on is silently dropped${dropped ? ', settings included' : ''}.`,
      severity: dropped ? 'warning' : 'hint',
      unnecessary: true,
    });
  },
};
