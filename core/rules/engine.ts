import {
  BUILDS,
  buildsOf,
  ConfigModel,
  daemonVerdicts,
  FILE_LIMIT,
  isOfOthers,
  namesOf,
  NOTHING_AT_HAND,
  type Asked,
  type AtHand,
  type Build,
  type BuildChoice,
  type ConfigDocument,
  type FileAtHand,
} from '../config/index.js';
import { CheckMemory, type Judged } from './memory.js';
import type { RuleReport, Rule, RuleContext, RuleFinding, Severity, Stage } from './rule.js';
import { matchesWildcard, rank, severityFor, type SeverityOverrides } from './severities.js';
import { readSuppressions } from './suppressions.js';
import { RULES } from './table.js';

export interface CheckOptions {
  readonly build: BuildChoice;
  /** By code or wildcard (`tls-*`): another severity, or `off`. The most exact pattern wins. */
  readonly severities?: SeverityOverrides;
  /** Extra setting names that are not to be called unknown; `*` stands for any characters. */
  readonly customSettings?: readonly string[];
  /** Where the file lies, with forward slashes: a folder can tell the build. */
  readonly path?: string;
  /** Files that the config names; absent: none is at hand. */
  readonly atHand?: AtHand;
  /** Of the last check of the same file. */
  readonly memory?: CheckMemory | undefined;
  /** Other rules than all of them: for tests. */
  readonly rules?: readonly Rule[];
}

/** Bounds what a hostile or absurd file can make an editor show. */
export const MAX_FINDINGS = 2000;

/** Near the limit of what is read, any edit moves other lines across it: then no fix is safe. */
const SAFE_LENGTH = FILE_LIMIT / 2;

/** What a rule reported, with the builds it holds for. */
interface PendingFinding {
  readonly rule: Rule;
  readonly report: RuleReport;
  readonly severity: Severity;
  readonly stage: Stage;
  readonly builds: Set<Build>;
  /** The same fault as other builds take it. */
  readonly others: PendingFinding[];
}

/** All findings of a file, in its order. Pure; linear in the number of lines. */
export function checkConfig(document: ConfigDocument, options: CheckOptions): RuleFinding[] {
  if (document.others || isOfOthers(options.path ?? '')) return [];
  const builds = buildsOf(options.build);
  const suppressed = readSuppressions(document);
  const context: RuleContext = {
    document,
    builds,
    path: options.path ?? '',
    atHand: options.atHand ?? NOTHING_AT_HAND,
    isCustom: customNames(options.customSettings ?? []),
  };
  const judges = new Judges(
    context,
    options.memory ?? new CheckMemory(),
    JSON.stringify([options.build, context.path, options.customSettings]),
  );
  const waiting: PendingFinding[] = [];
  for (const rule of options.rules ?? RULES) {
    if (!(rule.files ?? ['main']).includes(document.kind)) continue;
    if (severityFor(rule.code, rule.severity, options.severities) === 'off') continue;
    waiting.push(...reportsOf(rule, judges.judge(rule)));
  }
  let stops: ReadonlyMap<number, string> | undefined;
  const stopAt = (start: number): string | undefined => (stops ??= daemonStops(document, builds)).get(start);
  const findings: RuleFinding[] = [];
  const line = (offset: number): number => document.source.positionAt(offset).line;
  const left = waiting.filter(({ rule, report }) => !suppressed(rule.code, line(report.start)));
  for (const pending of oneForEachFault(left, builds.length)) {
    const finding = toFinding(pending, context, options, stopAt);
    if (finding) findings.push(finding);
    if (findings.length >= MAX_FINDINGS) break;
  }
  return findings;
}

/** In the order of the file, the gravest first. What builds take differently is one finding that says so. */
function oneForEachFault(waiting: PendingFinding[], asked: number): readonly PendingFinding[] {
  waiting.sort(
    (a, b) =>
      a.report.start - b.report.start ||
      rank(ownSeverity(b, asked)) - rank(ownSeverity(a, asked)) ||
      (a.rule.fault === undefined ? 0 : 1) - (b.rule.fault === undefined ? 0 : 1),
  );
  const first = new Map<string, PendingFinding>();
  return waiting.filter((pending) => {
    const { rule, report } = pending;
    const key = `${rule.fault ?? rule.code}:${report.start}:${report.end}`;
    const same = first.get(key);
    const isSame = same !== undefined && [...pending.builds].every((build) => !same.builds.has(build));
    if (isSame) same.others.push(pending);
    else first.set(key, pending);
    return !isSame;
  });
}

