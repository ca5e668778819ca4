/** cmds_allowed and cmds_denied as the daemon reads them (vsftpd postlogin.c): split at commas, compared byte for byte. */
import { trim, type ConfigModel, type SettingLine } from '../../config/index.js';

interface CommandItem {
  /** As it stands between the commas. */
  readonly text: string;
  /** Byte offsets in the file. */
  readonly start: number;
  readonly end: number;
}

interface CommandList {
  readonly name: 'cmds_allowed' | 'cmds_denied';
  readonly line: SettingLine;
  readonly items: readonly CommandItem[];
  /** The items before the first empty one: the rest is never read. */
  readonly read: readonly CommandItem[];
}

/** More than all commands there are; the rest of an absurd list is not looked at. */
const MOST_ITEMS = 200;

/** The two lists, where they are set and known. */
export function commandLists(model: ConfigModel): CommandList[] {
  return (['cmds_allowed', 'cmds_denied'] as const).flatMap((name) => {
    const line = model.line(name);
    const text = line && model.text(name);
    if (!text) return [];
    let start = line.valueStart + line.value.indexOf(text);
    const items = text.split(',', MOST_ITEMS).map((item) => {
      const at = { text: item, start, end: start + item.length };
      start = at.end + 1;
      return at;
    });
    const empty = items.findIndex((item) => item.text === '');
    return [{ name, line, items, read: empty < 0 ? items : items.slice(0, empty) }];
  });
}

/** The commands that a list names, as its author means them: blanks and letter case forgiven. */
export function meant(list: CommandList): Set<string> {
  return new Set(list.items.map((item) => trim(item.text).toUpperCase()).filter((word) => word !== ''));
}

/** Whether the author's lists let a command through. */
export function lets(lists: readonly CommandList[], command: string): boolean {
  return lists.every((list) => meant(list).has(command) === (list.name === 'cmds_allowed'));
}

/** Every command that the daemon answers after the login. */
export const COMMANDS: ReadonlySet<string> = new Set(
  (
    'ABOR ACCT ALLO APPE AUTH CDUP CWD DELE EPRT EPSV FEAT HELP LIST MDTM MKD MODE NLST NOOP OPTS P@SW PASS PASV PBSZ ' +
    'PORT PROT PWD QUIT REIN REST RETR RMD RNFR RNTO SITE SIZE SMNT STAT STOR STOU STRU SYST TYPE USER XCUP XCWD ' +
    'XMKD XPWD XRMD'
  ).split(' '),
);

/** Commands of the RFCs that the daemon does not have: harmless in a list, for other servers have them. */
export const FOREIGN_COMMANDS: ReadonlySet<string> = new Set(
  'ADAT CCC CLNT CONF CSID ENC HOST LANG LPRT LPSV MFCT MFF MFMT MIC MLSD MLST AVBL COMB DSIZ HASH MD5 THMB XCRC XMD5 XSHA'.split(
    ' ',
  ),
);

/** What people call the commands, for they know them from a client's prompt. */
export const CLIENT_WORDS: ReadonlyMap<string, string> = new Map([
  ['BYE', 'QUIT'],
  ['CD', 'CWD'],
  ['CHMOD', 'SITE'],
  ['DELETE', 'DELE'],
  ['DIR', 'LIST'],
  ['DOWNLOAD', 'RETR'],
  ['EXIT', 'QUIT'],
  ['GET', 'RETR'],
  ['LS', 'LIST'],
  ['MGET', 'RETR'],
  ['MKDIR', 'MKD'],
  ['MPUT', 'STOR'],
  ['PUT', 'STOR'],
  ['RENAME', 'RNFR'],
  ['RM', 'DELE'],
  ['RMDIR', 'RMD'],
  ['UPLOAD', 'STOR'],
]);
