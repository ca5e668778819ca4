import {
  buildsOf,
  ConfigModel,
  settingChanges,
  type BuildChoice,
  type ConfigDocument,
} from '../core/config/index.js';
import { portMismatches } from '../core/verdict/port-agreement.js';
import type { FirewallFile } from '../core/verdict/index.js';
import type { FileReport } from './check-report.js';

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
    fixes: mismatch.fixes.map(({ title, settings }) => ({
      title,
      // Edits of the other file have no place in a diagnostic of this one.
      edits:
        settings === null
          ? []
          : settingChanges(document.source.text, settings).map(({ line, start, end, newText }) => ({
              range: { start: { line, character: start }, end: { line, character: end } },
              newText,
            })),
    })),
  }));
}
