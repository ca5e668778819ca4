import path from 'node:path';
import {
  BUILD_IDS,
  isBuildChoice,
  isConfigName,
  isConfigPath,
  type BuildChoice,
} from '../core/config/index.js';
import { firewallKindOf } from '../core/firewall/formats/index.js';
import { isMarkdown } from '../core/shell/documents.js';
import type { FirewallFile } from '../core/verdict/index.js';
import { rank } from '../core/rules/index.js';
import { NO_PROJECT_SETTINGS, type ProjectSettings } from '../core/verdict/project-settings.js';
import { oneOf, readArguments } from './arguments.js';
import { checkText, githubOf } from './check-formats.js';
import type { CheckReport, FileReport } from './check-report.js';
import { Baseline, writeBaseline, type LinedReport } from './checking/baseline.js';
import { slashed } from './checking/globs.js';
import { JudgedFile } from './checking/judged-file.js';
import { namedFiles, type NamedFolder } from './checking/named-files.js';
import { coloursFor } from './colours.js';
import { firewallFiles } from './firewall-files.js';
import { steadyJson } from './formats/escapes.js';
import { gitlabOf } from './formats/gitlab.js';
import { junitOf } from './formats/junit.js';
import { sarifOf } from './formats/sarif.js';
import { EXIT, UsageError, type Io } from './io.js';
import { CHECK, CHECK_FAIL_ON, CHECK_FORMATS } from './options/check.js';
import {
  givenTo,
  imageDiagnostics,
  mismatchesIn,
  mismatchesWith,
  pairedIn,
  portDiagnostics,
} from './checking/port-diagnostics.js';
import { ProjectFiles } from './project-settings.js';
import { withoutControls } from './terminal-text.js';
import { userConfigDirs, type NamedFile } from './checking/user-config-dirs.js';

export { CHECK } from './options/check.js';

/** Checks files and prints what was found. Returns the exit code. */
export async function checkCommand(args: string[], io: Io): Promise<number> {
  const options = readOptions(args);
  const told = new Set<string>();
  const trouble = (text: string): void => {
    if (!told.has(text)) io.err(`vsftpd-lens check: ${withoutControls(text)}\n`);
    told.add(text);
  };
  const baseline = options.baseline === undefined ? undefined : await Baseline.read(options.baseline);
  const firewall = await firewallFiles(options.firewall);
  const named = await namedFiles(options.files, io, trouble);
  const { folders } = named;
  const files = named.files.filter((one) => {
    const { file } = one;
    const isTerraform = /\.tf$/i.test(file);
    const isRead =
      !isTerraform && (!OTHER_FILES.test(file) || isConfigPath(one.absolute) || isDeployment(one));
    if (!isRead)
      trouble(
        `${file} was not read: ${isTerraform ? 'it is a Terraform file' : 'nothing that is read in it starts an FTP server or opens ports for one'}.`,
      );
    return isRead;
  });
  const deployed = files.filter(isDeployment);
  const configs = files.filter((file) => !deployed.includes(file));
  const alone = await firewallFiles(deployed.map(({ file }) => file));
  const judged = await judgedFiles(configs, options, trouble);
  if (options.fix === 'print') await io.out(judged.map((file) => file.diff()).join(''));
  else if (options.fix === 'write') await fixAll(judged, trouble);
  const lined = withImages(reportsOn(judged, folders, firewall), alone, options.build ?? 'any');
  for (const { path: name, reading } of [...firewall, ...alone])
    if (reading.notRead !== undefined) trouble(`${name} was not read: ${reading.notRead}.`);
  if (options.writeBaseline !== undefined) await writeBaseline(options.writeBaseline, lined.reports);
  const report = reportOf(lined, options, baseline);
  if (options.fix !== 'print' && (lined.reports.length > 0 || options.format !== 'text'))
    await io.out(formatted(report, lined, options, io));
  const limit = options.failOn === 'never' ? Infinity : rank(options.failOn);
  const failed = report.files.some((file) => file.diagnostics.some((d) => rank(d.severity) >= limit));
  return told.size > 0 ? EXIT.failed : failed ? EXIT.findings : EXIT.clean;
}

