/** As vsftpd, Pure-FTPd and ProFTPD say it. */
export const TOO_MANY =
  /too many (?:connect|users)|maximum number of (?:allowed )?(?:clients|connections|hosts)|users \(the maximum\)|maximum session limit/i;
