import { octal, trim, type ConfigModel } from '../../../config/index.js';
import {
  valueRange,
  OWNER_BITS,
  setToFix,
  umaskFixes,
  type Rule,
  type RuleReport,
} from '../../support/index.js';

export const umaskOwner: Rule = {
  code: 'umask-owner',
  title: 'A umask that locks users out of their own uploads',
  stage: 'advice',
  severity: 'warning',
  files: ['main', 'per-user'],
  why: 'A umask takes permissions away. If it takes those of the owner, users cannot use what they made: with 0111 a new directory cannot be entered (CWD answers 550), with 0777 a stored file cannot be fetched. Files are created without execute permission anyway; 022 lets all read, 077 the owner only.',
  bad: 'local_enable=YES\nwrite_enable=YES\nlocal_umask=0111\n',
  good: 'local_enable=YES\nwrite_enable=YES\nlocal_umask=022\n',
  checkModel(model, report) {
    openMode(model, report);
    for (const [name, who] of [
      ['local_umask', ['local_enable']],
      ['anon_umask', ['anonymous_enable', 'guest_enable']],
    ] as const) {
      const line = model.line(name);
      const umask = model.number(name);
      // Without a leading 0 the value is another one: mode-not-octal says so.
      if (!line || umask === undefined || !/^0[0-7]+$/.test(trim(line.value)) || (umask & OWNER_BITS) === 0)
        continue;
      if (model.bool('write_enable') === false || who.every((each) => model.bool(each) === false)) continue;
      report({
        ...valueRange(line),
        message: `Users cannot use what they create: ${effectOf(umask)} (mode ${octal(0o777 & ~umask, 4)} for directories, ${octal(0o666 & ~umask, 4)} for files).`,
        fixes: umaskFixes(model, name, line, umask & 0o777),
      });
    }
  },
};

/** A mode that gives the owner nothing to read. */
function openMode(model: ConfigModel, report: (found: RuleReport) => void): void {
  const line = model.line('file_open_mode');
  const mode = model.number('file_open_mode');
  if (!line || mode === undefined || !/^0[0-7]*$/.test(trim(line.value)) || (mode & 0o400) !== 0) return;
  if (model.bool('write_enable') === false) return;
  report({
    ...valueRange(line),
    message: `Users cannot fetch what they stored: RETR answers 550 (mode ${octal(mode & 0o777, 4)} for files).`,
    fixes: [setToFix(model, 'file_open_mode', '0666', line)],
  });
}

function effectOf(umask: number): string {
  if ((umask & 0o400) !== 0) return 'RETR of a stored file and LIST of a new directory answer 550 or nothing';
  if ((umask & 0o100) !== 0) return 'CWD into a new directory answers 550';
  return 'a new directory takes no files, and a stored file cannot be appended to';
}
