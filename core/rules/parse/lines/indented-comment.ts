import { faultsOfKind, type Rule } from '../../support/index.js';

export const indentedComment: Rule = {
  code: 'indented-comment',
  title: 'An indented comment',
  stage: 'parse',
  severity: 'error',
  files: ['main', 'per-user'],
  why: 'A line is a comment only if its very first byte is `#`. With a space before it the line is read as a setting, and refused.',
  bad: '  # listen on IPv4\nlisten=YES\n',
  good: '# listen on IPv4\nlisten=YES\n',
  checkDocument(context, report) {
    for (const { line, builds } of faultsOfKind(context, 'indented-comment')) {
      report({
        start: line.start,
        end: line.end,
        message:
          'A comment must begin with "#" in the first column: vsftpd reads this indented one as a setting and refuses the file.',
        fixes: [
          {
            title: 'Move the comment to the first column',
            edits: [{ start: line.start, end: line.nameStart, newText: '' }],
            safe: true,
          },
        ],
        builds,
      });
    }
  },
};
