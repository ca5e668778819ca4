/** What people mean with a umask that is written as a mode, and which values to offer in its place. */
import { octal, type ConfigModel, type SettingLine } from '../../config/index.js';
import { setToFix } from './places.js';
import type { Fix } from '../rule.js';

/** The permissions of their owner, which a umask should leave alone. */
export const OWNER_BITS = 0o700;

/** Fixes for a umask that takes the owner's permissions: such a value is mostly the mode that is wanted. */
export function umaskFixes(model: ConfigModel, name: string, line: SettingLine, mode: number): Fix[] {
  const wanted = ((mode & 0o111) !== 0 ? 0o777 : 0o666) & ~mode & 0o077;
  const values = (mode & 0o600) === 0o600 && wanted !== 0 && wanted !== 0o022 ? [wanted, 0o022] : [0o022];
  const fixes = values.map((value) => setToFix(model, name, octal(value), line));
  if ((mode & 0o666) !== 0o666) return fixes;
  const open = setToFix(model, name, '000', line);
  return [...fixes, { ...open, title: `${open.title} (less safe: every user may change the files)` }];
}
