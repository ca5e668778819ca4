import type { ControlAnswer, FtpCommand, SecureResult } from '../wire/index.js';
import { ControlConnection, describeAnswer, dial, quoted, secure } from '../wire/index.js';
import type { ReachedContext } from '../run-context.js';

/** A greeting slower than this is worth a word, in milliseconds. */
const SLOW_MS = 5000;

/** A greeting may take so many times the longest wait for an answer: some servers look the client's name up first. */
const GREETING_FACTOR = 3;
const MAX_GREETING_MS = 30_000;

/** How often it may say that it is not ready yet (120). */
const MAX_DELAYS = 5;

/** What others wait for while a login goes on. */
export interface LoginCourse {
  /** The server has greeted as an FTP server does. */
  onGreeting?(): void;
  /** Only USER and PASS are left to do, and nothing speaks against sending them. */
  onReady?(): void;
  /** Waited for after the greeting, and before USER; false ends the connection there. */
  readonly maySecure?: Promise<boolean>;
  readonly mayAuthenticate?: Promise<boolean>;
}

/**
 * From the greeting to the login, with TLS in between where it is wanted.
 * @returns whether the login succeeded
 */
export async function logIn(
  control: ControlConnection,
  run: ReachedContext,
  course: LoginCourse = {},
): Promise<boolean> {
  const { tls } = run.target;
  if (tls === 'implicit') {
    if (!(await startTls(control, run, 'implicit')) || !(await greet(control, run, course))) return false;
  } else {
    if (!(await greet(control, run, course)) || !(await goesOn(control, course.maySecure))) return false;
    if (!(await offerTls(control, run))) return false;
  }
  if (!(await isTrusted(control, run))) return false;
  course.onReady?.();
  return (await goesOn(control, course.mayAuthenticate)) && authenticate(control, run);
}

async function goesOn(control: ControlConnection, may: Promise<boolean> | undefined): Promise<boolean> {
  if (may === undefined || (await may)) return true;
  await control.quit();
  return false;
}

async function greet(control: ControlConnection, run: ReachedContext, course: LoginCourse): Promise<boolean> {
  const patience = Math.max(run.timeoutMs, Math.min(GREETING_FACTOR * run.timeoutMs, MAX_GREETING_MS));
  const done = run.recorder.step('banner', patience);
  const start = performance.now();
  // Silence so long is rare in a plain FTP server, and normal where it waits for a ClientHello.
  const silent =
    run.target.tls !== 'implicit' && !(await control.hasAnswer(Math.min(SLOW_MS, run.timeoutMs)));
  const meaning = silent ? await silenceMeans(run) : null;
  const rest = meaning?.implicit === true ? 0 : Math.max(0, patience - (performance.now() - start));
  let answer = await control.next(rest);
  for (let left = MAX_DELAYS; left > 0 && answer.kind === 'reply' && answer.code === 120; left--)
    answer = await control.next(Math.max(0, patience - (performance.now() - start)));
  const words = quoted(describeAnswer(answer));
  if (answer.kind === 'timeout') {
    done('fail', `Connected, but the server says nothing. ${meaning?.words ?? ''}`);
    return false;
  }
  if (answer.kind !== 'reply' || answer.code !== 220) {
    done('fail', quoted(await control.settle(answer)));
    return false;
  }
  // Its greeting has the same code; it must not be given a password.
  if (/\bE?SMTP\b/i.test(answer.text) && !/ftp/i.test(answer.text)) {
    done('fail', `This is a mail server: ${words}`);
    control.destroy();
    return false;
  }
  if (answer.durationMs > SLOW_MS) done('warn', `Slow: ${words}`);
  else done('pass', words);
  control.mayPipeline = isVsftpd(answer.text);
  course.onGreeting?.();
  return true;
}

/**
 * vsftpd reads its commands one by one whatever packet they come in; of other servers, and of firewalls that read along
 * on their behalf, that is not known.
 */
export function isVsftpd(text: string): boolean {
  return /\bvsFTPd\b/i.test(text);
}

/** A port that waits for a TLS ClientHello sends no greeting: a handshake on another connection shows it. */
async function silenceMeans(run: ReachedContext): Promise<{ implicit: boolean; words: string }> {
  const session = 'implicit-tls';
  const { socket } = await dial(run.peer, run.target.port, run.silenceMs, run.signal);
  if (!socket) return { implicit: false, words: '' };
  const result = await secure(socket, {
    host: run.target.host,
    identity: run.target.identity,
    timeoutMs: run.silenceMs,
    signal: run.signal,
  });
  socket.destroy();
  if (result.outcome === 'established') {
    const { protocol, cipher } = result;
    run.recorder.observe({
      kind: 'tls',
      channel: 'control',
      outcome: 'established',
      mode: 'implicit',
      protocol,
      cipher,
      session,
    });
    return { implicit: true, words: 'It answers a TLS handshake: this port expects implicit TLS.' };
  }
  const { outcome, ...rest } = result;
  run.recorder.observe({ kind: 'tls', channel: 'control', outcome, mode: 'implicit', ...rest, session });
  const answers =
    result.outcome === 'failed' && result.plainText !== undefined ? quoted(result.plainText) : null;
  const words =
    answers === null
      ? 'It does not answer a TLS handshake either.'
      : `To a TLS handshake it answers: ${answers}`;
  return { implicit: false, words };
}

