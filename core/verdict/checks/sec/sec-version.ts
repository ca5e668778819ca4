import { answers, type Check, fromAnswers, quote, saidReply } from '../support/index.js';

export const secVersion: Check = {
  id: 'SEC-VERSION',
  title: 'The greeting names vsftpd 2.3.4, of which a copy with a back door was handed out',
  severity: 'warning',
  cause: 'server-host',
  means: 'A server from the tainted archive of 2011 gives a root shell on port 6200 to anyone.',
  decides: 'The greeting or STAT names that version.',
  spares:
    'Greetings can be changed (ftpd_banner), and distributions kept the number while mending faults: check the package.',
  fix: 'Install vsftpd anew from your distribution, and look whether anything listens on port 6200.',
  metAt: { phase: 'protection', place: 10 },
  judgedAt: { phase: 'protection', place: 40 },
  advice: { any: 'Update {name} from your distribution.' },
  find: (view) => {
    const found = answers(
      view,
      ({ to, reply }) => (to === 'greeting' || to === 'STAT') && /vsftpd 2\.3\.4\b/i.test(reply.text),
    );
    return fromAnswers(found, { about: [], fix: { commands: ['ss -ltn sport = :6200'] } }).map((report) => ({
      ...report,
      evidence: `${to(found[0]?.it.to)} \`${quote(found[0] ? saidReply(found[0].it.reply) : '', 120)}\`.`,
    }));
  },
};

function to(verb: string | undefined): string {
  return verb === 'STAT' ? 'STAT says' : 'The greeting is';
}
