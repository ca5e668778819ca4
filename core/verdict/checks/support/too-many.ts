/** As vsftpd, Pure-FTPd and ProFTPD say it. */
export const TOO_MANY =
  /too many (?:connect|users)|maximum number (?:of )?(?:allowed )?(?:clients|connections|hosts)|users \(the maximum\)|maximum session limit|\bmax(?:imum)? \d{1,6} (?:users|clients|connections)/i;
