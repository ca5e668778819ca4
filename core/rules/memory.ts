import {
  intendedName,
  type AtHand,
  type Build,
  type ConfigDocument,
  type FileAtHand,
  type SettingLine,
} from '../config/index.js';
import type { Rule, RuleReport } from './rule.js';

/** What a rule said, and of which settings it took that; `all`: of any. */
export interface Judged {
  readonly reports: readonly { readonly report: RuleReport; readonly builds: readonly Build[] }[];
  readonly names: ReadonlySet<string> | 'all';
  /** Files beside the config that it looked at, by the name that the daemon would open. */
  readonly files: ReadonlyMap<string, FileAtHand | undefined>;
}

/** What one check of a file leaves for the next, so that an edit costs by what it changes. */
export class CheckMemory {
  private last: { readonly document: ConfigDocument; readonly key: string } | undefined;
  private judged = new Map<Rule, Judged>();

  /**
   * Begins a check. Returns what was said before, as far as it still holds, with its places as they are now.
   * @param key what the document is checked with
   */
  next(document: ConfigDocument, key: string, atHand: AtHand): (rule: Rule) => Judged | undefined {
    const { last, judged } = this;
    this.last = { document, key };
    this.judged = new Map();
    const edit = last?.key === key ? editBetween(last.document, document) : undefined;
    return (rule) => {
      const before = judged.get(rule);
      const now = before && edit && hasSameFiles(before, atHand) ? moved(before, edit) : undefined;
      if (now) this.judged.set(rule, now);
      return now;
    };
  }

  keep(rule: Rule, judged: Judged): void {
    this.judged.set(rule, judged);
  }
}

function hasSameFiles({ files }: Judged, atHand: AtHand): boolean {
  if (files.size === 0) return true;
  for (const [named, before] of files) {
    const now = atHand(named);
    if (now?.text !== before?.text || now?.path !== before?.path) return false;
  }
  return true;
}

/** Between two versions of a file: setting lines at its top and its end are the same, those at the end moved. */
interface SettingsEdit {
  /** Names in the lines between. */
  readonly names: ReadonlySet<string>;
  /** Bytes of the older version: where the top ends and the end begins. */
  readonly top: number;
  readonly end: number;
  readonly shift: number;
}

function editBetween(before: ConfigDocument, after: ConfigDocument): SettingsEdit | undefined {
  if (before.kind !== after.kind || before.openEnded !== after.openEnded) return undefined;
  if (before.template !== after.template || before.rendersLf !== after.rendersLf) return undefined;
  if ([...before.misspelt].join() !== [...after.misspelt].join()) return undefined;
  const [old, now] = [before.settings, after.settings];
  const shift = after.source.bytes.length - before.source.bytes.length;
  const isSame = (a: SettingLine | undefined, b: SettingLine | undefined, by: number): boolean =>
    a !== undefined &&
    b !== undefined &&
    a.start + by === b.start &&
    a.end + by === b.end &&
    a.name === b.name &&
    a.value === b.value &&
    a.valueStart + by === b.valueStart &&
    a.opaque === b.opaque &&
    a.conditional === b.conditional &&
    before.source.bytes[a.end] === after.source.bytes[b.end];
  let top = 0;
  while (isSame(old[top], now[top], 0)) top++;
  let tail = 0;
  const most = Math.min(old.length, now.length) - top;
  while (tail < most && isSame(old[old.length - 1 - tail], now[now.length - 1 - tail], shift)) tail++;
  const between = [...old.slice(top, old.length - tail), ...now.slice(top, now.length - tail)];
  return {
    names: new Set(between.map(intendedName)),
    top: top > 0 ? (old[top - 1]?.end ?? 0) + 1 : 0,
    end: old[old.length - tail]?.start ?? Infinity,
    shift,
  };
}

/** Undefined where the edit touches a setting that was asked for, or a place. */
function moved(before: Judged, edit: SettingsEdit): Judged | undefined {
  const { reports, names } = before;
  for (const name of edit.names) if (names === 'all' || names.has(name)) return undefined;
  if (reports.length === 0 || edit.shift === 0) return before;
  const lost: object[] = [];
  const place = <P extends { readonly start: number; readonly end: number }>(at: P): P => {
    if (at.end <= edit.top && at.start < edit.top) return at;
    if (at.start < edit.end) lost.push(at);
    return { ...at, start: at.start + edit.shift, end: at.end + edit.shift };
  };
  const now = reports.map(({ report, builds }) => ({
    report: {
      ...place(report),
      ...(report.fixes
        ? { fixes: report.fixes.map((fix) => ({ ...fix, edits: fix.edits.map(place) })) }
        : {}),
      ...(report.related ? { related: report.related.map(place) } : {}),
    },
    builds,
  }));
  return lost.length === 0 ? { ...before, reports: now } : undefined;
}
