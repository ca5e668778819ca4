import { writeFile } from 'node:fs/promises';
import {
  atHandBeside,
  buildAtHand,
  buildsOf,
  daemonVerdict,
  fileKindOf,
  isUtf8,
  readConfig,
  sourceFromBytes,
  type BuildChoice,
  type BuildId,
  type ConfigDocument,
  type FileKind,
} from '../../core/config/index.js';
import { type CheckOptions, type RuleFinding, type SeverityOverrides } from '../../core/rules/index.js';
import { dataOf, withSafeFixes } from '../../core/rules/safe-fixes.js';
import { checkStarted } from '../../core/verdict/started-findings.js';
import type { StartedConfig } from '../../core/deployment/index.js';
import type { ProjectSettings } from '../../core/verdict/project-settings.js';
import { textBeside } from './at-hand.js';
import type { DaemonReport, FileReport } from '../check-report.js';
import type { JudgedConfig } from './port-diagnostics.js';
import type { NamedFile } from './user-config-dirs.js';
import { unifiedDiff } from './unified-diff.js';

/** One file of a check: read, and judged by the settings of its project. */
export class JudgedFile implements JudgedConfig {
  readonly kind: FileKind;
  readonly build: BuildChoice;
  readonly rules: SeverityOverrides;
  document: ConfigDocument;
  /** The file on disk was changed by its fixes. */
  isFixed = false;
  private readonly options: CheckOptions;
  /** What the files around it tell, where the build was left open. */
  private readonly told: BuildId | undefined;

  /** @param build what the command line says; undefined: what the project says */
  constructor(
    private readonly named: NamedFile,
    project: ProjectSettings,
    build: BuildChoice | undefined,
    kind: FileKind | undefined,
    dirs: readonly string[],
  ) {
    this.kind = kind ?? fileKindOf(named.absolute, dirs);
    this.build = build ?? project.build ?? 'any';
    this.told = this.build === 'any' ? buildAtHand(named.absolute, textBeside, true) : undefined;
    this.rules = project.rules;
    const { rules: severities, customSettings } = project;
    const { absolute: path } = named;
    const atHand = atHandBeside(path, textBeside);
    this.options = { build: this.build, path, severities, customSettings, atHand };
    this.document = readConfig(sourceFromBytes(named.data), this.kind, named.absolute);
  }

  get name(): string {
    return this.named.file;
  }

  /** Absolute. */
  get path(): string {
    return this.named.absolute;
  }

  /** Applies the safe fixes to the file on disk. */
  async fix(): Promise<void> {
    const fixed = withSafeFixes(this.document, this.options);
    if (fixed === this.document) return;
    await writeFile(this.named.file, dataOf(fixed.source.bytes));
    this.document = fixed;
    this.isFixed = true;
  }

  /** What the safe fixes would change. */
  diff(): string {
    const fixed = withSafeFixes(this.document, this.options);
    return unifiedDiff(this.name, this.document.source.text, fixed.source.text);
  }

  /** @param given what it is started with besides its lines */
  findings(given: StartedConfig['given']): readonly RuleFinding[] {
    return checkStarted(this.document, given, this.options).map((finding) => this.softened(finding));
  }

  /** What holds for other builds than the one that the image or the tree around the file has. */
  private softened(finding: RuleFinding): RuleFinding {
    const { builds, severity } = finding;
    const isOthers = this.told !== undefined && builds !== null && !builds.includes(this.told);
    return isOthers && severity !== 'error' ? { ...finding, severity: 'hint' } : finding;
  }

  /** How many more there would be, had the project none switched off. */
  switchedOff(shown: number, given: StartedConfig['given']): number {
    const on = Object.entries(this.rules).filter(([, severity]) => severity !== 'off');
    if (on.length === Object.keys(this.rules).length) return 0;
    const options = { ...this.options, severities: Object.fromEntries(on) };
    return checkStarted(this.document, given, options).length - shown;
  }

  /** For `any` the file counts as refused only where every build refuses it; `builds` has each one's answer. */
  daemon(): FileReport['daemon'] {
    const answers = buildsOf(this.build).map(
      (build) => [build.id, oneDaemon(this.document, build.id)] as const,
    );
    const [first] = answers;
    if (!first) throw new RangeError('No build was asked for.');
    if (this.build !== 'any') return first[1];
    const accepting = answers.find(([, answer]) => answer.verdict === 'accepts');
    const refusing = answers.find(([, answer]) => answer.verdict === 'refuses');
    return { ...(accepting ?? refusing ?? first)[1], builds: Object.fromEntries(answers) };
  }
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
