import { type Check, everySession, experiment, isPassive, quote, same, SESSION } from '../support/index.js';

export const secPromisc: Check = {
  id: 'SEC-PROMISC',
  title: 'The server takes data connections from anyone',
  severity: 'warning',
  cause: 'server-config',
  means: 'The first machine that reaches the passive port gets the file, or puts in another one.',
  decides:
    'A data connection from a second own address of the tester, which the server sees as another one, was taken and used; or the file says pasv_promiscuous=YES.',
  spares:
    'Addresses that look the same to the server, behind one NAT: then nothing is tested. `425 Security: Bad IP connecting` is the right answer.',
  fix: 'Set pasv_promiscuous=NO, which is the default, and give clients with several outer addresses one for FTP.',
  settings: ['pasv_promiscuous'],
  metAt: { phase: 'protection', place: 30 },
  judgedAt: { phase: 'protection', place: 50 },
  advice: {
    proftpd:
      'Write `AllowForeignAddress off` into proftpd.conf: only where it stands there does ProFTPD compare the address of passive data connections with that of the login. Under TLS, resumed sessions protect as well.',
    pureFtpd: 'Set `AllowUserFXP no` and `AllowAnonymousFXP no`.',
  },
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
      return {
        evidence: `The login came from ${quote(own ?? '', 60)}; a data connection from ${quote(from, 60)} was taken, and ${taken.command ?? 'the transfer'} ran over it.`,
        fix,
      };
    const refuses = everySession(view).some((one) =>
      one.attempts.some(({ final }) => /bad ip connecting/i.test(final?.text ?? '')),
    );
    return view.config?.bool('pasv_promiscuous') === true && !refuses
      ? { evidence: 'The file says pasv_promiscuous=YES.', fix }
      : null;
  },
};
