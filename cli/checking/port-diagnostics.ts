import {
  buildsOf,
  ConfigModel,
  settingChanges,
  type BuildChoice,
  type ConfigDocument,
} from '../../core/config/index.js';
import { judgeImages, type StartedConfig } from '../../core/deployment/index.js';
import { deployedService } from '../../core/verdict/service-ports.js';
import { holding, partsOf, type PortFix } from '../../core/firewall/index.js';
import { atFault, Nearness } from '../../core/firewall/nearness.js';
import { severityFor, type SeverityOverrides } from '../../core/rules/index.js';
import { portMismatches, unsilenced, type PlacedMismatch } from '../../core/verdict/port-agreement.js';
import { rangeInText } from '../../core/verdict/text-places.js';
import type { FirewallFile } from '../../core/verdict/index.js';
import type { FileEdits, FileReport, TextEdit } from '../check-report.js';

/** A main config that was read, and how it is judged. */
export interface JudgedConfig {
  readonly path: string;
  readonly document: ConfigDocument;
  readonly build: BuildChoice;
}

interface FolderMismatch extends PlacedMismatch {
  readonly config: JudgedConfig;
  readonly firewall: FirewallFile;
}

/** What a config does not agree on with the files of --firewall. */
export function mismatchesWith(
  { document, build }: JudgedConfig,
  files: readonly FirewallFile[],
): readonly PlacedMismatch[] {
  const [first] = buildsOf(build);
  return first ? portMismatches(new ConfigModel(document, first), files) : [];
}

/** What the files that a config is deployed with give to it besides its lines. */
export function givenTo(
  { document, build }: JudgedConfig,
  files: readonly FirewallFile[],
): StartedConfig['given'] {
  const [first] = buildsOf(build);
  return first && files.length > 0
    ? deployedService(new ConfigModel(document, first), files).given
    : new Map<string, never>();
}

/** The configs of a folder, each with the deployment files that are nearest to it. */
interface PairedFiles {
  readonly facedBy: ReadonlyMap<JudgedConfig, readonly FirewallFile[]>;
  readonly near: ReadonlyMap<FirewallFile, readonly JudgedConfig[]>;
}

/**
 * As an editor compares them: a file with the configs that are nearest to it.
 * @param absolute the path of a file, with forward slashes
 */
export function pairedIn(
  folder: string,
  configs: readonly JudgedConfig[],
  files: readonly FirewallFile[],
  absolute: (file: FirewallFile) => string,
): PairedFiles {
  const nearness = new Nearness([folder]);
  const near = new Map(files.map((file) => [file, nearness.nearest(absolute(file), configs)]));
  const facedBy = new Map(
    configs.map((config) => [config, files.filter((file) => near.get(file)?.includes(config))]),
  );
  return { facedBy, near };
}

/** What the configs and the deployment files of one folder do not agree on. */
export function mismatchesIn({ facedBy, near }: PairedFiles): readonly FolderMismatch[] {
  const found = [...facedBy].flatMap(([config, faced]) =>
    mismatchesWith(config, faced).flatMap((placed): readonly FolderMismatch[] => {
      const firewall = holding(faced, placed.mismatch.path);
      return firewall ? [{ ...placed, config, firewall }] : [];
    }),
  );
  return atFault(found, (file: FirewallFile) => near.get(file) ?? []);
}

/** As diagnostics of the config. */
export function portDiagnostics(
  document: ConfigDocument,
  found: readonly PlacedMismatch[],
  files: readonly FirewallFile[],
  rules: SeverityOverrides,
): FileReport['diagnostics'] {
  return unsilenced(document, found).flatMap(({ mismatch, range }) => {
    const severity = severityFor(mismatch.id, mismatch.severity, rules);
    if (severity === 'off') return [];
    return [
      {
        code: mismatch.id,
        severity,
        stage: 'passive',
        message: mismatch.message,
        range,
        fixes: mismatch.fixes.map((fix) => ({
          title: fix.title,
          edits: ownEdits(document, fix),
          ...(fix.edits.length === 0 ? {} : { files: otherEdits(files, fix) }),
        })),
      },
    ];
  });
}

function ownEdits({ source }: ConfigDocument, { settings }: PortFix): readonly TextEdit[] {
  if (settings === null) return [];
  return settingChanges(source.text, settings).map(({ line, start, end, newText }) => ({
    range: { start: { line, character: start }, end: { line, character: end } },
    newText,
  }));
}

/** What the fix changes in other files. */
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
