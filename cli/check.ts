import path from 'node:path';
import {
  BUILD_IDS,
  buildsOf,
  daemonVerdict,
  fileKindOf,
  isConfigName,
  isBuildChoice,
  isUtf8,
  readConfig,
  sourceFromBytes,
  type BuildChoice,
  type ConfigDocument,
} from '../core/config/index.js';
import { firewallKindOf } from '../core/firewall/formats/index.js';
import type { FirewallFile } from '../core/verdict/index.js';
import { checkConfig, rank, SEVERITIES, type Severity } from '../core/rules/index.js';
import { oneOf, readArguments } from './arguments.js';
import { checkText, githubOf, sarifOf } from './check-formats.js';
import type { CheckReport, DaemonReport, FileReport } from './check-report.js';
import { firewallFiles } from './firewall-files.js';
import { CONFIG_INPUT, inputOf } from './input.js';
import { EXIT, UsageError, type Io } from './io.js';
import { imageDiagnostics, portDiagnostics } from './port-diagnostics.js';
import { userConfigDirs, type NamedFile } from './user-config-dirs.js';

/** The usage of `check`, for --help. */
export const CHECK_HELP = `vsftpd-lens check [--build BUILD] [--format text|json|sarif|github] [--fail-on SEVERITY] [--per-user] [--firewall FILE]... FILE...
  Judges vsftpd.conf files as the daemon does. FILE may be - for standard input. A Compose file, script or the like is
  judged by itself, as far as it starts an image that is known.
  --build     ${BUILD_IDS.join(', ')},
              or any (the default): what every build refuses is an error, what some refuse a warning
  --fail-on   error (the default), warning, information, hint or never
  --firewall  a firewall, NAT or container file: is what vsftpd uses let through? May be given several times.
              The .env and the override beside a Compose file, and direct.xml above a zone, are read along
  --per-user  the files are read at login (user_config_dir), not at start
`;

/** Checks files and prints what was found. Returns the exit code. */
export async function checkCommand(args: string[], io: Io): Promise<number> {
  const options = readOptions(args);
  const files: FileReport[] = [];
  const firewall = await firewallFiles(options.firewall);
  const read: NamedFile[] = [];
  for (const file of options.files)
    read.push({ ...named(file), data: await inputOf(file, CONFIG_INPUT, io) });
  const deployment = new Set(read.filter(isDeployment));
  const alone = await firewallFiles([...deployment].map(({ file }) => file));
  const dirs = await userConfigDirs(read.filter((one) => !deployment.has(one)));
  const templates = new Set<FileReport>();
  for (const file of read) {
    if (deployment.has(file)) continue;
    const { report, template } = reportOf(file, options, firewall, dirs);
    files.push(report);
    if (template) templates.add(report);
  }
  for (const one of alone) files.push({ path: one.path, daemon: null, diagnostics: imageDiagnostics(one) });
  const report: CheckReport = { version: 1, build: options.build, files };
  await io.out(formatted(report, options.format, templates));
  const unread = [...firewall, ...alone].filter(({ reading }) => reading.notRead !== undefined);
  for (const one of unread)
    io.err(`vsftpd-lens check: ${one.path} was not read: ${one.reading.notRead ?? ''}.\n`);
  if (unread.length > 0) return EXIT.failed;
  const limit = options.failOn === 'never' ? Infinity : rank(options.failOn);
  const failed = files.some((file) => file.diagnostics.some((d) => rank(d.severity) >= limit));
  return failed ? EXIT.findings : EXIT.clean;
}

interface CheckOptions {
  readonly files: readonly string[];
  readonly build: BuildChoice;
  readonly format: Format;
  readonly failOn: Severity | 'never';
  readonly perUser: boolean;
  readonly firewall: readonly string[];
}

const FORMATS = ['text', 'json', 'sarif', 'github'] as const;
type Format = (typeof FORMATS)[number];