/** Explicit TLS as the target asks for it; false: the session must end here. */
async function offerTls(control: ControlConnection, run: ReachedContext): Promise<boolean> {
  const { recorder, target } = run;
  const tls = run.passwords.tlsFor(target);
  if (tls === 'none') {
    recorder.skip('tls', 'Not asked for: everything goes in clear text.');
    return true;
  }
  const done = recorder.step('tls');
  const answer = await control.send('AUTH', 'TLS');
  if (answer.kind === 'reply' && answer.code === 234) return startTls(control, run, 'explicit', done);
  const words = quoted(describeAnswer(answer));
  if (tls === 'auto' && answer.kind === 'reply' && answer.code >= 500) {
    done('warn', `The server offers no TLS (${words}): user and password go in clear text.`);
    return true;
  }
  done('fail', `No TLS: ${quoted(await control.settle(answer))} The password was not sent.`);
  return false;
}

async function startTls(
  control: ControlConnection,
  run: ReachedContext,
  mode: 'explicit' | 'implicit',
  done = run.recorder.step('tls'),
): Promise<boolean> {
  const result = await control.upgrade(run.target, mode);
  const words = describeTls(result);
  if (result.outcome !== 'established') {
    done('fail', `${words} The password was not sent.`);
    return false;
  }
  run.passwords.noteTls();
  if (control.certificateDoubt === null) done('pass', words);
  else done(run.passwords.accepts(control, run.target.user) ? 'warn' : 'fail', words);
  return true;
}

export function describeTls(result: SecureResult): string {
  if (result.outcome === 'stalled') return 'The TLS handshake got no answer.';
  if (result.outcome === 'failed')
    return result.plainText === undefined
      ? `The TLS handshake failed: ${result.error}.`
      : `The TLS handshake met plain text: ${quoted(result.plainText)}`;
  const { certificate } = result;
  if (certificate === null) return `${result.protocol}, ${result.cipher}, no certificate.`;
  const trust = certificate.error === undefined ? 'verified' : `not verified: ${certificate.error}`;
  return `${result.protocol}, ${result.cipher}; certificate of ${certificate.subject}, valid to ${certificate.validTo.slice(0, 10)}, ${trust}.`;
}

/** Whether the certificate allows it; else the session ends here. */
async function isTrusted(control: ControlConnection, run: ReachedContext): Promise<boolean> {
  const { recorder } = run;
  const doubt = control.certificateDoubt;
  if (doubt !== null && !run.passwords.accepts(control, run.target.user)) {
    recorder.skip(
      'login',
      `The certificate could not be verified (${doubt}), so the password was not sent. ` +
        'If you know this certificate, allow an unverified one and probe again.',
    );
    recorder.notTested(
      `login and everything after it: the server's certificate could not be verified (${doubt})`,
    );
    await control.quit();
    return false;
  }
  return true;
}

async function authenticate(control: ControlConnection, run: ReachedContext): Promise<boolean> {
  const { recorder, target } = run;
  const done = recorder.step('login');
  let answer: ControlAnswer = await control.send('USER', target.user);
  if (answer.kind === 'reply' && answer.code === 331) {
    const sent = await run.passwords.send(control, target);
    if (typeof sent === 'string') {
      done('fail', sent);
      await control.quit();
      return false;
    }
    answer = sent;
  }
  if (answer.kind === 'reply' && answer.code >= 200 && answer.code < 300) {
    done('pass', quoted(describeAnswer(answer)));
    return true;
  }
  done('fail', quoted(await control.settle(answer)));
  return false;
}

/** The commands that protect the data connection (RFC 4217 section 9); none on a connection in clear. */
export function protection(control: ControlConnection): readonly FtpCommand[] {
  return control.isSecure
    ? [
        { verb: 'PBSZ', argument: '0' },
        { verb: 'PROT', argument: 'P' },
      ]
    : [];
}

/** Takes the answer to PROT; without protection the transfer goes on in clear, and is refused or not. */
export function protectedBy(control: ControlConnection, answer: ControlAnswer): boolean {
  control.protectsData = answer.kind === 'reply' && answer.code === 200;
  return control.protectsData;
}