const NOTHING_PENDING: readonly PendingFinding[] = [];

/** One rule's reports; those that several builds share become one. */
function reportsOf(rule: Rule, { reports }: Judged): readonly PendingFinding[] {
  if (reports.length === 0) return NOTHING_PENDING;
  const found = new Map<string, PendingFinding>();
  for (const { report, builds } of reports) {
    const severity = report.severity ?? rule.severity;
    const key = `${report.start}:${report.end}:${severity}`;
    const known = found.get(key);
    if (known) for (const build of builds) known.builds.add(build);
    else if (found.size < MAX_FINDINGS)
      found.set(key, {
        rule,
        report,
        severity,
        stage: report.stage ?? rule.stage,
        builds: new Set(builds),
        others: [],
      });
  }
  return [...found.values()];
}

/** Asks the rules, each no more often than it can answer differently. */
class Judges {
  private readonly asked: Asked = { traits: new Map(), names: new Set(), all: false, file: false };
  private readonly models = new Map<Build, ConfigModel>();
  private files = new Map<string, FileAtHand | undefined>();
  private readonly known: (rule: Rule) => Judged | undefined;
  private readonly watched: RuleContext;

  /** @param key equal where all but the document is */
  constructor(
    private readonly context: RuleContext,
    private readonly memory: CheckMemory,
    key: string,
  ) {
    const { asked } = this;
    this.known = memory.next(context.document, key, context.atHand);
    this.watched = {
      ...context,
      document: watchedDocument(context.document, asked),
      atHand: (named) => {
        const found = context.atHand(named);
        this.files.set(named, found);
        return found;
      },
    };
  }

  judge(rule: Rule): Judged {
    const known = this.known(rule);
    if (known) return known;
    const { asked } = this;
    asked.names = new Set();
    // What else a rule about lines has looked at is not known.
    asked.all = rule.checkDocument !== undefined;
    asked.file = false;
    this.files = new Map();
    const reports = [...this.ofDocument(rule), ...this.ofModels(rule)];
    return this.kept(rule, reports);
  }

  private kept(rule: Rule, reports: Judged['reports']): Judged {
    const { all, file, names } = this.asked;
    const judged: Judged = { reports, names: all ? 'all' : names, files: this.files };
    if (!file) this.memory.keep(rule, judged);
    return judged;
  }

  private ofDocument({ checkDocument }: Rule): Judged['reports'] {
    const reports: Judged['reports'][number][] = [];
    const { builds } = this.context;
    checkDocument?.(this.watched, (report) => {
      const asked = report.builds?.filter((build) => builds.includes(build)) ?? builds;
      if (asked.length > 0 && reports.length < MAX_FINDINGS) reports.push({ report, builds: asked });
    });
    return reports;
  }

  /** Judges once for all builds that agree in all that the rule asked. */
  private ofModels({ checkModel }: Rule): Judged['reports'] {
    const reports: Judged['reports'][number][] = [];
    const { traits } = this.asked;
    let left = checkModel ? this.context.builds : [];
    for (let [first] = left; first; [first] = left) {
      const build = first;
      traits.clear();
      const found: RuleReport[] = [];
      checkModel?.(this.model(build), (report) => found.push(report), this.watched.atHand);
      const isAlike = (other: Build): boolean => {
        for (const trait of traits.values()) if (trait(other) !== trait(build)) return false;
        return true;
      };
      const alike = traits.size === 0 ? left : left.filter(isAlike);
      for (const report of found) reports.push({ report, builds: alike });
      left = alike === left ? [] : left.filter((other) => !isAlike(other));
    }
    return reports;
  }

  private model(build: Build): ConfigModel {
    let model = this.models.get(build);
    if (!model) {
      model = new ConfigModel(this.context.document, build, this.asked);
      this.models.set(build, model);
    }
    return model;
  }
}

/** Notes whether more than its settings is looked at. */
function watchedDocument(document: ConfigDocument, asked: Asked): ConfigDocument {
  return {
    ...document,
    get lines() {
      asked.file = true;
      return document.lines;
    },
    get source() {
      asked.file = true;
      return document.source;
    },
  };
}

