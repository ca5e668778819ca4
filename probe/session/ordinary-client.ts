import { isIP } from 'node:net';
import { TLSSocket } from 'node:tls';
import type { ConnectionOptions } from 'node:tls';
import { Client, FTPError } from 'basic-ftp';
import type { FTPResponse } from 'basic-ftp';
import { pause, quoted, secureOptions, TIMED_OUT, wait } from '../wire/index.js';
import { isAnonymousName } from '../../core/events/anonymous.js';
import type { ReachedContext } from '../run-context.js';

/** How the client is to protect itself, given what the probe found: explicit TLS where true. */
export type ClientSecurity = false | true | 'implicit';

const MAX_LISTING_BYTES = 1024 * 1024;

/** The same login and listing through a client library, as an application uses it: without the care of the probe. */
export async function tryOrdinaryClient(run: ReachedContext, security: ClientSecurity): Promise<void> {
  const { recorder } = run;
  const done = recorder.step('client');
  let error = await useClient(run, security);
  if (isBusy(error)) {
    // Our own last connection may still be counted.
    await pause(400, run.signal);
    error = await useClient(run, security);
  }
  if (error === null) done('pass', 'A normal FTP client (basic-ftp) logged in and listed the directory.');
  else if (isBusy(error) || isShutOut(error, run.target.port))
    done('skip', `No second connection is allowed now: ${quoted(error.message)}`);
  else {
    recorder.observe({
      kind: 'note',
      note: 'listing-failed',
      text: quoted(error.message, 400),
      session: 'client',
    });
    done('fail', `A normal FTP client (basic-ftp) failed: ${quoted(error.message, 400)}`);
  }
}

function isBusy(error: Error | null): error is FTPError {
  return error instanceof FTPError && error.code === 421;
}

/** The control port let the diagnosis in and does not let this client in: a limit on connections, no fault of either. */
function isShutOut(error: Error, port: number): boolean {
  return 'syscall' in error && error.syscall === 'connect' && 'port' in error && error.port === port;
}

/** Sends a password only where the run's gate lets it through. */
class CarefulClient extends Client {
  constructor(
    private readonly run: ReachedContext,
    ...options: ConstructorParameters<typeof Client>
  ) {
    super(...options);
  }

  override async login(user?: string, password?: string): Promise<FTPResponse> {
    const { socket } = this.ftp;
    const isSecure = socket instanceof TLSSocket;
    const objection = this.run.passwords.objection(
      {
        isSecure,
        certificateDoubt: isSecure && !socket.authorized ? 'it is not the one that was accepted' : null,
        fingerprint: isSecure ? (socket.getPeerX509Certificate()?.fingerprint256 ?? null) : null,
      },
      this.run.target,
    );
    if (objection !== null) throw new Error(objection);
    return super.login(user, password);
  }
}

/** Null: it worked. */
async function useClient(run: ReachedContext, security: ClientSecurity): Promise<Error | null> {
  const { target } = run;
  const client = new CarefulClient(run, run.silenceMs, {
    allowSeparateTransferHost: false,
    maxListingBytes: MAX_LISTING_BYTES,
  });
  const work = async (): Promise<Error | null> => {
    try {
      await client.access({
        // The address that was diagnosed, whatever the name resolves to next.
        host: run.peer,
        port: target.port,
        user: target.user,
        password: target.password,
        secure: security,
        secureOptions: tlsOptions(run, security),
      });
      if (target.path !== undefined) await client.cd(target.path);
      await client.list();
      return null;
    } catch (error) {
      return error instanceof Error ? error : new Error(String(error));
    }
  };
  try {
    const result = await wait<Error | null>(3 * run.timeoutMs, run.signal, (settle) => {
      void work().then(settle);
      return undefined;
    });
    return result === TIMED_OUT ? new Error(`no end after ${3 * run.timeoutMs} ms`) : result;
  } finally {
    client.close();
  }
}

function tlsOptions(run: ReachedContext, security: ClientSecurity): ConnectionOptions {
  const { host, identity, insecure, trusted, user } = run.target;
  return {
    // For an implicit connection the library would dial this name instead of the address.
    ...(security === 'implicit' ? {} : { host }),
    ...(isIP(host) === 0 ? { servername: host } : {}),
    ...secureOptions(identity),
    rejectUnauthorized: !insecure && trusted === undefined && !isAnonymousName(user),
  };
}
