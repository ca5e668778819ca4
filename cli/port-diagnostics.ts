import {
  buildsOf,
  ConfigModel,
  settingChanges,
  type BuildChoice,
  type ConfigDocument,
} from '../core/config/index.js';
import { judgeImages } from '../core/deployment/index.js';
import { partsOf, type PortFix } from '../core/firewall/index.js';
import { portMismatches } from '../core/verdict/port-agreement.js';
import { rangeInText } from '../core/verdict/text-places.js';
import type { FirewallFile } from '../core/verdict/index.js';
import type { FileEdits, FileReport, TextEdit } from './check-report.js';

/** What a config does not agree on with the files of --firewall, as diagnostics of the config. */
export function portDiagnostics(
  document: ConfigDocument,
  choice: BuildChoice,
  files: readonly FirewallFile[],
): FileReport['diagnostics'] {
  const [build] = buildsOf(choice);
  if (!build) return [];
  return portMismatches(new ConfigModel(document, build), files).map(({ mismatch, range }) => ({
    code: mismatch.id,
    severity: mismatch.severity,
    stage: 'passive',
    message: mismatch.message,
    range,
    fixes: mismatch.fixes.map((fix) => ({
      title: fix.title,
      edits: ownEdits(document, fix),
      ...(fix.edits.length === 0 ? {} : { files: otherEdits(files, fix) }),
    })),
  }));
}

function ownEdits({ source }: ConfigDocument, { settings }: PortFix): readonly TextEdit[] {
  if (settings === null) return [];
  return settingChanges(source.text, settings).map(({ line, start, end, newText }) => ({
    range: { start: { line, character: start }, end: { line, character: end } },
    newText,
  }));
}

/** What the fix changes in the files of --firewall. */
function otherEdits(files: readonly FirewallFile[], { edits }: PortFix): readonly FileEdits[] {
  return files.flatMap(partsOf).flatMap(({ path, text }) => {
    const its = edits.filter((edit) => edit.path === path);
    if (its.length === 0) return [];
    const own = its.map(({ at, newText }) => ({ range: rangeInText(text, at), newText }));
    return [{ path, edits: own }];
  });
}

/** What is wrong with containers of known images that a file starts. */
export function imageDiagnostics(file: FirewallFile): FileReport['diagnostics'] {
  return judgeImages(file).map((mismatch) => ({
    code: mismatch.id,
    severity: mismatch.severity,
    stage: 'passive',
    message: mismatch.messageThere,
    range: rangeInText(file.text, mismatch.at),
    fixes: mismatch.fixes.map(({ title, edits }) => ({
      title,
      edits: edits.map(({ at, newText }) => ({ range: rangeInText(file.text, at), newText })),
    })),
  }));
}
