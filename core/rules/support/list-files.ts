/** List files that are turned on, as far as they are at hand: vsftpd's own, and those of its PAM service. */
import {
  templateMode,
  trim,
  type AtHand,
  type ConfigModel,
  type FileAtHand,
  type SettingLine,
} from '../../config/index.js';
import { quoted } from './places.js';

interface ListSetting {
  readonly file: string;
  readonly on: string;
  readonly who: 'local_enable' | 'anonymous_enable';
}

const LISTS = [
  { file: 'userlist_file', on: 'userlist_enable', who: 'local_enable' },
  { file: 'chroot_list_file', on: 'chroot_list_enable', who: 'local_enable' },
  { file: 'banned_email_file', on: 'deny_email_enable', who: 'anonymous_enable' },
  { file: 'email_password_file', on: 'secure_email_list_enable', who: 'anonymous_enable' },
] as const satisfies readonly ListSetting[];

export type ListName = (typeof LISTS)[number]['file'];

/** A list in force that was found. */
export interface ListAtHand {
  readonly file: ListName;
  /** What turns it on, or names it. */
  readonly line: SettingLine;
  readonly found: FileAtHand;
}

/** A line of a list: the daemon compares it whole, so one with a blank or a CR is no name. */
export interface ListLine {
  readonly text: string;
  /** From 1. */
  readonly number: number;
}

export function listsAtHand(model: ConfigModel, atHand: AtHand): readonly ListAtHand[] {
  return LISTS.flatMap(({ file, on, who }) => {
    const path = model.bool(on) === true && model.bool(who) === true ? model.text(file) : null;
    const found = path ? written(atHand(path)) : undefined;
    const line = model.line(file) ?? model.line(on);
    return found && line ? [{ file, line, found }] : [];
  });
}

/** The lines that can match, and those that only look as if they could. */
export function linesOf({ text }: FileAtHand): Readonly<Record<'names' | 'odd', readonly ListLine[]>> {
  const lines = text
    .split('\n')
    .map((line, i) => ({ text: line, number: i + 1 }))
    .filter((line) => trim(line.text) !== '' && !/^\s*#/.test(line.text));
  // No user has a colon or a slash in the name.
  const isOdd = (line: ListLine): boolean => /[\s\0,;":/]/.test(line.text);
  return { names: lines.filter((line) => !isOdd(line)), odd: lines.filter(isOdd) };
}

/** A list by which PAM allows or refuses users. */
export interface PamList {
  readonly sense: 'allow' | 'deny';
  readonly found: FileAtHand;
}

/** The file of the PAM service that checks logins. */
export function pamFile(model: ConfigModel, atHand: AtHand): FileAtHand | undefined {
  const service = model.text('pam_service_name');
  // PAM takes what follows the last slash.
  return service ? atHand(`/etc/pam.d/${service.slice(service.lastIndexOf('/') + 1)}`) : undefined;
}

/** The user lists of the PAM service; where that is not at hand, the one that the packages ship it with. */
export function pamLists(model: ConfigModel, atHand: AtHand): readonly PamList[] {
  const pam = pamFile(model, atHand);
  if (!pam) {
    if (model.text('pam_service_name') !== 'vsftpd') return [];
    const shipped = atHand(model.build.family === 'redhat' ? '/etc/vsftpd/ftpusers' : '/etc/ftpusers');
    return shipped ? [{ sense: 'deny', found: withoutCr(shipped) }] : [];
  }
  return pam.text.split('\n').flatMap((line): PamList[] => {
    if (/^\s*#/.test(line) || !line.includes('pam_listfile') || !/\bitem=user\b/.test(line)) return [];
    const sense = /\bsense=(allow|deny)\b/.exec(line)?.[1];
    const path = /\bfile=(\S+)/.exec(line)?.[1];
    const found = path === undefined ? undefined : written(atHand(path));
    return found && (sense === 'allow' || sense === 'deny') ? [{ sense, found: withoutCr(found) }] : [];
  });
}

/** A list that a template writes has names that are not known here. */
function written(found: FileAtHand | undefined): FileAtHand | undefined {
  return found && templateMode(found.text) === 'none' ? found : undefined;
}

/** PAM drops the CR at the end of a line of a list. */
function withoutCr({ path, text }: FileAtHand): FileAtHand {
  return { path, text: text.replaceAll('\r\n', '\n') };
}

/** Some lines for a message: `"joe", "ann" and 3 more`. */
export function someOf(lines: readonly Pick<ListLine, 'text'>[]): string {
  const shown = lines.slice(0, 2).map(({ text }) => quoted(trim(text)));
  return lines.length > 2 ? `${shown.join(', ')} and ${lines.length - 2} more` : shown.join(' and ');
}
