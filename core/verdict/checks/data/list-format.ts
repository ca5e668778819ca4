import { type Attempt, attempts, type Check, completed, transferReports } from '../support/index.js';

export const listFormat: Check = {
  id: 'LIST-FORMAT',
  title: 'The listing has a form that clients do not know',
  severity: 'warning',
  cause: 'server-host',
  means: 'The transfer works, and the client shows an empty or garbled directory.',
  decides:
    'Most lines of a listing have none of the forms that clients read: `ls -l`, DIR, the facts of MLSD (RFC 3659), EPLF, and those of MVS, VM, VMS, AS/400, NonStop and NetWare. An error where it begins as SSH or HTTP does.',
  spares: 'Empty listings, and lists of bare names (NLST).',
  fix: 'vsftpd lists like `ls -l`, in English: something else answers, or changes the listing on the way. MLSD, where the server knows it, reads the same everywhere.',
  metAt: { phase: 'transfer', place: 110 },
  judgedAt: { phase: 'transfer', place: 50 },
  advice: {
    any: 'Something else answers, or changes the listing on the way. MLSD, where the server knows it, reads the same everywhere.',
  },
  find: (view) => {
    const found = attempts(view).filter(({ it }) => it.transfer?.command !== 'NLST' && completed(it));
    const foreign = found.filter(({ it }) => SERVICES.has(it.transfer?.format ?? ''));
    if (foreign.length > 0)
      return transferReports(
        foreign,
        ({ transfer }) => `${brought(transfer)}, which begins as ${serviceOf(transfer)} does.`,
        {
          title: 'Another service answers on the passive port',
          severity: 'error',
        },
      );
    return transferReports(
      found.filter(({ it }) => it.transfer?.format === 'unknown'),
      ({ transfer }) => `${brought(transfer)} of no known form.`,
    );
  },
};

const SERVICES: ReadonlyMap<string, string> = new Map([
  ['ssh', 'an SSH server'],
  ['http', 'a web server or proxy'],
]);

function serviceOf(transfer: Attempt['transfer'] | undefined): string {
  return SERVICES.get(transfer?.format ?? '') ?? '';
}

function brought(transfer: Attempt['transfer']): string {
  const { command = '', entries = 0, bytes = 0 } = transfer ?? {};
  return `${command} brought ${entries} ${entries === 1 ? 'line' : 'lines'} (${bytes} bytes)`;
}
