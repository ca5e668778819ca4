import { type Check, type CheckReport, quote, quotedReply } from '../support/index.js';

export const ctlAlgMangle: Check = {
  id: 'CTL-ALG-MANGLE',
  title: 'A firewall rewrites the FTP dialogue',
  severity: 'warning',
  cause: 'network',
  means:
    'A protocol inspection on the way blots out words, so TLS and extended commands fail although the server knows them.',
  decides: 'A greeting of asterisks, and a reply that repeats the command as a row of X.',
  spares: 'A greeting of asterisks alone: some servers really send one.',
  fix: 'Switch off the FTP inspection ("fixup", "ALG") for this server on the firewall in between, or use implicit TLS, which it cannot read.',
  metAt: { phase: 'greeting', place: 50 },
  judgedAt: { phase: 'greeting', place: 30 },
  find: (view) =>
    view.sessions.flatMap((session): readonly CheckReport[] => {
      const greeting = session.greeting?.text ?? '';
      if (!greeting.includes('******') || /[^*\s]/.test(greeting)) return [];
      const masked = session.answers.find(({ reply }) => reply.code >= 500 && /\bX{3,}\b/.test(reply.text));
      if (!masked) return [];
      const evidence = `Greeting \`${quote(greeting, 40)}\`; ${masked.to} was answered by ${quotedReply(masked.reply)}.`;
      return [{ evidence, about: [masked.reply], at: masked.reply.at }];
    }),
};