function toFinding(
  pending: PendingFinding,
  context: RuleContext,
  options: CheckOptions,
  stopAt: (lineStart: number) => string | undefined,
): RuleFinding | undefined {
  const { rule, report, others } = pending;
  const builds = new Set([...pending.builds, ...others.flatMap((other) => [...other.builds])]);
  const everywhere = builds.size === context.builds.length;
  const own = ownSeverity(pending, context.builds.length);
  const severity = severityFor(rule.code, own, options.severities);
  if (severity === 'off') return undefined;
  const { source } = context.document;
  const range = source.rangeOf(report.start, report.end);
  const stop = pending.stage === 'parse' ? stopAt(lineStart(source.bytes, report.start)) : undefined;
  return {
    code: rule.code,
    severity,
    stage: pending.stage,
    message: [
      sentence(report, others.length === 0 && everywhere ? [] : [...pending.builds]),
      ...others.map((other) => otherwise(other, rule)),
      ...(stop ? [stop] : []),
    ].join(' '),
    range,
    fixes: fixesOf([report, ...others.map((other) => other.report)]).map((fix) => ({
      title: fix.title,
      safe: (fix.safe ?? false) && source.bytes.length <= SAFE_LENGTH,
      edits: fix.edits.map((edit) => ({
        range: source.rangeOf(edit.start, edit.end),
        newText: edit.newText,
      })),
    })),
    related: (report.related ?? []).map((r) => ({
      range: source.rangeOf(r.start, r.end),
      message: r.message,
    })),
    unnecessary: report.unnecessary ?? false,
    builds: everywhere ? null : [...builds].map((build) => build.id),
    daemonStops: stop ?? null,
  };
}

/** Those of the gravest that has any. */
function fixesOf(reports: readonly RuleReport[]): NonNullable<RuleReport['fixes']> {
  return reports.map(({ fixes = [] }) => fixes).find((fixes) => fixes.length > 0) ?? [];
}

/** What only some builds refuse is a warning that names them. */
function ownSeverity({ severity, builds }: PendingFinding, asked: number): Severity {
  return severity === 'error' && builds.size < asked ? 'warning' : severity;
}

/** What the same fault is to other builds. */
function otherwise({ rule, report, builds }: PendingFinding, than: Rule): string {
  return rule === than ? `Milder on ${whichBuilds([...builds])}.` : sentence(report, [...builds]);
}

/** The rule's words, with the builds it holds for before the full stop. */
function sentence(report: RuleReport, builds: readonly Build[]): string {
  if (builds.length === 0 || report.namesBuilds) return report.message;
  return `${report.message.replace(/\.$/, '')} (${whichBuilds(builds)}).`;
}

/** The shorter of "Debian 12 and RHEL 9" and "all builds but Alpine". */
function whichBuilds(builds: readonly Build[]): string {
  const others = BUILDS.filter((build) => !builds.includes(build));
  return others.length < builds.length && others.length <= 3
    ? `all builds but ${namesOf(others)}`
    : namesOf(builds);
}

/** By the byte offset of a line: what the daemon says when it ends there. */
function daemonStops(document: ConfigDocument, builds: readonly Build[]): ReadonlyMap<number, string> {
  const stops = new Map<number, string>();
  for (const { at, message, verdict } of daemonVerdicts(document, builds)) {
    if (!at || stops.has(at.start)) continue;
    stops.set(
      at.start,
      verdict === 'crashes'
        ? 'vsftpd crashes here, without a message.'
        : `vsftpd stops here: "${printable(message ?? '')}"`,
    );
  }
  return stops;
}

function printable(message: string): string {
  const clean = message.replace(/[\u0000-\u001f\u007f-\u009f]/g, '?');
  return clean.length > 200 ? `${clean.slice(0, 200)}…` : clean;
}

function lineStart(bytes: string, offset: number): number {
  return offset === 0 ? 0 : bytes.lastIndexOf('\n', offset - 1) + 1;
}

function customNames(patterns: readonly string[]): (name: string) => boolean {
  const names = new Set(patterns);
  const wildcards = patterns.filter((pattern) => pattern.includes('*') && !isPattern(pattern));
  return (name) => names.has(name) || wildcards.some((wildcard) => matchesWildcard(wildcard, name));
}

/** Regular expressions are refused: one of them can take hours for a name of forty letters. */
function isPattern(custom: string): boolean {
  return custom.startsWith('/');
}

/** What to tell the user about the entries of `customSettings` that do not count; null where all do. */
export function refusedCustomSettings(custom: readonly string[]): string | null {
  const [first] = custom.filter(isPattern);
  if (first === undefined) return null;
  return `customSettings takes names, and * for any characters (my_*). A regular expression is not read: ${printable(first).slice(0, 80)}`;
}
