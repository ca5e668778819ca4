import { leadingSpaces, settingNamed, trimEnd } from '../../../config/index.js';
import { faultsOfKind, type Rule } from '../../support/index.js';

export const blankAroundEquals: Rule = {
  code: 'blank-around-equals',
  title: 'Spaces around the equals sign',
  stage: 'parse',
  severity: 'error',
  files: ['main', 'per-user'],
  why: 'vsftpd.conf allows no spaces around `=`: one before it becomes part of the name, which is then unknown; one after it becomes part of the value, which is then not accepted as YES or NO. Only Debian sid drops them.',
  bad: 'listen = YES\n',
  good: 'listen=YES\n',
  checkDocument(context, report) {
    for (const { line, builds } of faultsOfKind(context, 'blank-around-equals')) {
      const start = line.nameStart + trimEnd(line.name).length;
      const end = line.valueStart + leadingSpaces(line.value);
      const value = trimEnd(line.value);
      report({
        start: line.nameStart,
        end: line.valueStart + value.length,
        message: `No spaces around "=": vsftpd reads the space as part of the ${start < line.valueStart - 1 ? 'name' : 'value'} of ${trimEnd(line.name)} and refuses the file.`,
        fixes: [
          {
            title: 'Remove the spaces around "="',
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

/** A boolean may not keep a space at its end either. */
function settingIsBool(name: string): boolean {
  return settingNamed(trimEnd(name))?.type === 'bool';
}
