import { fromAnswers, type Check } from '../check.js';
import { isPassive } from '../view/attempt.js';
import { quote } from '../words/quote.js';
import { answers, experiment, everySession } from '../view/view.js';
import { same } from '../view/addresses.js';
import { saidReply } from '../words/replies.js';
import { SESSION } from '../session-names.js';
import { isAnonymousLogin } from './login.js';

const backdoor: Check = {
  id: 'SEC-VERSION',
  title: 'The greeting names vsftpd 2.3.4, of which a copy with a back door was handed out',
  severity: 'warning',
  cause: 'server-host',
  means: 'Whoever installed the tainted archive of 2011 gives a root shell on port 6200 to anybody.',
  decides: 'The greeting or STAT names that version.',
  spares:
    'Greetings can be changed (ftpd_banner), and distributions kept the number while mending faults: check the package.',
  fix: 'Install vsftpd anew from your distribution, and look whether anything listens on port 6200.',
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

const promiscuous: Check = {
  id: 'SEC-PROMISC',
  title: 'The server takes data connections from anybody',
  severity: 'warning',
  cause: 'server-config',
  means: 'Whoever reaches the passive port first gets the file, or puts in another one.',
  decides:
    'A data connection from a second own address of the tester, which the server sees as another one, was taken and used; or the file says pasv_promiscuous=YES.',
  spares:
    'Addresses that look the same to the server, behind one NAT: then nothing is tested. `425 Security: Bad IP connecting` is the right answer.',
  fix: 'Set pasv_promiscuous=NO, which is the default, and give clients with several outer addresses one for FTP.',
  settings: ['pasv_promiscuous'],
  find: (view) => {
    const fix = { config: { pasv_promiscuous: 'NO' } };
    const session = experiment(view, SESSION.foreign);
    const own = session?.target?.local ?? view.sessions[0]?.target?.local;
    const taken = session?.attempts.find(
      (attempt) =>
        isPassive(attempt) &&
        attempt.opening !== null &&
        (attempt.final === null || attempt.final.code < 400) &&
        attempt.connects.some((c) => c.outcome === 'open' && c.local !== undefined && !same(c.local, own)),
    );
    const from = taken?.connects.find((c) => c.local !== undefined)?.local;
    if (taken && from !== undefined)
      return [
        {
          evidence: `The login came from ${quote(own ?? '', 60)}; a data connection from ${quote(from, 60)} was taken, and ${taken.command ?? 'the transfer'} ran over it.`,
          fix,
        },
      ];
    const refuses = everySession(view).some((one) =>
      one.attempts.some(({ final }) => /bad ip connecting/i.test(final?.text ?? '')),
    );
    return view.config?.bool('pasv_promiscuous') === true && !refuses
      ? [{ evidence: 'The file says pasv_promiscuous=YES.', fix }]
      : [];
  },
};

const ANONYMOUS_RIGHTS = [
  'anon_upload_enable',
  'anon_mkdir_write_enable',
  'anon_other_write_enable',
] as const;

const anonymousWrite: Check = {
  id: 'SEC-ANON-WRITE',
  title: 'Anonymous users may write',
  severity: 'warning',
  cause: 'server-config',
  means: 'Strangers can fill the disk and hand out files from this server.',
  decides:
    'The file gives anonymous users a right to write; or a listing of an anonymous session shows entries that everybody may write. Nothing is written to find out.',
  spares:
    'Permissions alone: without write_enable and a right of its own vsftpd refuses all the same, so they are only worth knowing.',
  fix: 'Set anon_upload_enable, anon_mkdir_write_enable and anon_other_write_enable to NO. Where uploads are wanted, keep them from being read again (anon_umask=077, chown_uploads).',
  settings: [...ANONYMOUS_RIGHTS, 'write_enable', 'anonymous_enable'],
  find: ({ config, ...view }) => {
    const rights = ANONYMOUS_RIGHTS.filter((name) => config?.bool(name) === true);
    if (
      config?.bool('anonymous_enable') === true &&
      config.bool('write_enable') === true &&
      rights.length > 0
    )
      return [
        {
          evidence: `The file says anonymous_enable=YES, write_enable=YES and ${rights.map((name) => `${name}=YES`).join(', ')}.`,
          fix: { config: Object.fromEntries(rights.map((name) => [name, 'NO'])) },
          settings: rights,
        },
      ];
    const transfer = everySession(view)
      .filter(isAnonymousLogin)
      .flatMap(({ attempts }) => attempts.map((attempt) => attempt.transfer))
      .find((one) => (one?.writable ?? 0) > 0);
    if (!transfer || config?.bool('write_enable') === false) return [];
    const entries = transfer.writable === 1 ? 'one entry' : `${transfer.writable ?? 0} entries`;
    return [
      {
        severity: 'information',
        evidence: `The listing of the anonymous session shows ${entries} that everybody may write.`,
        fix: {
          text: 'Whether the server takes uploads there was not tried. Take the write permission away (chmod o-w) unless it does so on purpose.',
        },
      },
    ];
  },
};

/** Nobody is stopped by it, and somebody may be hurt. */
export const POSTURE: readonly Check[] = [backdoor, promiscuous, anonymousWrite];