interface CheckArguments {
  readonly files: readonly string[];
  readonly build: BuildChoice | undefined;
  readonly format: (typeof CHECK_FORMATS)[number];
  readonly failOn: (typeof CHECK_FAIL_ON)[number];
  readonly perUser: boolean;
  readonly firewall: readonly string[];
  readonly settings: string | undefined;
  readonly fix: 'no' | 'write' | 'print';
  readonly baseline: string | undefined;
  readonly writeBaseline: string | undefined;
}

function readOptions(args: string[]): CheckArguments {
  const { values, positionals } = readArguments({ args, allowPositionals: true, options: CHECK.options });
  const { build } = values;
  if (build !== undefined && !isBuildChoice(build)) {
    throw new UsageError(`There is no build "${build}". Choose one of: any, ${BUILD_IDS.join(', ')}.`);
  }
  if (positionals.length === 0)
    throw new UsageError('Name at least one file or folder, or - for standard input.');
  const dry = values['dry-run'];
  if (dry && !values.fix) throw new UsageError('--dry-run goes with --fix.');
  if (values.fix && !dry && positionals.includes('-'))
    throw new UsageError('--fix cannot change standard input; --fix --dry-run prints what it would change.');
  return {
    files: positionals,
    build,
    format: oneOf('--format', values.format, CHECK_FORMATS),
    failOn: oneOf('--fail-on', values['fail-on'], CHECK_FAIL_ON),
    perUser: values['per-user'],
    firewall: values.firewall,
    settings: values.settings,
    fix: dry ? 'print' : values.fix ? 'write' : 'no',
    baseline: values.baseline,
    writeBaseline: values['write-baseline'],
  };
}

async function judgedFiles(
  files: readonly NamedFile[],
  { build, settings, perUser }: CheckArguments,
  trouble: (text: string) => void,
): Promise<readonly JudgedFile[]> {
  const dirs = await userConfigDirs(files);
  const projects = new ProjectFiles(settings);
  const kind = perUser ? 'per-user' : undefined;
  const judged: JudgedFile[] = [];
  for (const file of files) {
    const project = await projects.of(file.absolute).catch((error: unknown): ProjectSettings => {
      if (!(error instanceof UsageError) || settings !== undefined) throw error;
      trouble(error.message);
      return NO_PROJECT_SETTINGS;
    });
    judged.push(new JudgedFile(file, project, build, kind, dirs));
  }
  return judged;
}

async function fixAll(files: readonly JudgedFile[], trouble: (text: string) => void): Promise<void> {
  for (const file of files) {
    await file.fix().catch((error: unknown) => {
      trouble(`${file.name} cannot be changed: ${error instanceof Error ? error.message : String(error)}`);
    });
  }
}

interface Reports {
  readonly reports: readonly LinedReport[];
  readonly switchedOff: number;
  readonly templates: ReadonlySet<string>;
}

function reportsOn(
  files: readonly JudgedFile[],
  folders: readonly NamedFolder[],
  firewall: readonly FirewallFile[],
): Reports & { readonly apart: readonly FirewallFile[] } {
  const mains = files.filter(({ kind }) => kind === 'main');
  const pairs = folders.flatMap(({ path: folder, firewall: found }) => {
    const own = found.filter((file) => !firewall.some((named) => absoluteOf(named) === absoluteOf(file)));
    const configs = mains.filter((file) => file.path.startsWith(folder.replace(/\/?$/, '/')));
    return [pairedIn(folder, configs, own, absoluteOf)];
  });
  const across = pairs.flatMap(mismatchesIn);
  const all = [...firewall, ...folders.flatMap((folder) => folder.firewall)];
  let switchedOff = 0;
  const reports = files.map((file): LinedReport => {
    const { document, kind, rules } = file;
    const beside = [...firewall, ...pairs.flatMap(({ facedBy }) => facedBy.get(file) ?? [])];
    const given = kind === 'main' ? givenTo(file, beside) : new Map<string, never>();
    const findings = file.findings(given);
    const found = [
      ...(kind === 'main' ? mismatchesWith(file, firewall) : []),
      ...across.filter(({ config }) => config === file),
    ];
    const ports = portDiagnostics(document, found, all, rules);
    switchedOff += file.switchedOff(findings.length, given);
    switchedOff += portDiagnostics(document, found, all, {}).length - ports.length;
    const diagnostics = findings.map(({ code, severity, stage, message, range, fixes, builds }) => ({
      code,
      severity,
      stage,
      message,
      range,
      fixes: fixes.map(({ title, edits }) => ({ title, edits })),
      ...(builds ? { builds } : {}),
    }));
    const report: FileReport = {
      path: file.name,
      build: file.build,
      daemon: file.daemon(),
      diagnostics: [...diagnostics, ...ports],
      ...(file.isFixed ? { fixed: true } : {}),
    };
    return { report, lines: document.source.text.split(/\r\n|\n|\r/) };
  });
  const templates = new Set(files.filter(({ document }) => document.template).map(({ name }) => name));
  const apart = pairs.flatMap(({ near }) =>
    [...near].flatMap(([file, own]) => (own.length === 0 ? file : [])),
  );
  return { reports, switchedOff, templates, apart };
}

