import type { Channel } from '../../events/observation.js';

/** Functions of FTP libraries that open a data connection, as stacks name them. */
const DATA =
  /_?openDataConnection_?|\bconn\.unwrap\(|_sslobj\.shutdown\(|\bntransfercmd\b|\btransfercmd\b|\bretrbinary\b|\bstorbinary\b|\bretrlines\b|OpenDataStream|OpenPassiveDataStream|OpenActiveDataStream|\b(?:pasv|passive)_?[Cc]onnect|_pasvConnect|initDataConnection|CreateDataSocket|connectForPassiveTransfer|makepasv|transfer_?socket/i;
const CONTROL =
  /\bSocketClient\.(?:_?connect|connect)|ftplib[^\n"]{0,120}", line \d{1,5}, in (?:connect|__init__)|net\/ftp\.rb:\d{1,5}:in [`'](?:Net::FTP#)?connect'|_connectAction_|FtpClient\.Connect\b/;
const FRAME =
  /^\s{0,12}(?:at:? |File "|from |\.\.\. )|^\s{0,12}\S{1,200}:\d{1,6}:in (?![`'][^'\n]{1,80}': )|: {1,8}File "[^"\n]{1,200}", line \d|^\s{0,12}\p{L}{1,4} (?:[\w<>$`+]{1,60}\.){1,12}[\w<>$`+]{1,60} ?\(|^\s{2,12}(?:conn\.unwrap\(|s = self\._sslobj\.shutdown\()/u;

/** Python prints the call that failed, with the command that it sent. */
const CALL =
  /\b(?:send|void)cmd\(['"]([A-Z]{3,4})[ '"]|\b(?:in |ftp\.)(stor|retr(?=b)|cwd|nlst|mlsd|mkd)(?:binary|lines)?\b|(?:in [`'](?:block in )?(sendport|makeport|chdir|mkdir)'|(content of directory))|\b(?:response to |Command )([A-Z]{3,4})(?::| +got wrong)|\b(OpenPassiveDataStream|makepasv|changeWorkingDirectory|makeDirectory|storeFile|appendFile|retrieveFile|listFiles(?!\.)|listNames)\b/;
const CALLS: Readonly<Record<string, string>> = {
  stor: 'STOR',
  retr: 'RETR',
  sendport: 'PORT',
  makeport: 'PORT',
  chdir: 'CWD',
  mkdir: 'MKD',
  'content of directory': 'MLSD',
  OpenPassiveDataStream: 'PASV',
  makepasv: 'PASV',
  changeWorkingDirectory: 'CWD',
  makeDirectory: 'MKD',
  storeFile: 'STOR',
  appendFile: 'APPE',
  retrieveFile: 'RETR',
  listFiles: 'LIST',
  listNames: 'NLST',
};

/** What of a stack means something. */
export const FRAME_WORDS: readonly RegExp[] = [DATA, CONTROL, CALL];

/** The command that a line of a stack names; undefined: none. */
export function frameVerb(text: string): string | undefined {
  if (
    !/cmd\(|:?in |ftp\.|response to |got wrong|content of|PassiveData|makepasv|Directory|File|listNames/.test(
      text,
    )
  )
    return undefined;
  const match = CALL.exec(text.slice(0, 400));
  const called = match?.[2] ?? match?.[3] ?? match?.[4] ?? match?.[6];
  return (
    match?.[1] ?? match?.[5] ?? (called === undefined ? undefined : (CALLS[called] ?? called.toUpperCase()))
  );
}

/** What a program was about when it failed, as the words in front of a reply say. */
const DOING: readonly (readonly [words: RegExp, verb: string])[] = [
  [/\bexpected\b\D{1,12}22[79]\b/i, 'PASV'],
  [/mk(?:Parent)?dir|creat\w{0,4} (?:the |remote )?(?:dir|folder)/i, 'MKD'],
  [/chdir|\bcwd\b|chang\w{1,4} (?:the |working )?dir/i, 'CWD'],
  [/upload|\bput\b|\bstor|\bcopy|\bsav(?:e|ing)\b|\bwrit/i, 'STOR'],
  [/download|retriev|\bget file\b/i, 'RETR'],
  [/\blist|\bdir\b/i, 'LIST'],
];

/** The command that a refusal belongs to, as far as the words in front of it tell. */
export function doneVerb(prefix: string): string | undefined {
  const bounded = prefix.slice(-200);
  return DOING.find(([words]) => words.test(bounded))?.[1];
}

/** What a line of a stack says about the connection that failed; null: it is none; undefined: nothing. */
export function frameChannel(text: string): Channel | undefined | null {
  const bounded = text.slice(0, 400).replace(/^[`>] ?/, '');
  if (!FRAME.test(bounded)) return null;
  if (DATA.test(bounded)) return 'data';
  return CONTROL.test(bounded) ? 'control' : undefined;
}