function readOptions(args: string[]): CheckOptions {
  const { values, positionals } = readArguments({
    args,
    allowPositionals: true,
    options: {
      build: { type: 'string', default: 'any' },
      format: { type: 'string', default: 'text' },
      'fail-on': { type: 'string', default: 'error' },
      'per-user': { type: 'boolean', default: false },
      firewall: { type: 'string', multiple: true, default: [] },
    },
  });
  const { build, format } = values;
  if (!isBuildChoice(build)) {
    throw new UsageError(`There is no build "${build}". Choose one of: any, ${BUILD_IDS.join(', ')}.`);
  }
  if (positionals.length === 0) throw new UsageError('Name at least one file, or - for standard input.');
  return {
    files: positionals,
    build,
    format: oneOf('--format', format, FORMATS),
    failOn: oneOf('--fail-on', values['fail-on'], [...SEVERITIES, 'never'] as const),
    perUser: values['per-user'],
    firewall: values.firewall,
  };
}

function named(file: string): Omit<NamedFile, 'data'> {
  return { file, absolute: file === '-' ? '' : path.resolve(file).replaceAll(path.sep, '/') };
}

/** A file that vsftpd is deployed with, named like a config: its content tells. */
function isDeployment({ file, absolute, data }: NamedFile): boolean {
  if (file === '-' || isConfigName(absolute)) return false;
  return firewallKindOf(absolute, Buffer.from(data).toString('utf8')) !== null;
}

function reportOf(
  { file, absolute, data }: NamedFile,
  options: CheckOptions,
  firewall: readonly FirewallFile[],
  dirs: readonly string[],
): { readonly report: FileReport; readonly template: boolean } {
  const kind = options.perUser ? 'per-user' : fileKindOf(absolute, dirs);
  const document = readConfig(sourceFromBytes(data), kind, absolute);
  const findings = checkConfig(document, { build: options.build, path: absolute });
  const report: FileReport = {
    path: file,
    daemon: daemonOf(document, options.build),
    diagnostics: [
      ...findings.map(({ code, severity, stage, message, range, fixes, builds }) => ({
        code,
        severity,
        stage,
        message,
        range,
        fixes: fixes.map(({ title, edits }) => ({ title, edits })),
        ...(builds ? { builds } : {}),
      })),
      ...(kind === 'main' ? portDiagnostics(document, options.build, firewall) : []),
    ],
  };
  return { report, template: document.template };
}

/** For `any` the file counts as refused only where every build refuses it; `builds` has each one's answer. */
function daemonOf(document: ConfigDocument, choice: BuildChoice): FileReport['daemon'] {
  const answers = buildsOf(choice).map((build) => [build.id, oneDaemon(document, build.id)] as const);
  const [first] = answers;
  if (!first) throw new RangeError('No build was asked for.');
  if (choice !== 'any') return first[1];
  const accepting = answers.find(([, answer]) => answer.verdict === 'accepts');
  const refusing = answers.find(([, answer]) => answer.verdict === 'refuses');
  return { ...(accepting ?? refusing ?? first)[1], builds: Object.fromEntries(answers) };
}

function oneDaemon(document: ConfigDocument, choice: BuildChoice): DaemonReport {
  const [build] = buildsOf(choice);
  if (!build) throw new RangeError('No build was asked for.');
  const { verdict, message, messageBytes, at } = daemonVerdict(document, build);
  return {
    verdict,
    message,
    line: at ? document.source.positionAt(at.start).line : null,
    ...(messageBytes !== null && !isUtf8(messageBytes)
      ? { messageHex: Buffer.from(messageBytes, 'latin1').toString('hex') }
      : {}),
  };
}

function formatted(report: CheckReport, format: Format, templates: ReadonlySet<FileReport>): string {
  switch (format) {
    case 'json':
      return `${JSON.stringify(report, null, 2)}\n`;
    case 'sarif':
      return `${JSON.stringify(sarifOf(report), null, 2)}\n`;
    case 'github':
      return githubOf(report);
    case 'text':
      return checkText(report, templates);
  }
}