/** No vsftpd.conf is called like that. */
const OTHER_FILES = /\.(?:ya?ml|json|toml|md|sh)$/i;

/** A file that vsftpd is deployed with, named like a config: its content tells. */
function isDeployment({ file, absolute, data }: NamedFile): boolean {
  if (file === '-' || isConfigName(absolute)) return false;
  return firewallKindOf(absolute, Buffer.from(data).toString('utf8')) !== null;
}

/**
 * Deployment files are judged as far as they start an image that is known: those that were named themselves, and those
 * of a folder that no config belongs to, where there is something to say.
 */
function withImages(
  { apart, ...reports }: ReturnType<typeof reportsOn>,
  named: readonly FirewallFile[],
  build: BuildChoice,
): Reports {
  const reportOn = (file: FirewallFile): LinedReport => ({
    report: { path: file.path, build, daemon: null, diagnostics: imageDiagnostics(file) },
    lines: file.text.split(/\r\n|\n|\r/),
  });
  const places = new Set(named.map(absoluteOf));
  const others = apart
    .filter((file) => !isMarkdown(file.path) && !places.has(absoluteOf(file)))
    .map(reportOn)
    .filter(({ report }) => report.diagnostics.length > 0);
  return { ...reports, reports: [...reports.reports, ...named.map(reportOn), ...others] };
}

function absoluteOf(file: FirewallFile): string {
  return slashed(path.resolve(file.path));
}

function reportOf(
  { reports, switchedOff }: Reports,
  { build, writeBaseline: written }: CheckArguments,
  baseline: Baseline | undefined,
): CheckReport {
  const all = reports.map(({ report }) => report);
  const files = reports.map((one): FileReport => {
    const { report } = one;
    if (written !== undefined) return { ...report, diagnostics: [] };
    return baseline ? { ...report, diagnostics: baseline.newIn(one) } : report;
  });
  const count = (of: readonly FileReport[]): number =>
    of.reduce((sum, one) => sum + one.diagnostics.length, 0);
  const known = count(all) - count(files);
  const [first, ...others] = [...new Set(all.map((file) => file.build))];
  return {
    version: 1,
    build: build ?? (others.length > 0 ? 'any' : (first ?? 'any')),
    files,
    ...(switchedOff > 0 ? { switchedOff } : {}),
    ...(known > 0 ? { known } : {}),
  };
}

function formatted(report: CheckReport, lined: Reports, { format }: CheckArguments, io: Io): string {
  const linesOf = new Map(lined.reports.map(({ report: { path: name }, lines }) => [name, lines]));
  switch (format) {
    case 'json':
      return `${steadyJson(report, 2)}\n`;
    case 'sarif':
      return `${steadyJson(sarifOf(report), 2)}\n`;
    case 'github':
      return githubOf(report);
    case 'junit':
      return junitOf(report);
    case 'gitlab':
      return `${steadyJson(
        gitlabOf(report, (name) => linesOf.get(name) ?? []),
        2,
      )}\n`;
    case 'text':
      return checkText(report, lined.templates, coloursFor(io.isColoured === true));
  }
}
