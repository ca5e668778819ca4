/** Which log files are written, and which paths cannot be one. */
import type { ConfigModel } from '../../config/index.js';

export type LogName = 'xferlog_file' | 'vsftpd_log_file';

/** A log that is written with this file, with the name that the daemon's messages give it. */
interface WrittenLog {
  readonly name: LogName;
  readonly label: 'xferlog' | 'vsftpd';
}

/** The logs that are known to be written. */
export function writtenLogs(model: ConfigModel): WrittenLog[] {
  const dual = model.bool('dual_log_enable') === true;
  if (!dual && model.bool('xferlog_enable') !== true) return [];
  const standard = model.bool('xferlog_std_format');
  const found: WrittenLog[] = [];
  if (dual || standard === true) found.push({ name: 'xferlog_file', label: 'xferlog' });
  if ((dual || standard === false) && model.bool('syslog_enable') === false)
    found.push({ name: 'vsftpd_log_file', label: 'vsftpd' });
  return found;
}

/**
 * Whether a path leads to a stream of the process that opens it: in a session those are the client's socket, which
 * cannot be opened as a file. `other` is a stream that may not exist at all.
 */
export function streamOf(path: string): 'standard' | 'other' | undefined {
  const plain = plainPath(path);
  if (/^\/dev\/std(?:in|out|err)$/.test(plain)) return 'standard';
  if (plain === '/dev/tty') return 'other';
  const number = /^\/(?:dev|proc\/(?:self|thread-self))\/fd\/(\d+)$/.exec(plain)?.[1];
  return number === undefined ? undefined : Number(number) <= 2 ? 'standard' : 'other';
}

/** Whether both logs go to the same path. */
export function isSameLog(model: ConfigModel): boolean {
  const [one, other] = [model.text('xferlog_file'), model.text('vsftpd_log_file')];
  return !!one && !!other && plainPath(one) === plainPath(other);
}

/** Without doubled slashes and `/./`. */
function plainPath(path: string): string {
  return path.replace(/\/(?:\.?\/)+/g, '/');
}

/** Ends like a directory, or is one on every system. */
const DIRECTORY = /\/$|^\/(?:var|tmp|var\/log|etc|etc\/vsftpd|home|root)$/;

export function isLogDirectory(path: string): boolean {
  return DIRECTORY.test(path);
}

/** A log that is empty, a directory or a stream ends every connection once it is opened. */
export function canBeWritten(model: ConfigModel, name: LogName): boolean {
  const text = model.text(name);
  return !!text && !streamOf(text) && !isLogDirectory(text);
}
