import { type Rule, setToFix, valueRange } from '../../support/index.js';

export const uploadsExecutable: Rule = {
  code: 'uploads-executable',
  title: 'Uploaded files are executable',
  stage: 'advice',
  severity: 'hint',
  files: ['main', 'per-user'],
  why: '`file_open_mode` is the mode of a new file before the umask. With execute bits in it every upload can be run, scripts below a web root included. Directories do not need the setting: they are created with 0777 anyway.',
  bad: 'write_enable=YES\nlocal_enable=YES\nlocal_umask=022\nfile_open_mode=0777\n',
  good: 'write_enable=YES\nlocal_enable=YES\nlocal_umask=022\nfile_open_mode=0666\n',
  checkModel(model, report) {
    const line = model.line('file_open_mode');
    const mode = line && model.number('file_open_mode');
    const umask = model.number('local_umask') ?? 0;
    if (!mode || mode > 0o777 || (mode & ~umask & 0o111) === 0 || model.bool('write_enable') === false)
      return;
    report({
      ...valueRange(line),
      message: 'Every uploaded file is executable with this mode; directories do not need it.',
      fixes: [setToFix(model, 'file_open_mode', `0${(mode & 0o666).toString(8)}`, line)],
    });
  },
};
