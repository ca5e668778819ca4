import { faultsOfKind, type Rule } from '../../support/index.js';

export const carriageReturn: Rule = {
  code: 'carriage-return',
  title: 'CRLF line endings',
  stage: 'parse',
  severity: 'error',
  files: ['main', 'per-user'],
  why: 'The file has Windows line endings. To the daemon the CR is a part of the value, so `YES` followed by CR is not a valid YES/NO value and the file is refused; on Debian 12 and 13 an empty text setting with a CR even crashes it. A reload (SIGHUP) does not refuse such a file: it skips every boolean in it.',
  bad: 'listen=YES\r\nlocal_enable=YES\r\n',
  good: 'listen=YES\nlocal_enable=YES\n',
  checkDocument(context, report) {
    const faults = faultsOfKind(context, 'carriage-return');
    const [first] = faults;
    if (!first) return;
    const { source } = context.document;
    const lines = context.document.lines.filter(
      (line) => source.bytes[line.end - 1] === '\r' && line.end > line.start,
    );
    const others = faults.length === 1 ? '' : ` So are ${faults.length - 1} more lines.`;
    report({
      start: first.line.nameStart,
      end: first.line.end,
      message: `The line ends with CR LF, and to vsftpd the CR is part of the value: it is refused.${others}`,
      fixes: [
        {
          title: 'Convert the file to LF line endings',
          edits: lines.map((line) => ({
            start: trimmedEnd(source.bytes, line.end),
            end: line.end,
            newText: '',
          })),
          safe: true,
        },
      ],
      builds: first.builds,
    });
  },
};

function trimmedEnd(bytes: string, end: number): number {
  let start = end;
  while (bytes[start - 1] === '\r') start--;
  return start;
}
