import type { GroupedSetting } from '../setting.js';

export const messages: readonly GroupedSetting[] = [
  {
    name: 'banner_file',
    type: 'string',
    unit: 'file',
    default: null,
    since: '1.1.0',
    perUser: false,
    doc: 'A file whose lines greet the client before the login. It takes the place of `ftpd_banner`.',
    trap: 'A missing file ends every connection with `500 OOPS: cannot read banner file:`.',
  },
  {
    name: 'dirmessage_enable',
    type: 'bool',
    default: 'NO',
    since: '0.9.2 or earlier',
    doc: 'YES: show the text in `message_file` when a user enters a directory for the first time in a session.',
  },
  {
    name: 'ftpd_banner',
    type: 'string',
    unit: 'text',
    default: null,
    since: '0.9.2 or earlier',
    perUser: false,
    doc: 'The greeting before the login, one line. Unset: `(vsFTPd` and the version `)`.',
    trap: 'Everything after the `=` is sent: quotes, `#` and all. On Debian 12 and 13 and Ubuntu a value of spaces only, or the carriage return of an empty line saved by Windows, crashes the daemon.',
  },
  {
    name: 'message_file',
    type: 'string',
    unit: 'text',
    default: '.message',
    since: '0.9.2 or earlier',
    needs: [['dirmessage_enable']],
    doc: 'The name of the file, looked for in each directory, that `dirmessage_enable` shows. At most 4000 bytes are sent.',
  },
];
