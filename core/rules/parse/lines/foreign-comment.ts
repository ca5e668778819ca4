import { faultsOfKind, type Rule } from '../../support/index.js';

export const foreignComment: Rule = {
  code: 'foreign-comment',
  title: "A comment in another language's style",
  stage: 'parse',
  severity: 'error',
  files: ['main', 'per-user'],
  why: 'Only `#` in the first column begins a comment. `//`, `;`, `--` and `/*` do not; the line is read as a setting, and refused.',
  bad: '// standalone\nlisten=YES\n',
  good: '# standalone\nlisten=YES\n',
  checkDocument(context, report) {
    for (const { line, builds } of faultsOfKind(context, 'foreign-comment')) {
      const mark = /^(?:;+|\/\/+|--+|\/\*+|!+|REM )\s*/i.exec(
        context.document.source.bytes.slice(line.nameStart, line.end),
      );
      report({
        start: line.nameStart,
        end: line.end,
        message:
          'Only "#" in the first column begins a comment: vsftpd reads this line as a setting and refuses the file.',
        fixes: [
          {
            title: 'Change to a "#" comment',
            edits: [{ start: line.start, end: line.nameStart + (mark?.[0].length ?? 0), newText: '# ' }],
            safe: true,
          },
        ],
        builds,
      });
    }
  },
};
