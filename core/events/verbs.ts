/** Commands that clients send: RFC 959, 1639, 2228, 2389, 2428, 3659, 4217, 7151 and the usual extensions. */
export const VERBS: ReadonlySet<string> = new Set(
  (
    'USER PASS ACCT CWD CDUP SMNT QUIT REIN PORT PASV TYPE STRU MODE RETR STOR STOU APPE ALLO REST RNFR RNTO ABOR ' +
    'DELE RMD MKD PWD LIST NLST SITE SYST STAT HELP NOOP XCWD XCUP XMKD XRMD XPWD LPRT LPSV AUTH ADAT PROT PBSZ ' +
    'CCC MIC CONF ENC FEAT OPTS EPRT EPSV MDTM SIZE MLST MLSD HOST CLNT MFMT MFF MFCT AVBL HASH XCRC XMD5 XSHA1 ' +
    'CPSV SSCN COMB LANG PRET'
  ).split(' '),
);

/** Commands whose data travels over a data connection. */
const TRANSFERS: ReadonlySet<string> = new Set(['LIST', 'NLST', 'MLSD', 'RETR', 'STOR', 'STOU', 'APPE']);

export function isVerb(word: string): boolean {
  return VERBS.has(word.toUpperCase());
}

export function isTransfer(verb: string): boolean {
  return TRANSFERS.has(verb);
}

/** Their argument is a secret. */
export function isSecret(verb: string): boolean {
  return verb === 'PASS' || verb === 'ACCT';
}
