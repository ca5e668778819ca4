// Written by "npm run generate" from the files of this folder.

/** What people read of each experiment. */
export const EXPERIMENT_WORDS = [
  {
    id: 'active',
    label: 'Active mode',
    help: 'Lets the server connect back to this computer. A firewall here may ask about it.',
    doing: 'trying active mode',
    isExtra: true,
  },
  {
    id: 'addresses',
    label: 'Other addresses',
    help: 'Connects to the other addresses of the name and, where the first one let us in, logs in there too.',
    doing: 'trying the name’s other addresses',
  },
  {
    id: 'anonymous',
    label: 'Anonymous login',
    help: 'Does the server let anyone in, and could anyone write there? Nothing is written.',
    doing: 'trying an anonymous login',
    isExtra: true,
  },
  {
    id: 'clear',
    label: 'Login without TLS',
    help: 'Sends user name and password once in clear text: anyone on the way can read them.',
    isExtra: true,
  },
  {
    id: 'client',
    label: 'Normal FTP client',
    help: 'Logs in and lists the directory once more through a library that many programs use.',
    doing: 'trying a normal FTP client',
  },
  {
    id: 'file',
    label: 'File',
    help: 'Fetches at most 8 KB of one file of the directory, where no listing has filled a packet yet.',
    doing: 'fetching a file',
  },
  {
    id: 'foreign',
    label: 'Data connection from another address',
    help: 'Opens one from a second address of this computer. Is it rejected?',
    doing: 'connecting from another address',
    isExtra: true,
  },
  {
    id: 'idle',
    label: 'Idle time',
    help: 'Leaves the connection alone for a minute. Does a firewall forget it?',
    doing: 'leaving the connection idle',
    isExtra: true,
  },
  {
    id: 'inject',
    label: 'STARTTLS injection',
    help: 'Sends a harmless plaintext command after AUTH TLS. Is it executed?',
    doing: 'sending a command after AUTH TLS',
    isExtra: true,
  },
  {
    id: 'modes',
    label: 'EPSV variants',
    help: 'Asks for ports of both address families. Does EPSV ALL block the other modes?',
    isExtra: true,
  },
  {
    id: 'old-tls',
    label: 'Old TLS',
    help: 'Where the TLS handshake failed: one more that allows old versions and ciphers, without a login.',
  },
  {
    id: 'quiet-tls',
    label: 'TLS without a command',
    help: 'Where the server left at the first command after the handshake: one more handshake, and no command.',
  },
  {
    id: 'second-active',
    label: 'Active mode with and without TLS',
    help: 'Repeats active mode over a second connection, without TLS where the first has it, and the other way round.',
  },
  {
    id: 'twin',
    label: 'With and without TLS',
    help: 'Logs in without TLS where the first login had it, or with it, and compares the ports that the server names.',
    doing: 'comparing replies with and without TLS',
  },
  {
    id: 'small-tls',
    label: 'Small TLS answer',
    help: 'Where the TLS handshake got no answer: one that can only be refused, in a few bytes.',
  },
  {
    id: 'small',
    label: 'Small transfer',
    help: 'Lists a name that does not exist, where the listing stalled before its first byte.',
    doing: 'trying something small instead',
  },
  {
    id: 'unresumed',
    label: 'TLS session resumption',
    help: 'Are data connections refused in clear, and without the TLS session of the control connection?',
  },
  {
    id: 'upload',
    label: 'Upload',
    help: 'Stores one small file under a random name, and removes it again.',
    doing: 'storing a small file',
    isExtra: true,
  },
] as const;
