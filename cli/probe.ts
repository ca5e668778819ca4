import { setImmediate } from 'node:timers/promises';
import type { BuildId } from '../core/config/index.js';
import { classOf } from '../core/reply/address-class.js';
import type { Evidence } from '../core/verdict/index.js';
import { checkTarget, markdownOf, probe, reportOf, TLS_CHOICES } from '../probe/index.js';
import type { ExtraTest, ProbeReport, ProbeRun, ProbeTarget } from '../probe/index.js';
import { oneOf, readArguments, wholeNumber } from './arguments.js';
import { coloursFor } from './colours.js';
import { buildNamed, configModel } from './config-file.js';
import { earlierRun } from './earlier-run.js';
import { exitCodeFor, FAIL_ON, type FailOn } from './fail-on.js';
import { EXIT, UsageError, type Io } from './io.js';
import { EXTRA_TESTS, PROBE, PROBE_FORMATS } from './options/probe.js';
import { probeText } from './probe-formats.js';
import { defaultPort, readUrl } from './probe-target.js';

export { PROBE } from './options/probe.js';

interface ProbeArguments {
  readonly target: Omit<ProbeTarget, 'password'>;
  readonly password: 'none' | 'stdin' | { readonly env: string };
  readonly config: string | undefined;
  readonly firewall: readonly string[];
  readonly dial: readonly string[];
  readonly ownAddress: string | undefined;
  readonly build: BuildId;
  readonly samples: number;
  readonly timeoutMs: number;
  readonly also: ReadonlySet<ExtraTest>;
  readonly idleSeconds: number;
  readonly since: string | undefined;
  readonly observations: boolean;
  readonly format: (typeof PROBE_FORMATS)[number];
  readonly failOn: FailOn;
}

/**
 * Probes one server and prints what was found. Returns the exit code; 2 where no control connection was made, or the time for the
 * whole run was over.
 * @param signal ends the probe at once
 */
