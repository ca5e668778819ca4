/**
 * Advice that holds for any server but vsftpd, for findings whose own text speaks of vsftpd's settings or ways; `{name}`
 * is the server's name. A product's own advice goes before it.
 */
export const FOR_ANY_SERVER: Readonly<Record<string, string>> = {
  'CTL-MULTILINE':
    'Look at the greeting and the message files of {name} first: they may not hold lines that look like replies. A proxy in between can also cut replies.',
  'TLS-IMPLICIT-MIX':
    'On port 21 use explicit TLS (FTPES, AUTH TLS); use implicit TLS (ftps://) only on the port where {name} serves it, usually 990.',
  'AUTH-CHROOT':
    'Look at the permissions of the user’s home directory and of every directory above it, and into the log of {name}.',
  'FEAT-LIES': 'See which commands {name} is told to deny, and look for a proxy that filters commands.',
  'PASV-DISABLED':
    'See which commands {name} is told to deny, and look for a proxy or firewall that refuses passive mode.',
  'CTL-DIES-ON-DATA':
    'Look for the process that died in the logs of {name} and of the kernel, and update {name}.',
  'PASV-UNPARSABLE':
    'No well-known server sends such a reply: look for a proxy or firewall that changes it. EPSV avoids it.',
  'EPSV-BAD':
    'No well-known server sends such a reply: look for a proxy or firewall that changes it. PASV avoids it.',
  'PASV-PORT-BAD':
    'A NAT or FTP helper on the way changed the port: forward a fixed range instead of relying on the helper.',
  'SEC-PORT-PREDICT':
    'See whether {name} can draw its passive ports at random; a NAT in between may number them anew. TLS with resumed sessions keeps strangers out in any case.',
  'PASV-ADDR-PUBLIC-ON-LAN': 'Switch on NAT loopback on the router, or let inner clients use EPSV.',
  'EPSV-BROKEN':
    'A balancer or firewall helper on the way follows only PASV: open the whole passive range instead of relying on it.',
  'LIST-FORMAT':
    'Something else answers, or changes the listing on the way. MLSD, where the server knows it, reads the same everywhere.',
  'DATA-EMPTY':
    'If files should be there: look at the permissions of the directory, and at names that begin with a dot.',
  'ACT-SRC20':
    'Few clients depend on it. A server can connect from port 20 only where it may use ports below 1024.',
  'TLS-INJECT':
    'Update {name}: it has to forget what it read before TLS began. If it is current, look for what stands in front of it.',
  'TLS-HRR':
    'It costs a round trip, and stops only clients without that group. {name} and its TLS library decide which groups they take; clients that can choose do best to offer that one first.',
  'SEC-VERSION': 'Update {name} from your distribution.',
};
