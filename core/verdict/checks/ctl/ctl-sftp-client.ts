import { type Check, quote } from '../support/index.js';
import { strangeWords } from './strange-words.js';

export const ctlSftpClient: Check = {
  id: 'CTL-SFTP-CLIENT',
  title: 'An SFTP client talks to an FTP server',
  severity: 'error',
  cause: 'client',
  means: 'SFTP is SSH, another protocol than FTP: neither understands the other, and no login is possible.',
  decides: 'The server greets with 220, and the client answers with `SSH-2.0-`.',
  spares: 'An SSH server on the port of FTP (CTL-NOTFTP).',
  fix: 'Set the client to FTP, or to FTP with explicit TLS; or give it the port of the SSH server, usually 22.',
  metAt: { phase: 'greeting', place: 12 },
  judgedAt: { phase: 'greeting', place: 12 },
  find: (view) =>
    view.sessions.flatMap((session) => {
      const words = strangeWords(session);
      if (session.greeting?.code !== 220 || !words || !/^SSH-\d/.test(words.text)) return [];
      return [
        {
          evidence: `The server greeted with 220, and the client said \`${quote(words.text, 80)}\`.`,
          about: [words],
          covers: [...session.notes, ...session.answers.map(({ reply }) => reply), ...session.attempts],
          at: words.at,
        },
      ];
    }),
};