export async function probeCommand(args: string[], io: Io, signal: AbortSignal): Promise<number> {
  const options = readOptions(args);
  const config = options.config === undefined ? undefined : await configModel(options.config, options.build);
  const firewall = await firewallOf(options.firewall);
  const history = options.since === undefined ? [] : [await earlierRun(options.since)];
  const target = { ...options.target, password: await passwordOf(options, io) };
  try {
    checkTarget(target);
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
  const { samples, timeoutMs, also, idleSeconds, ownAddress } = options;
  const expectedRange = config?.passiveRange();
  const probing = probe(target, {
    signal,
    samples,
    timeoutMs,
    also,
    idleSeconds,
    dial: options.dial,
    ...(expectedRange ? { expectedRange } : {}),
    onStep: (step) => {
      if (io.isTerminal) io.err(`${step.status.padEnd(4)}  ${step.id}\n`);
    },
  });
  // A failure is seen where it is awaited below.
  probing.catch(() => undefined);
  // Read while the first packet is on its way.
  await setImmediate();
  const { judge } = await import('../core/verdict/index.js');
  const run = await probing;
  io.endCancelling?.();
  const evidence: Evidence = {
    witness: 'probe',
    observations: run.observations,
    firewall,
    history,
    ...(config ? { config } : {}),
    ...(ownAddress === undefined ? {} : { ownAddress }),
  };
  const { findings, notTested } = judge(evidence);
  const report = reportOf(run, findings, notTested);
  const more = {
    at: new Date().toISOString(),
    ...(options.observations ? { observations: run.observations } : {}),
  };
  await io.out(formatted({ ...report, ...more }, options, io));
  return exitCode(run, report, options.failOn);
}

async function firewallOf(names: readonly string[]): Promise<NonNullable<Evidence['firewall']>> {
  if (names.length === 0) return [];
  const { firewallFiles } = await import('./firewall-files.js');
  return firewallFiles(names);
}

function exitCode(run: ProbeRun, report: ProbeReport, failOn: ProbeArguments['failOn']): number {
  if (run.target.peer === null || run.cutShort === true) return EXIT.failed;
  return exitCodeFor(report.findings, failOn);
}

function formatted(report: ProbeReport, options: ProbeArguments, io: Io): string {
  switch (options.format) {
    case 'json':
      return `${JSON.stringify(report, null, 2)}\n`;
    case 'markdown':
      return markdownOf(report);
    case 'text':
      return probeText(report, coloursFor(io.isColoured === true), options.config);
  }
}

function readOptions(args: string[]): ProbeArguments {
  const { values, positionals } = readArguments({
    args,
    allowPositionals: true,
    options: PROBE.options,
  });
  const [url, ...more] = positionals;
  if (url === undefined || more.length > 0)
    throw new UsageError('Name one server, as ftp://HOST[:PORT][/PATH].');
  return {
    target: readTarget(url, values.user, values.tls, values.insecure),
    password: passwordSource(values['password-env'], values['password-stdin']),
    config: values.config,
    firewall: values.firewall,
    dial: values.dial.map((one) => numericAddress('--dial', one)),
    ownAddress: addressOf(values['own-address']),
    build: buildNamed(values.build),
    samples: wholeNumber('--samples', values.samples, 0, 64),
    timeoutMs: 1000 * wholeNumber('--timeout', values.timeout, 1, 120),
    also: testsIn(values.active ? `active,${values.also}` : values.also),
    idleSeconds: wholeNumber('--idle', values.idle, 1, 3600),
    since: values.since,
    observations: values.observations,
    format: oneOf('--format', values.format, PROBE_FORMATS),
    failOn: oneOf('--fail-on', values['fail-on'], FAIL_ON),
  };
}

function readTarget(
  text: string,
  user: string | undefined,
  tlsText: string | undefined,
  insecure: boolean,
): Omit<ProbeTarget, 'password'> {
  const url = readUrl(text);
  const asked = tlsText === undefined ? undefined : oneOf('--tls', tlsText, TLS_CHOICES);
  if (url.secure && asked === 'none')
    throw new UsageError('ftps:// asks for TLS and --tls none for none: choose one.');
  if (user !== undefined && url.user !== null && user !== url.user)
    throw new UsageError('The URL and --user name different users: choose one.');
  const tls = asked ?? (url.secure ? 'implicit' : 'auto');
  return {
    host: url.host,
    port: url.port ?? defaultPort(tls),
    user: user ?? url.user ?? 'anonymous',
    tls,
    insecure,
    ...(url.path === undefined ? {} : { path: url.path }),
  };
}

function testsIn(text: string): ReadonlySet<ExtraTest> {
  const names = text.split(',').map((name) => name.trim());
  const known = EXTRA_TESTS.map(({ id }) => id);
  return new Set(names.filter((name) => name !== '').map((name) => oneOf('--also', name, known)));
}

function addressOf(text: string | undefined): string | undefined {
  return text === undefined ? undefined : numericAddress('--own-address', text);
}

function numericAddress(option: string, text: string): string {
  if (classOf(text) === null) throw new UsageError(`${option} takes a numeric address, not "${text}".`);
  return text;
}

function passwordSource(env: string | undefined, stdin: boolean): ProbeArguments['password'] {
  if (env !== undefined && stdin)
    throw new UsageError('--password-env and --password-stdin exclude each other.');
  return env !== undefined ? { env } : stdin ? 'stdin' : 'none';
}

async function passwordOf({ password, target }: ProbeArguments, io: Io): Promise<string> {
  if (password === 'stdin') return firstLine(io.stdin);
  if (password !== 'none') {
    const value = io.env[password.env];
    if (value === undefined)
      throw new UsageError(
        'The environment variable that --password-env names is not set. It takes the name of one, not the password.',
      );
    return value;
  }
  if (/^(?:anonymous|ftp)$/i.test(target.user)) return 'guest@';
  throw new UsageError(
    `The password of ${target.user} is missing: give it with --password-env or --password-stdin.`,
  );
}

/** A password longer than this is a file given by mistake. */
const MAX_PASSWORD_BYTES = 4096;

async function firstLine(stdin: AsyncIterable<Uint8Array>): Promise<string> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of stdin) {
    parts.push(part);
    length += part.length;
    if (part.includes(0x0a)) break;
    if (length > MAX_PASSWORD_BYTES)
      throw new UsageError('The first line of standard input is too long for a password.');
  }
  const [line = ''] = Buffer.concat(parts).toString('utf8').split(/\r?\n/, 1);
  return line;
}
