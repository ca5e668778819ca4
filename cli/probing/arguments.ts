import type { BuildId } from '../../core/config/index.js';
import { classOf } from '../../core/reply/address-class.js';
import { TLS_CHOICES } from '../../probe/index.js';
import type { ExtraTest, ProbeTarget } from '../../probe/index.js';
import { oneOf, readArguments, wholeNumber } from '../arguments.js';
import { buildNamed } from '../config-file.js';
import { FAIL_ON, type FailOn } from '../fail-on.js';
import { UsageError } from '../io.js';
import { EXTRA_TESTS, PROBE, PROBE_FORMATS } from '../options/probe.js';
import { defaultPort, readUrl } from '../probe-target.js';
import { ignoredIds } from '../project-settings.js';

export interface ProbeArguments {
  readonly target: Omit<ProbeTarget, 'password'>;
  readonly password: 'none' | 'stdin' | { readonly env: string };
  /** Files with certificates and a key. */
  readonly ca: string | undefined;
  readonly own: { readonly cert: string; readonly key: string } | undefined;
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
  readonly expiryDays: number | undefined;
  readonly ignored: readonly string[];
  readonly settings: string | undefined;
  readonly format: (typeof PROBE_FORMATS)[number];
  readonly failOn: FailOn;
}

/** A certificate of a monitored server is worth a warning from so many days on. */
const USUAL_EXPIRY = '14';

/** @throws UsageError for what cannot be meant */
export function readOptions(args: readonly string[]): ProbeArguments {
  const { values, positionals } = readArguments({
    args: [...args],
    allowPositionals: true,
    options: PROBE.options,
  });
  const [url, ...more] = positionals;
  if (url === undefined || more.length > 0)
    throw new UsageError('Name one server, as ftp://HOST[:PORT][/PATH].');
  const format = oneOf('--format', values.format, PROBE_FORMATS);
  const expiry = values['warn-expiry'] ?? (format === 'nagios' ? USUAL_EXPIRY : undefined);
  return {
    target: readTarget(url, values.user, values.tls, values.insecure),
    password: passwordSource(values['password-env'], values['password-stdin']),
    ca: values.ca,
    own: ownCertificate(values.cert, values.key),
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
    expiryDays: expiry === undefined ? undefined : wholeNumber('--warn-expiry', expiry, 1, 99_999),
    ignored: ignoredIds(values.ignore),
    settings: values.settings,
    format,
    failOn: oneOf('--fail-on', values['fail-on'], FAIL_ON),
  };
}

/** Whether a monitoring system reads the answer, even where the arguments make no sense. */
export function isForNagios(args: readonly string[]): boolean {
  return args.some(
    (arg, index) => arg === '--format=nagios' || (arg === 'nagios' && args[index - 1] === '--format'),
  );
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

function ownCertificate(cert: string | undefined, key: string | undefined): ProbeArguments['own'] {
  if (cert === undefined && key === undefined) return undefined;
  if (cert === undefined || key === undefined) throw new UsageError('--cert and --key go together.');
  return { cert, key };
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
