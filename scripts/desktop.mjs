// The desktop VS Code of this machine, if it has one.
import { accessSync, constants } from 'node:fs';
import path from 'node:path';

/** Path of VSCODE, or of `code` on the PATH; undefined where there is neither. */
export function findDesktop() {
  if (process.env.VSCODE) return process.env.VSCODE;
  const names = process.platform === 'win32' ? ['code.cmd'] : ['code'];
  const folders = (process.env.PATH ?? '').split(path.delimiter).filter(Boolean);
  return folders.flatMap((folder) => names.map((name) => path.join(folder, name))).find(isExecutable);
}

function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
