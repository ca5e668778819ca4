import { SESSION } from '../../core/verdict/session-names.js';
import type { ReachedContext } from '../run-context.js';
import { beforeHandshake, describeTls } from '../session/index.js';
import { secure } from '../wire/index.js';
import type { Experiment } from './experiment.js';

export const oldTls: Experiment = {
  id: 'old-tls',
  label: 'Old TLS',
  help: 'Where the TLS handshake failed: one more that allows old versions and ciphers, without a login.',
  session: SESSION.oldTls,
  when: ['failed'],
  run: ({ run }) => tryOldTls(run),
};

/** Only a success is recorded: a second failure shows nothing new. */
async function tryOldTls(run: ReachedContext): Promise<void> {
  const { recorder } = run;
  const failed = recorder.observations.some(
    (seen) =>
      seen.kind === 'tls' &&
      seen.channel === 'control' &&
      seen.session === undefined &&
      seen.outcome === 'failed' &&
      // vsftpd says in clear what its TLS library complains of; other text in clear has other causes.
      (seen.plainText === undefined || /\bSSL routines\b/.test(seen.plainText)),
  );
  if (!failed) return;
  const done = recorder.step('tls');
  const { target, silenceMs, signal } = run;
  const result = await beforeHandshake(run, (socket) =>
    secure(socket, { host: target.host, old: true, timeoutMs: silenceMs, signal }),
  );
  if (result?.outcome !== 'established') {
    done('fail', 'With old TLS versions and ciphers: no better.');
    return;
  }
  const { protocol, cipher, certificate } = result;
  recorder.observe({
    kind: 'tls',
    channel: 'control',
    outcome: 'established',
    mode: target.tls === 'implicit' ? 'implicit' : 'explicit',
    protocol,
    cipher,
    ...(certificate === null ? {} : { certificate }),
    session: SESSION.oldTls,
  });
  done('fail', `The server can do only what is refused here: ${describeTls(result)}`);
}
