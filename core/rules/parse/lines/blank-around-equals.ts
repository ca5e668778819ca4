import { leadingSpaces, settingNamed, trimEnd } from '../../../config/index.js';
import { faultsOfKind } from '../../support/parse-fault.js';
import type { Rule } from '../../rule.js';

export const blankAroundEquals: Rule = {
  code: 'blank-around-equals',
  title: 'A blank beside the equals sign',
  stage: 'parse',
  severity: 'error',
  files: ['main', 'per-user'],
  page: {
    why: 'vsftpd.conf knows no blanks around `=`: one before it becomes part of the name, which is then unknown; one behind it becomes part of the value, which is then no boolean. Only Debian sid drops them.',
    bad: 'listen = YES\n',
    good: 'listen=YES\n',
  },
  checkDocument(context, report) {
    for (const { line, builds } of faultsOfKind(context, 'blank-around-equals')) {
      const start = line.nameStart + trimEnd(line.name).length;
      const end = line.valueStart + leadingSpaces(line.value);
      const value = trimEnd(line.value);
      report({
        start: line.nameStart,
        end: line.valueStart + value.length,
        message: `There is a blank beside the "=" of ${trimEnd(line.name)}; vsftpd takes it as part of the ${start < line.valueStart - 1 ? 'name' : 'value'} and refuses the file.`,
        fixes: [
          {
            title: 'Remove the blanks around "="',
            edits: [
              { start, end, newText: '=' },
              ...(settingIsBool(line.name)
                ? [
                    {
                      start: line.valueStart + value.length,
                      end: line.valueStart + line.value.length,
                      newText: '',
                    },
                  ]
                : []),
            ],
            safe: true,
          },
        ],
        builds,
      });
    }
  },
};

/** A boolean may not keep a blank at its end either. */
function settingIsBool(name: string): boolean {
  return settingNamed(trimEnd(name))?.type === 'bool';
}
