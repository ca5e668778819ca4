import { decodeUtf8, SETTINGS, trim } from '../../../config/index.js';
import { missingNeeds, valueRange, quoted, removeFix, type Fix, type Rule } from '../../support/index.js';
import type { ConfigModel, SettingLine } from '../../../config/index.js';

export const tildePath: Rule = {
  code: 'tilde-path',
  title: 'A path that begins with ~',
  stage: 'login',
  severity: 'warning',
  files: ['main', 'per-user'],
  why: 'Only a shell makes a home directory of `~` or `$HOME`. The daemon looks for a directory of exactly that name: a jailed user cannot log in ("500 OOPS: cannot change directory:~/ftp"), any other silently stays in the home directory. A relative `local_root` begins in the home directory: `ftp` is what `~/ftp` is meant to be.',
  bad: 'local_enable=YES\nlocal_root=~/ftp\n',
  good: 'local_enable=YES\nlocal_root=ftp\n',
  checkModel(model, report) {
    for (const { name, unit } of SETTINGS) {
      if (unit !== 'file' && unit !== 'directory') continue;
      const line = model.line(name);
      const path = line && model.text(name);
      const home = path ? /^(?:~(?:[\w.-]+|\$\w+)?|\$HOME|\$\{HOME\})(?=\/|$)/.exec(path)?.[0] : undefined;
      if (!line || !path || home === undefined || !model.knows(name)) continue;
      const setting = SETTINGS.find((each) => each.name === name);
      if (setting && missingNeeds(model, setting)) continue;
      report({
        ...valueRange(line),
        message: `vsftpd does not replace ${quoted(home)}: ${effectOf(model, name, path)}.`,
        fixes:
          name === 'local_root' && /^(?:~(?:\$\w+)?|\$HOME|\$\{HOME\})$/.test(home)
            ? fixesOf(model, line, home)
            : [],
      });
    }
  },
};

function effectOf(model: ConfigModel, name: string, path: string): string {
  if (name !== 'local_root') return `it looks for a path that begins with exactly that name`;
  const oops = `a jailed user's login ends with "500 OOPS: cannot change directory:${decodeUtf8(path)
    .replace(/[^ -~]/g, '?')
    .slice(0, 60)}"`;
  if (model.bool('chroot_local_user') === true) return oops;
  return `${oops}, any other user silently stays in the home directory`;
}

function fixesOf(model: ConfigModel, line: SettingLine, home: string): Fix[] {
  const below = trim(line.value).slice(home.length).replace(/^\/+/, '');
  if (below === '')
    return [{ ...removeFix(model, line), title: 'Remove the line (users start in their home directory)' }];
  const newText = decodeUtf8(below);
  return [
    {
      title: `Change to ${newText.slice(0, 60)} (below the home directory)`,
      edits: [{ ...valueRange(line), newText }],
    },
  ];
}
