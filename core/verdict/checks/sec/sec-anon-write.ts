import { type Check, everySession, isAnonymousLogin } from '../support/index.js';

const ANONYMOUS_RIGHTS = [
  'anon_upload_enable',
  'anon_mkdir_write_enable',
  'anon_other_write_enable',
] as const;

export const secAnonWrite: Check = {
  id: 'SEC-ANON-WRITE',
  title: 'Anonymous users may write',
  severity: 'warning',
  cause: 'server-config',
  means: 'Strangers can fill the disk and hand out files from this server.',
  decides:
    'The file gives anonymous users a right to write; or a listing of an anonymous session shows entries that everybody may write. Nothing is written to find out.',
  spares:
    'Permissions alone: without write_enable and a right for anonymous users vsftpd refuses all the same, so they are only worth knowing.',
  fix: 'Set anon_upload_enable, anon_mkdir_write_enable and anon_other_write_enable to NO. Where uploads are wanted, keep them from being read again (anon_umask=077, chown_uploads).',
  settings: [...ANONYMOUS_RIGHTS, 'write_enable', 'anonymous_enable'],
  metAt: { phase: 'protection', place: 20, asInformation: 40 },
  judgedAt: { phase: 'protection', place: 60 },
  advice: { pureFtpd: 'Set `AnonymousCantUpload yes` and `AnonymousCanCreateDirs no`.' },
  find: ({ config, ...view }) => {
    const rights = ANONYMOUS_RIGHTS.filter((name) => config?.bool(name) === true);
    if (
      config?.bool('anonymous_enable') === true &&
      config.bool('write_enable') === true &&
      rights.length > 0
    )
      return {
        evidence: `The file says anonymous_enable=YES, write_enable=YES and ${rights.map((name) => `${name}=YES`).join(', ')}.`,
        fix: { config: Object.fromEntries(rights.map((name) => [name, 'NO'])) },
        settings: rights,
      };
    const transfer = everySession(view)
      .filter(isAnonymousLogin)
      .flatMap(({ attempts }) => attempts.map((attempt) => attempt.transfer))
      .find((one) => (one?.writable ?? 0) > 0);
    if (!transfer || config?.bool('write_enable') === false) return null;
    const entries = transfer.writable === 1 ? 'one entry' : `${transfer.writable ?? 0} entries`;
    return {
      severity: 'information',
      evidence: `The listing of the anonymous session shows ${entries} that everybody may write.`,
      fix: {
        text: 'Whether the server takes uploads there was not tried. Take the write permission away (chmod o-w) unless it does so on purpose.',
      },
    };
  },
};
