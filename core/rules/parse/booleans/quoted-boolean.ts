import { parseBool, trim } from '../../../config/index.js';
import { faultsOfKind, type Rule, valueRange } from '../../support/index.js';

export const quotedBoolean: Rule = {
  code: 'quoted-boolean',
  title: 'Quotes around YES or NO',
  stage: 'parse',
  severity: 'error',
  files: ['main', 'per-user'],
  why: 'The daemon reads quotes as part of the value, and a boolean with quotes is refused.',
  bad: 'listen="YES"\n',
  good: 'listen=YES\n',
  checkDocument(context, report) {
    for (const { line, builds } of faultsOfKind(context, 'quoted-boolean')) {
      const { start, end } = valueRange(line);
      report({
        start,
        end,
        message:
          'vsftpd reads the quotes as part of the value, does not accept it as YES/NO and refuses to start.',
        fixes: [
          {
            title: 'Remove the quotes',
            edits: [{ start: line.valueStart, end: line.end, newText: trim(trim(line.value).slice(1, -1)) }],
            safe: parseBool(trim(trim(line.value).slice(1, -1))) !== undefined,
          },
        ],
        builds,
      });
    }
  },
};
