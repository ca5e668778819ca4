import type { ActiveMode, PassiveMode, ReplySeen } from '../../events/observation.js';

/** Those of them that list a directory. */
export const LISTINGS: ReadonlySet<string> = new Set(['LIST', 'NLST', 'MLSD']);

/** Commands that use a data connection. */
export const TRANSFERS: ReadonlySet<string> = new Set([
  'LIST',
  'NLST',
  'MLSD',
  'RETR',
  'STOR',
  'STOU',
  'APPE',
]);

/** Commands that prepare one. */
export const MODES: Readonly<Record<string, PassiveMode | ActiveMode>> = {
  PASV: 'PASV',
  'P@SW': 'PASV',
  EPSV: 'EPSV',
  PORT: 'PORT',
  EPRT: 'EPRT',
};

/** A 227, 229 or 150: its words say nothing that the attempt does not keep. */
export function isProgress(to: string, code: number): boolean {
  return (code < 200 && TRANSFERS.has(to)) || ((code === 227 || code === 229) && MODES[to] !== undefined);
}

/** Words that only one kind of command gets, for a reply that was pasted alone. */
const MEANINGS: readonly { readonly to: string; readonly words: RegExp }[] = [
  { to: 'PORT', words: /illegal port command|won.t open a connection to/i },
  {
    to: 'STOR',
    words:
      /could not create file|failed ftp upload|\bSTOR\b|may not upload|\bfor writing\b|write (?:permission|access)/i,
  },
  { to: 'CWD', words: /(?:failed to|can.?t|could not) change directory|^.?CWD\b/i },
  { to: 'MKD', words: /create directory operation failed|\bMKD\b/i },
  { to: 'EPRT', words: /(?:illegal|bad) eprt/i },
  { to: 'PASV', words: /invalid pasv_address|vsf_sysutil_bind|\bpassive (?:command|listening)\b/i },
  {
    to: 'USER',
    words:
      /must use encryption|server is anonymous only|required on the control channel|use (?:a )?secure (?:access|connection|login)|policy requires ssl|does not allow plain ftp/i,
  },
  {
    to: 'PASS',
    words:
      /login (?:authentication failed|incorrect)|^not logged in|^user cannot log in|writable root|OOPS: cannot (?:change directory|locate user)/i,
  },
  {
    to: 'LIST',
    words:
      /session reuse|data connections must be encrypted|prot p required|bad ip connecting|failed to establish connection|can.?t open data connection|data timeout|priv_sock_get_cmd|unable to build data connection|connection (?:was |has )?not (?:been )?resumed|could not open data connection|data channel timed out/i,
  },
  { to: 'PASV', words: /^["'\\]{0,3}PASV\b/ },
  { to: '', words: /^timeout|transfer timeout|connection timed out|idle|inactiv/i },
];

/** Servers name the command that they refuse. */
const NAMED =
  /(?:^|['"( ])(PORT|EPRT|LPRT|PASV|EPSV|LIST|NLST|MLSD|STOR|CWD)\b.{0,60}\bnot (?:understood|implemented|recogni[sz]ed|supported)|\b(?:unknown|unrecogni[sz]ed|syntax error|invalid|unsupported)\b.{0,30}['"( ](PORT|EPRT|LPRT|PASV|EPSV|LIST|NLST|MLSD|STOR|CWD)\b/i;

function named(text: string): string | null {
  const match = NAMED.exec(text.slice(0, 200));
  const verb = (match?.[1] ?? match?.[2])?.toUpperCase();
  return verb === 'LPRT' ? 'PORT' : (verb ?? null);
}

/** Some servers refuse all but USER and PASS with the code of a refused login. */
const NOT_YET =
  /^\d\.\d\.\d |log ?in (?:with|first)|(?:aren.t|are not|must be|need to be) logged|please log|expected/i;

/** What the words of a 200 say that it answers, where the log hides commands. */
const ACCEPTED_PORT = /\b(PORT|EPRT) (?:command )?(?:is )?(?:ok|success)/i;

/** The verb that a refusal without any command before it belongs to; '': it is none's; null: nothing known. */
export function meant({ code, text }: ReplySeen): string | null {
  if (code === 200) return ACCEPTED_PORT.exec(text)?.[1]?.toUpperCase() ?? null;
  if (code < 400) return null;
  const told = MEANINGS.find(({ words }) => words.test(text))?.to ?? named(text);
  if (told !== null) return told;
  if (code === 552 || code === 553) return 'STOR';
  return code === 530 && !NOT_YET.test(text) ? 'PASS' : null;
}

export function isEpsvAll(verb: string, argument: string | null): boolean {
  return verb === 'EPSV' && argument?.trim().toUpperCase() === 'ALL';
}
