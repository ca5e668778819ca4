import type { Channel } from '../../events/observation.js';

/** Functions of FTP libraries that open a data connection, as stacks name them. */
const DATA =
  /_?openDataConnection_?|\bntransfercmd\b|\btransfercmd\b|\bretrbinary\b|\bstorbinary\b|\bretrlines\b|OpenDataStream|OpenPassiveDataStream|OpenActiveDataStream|\b(?:pasv|passive)_?[Cc]onnect|_pasvConnect|initDataConnection|connectForPassiveTransfer|makepasv|transfer_?socket/i;
const CONTROL =
  /\bSocketClient\.(?:_?connect|connect)|ftplib\.py", line \d{1,5}, in (?:connect|__init__)|_connectAction_|FtpClient\.Connect\b/;
const FRAME = /^\s{0,12}(?:at |File "|from |\.\.\. )|^\s{0,12}\S{1,200}:\d{1,6}:in /;

/** What a line of a stack says about the connection that failed; null: it is none; undefined: nothing. */
export function frameChannel(text: string): Channel | undefined | null {
  const bounded = text.slice(0, 400);
  if (!FRAME.test(bounded)) return null;
  if (DATA.test(bounded)) return 'data';
  return CONTROL.test(bounded) ? 'control' : undefined;
}
